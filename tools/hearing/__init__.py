"""How the tagger is taught: the annotated corpus, and the tools that learn from it and measure."""
