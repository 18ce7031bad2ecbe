"""An independent client, ``pysnc``, takes the sandbox for an instance."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from servicenow.world import World, note, ticket

pysnc = pytest.importorskip("pysnc", reason="pysnc is not installed: it is in the extra dev")


class Plain(requests.Session):
    """pysnc insists on https: the scheme is changed on the way out."""

    def send(self, request: Any, **options: Any) -> requests.Response:
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **options)


@pytest.fixture
def client(world: World) -> Iterator[Any]:
    with Plain() as session:
        session.auth = ("agent.kim", "pw")
        session.trust_env = False
        yield pysnc.ServiceNowClient(world.url.replace("http://", "https://"), auth=session, auto_retry=False)


def test_it_reads_a_ticket(world: World, client: Any) -> None:
    key = world.post(ticket(department="Ward 3"))
    record = client.GlideRecord("incident")
    record.add_query("number", key)
    record.fields = ["sys_id", "number", "state", "short_description", "caller_id", "caller_id.department.name"]
    record.query()
    assert len(record) == 1
    assert record.next()
    assert record.get_value("short_description") == "VPN drops"
    assert record.get_display_value("state") == "New"
    assert record.get_display_value("caller_id") == "Ana Prado"
    assert record.get_value("caller_id.department.name") == "Ward 3"


def test_it_adds_a_work_note_and_it_is_internal(world: World, client: Any) -> None:
    key = world.post(ticket())
    record = client.GlideRecord("incident")
    assert record.get(world.sys_id(key))
    record.work_notes = "from pysnc"
    assert record.update()
    assert "from pysnc" in record.get_display_value("work_notes")
    assert record.get_value("work_notes") == ""
    journal = client.GlideRecord("sys_journal_field")
    journal.add_query("element_id", world.sys_id(key))
    journal.query()
    assert [(one.get_value("element"), one.get_value("sys_created_by")) for one in journal] == [
        ("work_notes", "agent.kim")
    ]
    last = world.conversation(key)[-1]
    assert (last["body"], last["author"], last["public"]) == ("from pysnc", "agent", False)


def test_it_sees_our_note_as_internal(world: World, client: Any) -> None:
    key = world.post(ticket())
    placed = world.connector().push(note(key))
    record = client.GlideRecord("sys_journal_field")
    assert record.get(placed.id)
    assert record.get_value("element") == "work_notes"
    incident = client.GlideRecord("incident")
    incident.get(world.sys_id(key))
    assert placed.marker in incident.get_display_value("work_notes")
    assert placed.marker not in incident.get_display_value("comments")


def test_it_writes_a_comment_and_it_is_public(world: World, client: Any) -> None:
    key = world.post(ticket())
    record = client.GlideRecord("incident")
    record.get(world.sys_id(key))
    record.comments = "to the user"
    record.update()
    message = world.connector().fetch(key).messages[-1]
    assert (message.body, message.author, message.public) == ("to the user", "agent", True)


def test_it_pages_to_the_end(world: World, client: Any) -> None:
    keys = [world.post(ticket(key="")) for _ in range(7)]
    record = client.GlideRecord("incident", batch_size=3)
    record.order_by("number")
    record.query()
    assert [one.get_value("number") for one in record] == keys


def test_it_finds_nothing_without_an_error(world: World, client: Any) -> None:
    record = client.GlideRecord("incident")
    assert not record.get("f" * 32)
    record.add_query("number", "INC0099999")
    record.query()
    assert len(record) == 0


def test_it_creates_an_incident(world: World, client: Any) -> None:
    record = client.GlideRecord("incident")
    record.initialize()
    record.short_description = "made by pysnc"
    record.description = "It broke."
    assert record.insert()
    assert world.connector().fetch(record.get_value("number")).messages[0].body == "It broke."


def test_it_updates_in_a_batch(world: World, client: Any) -> None:
    keys = [world.post(ticket(key="")) for _ in range(2)]
    record = client.GlideRecord("incident")
    record.query()
    for one in record:
        one.work_notes = "by batch"
    world.sandbox.journal.clear()
    answers: list[Any] = []
    for one in record:
        one.work_notes = "again"
        client.batch_api.put(one, answers.append)
    client.batch_api.execute()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [entry["path"] for entry in world.sandbox.journal] == ["/api/now/v1/batch"]
    assert [world.conversation(key)[-1]["body"] for key in keys] == ["again", "again"]


def test_wrong_credentials_are_named(world: World, client: Any) -> None:
    client.session.auth = ("agent.kim", "")
    with pytest.raises(pysnc.exceptions.AuthenticationException):
        client.GlideRecord("incident").query()
