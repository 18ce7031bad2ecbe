"""The service: webhooks, the API and their upkeep. Needs the extra ``server``."""
