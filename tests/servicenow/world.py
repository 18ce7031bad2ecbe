"""What the tests here share: a running sandbox, an account on it, tickets and notes to play with."""

from typing import Any

import httpx
from pydantic import SecretStr

from empathkit.models import InternalNote, Paragraph, Reply, Ticket
from empathkit.settings import Settings
from empathkit_servicenow.connector import ServiceNowConnector, connect
from empathkit_servicenow.sandbox import ServiceNowSandbox
from empathkit_servicenow.settings import Account, Desk
from empathkit_servicenow.tables import TABLES

MARKER = "ek-0123456789abcdef0123"
OTHER_MARKER = "ek-fedcba9876543210fedc"


def ticket(*messages: dict[str, Any], key: str = "INC0012345", **person: Any) -> dict[str, Any]:
    """A Ticket as it is posted; without messages, with one."""
    said = messages or ({"author": "requester", "body": "The VPN drops every ten minutes."},)
    return {
        "key": key,
        "summary": "VPN drops",
        "created": "2026-11-02T09:14:00Z",
        "requester": {"id": "u1", "name": "Ana Prado", "email": "ana.prado@desk.example", **person},
        "messages": list(said),
    }


def note(key: str = "INC0012345", marker: str = MARKER, text: str = "I'd be glad to get you back on.") -> InternalNote:
    blocks = (Reply(text=text), Paragraph(text=f"EmpathKit {marker}"))
    return InternalNote(ticket=key, kind="suggestion", marker=marker, blocks=blocks)


def account(url: str, user: str = "empathkit", password: str = "x") -> Account:
    return Account(Desk(url, url.removeprefix("http://"), tuple(TABLES)), user, SecretStr(password))


def nap(seconds: float) -> None:
    """No test waits."""


class World:
    """A desk's instance and the ways to it."""

    def __init__(self, sandbox: ServiceNowSandbox, url: str) -> None:
        self.sandbox = sandbox
        self.url = url

    def post(self, given: dict[str, Any]) -> str:
        return self.sandbox.add_ticket(Ticket.model_validate(given)).key

    def say(self, key: str, author: str, body: str, *, public: bool = True) -> str:
        found = self.sandbox.find(key)
        assert found is not None
        return self.sandbox.add_message(found, author, body, public).id

    def fail(self, fault: str, match: str = "/", times: int = 1, **more: Any) -> None:
        faults = [{"match": match, "times": times, "fault": fault, **more}]
        assert httpx.post(f"{self.url}/_sandbox/faults", json=faults).status_code == 201

    def connector(self, **options: Any) -> ServiceNowConnector:
        return connect(account(self.url, **options), sleep=nap)

    def settings(self, **changed: str) -> Settings:
        names = {"URL": self.url, "USER": "empathkit", "PASSWORD": "x", "WEBHOOK_SECRET": "s"} | changed
        return Settings({f"EMPATHKIT_SERVICENOW_{name}": value for name, value in names.items()})

    def get(self, path: str, **params: Any) -> httpx.Response:
        return httpx.get(self.url + path, params=params, auth=("ana", "pw"))

    def write(self, method: str, path: str, document: Any, *, user: str = "agent.kim", **params: Any) -> httpx.Response:
        return httpx.request(method, self.url + path, json=document, params=params, auth=(user, "pw"))

    def conversation(self, key: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = httpx.get(f"{self.url}/_sandbox/tickets/{key}").json()["messages"]
        return messages

    def sys_id(self, key: str) -> str:
        rows = self.get("/api/now/table/incident", sysparm_query=f"number={key}").json()["result"]
        return str(rows[0]["sys_id"])
