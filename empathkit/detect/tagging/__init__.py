"""The trained tagger: words of a message in, spans of what is said out. The rules are some of its features."""
