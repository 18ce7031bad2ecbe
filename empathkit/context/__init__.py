"""What is known beside what was said: ledger, gaps, preferences, history."""
