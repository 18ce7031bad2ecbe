"""What a rule looks at: the text, and what it must be true to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from empathkit.detect.questions import Question, find_questions
from empathkit.models import Finding, Heard, Ticket, UserContext
from empathkit.text.pack import Pack
from empathkit.text.sentences import split
from empathkit.text.words import content_words

#: Words of others and code are not the agent's: “…”, "…", `…`, ``` blocks, and lines quoted with ">".
_QUOTED = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`|“[^”\n]*”|\"[^\"\n]*\"|^>.*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Subject:
    """A text to check, with the ticket it answers where there is one.

    ``unknown`` are the kinds still missing; ``routes`` are texts the desk has allowed a reply to commit to;
    ``phrases`` are fingerprints of sentences used with this user lately.
    """

    text: str
    pack: Pack
    ticket: Ticket | None = None
    heard: Heard | None = None
    context: UserContext | None = None
    unknown: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences as offsets in the text."""
        return [(start, end) for start, end in split(self.text, self.pack)]

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Spans that are not the agent's own words."""
        return [match.span() for match in _QUOTED.finditer(self.text)]

    @cached_property
    def issue_words(self) -> Counter[str]:
        """The content words of what the user said is wrong, wants or told us."""
        if self.heard is None or self.ticket is None:
            return Counter()
        said = [self.heard.issue or "", self.ticket.summary]
        said += [fact.evidence.quote for fact in self.heard.facts]
        said += [one.evidence.quote for family in (self.heard.asks, self.heard.impact) for one in family]
        return content_words(" ".join(said), self.pack)

    @cached_property
    def questions(self) -> list[Question]:
        """The questions the text asks."""
        return find_questions(self.text, self.pack)

    @cached_property
    def words(self) -> Counter[str]:
        """The content words of the text."""
        return content_words(self.text, self.pack)

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether this stands inside words that are not the agent's."""
        at = bisect_right(self.quoted, (start, len(self.text) + 1)) - 1
        return at >= 0 and end <= self.quoted[at][1]

    def echoes(self, start: int, end: int) -> bool:
        """Whether these words and the next one stand so in a message of the requester: a restatement, not our word."""
        if self.ticket is None:
            return False
        following = self.text[end:].split(maxsplit=1)
        words = f"{self.text[start:end].strip()} {following[0].strip('.,;:!?') if following else ''}".strip().lower()
        return any(words in one.body.lower() for one in self.ticket.messages if one.author == "requester")

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The sentence this offset stands in."""
        for start, end in self.sentences:
            if start <= position < end:
                return start, end
        return 0, len(self.text)

    def rule(self, code: str) -> Mapping[str, Any]:
        """What the pack says of a rule, by its code."""
        family: Mapping[str, Any] = self.pack["checks"]
        for rules in family.values():
            if code in rules:
                table: Mapping[str, Any] = rules[code]
                return table
        return {}

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where a pattern stands in the agent's own words."""
        return (match for match in pattern.finditer(self.text) if not self.is_quoted(*match.span()))

    def finding(
        self, code: str, start: int, end: int, *, fix: str | None = None, source: str | None = None, **slots: str
    ) -> Finding:
        """A finding with the pack's words; ``slots`` fill its message."""
        rule = self.rule(code)
        quote = self.text[start:end]
        message = str(rule["message"])
        for name, value in {"quote": quote.strip(), **slots}.items():
            message = message.replace("{" + name + "}", value)
        return Finding(
            rule=code,
            severity=rule["severity"],
            message=message,
            start=start,
            end=end,
            quote=quote,
            fix=fix,
            source=source,
        )
