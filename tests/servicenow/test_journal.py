"""The conversation: who said what, to whom, in which order, from rows or from the glued text."""

from typing import Any

import pytest
from servicenow.world import MARKER, OTHER_MARKER

from empathkit_servicenow import journal
from empathkit_servicenow.journal import People

PEOPLE = People("ana.prado", "empathkit", "Ana Prado")


def row(
    value: str, element: str = "comments", by: str = "agent.kim", at: str = "2026-11-02 09:14:00", sys_id: str = "1"
) -> dict[str, Any]:
    return {"sys_id": sys_id, "element": element, "value": value, "sys_created_by": by, "sys_created_on": at}


@pytest.mark.parametrize(
    ("entry", "author", "public"),
    [
        (row("hi", by="ana.prado"), "requester", True),
        (row("hi", by="agent.kim"), "agent", True),
        (row("hi", "work_notes"), "agent", False),
        (row("hi", "work_notes", by="empathkit"), "integration", False),
        (row(f"note {MARKER}", "work_notes", by="system"), "integration", False),
        (row(f"you wrote {MARKER}", by="ana.prado"), "requester", True),
        (row(f"copied {MARKER}", by="agent.kim"), "agent", True),
    ],
    ids=["caller", "agent", "note", "our-user", "our-marker", "marker-by-caller", "marker-in-public"],
)
def test_an_entry_is_by_whoever_wrote_it_where_it_stands(entry: dict[str, Any], author: str, public: bool) -> None:
    (message,) = journal.messages([entry], PEOPLE)
    assert (message.author, message.public) == (author, public)


def test_nobody_is_taken_for_a_requester_without_a_user_name() -> None:
    (message,) = journal.messages([row("hi", by="")], People("", "empathkit"))
    assert message.author == "agent"


def test_entries_are_in_order_of_time_then_id() -> None:
    rows = [row("c", at="2026-11-02 09:15:00", sys_id="0"), row("b", sys_id="2"), row("a", sys_id="1")]
    assert [message.body for message in journal.messages(rows, PEOPLE)] == ["a", "b", "c"]


def test_only_work_notes_count_as_our_notes_and_the_last_marker_names_one() -> None:
    rows = [
        row(f"replaces {OTHER_MARKER} {MARKER}", "work_notes", sys_id="2"),
        row(f"public {OTHER_MARKER}", sys_id="1"),
        row("no marker", "work_notes", sys_id="0"),
    ]
    assert [(note.id, note.marker) for note in journal.placed(rows)] == [("2", MARKER)]
    assert journal.marked_public(rows, OTHER_MARKER)
    assert not journal.marked_public(rows, MARKER)


@pytest.mark.parametrize(
    ("record", "rows", "hidden"),
    [
        ({"comments": "", "work_notes": ""}, [], False),
        ({"comments": {"display_value": "x", "value": ""}, "work_notes": ""}, [], True),
        ({"comments": {"display_value": "x", "value": ""}, "work_notes": ""}, [row("x")], False),
        ({"comments": "x", "work_notes": "y"}, [row("x")], True),
        ({}, [row("x")], False),
    ],
    ids=["quiet", "all-hidden", "seen", "notes-hidden", "fields-hidden"],
)
def test_rows_are_hidden_where_the_ticket_shows_more(record: dict[str, Any], rows: list[Any], hidden: bool) -> None:
    assert journal.hidden(record, rows) is hidden


def test_glued_text_is_taken_apart_oldest_first_without_times() -> None:
    record = {
        "comments": "2026-11-02 01:20:00 - Ana Prado (Zusätzliche Kommentare)\n809\n\nagain\n\n"
        "2026-11-02 01:15:00 - Kim (Zusätzliche Kommentare)\nWhich error?\n\n",
        "work_notes": f"2026-11-02 01:18:00 - Bot (Arbeitsnotizen)\n[code]<p>card</p><p>{MARKER}</p>[/code]\n\n",
    }
    assert [(one.author, one.body, one.public, one.at) for one in journal.glued(record, PEOPLE)] == [
        ("agent", "Which error?", True, None),
        ("integration", f"card\n\n{MARKER}", False, None),
        ("requester", "809\n\nagain", True, None),
    ]


def test_a_line_that_looks_like_another_fields_header_stays_text() -> None:
    header, other = "2026-11-02 01:20:00 - Ana Prado (Additional comments)", "2026-11-02 01:00:00 - Kim (Work notes)"
    text = f"{header}\nsee:\n{other}\nnothing\n\n"
    assert len(journal.glued({"comments": text}, PEOPLE)) == 1


def test_text_that_can_not_be_taken_apart_gives_nothing() -> None:
    assert journal.glued({"comments": "02.11.2026 01:20 - Ana (Kommentare)\nhi"}, PEOPLE) == ()
