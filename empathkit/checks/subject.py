"""What a rule looks at: the text, and what it must be true to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from empathkit.checks.patterns import Hit, hits, tables
from empathkit.detect.questions import Question, find_questions
from empathkit.models import Finding, Heard, Ticket, UserContext
from empathkit.text.fold import fold
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack
from empathkit.text.sentences import split
from empathkit.text.words import content_words

#: Words of others and code are not the agent's: “…”, "…", `…`, ``` blocks, and lines quoted with ">".
_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]{1,2000}`|“[^”\n]{0,2000}”|\"[^\"\n]{0,2000}\"|^[ \t]{0,8}>.*?$", re.MULTILINE | re.DOTALL
)
#: A line that was wrapped, not ended: the next one goes on in lower case.
_WRAPPED = re.compile(r"(?<=[^\s.!?:;])[ ]?\n(?=[a-z])")


@dataclass(frozen=True)
class Subject:
    """A text to check, with the ticket it answers where there is one.

    ``unknown`` are the kinds still missing; ``routes`` are texts the desk has allowed a reply to commit to;
    ``phrases`` are fingerprints of sentences used with this user lately; ``canned`` says that it is a template
    whose placeholders are still to be filled.
    """

    text: str
    pack: Pack
    ticket: Ticket | None = None
    heard: Heard | None = None
    context: UserContext | None = None
    unknown: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    canned: bool = False

    @cached_property
    def flat(self) -> str:
        """The text folded, with wrapped lines as one; of the same length."""
        return _WRAPPED.sub(lambda match: " " * len(match.group()), fold(self.text))

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
        """The questions the agent asks in it; one that is quoted is not theirs."""
        return [one for one in find_questions(self.text, self.pack) if not self.is_quoted(one.start)]

    @cached_property
    def words(self) -> Counter[str]:
        """The content words of the text."""
        return content_words(self.text, self.pack)

    @cached_property
    def requester_said(self) -> str:
        """All that the requester wrote, folded."""
        if self.ticket is None:
            return ""
        return fold("\n".join(one.body for one in self.ticket.messages if one.author == "requester"))

    @cached_property
    def _hits(self) -> Mapping[str, list[Hit]]:
        return hits(self.flat, self.pack)

    def hits(self, code: str) -> Iterator[Hit]:
        """Where the patterns of a rule stand in the agent's own words."""
        return (hit for hit in self._hits.get(code, ()) if not self.is_quoted(hit.start))

    def matches(self, pattern: Regex) -> Iterator[re.Match[str]]:
        """Where a pattern stands in the agent's own words, in the text as it is."""
        return (match for match in pattern.finditer(self.text) if not self.is_quoted(match.start()))

    def is_quoted(self, start: int) -> bool:
        """Whether what begins here begins with words that are not the agent's."""
        at = bisect_right(self.quoted, (start, len(self.text) + 1)) - 1
        return at >= 0 and start < self.quoted[at][1]

    def echoes(self, start: int, end: int) -> bool:
        """Whether these words and the next one stand so in a message of the requester: a restatement, not our word."""
        following = self.flat[end : end + 80].split(maxsplit=1)
        words = f"{self.flat[start:end].strip()} {following[0].strip('.,;:!?') if following else ''}".strip()
        return bool(words) and words in self.requester_said

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The sentence this offset stands in."""
        at = bisect_right(self.sentences, (position, len(self.text) + 1)) - 1
        if at >= 0 and position < self.sentences[at][1]:
            return self.sentences[at]
        return 0, len(self.text)

    def rule(self, code: str) -> Mapping[str, Any]:
        """What the pack says of a rule, by its code."""
        return tables(self.pack).get(code, {})

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
