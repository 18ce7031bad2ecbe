"""The rules EK101 to EK604, and the score card."""
