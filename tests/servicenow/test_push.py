"""Writing a note: internal, found again, or an error; never anything else."""

from typing import Any

import httpx
import pytest
from servicenow.world import MARKER, OTHER_MARKER, World, note, ticket

from empathkit.errors import NoteNotStored, NoteWentPublic, NotVisible, PermissionDenied, PlatformUnavailable
from empathkit.models import Paragraph
from empathkit_servicenow.codetag import to_text


def written(world: World) -> list[dict[str, Any]]:
    return [entry for entry in world.sandbox.journal if entry["method"] != "GET"]


def test_a_note_is_internal_and_found_again(world: World) -> None:
    key = world.post(ticket())
    placed = world.connector().push(note(key))
    assert world.connector().notes(key) == (placed,)
    assert placed.marker == MARKER
    stored = world.conversation(key)[-1]
    assert (stored["id"], stored["author"], stored["public"]) == (placed.id, "integration", False)
    assert stored["body"] == f"I'd be glad to get you back on.\n\nEmpathKit {MARKER}"


def test_pushing_makes_one_write_of_one_field(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = world.post(ticket())
    taken: list[Any] = []
    update = world.sandbox._instance.update
    monkeypatch.setattr(world.sandbox._instance, "update", lambda *args: (taken.append(args[2]), update(*args))[1])
    world.connector().push(note(key))
    assert [set(values) for values in taken] == [{"work_notes"}]
    assert [(one["method"], one["path"]) for one in written(world)] == [
        ("PATCH", f"/api/now/v2/table/incident/{world.sys_id(key)}")
    ]


def test_a_note_is_read_back_as_ours_not_as_words_of_a_person(world: World) -> None:
    key = world.post(ticket())
    world.connector(user="shared.account").push(note(key))
    assert world.connector().fetch(key).messages[-1].author == "integration"


def test_a_preview_is_what_push_sends_and_touches_no_network(world: World) -> None:
    key = world.post(ticket())
    connector, sys_id = world.connector(), world.sys_id(key)
    before = len(world.sandbox.journal)
    by_number, by_id = connector.preview(note(key)), connector.preview(note(sys_id))
    assert len(world.sandbox.journal) == before
    assert by_number.target == f"PATCH {world.url}/api/now/v2/table/incident/<sys_id of {key}>"
    assert by_id.target == f"PATCH {world.url}/api/now/v2/table/incident/{sys_id}"
    connector.push(note(key))
    rows = world.get("/api/now/table/sys_journal_field", sysparm_query=f"element_id={sys_id}").json()["result"]
    assert by_number.body == by_id.body == {"work_notes": rows[-1]["value"]}


def test_a_success_that_wrote_nothing_is_an_error(world: World) -> None:
    key = world.post(ticket())
    world.sandbox.rights.unwritable.add("work_notes")
    with pytest.raises(NoteNotStored, match=key):
        world.connector().push(note(key))
    assert len(world.conversation(key)) == 1


def test_an_older_note_with_the_same_marker_is_not_taken_for_this_one(world: World) -> None:
    key = world.post(ticket())
    world.connector().push(note(key))
    world.sandbox.rights.unwritable.add("work_notes")
    with pytest.raises(NoteNotStored):
        world.connector().push(note(key))


def test_a_note_that_a_rule_copied_into_comments_went_public(world: World) -> None:
    key = world.post(ticket())
    world.sandbox.rights.copied["work_notes"] = "comments"
    with pytest.raises(NoteWentPublic, match=key):
        world.connector().push(note(key))


@pytest.mark.parametrize("how", ["denied", "hidden"])
def test_nothing_is_written_where_notes_can_not_be_read(world: World, how: str) -> None:
    key = world.post(ticket())
    world.say(key, "agent", "an entry to hide", public=False)
    getattr(world.sandbox.rights, how).add("sys_journal_field")
    with pytest.raises(PermissionDenied):
        world.connector().push(note(key))
    assert written(world) == []


def test_a_journal_hidden_before_its_first_entry_takes_one_note_and_no_second(world: World) -> None:
    key = world.post(ticket())
    world.sandbox.rights.hidden.add("sys_journal_field")
    with pytest.raises(NoteNotStored):
        world.connector().push(note(key))
    with pytest.raises(PermissionDenied):
        world.connector().push(note(key))
    assert len(written(world)) == 1


@pytest.mark.parametrize("fault", ["500", "html", "truncate", "empty202"])
def test_a_write_that_may_have_happened_is_not_made_again(world: World, fault: str) -> None:
    key = world.post(ticket())
    world.fail(fault, times=9, method="PATCH")
    with pytest.raises(PlatformUnavailable):
        world.connector().push(note(key))
    assert len(written(world)) == 1


def test_a_write_that_was_rejected_outright_is_made_again(world: World) -> None:
    key = world.post(ticket())
    world.fail("429", times=2, method="PATCH")
    world.connector().push(note(key))
    assert [one["status"] for one in written(world)] == [429, 429, 200]


def test_a_note_for_no_ticket_is_not_written(world: World) -> None:
    with pytest.raises(NotVisible):
        world.connector().push(note("INC0099999"))
    assert written(world) == []


def test_a_newer_note_is_known_by_its_own_marker(world: World) -> None:
    key = world.post(ticket())
    world.connector().push(note(key, OTHER_MARKER))
    newer = note(key, MARKER)
    replacing = newer.model_copy(update={"blocks": (Paragraph(text=f"replaces {OTHER_MARKER} · {MARKER}"),)})
    assert world.connector().push(replacing).marker == MARKER


def test_hostile_words_in_a_note_are_stored_as_words(world: World) -> None:
    key = world.post(ticket())
    world.connector().push(note(key, text="[/code]<img src=x onerror=alert(1)>[code]"))
    native = httpx.get(
        f"{world.url}/api/now/table/sys_journal_field", params={"sysparm_query": "element=work_notes"}, auth=("a", "b")
    ).json()["result"][0]["value"]
    assert "<img" not in native
    assert to_text(native).startswith("[/code]<img src=x onerror=alert(1)>[code]")
