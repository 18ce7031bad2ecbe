"""What an agent asks of us on the ticket itself: an internal note that begins with ``/check`` and holds a draft is
answered by an internal note with the findings and the rewrite.

The answer carries a marker made of the command's own id, so that each is answered once. Only internal notes of people
count: a note of ours never does, and a public message is no command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import empathkit
from empathkit.checks.checker import findings_of
from empathkit.coach.rewrite import mend
from empathkit.connect.note import find_marker, marker_of
from empathkit.models import (
    Block,
    Bullets,
    Edit,
    Finding,
    Heading,
    InternalNote,
    Message,
    Paragraph,
    Remembered,
    Reply,
    Rewrite,
    Ticket,
)
from empathkit.ports import Connector, Memory
from empathkit.text.pack import Pack
from empathkit.text.redact import redact

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

#: Commands of one ticket that are answered, the latest: nobody waits for what they asked long before.
MOST = 5
#: A word of a command's own, so that ``/checkout`` or ``/check-in`` is none.
_CHECK = re.compile(r"\s*/check(?![\w/-]):?\s*", re.IGNORECASE)


class Command(NamedTuple):
    """A ``/check`` on a ticket: the index of its message, what makes it unique, and where its draft begins there."""

    place: int
    name: str
    start: int


class Checked(NamedTuple):
    """What came of a draft. Findings and edits point into ``text``."""

    text: str
    findings: Sequence[Finding]
    rewrite: Rewrite


def commands(ticket: Ticket) -> tuple[Command, ...]:
    """All ``/check`` notes of people, oldest first. One that came without its id waits until it comes with it: by
    another name it would be answered twice."""
    found = ((place, one, draft_start(one)) for place, one in enumerate(ticket.messages))
    return tuple(Command(place, one.id, start) for place, one, start in found if start is not None and one.id)


def draft_start(message: Message) -> int | None:
    """Where the draft of a command begins; None where the message is no command."""
    if message.public or message.author == "integration" or find_marker(message.body):
        return None
    begun = _CHECK.match(message.body)
    return begun.end() if begun else None


def is_command(text: str) -> bool:
    """Whether a text of an internal note is a command, for receivers that are told the text."""
    return _CHECK.match(text) is not None and find_marker(text) is None


def answer_checks(connector: Connector, ticket: Ticket, kit: Kit, memory: Memory, now: datetime) -> int:
    """Answer what was not answered yet; how many that was. Raises PlatformError: PermissionDenied where notes can't be
    read, because then nothing may be written."""
    asked = commands(ticket)[-MOST:]
    if not asked:
        return 0
    there = {one.marker for one in connector.notes(ticket.key)}
    marks = {marker_of(connector.platform, connector.site, ticket.key, one.name, "check"): one for one in asked}
    remembered = memory.recall(ticket)
    open_ones = {mark: one for mark, one in marks.items() if mark not in there}
    for mark, one in open_ones.items():
        checked = check(ticket, one, kit, remembered, now)
        connector.push(write_check(ticket.key, checked, mark, kit.pack, version=empathkit.__version__))
    return len(open_ones)


def check(ticket: Ticket, command: Command, kit: Kit, remembered: Remembered, now: datetime) -> Checked:
    """The draft of a command against the ticket as it was then. Secrets in what is given back are masked."""
    text = ticket.messages[command.place].body[command.start :].rstrip()
    subject = kit.subject(text, _before(ticket, command), now=now, remembered=remembered)
    masked = redact(ticket, kit.pack)[0].messages[command.place].body[command.start :][: len(text)]
    found = [one.model_copy(update={"quote": masked[one.start : one.end]}) for one in findings_of(subject)]
    edits = tuple(one.model_copy(update={"before": masked[one.start : one.end]}) for one in mend(subject).edits)
    return Checked(masked, found, Rewrite(text=_applied(masked, edits), edits=edits))


def write_check(key: str, checked: Checked, mark: str, pack: Pack, *, version: str) -> InternalNote:
    """The note that answers a command."""
    words = pack["check_note"]
    blocks: list[Block] = [Heading(text=words["title"]), Paragraph(text=words["internal"])]
    blocks += _found(checked, pack) if checked.text.strip() else [Paragraph(text=words["empty"])]
    blocks.append(Paragraph(text=f"{pack['note']['marker']} {mark} · {version}"))
    return InternalNote(ticket=key, kind="check", marker=mark, blocks=tuple(blocks))


def _found(checked: Checked, pack: Pack) -> Iterator[Block]:
    words = pack["check_note"]
    if not checked.findings:
        yield Paragraph(text=words["no_findings"])
        return
    yield Heading(text=words["findings"])
    named = words["severity"]
    yield Bullets(items=tuple(_line(one, str(named.get(one.severity, one.severity))) for one in checked.findings))
    if not checked.rewrite.edits:
        yield Paragraph(text=words["left"])
        return
    yield Heading(text=words["rewrite"])
    yield Reply(text=checked.rewrite.text)
    yield Heading(text=words["edits"])
    yield Bullets(items=tuple(_change(one, words) for one in checked.rewrite.edits))


def _line(one: Finding, severity: str) -> str:
    said = f"{one.rule} ({severity}): {one.message}"
    return f"{said} “{' '.join(one.quote.split())}”" if one.quote.strip() else said


def _change(one: Edit, words: Mapping[str, str]) -> str:
    before, after = " ".join(one.before.split()), " ".join(one.after.split())
    if not before:
        return f"{one.rule}: “{after}” {words['put_in']}"
    return f"{one.rule}: “{before}” → “{after}”" if after else f"{one.rule}: “{before}” {words['gone']}"


def _before(ticket: Ticket, command: Command) -> Ticket | None:
    """What was on the ticket when it was asked, without commands: a draft is no word anybody was told."""
    said = tuple(one for one in ticket.messages[: command.place] if draft_start(one) is None)
    return ticket.model_copy(update={"messages": said}) if said else None


def _applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made. In its order: what is put in goes before what is cut at the same place."""
    pieces, at = [], 0
    for one in edits:
        pieces += [text[at : one.start], one.after]
        at = one.end
    return "".join([*pieces, text[at:]])
