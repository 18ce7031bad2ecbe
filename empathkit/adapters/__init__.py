"""The webhook handler inside other web frameworks."""
