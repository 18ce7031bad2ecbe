"""The edge to the platforms: HTTP, signatures, webhooks, notes."""
