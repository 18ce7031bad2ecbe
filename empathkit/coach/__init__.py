"""Mending an agent's own draft."""
