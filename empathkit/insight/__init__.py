"""What became of suggestions, and what that says about a desk. Counts, never people."""
