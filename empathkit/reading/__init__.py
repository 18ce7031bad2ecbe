"""What this requester said: from messages to :class:`empathkit.models.Heard`."""
