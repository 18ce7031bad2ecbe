"""The rewrite: the smallest edits, each with its rule, and nothing else touched."""

import pytest
from building import ticket

from empathkit import rewrite
from empathkit.coach.rewrite import fixed
from empathkit.models import Finding


def finding(text: str, part: str, fix: str | None, rule: str = "EK302") -> Finding:
    start = text.index(part)
    end = start + len(part)
    return Finding(rule=rule, severity="warning", message="why", start=start, end=end, quote=part, fix=fix)


@pytest.mark.parametrize(
    ("text", "part", "fix", "after"),
    [
        ("Please just restart it.", "just ", "", "Please restart it."),
        ("Just restart it.", "Just ", "", "Restart it."),
        ("Then we check it.", "we", "I", "Then I check it."),
        ("You should have known.", "You should have", None, "You should have known."),
    ],
    ids=["cut", "cut at the start", "swap", "no fix"],
)
def test_a_fix_is_applied_where_it_stands(text: str, part: str, fix: str | None, after: str) -> None:
    rewrite = fixed(text, [finding(text, part, fix)])
    assert rewrite.text == after
    assert all(text[one.start : one.end] == one.before for one in rewrite.edits)


def test_edits_that_overlap_are_made_once() -> None:
    text = "Please just restart it."
    rewrite = fixed(text, [finding(text, "just ", ""), finding(text, "just restart", "restart", "EK999")])
    assert rewrite.text == "Please restart it."
    assert [one.rule for one in rewrite.edits] == ["EK302"]


def test_a_text_without_findings_stays_as_it_is() -> None:
    assert fixed("Fine.", []).text == "Fine."


@pytest.mark.parametrize("text", ["hm", "Hello, just do it. When did it start?", "Thanks for contacting us."])
def test_a_ticket_on_which_only_agents_wrote_is_rewritten_for_too(text: str) -> None:
    assert rewrite(text, ticket("agent: How are you?", summary="no vpn since monday")).text
