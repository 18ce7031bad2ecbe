"""Approvals and articles in the forms service management gives."""

from __future__ import annotations

from typing import Any

from empathkit.models import Approval
from empathkit.testing.sandbox import SandboxTicket
from empathkit_jira.adf import storable
from empathkit_jira.sandbox.clocks import date
from empathkit_jira.sandbox.forms import person
from empathkit_jira.sandbox.state import Account, jira_date, name_of, number_of

DECISIONS = frozenset({"approved", "declined"})


def approval(one: Approval, number: int, issue: SandboxTicket, base: str, own: str) -> dict[str, Any]:
    """An approval. Those a posted ticket names have decided it, or are those it waits for."""
    decision = one.decision if one.decision in DECISIONS else "pending"
    people = [Account(f"712020:{name_of(name)}", name) for name in one.by]
    made: dict[str, Any] = {
        "id": str(number),
        "name": storable(one.name),
        "finalDecision": decision,
        "canAnswerApproval": False,
        "approvers": [{"approver": person(each, base), "approverDecision": decision} for each in people],
        "createdDate": date(jira_date(issue.created, issue.updated)),
        "_links": {"self": f"{own}/{number}"},
    }
    return made if decision == "pending" else {**made, "completedDate": date(jira_date(one.at, issue.updated))}


def article(title: str, base: str) -> dict[str, Any]:
    """An article of the knowledge base."""
    page = str(number_of(title))
    return {
        "title": storable(title),
        "excerpt": storable(title),
        "source": {"type": "confluence", "pageId": page, "spaceKey": "IT"},
        "content": {"iframeSrc": f"{base}/rest/servicedeskapi/knowledgebase/article/view/{page}"},
    }
