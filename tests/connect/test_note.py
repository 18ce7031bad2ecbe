"""The internal note: reply first, then its reasons, what is known, what is missing, and the marker."""

import pytest

from empathkit.connect.note import as_text, find_marker, marker, write_note
from empathkit.models import (
    Bullets,
    Draft,
    Evidence,
    Finding,
    Heading,
    InternalNote,
    Known,
    Link,
    Paragraph,
    Reading,
    Reason,
    Reply,
    Rows,
    Sentence,
    Suggestion,
    Ticket,
    UserContext,
)
from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack


def ticket(key: str = "IT-1", ids: tuple[str, ...] = ("m1",)) -> Ticket:
    messages = [{"author": "requester", "body": "The VPN drops.", "id": one} for one in ids]
    person = {
        "id": "u1", "name": "Ana Prado", "role": "Planner", "vip": True,
        "devices": [{"name": "LT-7", "model": "ThinkPad T14", "last_seen": "2026-11-01"}],
    }  # fmt: skip
    return Ticket.model_validate({"key": key, "requester": person, "messages": messages})


SAID = Evidence(message=0, start=4, end=7, quote="VPN")
DRAFT = Draft(
    text="Hello Ana,\nThe VPN drops.",
    language="en",
    template="en/fault",
    sentences=(Sentence(text="The VPN drops.", move="restate", because=(Reason(rule="restate", evidence=SAID),)),),
    before_sending=("Book the call.",),
)


def note(*, draft: Draft | None = DRAFT, abstained: str | None = None, replaces: str | None = None) -> InternalNote:
    suggestion = Suggestion(
        ticket="IT-1",
        reading=Reading(language="en", unknown=("error",)),
        context=UserContext(known=(Known(kind="os", value="Windows 11", source="profile", as_of="2026-11-01"),)),
        draft=draft,
        findings=(Finding(rule="EK503", severity="hint", message="Say I.", start=0, end=2, quote="we"),),
        abstained=abstained,
    )
    return write_note(suggestion, ticket(), "ek-" + "0" * 20, load_pack(), version="9.9", replaces=replaces)


def test_the_reply_stands_before_everything_but_the_title_and_the_warning() -> None:
    kinds = [type(block) for block in note().blocks]
    assert kinds.index(Reply) == 2
    assert "not sent to the requester" in as_text(note()).split("Hello Ana")[0]


def test_every_sentence_stands_with_what_it_rests_on() -> None:
    assert "The VPN drops. ← said back: “VPN” (message 1) [restate]" in as_text(note())


def test_what_must_be_done_before_sending_is_listed() -> None:
    assert Bullets(items=("Book the call.",)) in note().blocks


def test_the_card_shows_who_and_with_what_source_and_date() -> None:
    rows = next(block for block in note().blocks if isinstance(block, Rows)).rows
    assert ("Role", "Planner") in rows
    assert any("ThinkPad T14" in value and "2026-11-01" in value for _, value in rows)
    assert "os: Windows 11 (profile, 2026-11-01)" in as_text(note())


def test_findings_and_gaps_are_shown() -> None:
    text = as_text(note())
    assert "EK503: Say I." in text
    assert "what the screen says" in text.split("Still missing")[1]


def test_a_vip_row_says_what_care_that_asks_for() -> None:
    rows = next(block for block in note().blocks if isinstance(block, Rows)).rows
    assert any(name == "VIP" and "one person" in value for name, value in rows)


def test_every_rule_of_a_reply_has_plain_words_in_the_note() -> None:
    kit = Kit()
    said = (
        "Hi, the VPN drops every hour since Monday, I restarted it, and I can't send invoices. Can you call me on 4471?"
    )
    drafted = kit.suggest(
        Ticket.model_validate({"requester": {"name": "Ana"}, "messages": [{"author": "requester", "body": said}]})
    )
    assert drafted.draft is not None
    rules = {why.rule.partition(".")[0] for one in drafted.draft.sentences for why in one.because}
    assert rules <= kit.pack["note"]["because"].keys()


def test_an_abstention_says_why_and_still_shows_the_card() -> None:
    silent = note(draft=None, abstained="The ticket is in fr.")
    assert silent.kind == "card"
    assert "No draft: The ticket is in fr." in as_text(silent)
    assert Heading(text="Requester: Ana Prado") in silent.blocks


def test_a_newer_note_names_the_one_it_replaces_and_keeps_its_own_marker() -> None:
    text = as_text(note(replaces="ek-" + "1" * 20))
    assert "ek-" + "1" * 20 in text
    assert find_marker(text) == "ek-" + "0" * 20


def test_the_version_is_beside_the_marker_not_in_it() -> None:
    assert "ek-00000000000000000000 · 9.9" in as_text(note())


@pytest.mark.parametrize(
    "other",
    [
        ("servicenow", "desk.example", ticket(), "suggestion"),
        ("jira", "other.example", ticket(), "suggestion"),
        ("jira", "desk.example", ticket("IT-2"), "suggestion"),
        ("jira", "desk.example", ticket(ids=("m1", "m2")), "suggestion"),
        ("jira", "desk.example", ticket(), "handover"),
    ],
    ids=["platform", "site", "ticket", "last message", "kind"],
)
def test_a_marker_changes_with_each_of_its_parts(other: tuple[str, str, Ticket, str]) -> None:
    same = marker("jira", "desk.example", ticket(), "suggestion")
    assert same == marker("jira", "desk.example", ticket(), "suggestion")
    assert marker(*other) != same  # type: ignore[arg-type]


def test_text_without_a_marker_has_none() -> None:
    assert find_marker("a weekend ek-xyz") is None


def test_a_record_that_may_not_hold_says_so() -> None:
    known = Known(kind="os", value="Windows 10", source="profile", as_of="2025-01-09T08:00:00.000Z", state="stale")
    suggestion = Suggestion(ticket="IT-1", reading=Reading(language="en"), context=UserContext(known=(known,)))
    text = as_text(write_note(suggestion, ticket(), "ek-" + "0" * 20, load_pack(), version="9.9"))
    assert "os: Windows 10 (profile, 2025-01-09 08:00, stale)" in text


def test_the_card_names_files_with_their_size() -> None:
    files = [{"name": "screen.png", "size": 120_000}, {"name": "log.txt", "size": 3}, {"name": "odd"}]
    held, kit = Ticket.model_validate({**ticket().model_dump(), "attachments": files}), Kit()
    note = write_note(kit.suggest(held), held, "ek-0123456789abcdef0123", kit.pack, version="0")

    assert "screen.png (118 KB), log.txt (1 KB), odd" in as_text(note)


KIT = Kit()


def card(**more: object) -> InternalNote:
    given = {**ticket().model_dump(), **more}
    made = Ticket.model_validate(given)
    return write_note(KIT.suggest(made), made, "ek-" + "0" * 20, load_pack(), version="9.9")


def test_the_card_tells_who_agrees_who_reads_along_and_how_often_they_wrote() -> None:
    approvals = [
        {"name": "Remote access", "decision": "approved", "by": ["Li Wei"], "at": "2026-11-02T09:25:00Z"},
        {"by": ["Ira Falk", "Noa Stern"]},
        {"decision": "declined", "by": ["Li Wei"]},
        {},
    ]
    person = {**ticket().requester.model_dump(), "lately": 4, "department": "Lab", "organization": "Acme"}
    made = card(approvals=approvals, participants=["Bo Lee", "Cy Orr"], requester=person)
    rows = [row for block in made.blocks if isinstance(block, Rows) for row in block.rows]
    assert [value for name, value in rows if name == "Approval"] == [
        "given by Li Wei: Remote access (2026-11-02)",
        "waits for Ira Falk, Noa Stern",
        "declined by Li Wei",
        "waits",
    ]
    assert {("Read along", "Bo Lee, Cy Orr"), ("Tickets in 30 days", "4"), ("Organisation", "Acme")} <= set(rows)


def test_a_usual_number_of_tickets_and_an_organisation_that_is_the_department_are_no_rows() -> None:
    person = {**ticket().requester.model_dump(), "lately": 2, "department": "Lab", "organization": "Lab"}
    names = {name for block in card(requester=person).blocks if isinstance(block, Rows) for name, _ in block.rows}
    assert not names & {"Tickets in 30 days", "Organisation", "Approval", "Read along"}


def test_articles_are_offered_as_links_and_no_sentence_rests_on_them() -> None:
    made = card(
        articles=[{"title": "When the VPN drops", "url": "https://acme.example/kb/1"}, {"title": "VPN at home"}]
    )
    place = next(index for index, one in enumerate(made.blocks) if isinstance(one, Heading) and "knowledge" in one.text)
    assert made.blocks[place + 1] == Link(text="When the VPN drops", url="https://acme.example/kb/1")
    assert made.blocks[place + 2] == Paragraph(text="VPN at home")
    replies = [one.text for one in made.blocks if isinstance(one, Reply)]
    assert replies
    assert not any("When the VPN drops" in one or "acme.example" in one for one in replies)


@pytest.mark.parametrize(("rating", "shown"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_poor_rating_is_told_and_a_good_one_is_not(rating: int, shown: bool) -> None:
    assert ("satisfaction: " in as_text(card(rating=rating))) is shown
