"""The nouns: inputs are lenient, outputs are strict, all are frozen, any text survives."""

import json

import pytest
from pydantic import ValidationError

from empathkit.models import (
    Evidence,
    Fact,
    Finding,
    InternalNote,
    Known,
    Reading,
    Reason,
    Suggestion,
    Ticket,
    UserContext,
)

SMALL = {"requester": {"name": "Ana Prado"}, "messages": [{"author": "requester", "body": "help"}]}


def test_a_name_and_a_message_are_enough() -> None:
    assert Ticket.model_validate(SMALL).messages[0].body == "help"


def test_unknown_fields_and_nulls_are_no_error() -> None:
    ticket = Ticket.model_validate(
        {
            **SMALL,
            "colour": "blue",
            "summary": None,
            "requester": {"id": 7, "name": None, "devices": None, "vip": "true", "preferences": None, "history": None},
            "messages": [{"author": "requester", "body": None, "at": None, "mood": "?"}],
        }
    )
    assert (ticket.summary, ticket.requester.id, ticket.requester.vip) == ("", "7", True)
    assert ticket.messages[0].body == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"requester": {}}, ()),
        ({"requester": None}, ("requester",)),
        ({"messages": []}, ("messages",)),
        ({"messages": [{"author": "robot", "body": "x"}]}, ("messages", 0, "author")),
    ],
    ids=["nobody", "no requester", "no message", "unknown author"],
)
def test_what_is_missing_is_named(change: dict[str, object], field: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        Ticket.model_validate({**SMALL, **change})
    assert caught.value.errors()[0]["loc"] == field


@pytest.mark.parametrize(
    "body",
    ["a\x00b", "\ud800 lone", "\U0001f469\u200d\U0001f4bb \u202e", "e\u0301"],
    ids=["NUL", "surrogate", "emoji", "marks"],
)
def test_any_text_survives_the_round_trip(body: str) -> None:
    given = json.loads(json.dumps({**SMALL, "messages": [{"author": "requester", "body": body}]}))
    assert json.loads(json.dumps(Ticket.model_validate(given).model_dump(mode="json")))["messages"][0]["body"] == body


def test_outputs_refuse_unknown_fields_and_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Evidence.model_validate({"message": 0, "start": 0, "end": 1, "quote": "x", "why": "?"})
    with pytest.raises(ValidationError):
        Evidence(message=0, start=0, end=1, quote="x").start = 3  # type: ignore[misc]


def test_a_note_cannot_say_that_it_is_public() -> None:
    with pytest.raises(ValidationError):
        InternalNote.model_validate(
            {"ticket": "IT-1", "kind": "suggestion", "marker": "ek", "blocks": [], "public": True}
        )


def test_the_shape_of_a_suggestion_is_the_contract() -> None:
    suggestion = Suggestion(ticket="IT-1", reading=Reading(language="en"), context=UserContext()).model_dump(
        mode="json"
    )
    assert list(suggestion) == ["ticket", "reading", "context", "draft", "findings", "scores", "abstained"]
    assert set(suggestion["reading"]) == {
        "language", "abstained", "topic", "situation", "issue", "facts", "tried", "impact", "feelings", "asks",
        "unknown", "done_talking", "repeat",
    }  # fmt: skip
    assert set(suggestion["context"]) == {"known", "preferences", "pain_points"}
    assert set(suggestion["scores"]) == {"emotional_reaction", "interpretation", "exploration", "accuracy", "respect"}


def test_a_fact_has_the_fields_of_the_contract() -> None:
    fact = Fact(kind="os", value="Windows 11", evidence=Evidence(message=0, start=0, end=1, quote="x"))
    assert list(fact.model_dump()) == ["kind", "value", "vague", "evidence"]


def test_optional_parts_of_reasons_and_findings_are_left_out() -> None:
    assert Reason(rule="route", route="default").model_dump() == {"rule": "route", "route": "default"}
    known = Known(kind="os", value="Windows 11", source="profile")
    assert set(Reason(rule="known", known=known).model_dump()) == {"rule", "known"}
    finding = Finding(rule="EK601", severity="error", message="m", start=0, end=1, quote="x")
    assert list(finding.model_dump()) == ["rule", "severity", "message", "start", "end", "quote", "fix"]
