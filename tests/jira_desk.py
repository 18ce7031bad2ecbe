"""A ticket for the Jira sandbox, and ways to fill and ask a sandbox that runs."""

from typing import Any

import httpx

from empathkit.settings import Settings
from empathkit_jira import platform
from empathkit_jira.connector import JiraConnector
from empathkit_jira.sandbox import JiraSandbox

TICKET: dict[str, Any] = {
    "key": "IT-41",
    "summary": "VPN drops",
    "created": "2026-11-02T09:14:00Z",
    "priority": "High",
    "sla_due": "2026-11-03T09:14:00Z",
    "requester": {
        "id": "qm:ana",
        "name": "Ana Prado",
        "email": "ana@acme.example",
        "role": "Ward nurse",
        "department": "Cardiology",
        "manager": "Li Wei",
        "site": "Lyon",
        "timezone": "Europe/Paris",
        "language": "fr_FR",
        "vip": True,
        "devices": [
            {
                "name": "LT-2231",
                "model": "ThinkPad T14",
                "os": "Windows 11",
                "assigned": "2025-03",
                "last_seen": "2026-11-01",
                "usage": "daily",
            },
            {"name": "LT-0007", "model": "Latitude 7440"},
        ],
        "preferences": {"channel": "phone", "hours": "9 to 12"},
        "history": [
            {
                "key": "IT-7",
                "summary": "VPN asks twice",
                "opened": "2026-05-04T08:00:00Z",
                "resolved": "2026-05-05T08:00:00Z",
                "reopened": 2,
                "resolution": "Renewed the certificate.",
                "rating": 2,
            },
            {"key": "IT-3", "summary": "Slow start", "opened": "2026-02-01T08:00:00Z"},
        ],
    },
    "messages": [
        {"author": "requester", "body": "It drops.\nEvery ten minutes.\n\n\nPlease help", "at": "2026-11-02T09:14:00Z"},
        {"author": "agent", "body": "Which network?", "at": "2026-11-02T09:20:00Z"},
        {"author": "agent", "body": "Gateway 3 again?", "public": False, "at": "2026-11-02T09:21:00Z"},
        {"author": "requester", "body": "At home.", "at": "2026-11-02T09:30:00Z"},
    ],
    "participants": ["Bo Lee"],
    "approvals": [
        {"name": "Remote access", "decision": "approved", "by": ["Li Wei"], "at": "2026-11-02T09:25:00Z"},
        {"name": "New certificate", "by": ["Ira Falk", "Noa Stern"]},
    ],
    "articles": [{"title": "When the VPN drops"}, {"title": "Booking a room"}],
}


class Desk:
    """A sandbox that runs, with a client for its control API."""

    def __init__(self, sandbox: JiraSandbox, url: str, http: httpx.Client) -> None:
        self.sandbox, self.url, self.http = sandbox, url, http

    def settings(self, **more: str) -> Settings:
        values = {"URL": self.url, "EMAIL": "bot@acme.example", "TOKEN": "t0ken", **more}
        return Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in values.items()})

    def connector(self, **more: str) -> JiraConnector:
        made = platform.connector(self.settings(**more))
        assert isinstance(made, JiraConnector)
        return made

    def post(self, **changes: Any) -> str:
        answer = self.http.post("/_sandbox/tickets", json={**TICKET, **changes})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["key"])

    def messages(self, key: str) -> list[dict[str, Any]]:
        return list(self.http.get(f"/_sandbox/tickets/{key}").json()["messages"])

    def calls(self) -> list[tuple[str, str, int]]:
        return [(one["method"], one["path"], one["status"]) for one in self.http.get("/_sandbox/requests").json()]

    def fault(self, **fault: Any) -> None:
        assert self.http.post("/_sandbox/faults", json=[fault]).status_code == 201
