"""Annotated tickets go through the whole pipeline; what must hold for every ticket holds for each of them."""

import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from empathkit.models import Suggestion, Ticket
from empathkit.pipeline import Kit

FOLDER = Path(os.environ.get("EMPATHKIT_TEST_DATA", "")) / "cases"
FILES = sorted(FOLDER.glob("dev-*.jsonl")) if os.environ.get("EMPATHKIT_TEST_DATA") else []
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|\[[A-Z_ ]{3,}\]|<name>|\$\{|\bNone\b|\bnull\b")

pytestmark = pytest.mark.skipif(not FILES, reason="EMPATHKIT_TEST_DATA names no folder with annotated cases")


@lru_cache(maxsize=1)
def suggestions() -> list[tuple[dict[str, Any], Ticket, Suggestion]]:
    kit, done = Kit(), []
    for file in FILES:
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            ticket = Ticket.model_validate(case["ticket"])
            done.append((case, ticket, kit.suggest(ticket)))
    return done


def test_every_span_is_exact_and_in_a_message_of_the_requester() -> None:
    for case, ticket, suggestion in suggestions():
        reading = suggestion.reading
        spans = [one.evidence for one in (*reading.facts, *reading.feelings)]
        spans += [one.evidence for one in (*reading.tried, *reading.impact, *reading.asks)]
        for span in spans:
            message = ticket.messages[span.message]
            assert message.author == "requester", case["id"]
            assert message.body[span.start : span.end] == span.quote, case["id"]


def test_every_ticket_gets_a_draft_or_a_reason_why_not() -> None:
    for case, _, suggestion in suggestions():
        assert (suggestion.draft is None) == bool(suggestion.abstained), case["id"]


def test_every_sentence_has_a_reason_and_the_text_is_the_sentences() -> None:
    for case, _, suggestion in suggestions():
        if suggestion.draft:
            assert all(one.because for one in suggestion.draft.sentences), case["id"]
            joined = " ".join(one.text for one in suggestion.draft.sentences)
            assert suggestion.draft.text.split() == joined.split(), case["id"]


def test_no_draft_holds_a_placeholder() -> None:
    for case, _, suggestion in suggestions():
        if suggestion.draft:
            assert not PLACEHOLDER.search(suggestion.draft.text), case["id"]


def test_no_draft_breaks_an_error_rule_or_asks_more_than_two_questions() -> None:
    for case, _, suggestion in suggestions():
        assert [one.rule for one in suggestion.findings if one.severity == "error"] == [], case["id"]
        if suggestion.draft:
            asked = [one for one in suggestion.draft.sentences if one.move == "ask" and one.text.endswith("?")]
            assert len(asked) <= 2, case["id"]


def test_no_kind_known_from_the_profile_is_asked() -> None:
    for case, _, suggestion in suggestions():
        known = set(case["gold"].get("known_from_profile", [])) - set(case["gold"]["unknown"])
        assert not known & set(suggestion.reading.unknown), case["id"]
