"""Text as such: cleaning, sentences, spans, secrets, language packs, rendering."""
