"""Who is forgotten leaves no trace of them in anything the running service has stored, its queue included."""

import time

import pytest
from databases import bytes_of, forms

from empathkit.connect import platforms
from empathkit.memory.sql import SqlMemory
from empathkit.models import Ticket
from empathkit.serve.service import build_service
from empathkit.settings import Settings
from empathkit.testing.faults import Fault
from empathkit.testing.server import running

SECRET = "open sesame"
CANARIES = ("zebrafinch", "bowerbird", "lyrebird", "kingfisher")
NAME, USER, WORD, OTHER = CANARIES
GIVEN = {
    "summary": f"{WORD} laptop has no vpn",
    "requester": {"id": USER, "name": NAME, "email": f"{NAME}@example.org"},
    "messages": [
        {"author": "requester", "body": f"my ThinkPad {WORD} has no vpn since monday. Please call me on 4471."}
    ],
}


def until(done, seconds=20):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("platform", ["jira", "servicenow"])
def test_after_a_run_and_a_failed_one_nothing_of_who_is_forgotten_is_stored(platform, database_url):
    sandbox = platforms.find(platform).sandbox()
    with running(sandbox.app()) as url:
        own = {
            "URL": url,
            "EMAIL": "d@example.org",
            "TOKEN": "any",
            "USER": "e",
            "PASSWORD": "p",
            "WEBHOOK_SECRET": SECRET,
        }
        settings = Settings(
            {
                **{f"EMPATHKIT_{platform.upper()}_{name}": value for name, value in own.items()},
                "EMPATHKIT_DATABASE_URL": database_url,
                "EMPATHKIT_SETTLE_SECONDS": "0",
            }
        )
        service = build_service(settings, workers=1)
        with running(service):
            first = sandbox.add_ticket(Ticket.model_validate(GIVEN))
            given = {**GIVEN, "requester": {"id": OTHER, "name": "Otto"}}
            second = sandbox.add_ticket(Ticket.model_validate(given))
            sandbox.faults.append(Fault(match="/", times=1, fault="html"))
            for ticket in (first, second):
                headers, body = sandbox.webhook("created", ticket, None, SECRET)
                assert service.parts.handler.handle(platform, dict(headers), body).status == 204
            until(lambda: all(any(m.author == "integration" for m in one.messages) for one in (first, second)))
        connector = platforms.find(platform).connector(settings)
        user, other = (connector.fetch(one.key).requester.id for one in (first, second))
    memory = SqlMemory(database_url)
    until(lambda: any(memory.held(user).values()) and any(memory.held(other).values()))
    assert any(form in bytes_of(memory, database_url) for form in forms(user))

    memory = SqlMemory(database_url)
    assert sum(memory.forget(user).values()) > 0
    left = bytes_of(memory, database_url)
    assert [name for name in (NAME, WORD, user) for form in forms(name) if form in left] == []
    assert other.encode() in left
