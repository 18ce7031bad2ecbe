"""What a posted Ticket says of its requester's history, as earlier issues of the same reporter."""

from __future__ import annotations

from collections.abc import Callable

from empathkit.models import Message, PastTicket, Requester, Ticket
from empathkit.testing.faults import now
from empathkit.testing.sandbox import SandboxMessage, SandboxTicket
from empathkit_jira.sandbox import hooks
from empathkit_jira.sandbox.state import AGENT, OPEN, RESOLVED, IssueState

#: Reopenings we write down at most.
_MOST = 20


def past_issue(
    key: str, number: int, given: PastTicket, requester: Requester, new_id: Callable[[], str]
) -> tuple[SandboxTicket, IssueState]:
    """The issue and how it stands: done where it was resolved, its resolution what the agent said last."""
    ticket = _ticket(key, given, requester)
    issue = SandboxTicket(key, number, ticket, created=given.opened or given.resolved or now())
    issue.updated = given.resolved or issue.created
    for message in ticket.messages:
        issue.messages.append(SandboxMessage(new_id(), message.author, message.body, public=True, at=issue.updated))
    return issue, _state(given, issue.updated, new_id)


def _ticket(key: str, given: PastTicket, requester: Requester) -> Ticket:
    said = [Message(author="requester", body=given.summary)]
    if given.resolution:
        said.append(Message(author="agent", body=given.resolution))
    person = requester.model_copy(update={"history": ()})
    return Ticket(key=key, summary=given.summary, requester=person, messages=tuple(said), rating=given.rating)


def _state(given: PastTicket, moment: str, new_id: Callable[[], str]) -> IssueState:
    changes = [
        {"id": new_id(), "author": AGENT, "created": moment, "items": [hooks.resolution_change("Done", None)]}
        for _ in range(min(max(given.reopened, 0), _MOST))
    ]
    if not (given.resolved or given.resolution):
        return IssueState(OPEN, changes=changes)
    return IssueState(RESOLVED, "Done", moment, changes=changes)
