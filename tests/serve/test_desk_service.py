"""The desk as a part of the service: on with a way in, shadow mode, and the note that leads to its page."""

import pytest
from starlette.testclient import TestClient

from empathkit.connect import platforms
from empathkit.errors import ConfigurationError
from empathkit.models import TicketEvent
from empathkit.serve.app import build_app
from empathkit.serve.service import build_service
from empathkit.settings import Settings
from empathkit.testing.demo_tickets import demo_tickets
from empathkit.testing.server import running

TOKEN = "an-agent-of-the-desk"
CREDENTIALS = {"EMAIL": "desk@example.org", "TOKEN": "any", "USER": "empathkit", "PASSWORD": "any"}


def settings(folder, kind="jira", url="http://127.0.0.1:9", **more):
    prefix = f"EMPATHKIT_{kind.upper()}_"
    return Settings(
        {
            **{prefix + name: value for name, value in CREDENTIALS.items()},
            f"{prefix}URL": url,
            f"{prefix}WEBHOOK_SECRET": "open sesame",
            "EMPATHKIT_DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
            "EMPATHKIT_SETTLE_SECONDS": "0",
            **{f"EMPATHKIT_{name}": value for name, value in more.items()},
        }
    )


class Played:
    """One ticket of the demo that went through the service: its notes on the platform, and the desk's pages."""

    def __init__(self, folder, kind, **more):
        sandbox = platforms.find(kind).sandbox()
        with running(sandbox.app()) as url:
            service = build_service(settings(folder, kind, url, DESK_TOKEN=TOKEN, **more), workers=0)
            ticket = sandbox.add_ticket(demo_tickets()[0].ticket)
            event = {"platform": kind, "site": "s", "ticket": ticket.key, "kind": "created", "delivery": "d"}
            with TestClient(build_app(service.parts), base_url="https://desk.example") as client:
                service.parts.queue.put(TicketEvent(**event))
                assert service.parts.queue.step()
                client.post("/desk/sign-in", data={"token": TOKEN})
                self.path = f"/desk/tickets/{kind}/{ticket.key}"
                self.queue, self.page = client.get("/desk/").text, client.get(self.path).text
                service.parts.queue.put(TicketEvent(**event | {"kind": "resolved", "delivery": "e"}))
                assert service.parts.queue.step()
                self.queue_after = client.get("/desk/").text
        self.remarks = "\n".join(service.remarks)
        self.notes = [one for one in ticket.messages if one.author == "integration"]


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_what_was_written_waits_at_the_desk_and_the_note_leads_to_its_page(tmp_path, kind):
    played = Played(tmp_path, kind, PUBLIC_URL="https://desk.example/")

    assert [
        (one.public, f"https://desk.example{played.path}" in str(one.native or one.body)) for one in played.notes
    ] == [(False, True)]
    assert f'href="{played.path}"' in played.queue
    assert "eleven times" in played.page


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_a_ticket_that_is_over_waits_no_longer_though_nobody_wrote(tmp_path, kind):
    played = Played(tmp_path, kind)

    assert f'href="{played.path}"' not in played.queue_after


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_in_shadow_the_suggestion_is_at_the_desk_and_nothing_on_the_ticket(tmp_path, kind):
    played = Played(tmp_path, kind, SHADOW="1")

    assert played.notes == []
    assert f'href="{played.path}"' in played.queue
    assert "Hello Tove" in played.page
    assert "EMPATHKIT_SHADOW" in played.remarks


def test_without_a_way_in_there_is_no_desk(tmp_path):
    service = build_service(settings(tmp_path), workers=1)
    with TestClient(build_app(service.parts)) as client:
        answers = [client.get(path).status_code for path in ("/desk/", "/desk/sign-in", "/playground/", "/report/")]

    assert answers == [404] * 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("SHADOW", "perhaps"), ("PUBLIC_URL", "desk.example"), ("DESK_TOKEN", "short")],
)
def test_a_setting_that_says_nothing_is_refused(tmp_path, name, value):
    with pytest.raises(ConfigurationError, match=f"EMPATHKIT_{name}"):
        build_service(settings(tmp_path, **{name: value}))
