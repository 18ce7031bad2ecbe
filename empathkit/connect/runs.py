"""What one run of a desk is: the job of a schedule in, one word for how it ended out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from empathkit.connect.commands import answer_checks
from empathkit.connect.locks import Locks
from empathkit.connect.schedule import Job
from empathkit.connect.worker import Prepared, deliver, hand_over, prepare_for
from empathkit.models import Ticket
from empathkit.ports import Connector, Memory
from empathkit.text.moments import moment

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

log = logging.getLogger("empathkit.queue")

#: Seconds to wait for the rest when the requester says that more follows.
MORE_FOLLOWS = 600.0
#: The situations in which nobody waits for the rest.
AT_ONCE = frozenset({"safety"})


class Later(NamedTuple):
    """The requester may still be talking: look again so many seconds after the last event."""

    wait: float


#: Makes the run of a job and says how it ended; ``current`` tells, just before anything is written, whether the
#: job is still ours and nothing new came for its ticket.
Run = Callable[[Job, Callable[[], bool]], str | Later]


#: Events after which it can be told what became of a suggestion, and after which an agent may wait for an answer.
WATCHED = frozenset({"agent_message", "resolved"})


def desk_run(
    connectors: Mapping[str, Connector],
    kit: Kit,
    memory: Memory,
    *,
    complete: Callable[[Ticket], Ticket] = lambda ticket: ticket,
    watch: Callable[[Ticket, bool], None] = lambda _ticket, _over: None,
    settle: float = 0.0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Run:
    """A run that leaves the note on the event's ticket. Raises PlatformError and StorageUnavailable. With
    ``settle`` 0 nobody is waited for; ``complete`` adds what the desk's own directories know; ``watch`` gets the
    tickets on which an agent has acted and whether they are over, and what they asked of us there is answered.

    A platform may name one ticket by key and by id; only the fetched ticket tells that they are one. So runs are
    kept apart by the fetched key as well, or both would miss each other's note.
    """
    locks = Locks()

    def run(job: Job, current: Callable[[], bool]) -> str | Later:
        event = job.event
        connector = connectors[event.platform]
        ticket = complete(connector.fetch(event.ticket))
        if event.kind in WATCHED:
            watch(ticket, event.kind == "resolved")
            with locks.alone((event.platform, ticket.key)):
                return "checked" if answer_checks(connector, ticket, kit, memory, now()) else "watched"
        with locks.alone((event.platform, ticket.key)):
            if event.kind == "reassigned":
                return "handed_over" if hand_over(connector, ticket, kit, memory, now()) else "nothing_due"
            prepared = prepare_for(connector, ticket, kit, memory, now())
            wait = patience(prepared, job.settled, settle, now())
            if prepared.note and wait:
                return Later(wait)
            if prepared.note and not current():
                log.info("%s %s: overtaken, nothing written", event.platform, event.ticket)
                return "overtaken"
            placed = deliver(connector, prepared, memory)
        log.info("%s %s: %s", event.platform, event.ticket, placed.marker if placed else prepared.why_not)
        if placed is None:
            return "nothing_due"
        return "written" if placed.id else "kept"

    return run


def patience(prepared: Prepared, settled: bool, settle: float, now: datetime) -> float:
    """Seconds after the last event before the reply is due; 0 when it is due now."""
    if not settle or prepared.suggestion is None or prepared.suggestion.reading.situation in AT_ONCE:
        return 0.0
    if not prepared.suggestion.reading.done_talking and _age(prepared.ticket, now) < MORE_FOLLOWS:
        return max(settle, MORE_FOLLOWS)
    return 0.0 if settled else settle


def _age(ticket: Ticket, now: datetime) -> float:
    """Seconds since the last public message; endless where that is not known."""
    at = next((moment(one.at) for one in reversed(ticket.messages) if one.public and one.at), None)
    return (now - at).total_seconds() if at else float("inf")
