"""From what was read to a draft: slots, flags, phrases, questions, moves."""
