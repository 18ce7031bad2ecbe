"""What any text shows, a user's or a draft's: facts, feelings, questions, steps, times."""
