"""What holds for every draft, whatever the ticket."""

import re
from collections import Counter

import pytest
from building import ticket
from daily_tickets import all_tickets, own_tickets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from empathkit.detect.questions import find_questions
from empathkit.detect.steps import find_steps, same_step
from empathkit.models import Suggestion, Ticket
from empathkit.pipeline import Kit
from empathkit.text.words import count_words

KIT = Kit()
TICKETS = all_tickets()
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|\[[A-Z ]{3,}\]|\bNone\b|  |“”|\s[,.;:?!](?:\s|$)")
#: Of all openings none may be said more often.
SHARE = 0.08


def drafted(of: Ticket) -> Suggestion:
    return KIT.suggest(of)


@pytest.fixture(scope="module")
def suggestions() -> list[Suggestion]:
    return [drafted(one) for one in TICKETS]


def test_two_hundred_unlike_tickets_are_at_hand() -> None:
    assert len(TICKETS) >= 200
    assert len({one.messages[-1].body for one in TICKETS}) == len(TICKETS)


def test_every_ticket_has_a_draft_or_a_reason_why_not(suggestions: list[Suggestion]) -> None:
    assert all((one.draft is None) == bool(one.abstained) for one in suggestions)


def test_no_opening_is_worn(suggestions: list[Suggestion]) -> None:
    openings = Counter(opening(one.draft.text) for one in suggestions if one.draft)
    [(most, times)] = openings.most_common(1)
    assert times <= SHARE * len(suggestions), most


def opening(text: str) -> str:
    """The first three words after the greeting."""
    return " ".join(text.split("\n", 1)[1].split()[:3])


def flaws(suggestion: Suggestion) -> list[str]:
    """What a draft must never have."""
    draft = suggestion.draft
    if draft is None:
        return [] if suggestion.abstained else ["silent without a reason"]
    known = {one.kind for one in suggestion.context.known if one.state == "current"} - set(suggestion.reading.unknown)
    asked = find_questions(draft.text, KIT.pack)
    tried = [step for one in suggestion.reading.tried for step in find_steps(one.evidence.quote, KIT.pack)]
    advised = [one.text for one in draft.sentences if one.move == "advise"]
    steps = [step for text in advised for step in find_steps(text, KIT.pack) if step.form == "told"]
    found = {
        "placeholder": PLACEHOLDER.search(draft.text) is not None,
        "sentence without a reason": any(not one.because for one in draft.sentences),
        "reason that rests on nothing": any(
            not (why.evidence or why.known or why.route) for one in draft.sentences for why in one.because[:1]
        ),
        "known fact asked again": any(known & set(question.kinds) for question in asked),
        "tried step suggested": any(same_step(step, done) for step in steps for done in tried),
        "more than two questions": sum(one.text.endswith("?") for one in draft.sentences if one.move == "ask") > 2,
        "too long": count_words(draft.text) > 150,
        "error finding": any(one.severity == "error" for one in suggestion.findings),
    }
    return [name for name, true in found.items() if true]


def test_no_draft_has_a_flaw(suggestions: list[Suggestion]) -> None:
    found = {one.ticket: flaws(one) for one in suggestions}
    assert {key: names for key, names in found.items() if names} == {}


VOCABULARY = (
    "the my vpn printer outlook laptop drops since monday i restarted it twice please help when can you why does not "
    "work before 14:00 call me on 4471 error 809 “denied” colleagues too angry sorry thank you ? ! . , \n é 🙂 "
    "<b> deleted folder phishing link password phone stolen how do i new starter ward till badge"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=60), st.booleans(), st.integers(0, 5))
def test_any_words_make_a_sound_draft_or_none(words: list[str], answered: bool, cut: int) -> None:
    bodies = [" ".join(words)]
    if answered:
        bodies = [" ".join(words[:cut] or ["hello"]), "agent: What does it say, and since when?", " ".join(words)]
    of = ticket(*bodies, summary=" ".join(words[:cut]))
    assert [one for one in flaws(drafted(of)) if one != "placeholder"] == []


@pytest.mark.parametrize(
    ("situation", "of"), [pytest.param(name, one, id=f"{name}-{one.key}") for name, one in own_tickets()]
)
def test_our_own_tickets_are_answered_in_their_situation(situation: str, of: Ticket) -> None:
    suggestion = drafted(of)
    assert suggestion.draft is not None
    shape = suggestion.draft.template.removeprefix("en/")
    accepted = {
        "angry": {"fault", "outage", "reopened"},
        "embarrassed": {"fault", "howto"},
        "vip": {"fault"},
        "request": {"request", "access", "onboarding", "offboarding"},
    }
    assert shape in accepted.get(situation, {situation})
