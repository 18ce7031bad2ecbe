"""What service management adds to an issue: whatever the platform says, nothing raises and nothing is made up."""

from typing import Any

import pytest

from empathkit_jira import desk

SITE = "https://acme.example"

DECISIONS: dict[str, tuple[dict[str, Any], tuple[str, tuple[str, ...], str | None]]] = {
    "given": (
        {
            "finalDecision": "approved",
            "approvers": [
                {"approver": {"displayName": "Li"}, "approverDecision": "approved"},
                {"approver": {"displayName": "Bo"}, "approverDecision": "pending"},
            ],
            "completedDate": {"iso8601": "2026-11-02T10:25:00+0100"},
        },
        ("approved", ("Li",), "2026-11-02T09:25:00.000Z"),
    ),
    "still asked": (
        {
            "finalDecision": "pending",
            "approvers": [
                {"approver": {"displayName": "Li"}, "approverDecision": "approved"},
                {"approver": {"displayName": "Bo"}, "approverDecision": "pending"},
            ],
        },
        ("pending", ("Bo",), None),
    ),
    "a decision of tomorrow": ({"finalDecision": "escalated"}, ("pending", (), None)),
    "nothing": ({}, ("pending", (), None)),
    "of wrong kinds": ({"finalDecision": 3, "approvers": {"a": 1}, "name": []}, ("pending", (), None)),
}


@pytest.mark.parametrize(("given", "expected"), DECISIONS.values(), ids=DECISIONS.keys())
def test_an_approval_is_by_those_whose_word_counts_or_is_missing(given: Any, expected: Any) -> None:
    made = desk.approval(given)
    assert (made.decision, made.by, made.at) == expected


ARTICLES: dict[str, tuple[Any, list[tuple[str, str | None]]]] = {
    "of this site": (
        {"title": "Reset  a\npassword", "content": {"iframeSrc": f"{SITE}/kb/1"}},
        [("Reset a password", f"{SITE}/kb/1")],
    ),
    "of another host": (
        {"title": "Reset", "content": {"iframeSrc": "https://evil.example/kb/1"}},
        [("Reset", None)],
    ),
    "a script for an address": ({"title": "Reset", "content": {"iframeSrc": "javascript:alert(1)"}}, [("Reset", None)]),
    "without an address": ({"title": "Reset"}, [("Reset", None)]),
    "without a title": ({"content": {"iframeSrc": f"{SITE}/kb/1"}}, []),
    "of wrong kinds": ({"title": ["x"], "content": "y"}, []),
}


@pytest.mark.parametrize(("given", "expected"), ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_leads_only_to_this_site(given: Any, expected: Any) -> None:
    assert [(one.title, one.url) for one in desk.articles([given], SITE)] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"rating": 4}, 4), (5, 5), (1.0, 1), (0, None), (6, None), ({"rating": True}, None), ("3", None), (None, None)],
)
def test_a_rating_is_one_to_five_or_none(value: Any, expected: int | None) -> None:
    assert desk.rating(value) == expected


def test_the_field_of_ratings_is_known_by_its_kind_whatever_it_is_called() -> None:
    kind = "com.atlassian.servicedesk:sd-request-feedback"
    fields = [
        {"id": "customfield_1", "name": "Satisfaction", "schema": {"custom": "x:textfield"}},
        {"id": "customfield_7) OR 1=1", "schema": {"custom": kind}},
        {"id": "customfield_8", "name": "Zufriedenheit", "schema": {"custom": kind}},
    ]
    assert desk.rating_field(fields) == "customfield_8"
    assert desk.rating_field([{}, {"schema": 3}]) == ""
