"""One module per rule: what it looks for, and why. Its words stand in the pack under checks/."""
