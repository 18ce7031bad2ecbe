"""The internal note: built of blocks, never of markup, so that no text of a user is ever parsed as any.

Pure. A connector renders the blocks in its platform's own format.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from empathkit.connect.card import card_rows, pack_rows
from empathkit.context.satisfaction import KIND as SATISFACTION
from empathkit.context.satisfaction import let_down
from empathkit.models import (
    Block,
    Bullets,
    Divider,
    Heading,
    InternalNote,
    Known,
    Link,
    NoteKind,
    Paragraph,
    Reason,
    Reply,
    Rows,
    Suggestion,
    Ticket,
)
from empathkit.text.pack import Pack

_MARKER = re.compile(r"\bek-[0-9a-f]{20}\b")


def marker(platform: str, site: str, ticket: Ticket, kind: NoteKind) -> str:
    """What makes a note unique: a hash of platform, site, ticket, its last requester message and the kind.

    A platform that keeps whole seconds can't say which of two messages of one second came last: then all of that second
    count, so that the second of them is not taken for answered with the first."""
    said = [(index, message) for index, message in enumerate(ticket.messages) if message.author == "requester"]
    index, last = said[-1] if said else (0, ticket.messages[0])
    together = sorted(one.id for _, one in said if one.id and one.at == last.at) if last.at and last.id else []
    return marker_of(platform, site, ticket.key, "+".join(together) or last.id or str(index), kind)


def marker_of(platform: str, site: str, key: str, message: str, kind: NoteKind) -> str:
    """The marker of a note that answers one message, named by its id."""
    parts = (platform, site, key, message, kind)
    return "ek-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def find_marker(text: str) -> str | None:
    """The marker in the text of a note, the last one where it names the note it replaces."""
    found = _MARKER.findall(text)
    return found[-1] if found else None


def write_note(
    suggestion: Suggestion, ticket: Ticket, mark: str, pack: Pack, *, version: str, replaces: str | None = None
) -> InternalNote:
    """The note of a suggestion: the reply first, then why, what is known, what is missing and the marker."""
    words = pack["note"]
    blocks: list[Block] = [Heading(text=words["title"] if suggestion.draft else words["title_card"])]
    blocks.append(Paragraph(text=words["internal"]))
    blocks += _reply(suggestion, words)
    blocks.append(Divider())
    blocks += _why(suggestion, words)
    blocks += _card(ticket, suggestion, pack)
    blocks += _articles(ticket, words)
    blocks += _listing(words["findings"], (f"{one.rule}: {one.message}" for one in suggestion.findings))
    closing = f"{words['marker']} {mark} · {version}"
    blocks.append(Paragraph(text=f"{words['replaces']} {replaces} · {closing}" if replaces else closing))
    kind: NoteKind = "suggestion" if suggestion.draft else "card"
    return InternalNote(ticket=ticket.key, kind=kind, marker=mark, blocks=tuple(blocks))


def as_text(note: InternalNote) -> str:
    """The note for a terminal."""
    return "\n".join(line for block in note.blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield from ("", block.text, "-" * len(block.text))
        case Paragraph():
            yield block.text
        case Reply():
            yield from ("", *(f"    {line}" for line in block.text.split("\n")), "")
        case Bullets():
            yield from (f"  • {item}" for item in block.items)
        case Rows():
            width = max(len(name) for name, _ in block.rows)
            yield from (f"  {name:<{width}}  {value}" for name, value in block.rows)
        case Link():
            yield f"{block.text}: {block.url}"
        case Divider():
            yield "─" * 60


def _reply(suggestion: Suggestion, words: Mapping[str, str]) -> Iterator[Block]:
    if suggestion.draft is None:
        yield Paragraph(text=f"{words['no_draft']}: {suggestion.abstained or ''}".rstrip(": "))
        return
    yield Reply(text=suggestion.draft.text)
    yield from _listing(words["before_sending"], suggestion.draft.before_sending)


def _why(suggestion: Suggestion, words: Mapping[str, Any]) -> Iterator[Block]:
    sentences = suggestion.draft.sentences if suggestion.draft else ()
    yield from _listing(
        words["why"],
        (f"{one.text} ← " + "; ".join(reason_text(reason, words) for reason in one.because) for one in sentences),
    )


def reason_text(reason: Reason, words: Mapping[str, Any]) -> str:
    """A reason in plain words, with what it rests on; the rule stands behind it for who looks after the pack."""
    plain = str(words.get("because", {}).get(reason.rule.partition(".")[0], reason.rule))
    named = "" if plain == reason.rule else f" [{reason.rule}]"
    if reason.evidence is not None:
        return f"{plain}: “{reason.evidence.quote}” (message {reason.evidence.message + 1}){named}"
    if reason.known is not None:
        known = reason.known
        return f"{plain}: {known.kind} {known.value} ({known.source}{_dated(known)}){named}"
    return f"{plain}: {reason.route}{named}" if reason.route else reason.rule


def _card(ticket: Ticket, suggestion: Suggestion, pack: Pack) -> Iterator[Block]:
    words = pack["note"]
    names: Mapping[str, str] = pack_rows(words)
    person, context = ticket.requester, suggestion.context
    yield Heading(text=f"{words['requester']}: {person.name or person.id}")
    if rows := tuple(card_rows(ticket, words)):
        yield Rows(rows=rows)
    preferred = (f"{names.get(one.name, one.name)}: {one.value} ({one.source})" for one in context.preferences)
    yield from _listing(words["preferences"], preferred)
    yield from _listing(
        words["pain_points"], (f"{one.summary} ({', '.join(one.tickets)})" for one in context.pain_points)
    )
    poor = let_down(ticket, pack)
    telling = (one for one in context.known if one.kind != SATISFACTION or poor)
    said = (f"{one.kind.replace('_', ' ')}: {one.value} ({one.source}{_dated(one)})" for one in telling)
    yield from _listing(words["known"], said)
    kinds: Mapping[str, str] = words.get("kinds", {})
    missing = tuple(kinds.get(kind, kind) for kind in suggestion.reading.unknown)
    if suggestion.draft is not None:
        yield from _listing(words["missing"], missing or (words["nothing_missing"],))


def _articles(ticket: Ticket, words: Mapping[str, Any]) -> Iterator[Block]:
    """What the platform's own search found, as links: offered to the agent, never said to be the answer."""
    if ticket.articles:
        yield Heading(text=words["articles"])
    for one in ticket.articles:
        yield Link(text=one.title, url=one.url) if one.url else Paragraph(text=one.title)


def _dated(known: Known) -> str:
    """When a fact is from, to the minute at most, and whether it may no longer hold."""
    at = known.as_of.replace("T", " ")[:16] if known.as_of else ""
    return "".join(f", {part}" for part in (at, known.state if known.state != "current" else "") if part)


def _listing(title: str, items: Iterable[str]) -> Iterator[Block]:
    held = tuple(item for item in items if item)
    if held:
        yield Heading(text=title)
        yield Bullets(items=held)
