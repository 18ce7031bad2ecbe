"""Mounting the webhook handler into somebody else's service: each adapter converts, calls, converts back."""
