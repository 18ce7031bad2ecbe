"""The example of a third connector keeps the contract."""

from datetime import UTC, datetime

from empathkit.testing.contract import ConnectorContract
from empathkit_zendesk import platform
from empathkit_zendesk.receiver import sign


class TestZendesk(ConnectorContract):
    platform = platform

    def settings(self, url):
        names = {"URL": url, "EMAIL": "bot@desk.example", "TOKEN": "t0ken-of-zendesk", "WEBHOOK_SECRET": self.secret}
        return {f"EMPATHKIT_ZENDESK_{name}": value for name, value in names.items()}

    def sign(self, secret, body):
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {
            "X-Zendesk-Webhook-Signature": sign(secret, now, body),
            "X-Zendesk-Webhook-Signature-Timestamp": now,
        }
