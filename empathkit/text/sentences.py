"""Sentences of support text: chat spelling, missing capitals and full stops, versions, file names, URLs, emoji."""

from __future__ import annotations

import re

from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span, trimmed

#: A sentence longer than this is cut at a blank, so that no rule sees more at once.
LONGEST = 600
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,500}")
#: Each begins with one of a few marks, so that other text is passed over quickly.
_END = re.compile(
    r"[.!?…\n😀-🙏🤀-🧿☹☺](?:"
    r"(?<=[.!?…])[.!?…]{0,11}[\"'”’)\]*_]{0,4}(?=\s|$)"  # the plain end of a sentence
    r"|(?<=\n)(?:[ \t]{0,200}\n\s{0,400})?"
    r"|(?<=[😀-🙏🤀-🧿☹☺])[😀-🙏🤀-🧿☹☺]{0,8}(?=\s+[A-Z]))"
)
#: Where there is such a one, sentences may be run together.
_RUN_ON = re.compile(r"[.!?]\"?[A-Z]")
_END_RUN_ON = re.compile(
    r"(?<=[a-z0-9)\]\"'][.!?])(?=[A-Z][a-z']{1,40}\s|I\s|I'|[A-Z]{3,12}:|A\s)"  # "10.12.2.I want"
    rf"|(?<=[a-z)][.!?])(?=\"?[A-Z][a-z]{{1,20}}\s)|{_END.pattern}"
)
_LIST_MARK = re.compile(r"\s{0,20}(?:[-*•–]|\(?\d{1,2}[.)])\s+")


@per_pack
def _abbreviations(pack: Pack) -> frozenset[str]:
    return frozenset(str(word).lower() for word in pack["language"].get("abbreviations", ()))


def split(text: str, pack: Pack) -> list[Span]:
    """The sentences of ``text`` in order, without blanks or list marks around them. Linear in its length."""
    urls = _urls(text)
    spans: list[Span] = []
    start = 0
    for match in (_END_RUN_ON if _RUN_ON.search(text) else _END).finditer(text):
        if match.end() <= start or match.start() in urls or not _ends(text, match, start, pack):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _urls(text: str) -> set[int]:
    if "://" not in text and "www." not in text:
        return set()
    inside: set[int] = set()
    for match in _URL.finditer(text):
        inside.update(range(match.start(), match.end() - 1))
    return inside


def _ends(text: str, match: re.Match[str], start: int, pack: Pack) -> bool:
    mark = match.group()
    if mark == "\n":
        return _line_ends(text, match.start(), match.end())
    if mark.startswith(".") and len(mark) == 1:
        head = text[max(start, match.start() - 12) : match.end()]
        word = head.split()[-1].lower() if head.split() else ""
        return word not in _abbreviations(pack) and not (
            word[:-1].isdigit() and not text[start : match.start()].strip(" \n" + word[:-1])
        )
    return True


def _line_ends(text: str, at: int, after: int) -> bool:
    """A line break ends a sentence unless the line was wrapped: long, and the next one goes on in lower case."""
    line = text.rfind("\n", 0, at) + 1
    following = text[after : after + 1]
    return not (following.islower() and at - line > 60)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    mark = _LIST_MARK.match(text, start, end)
    span = trimmed(text, mark.end() if mark else start, end)
    while span.end - span.start > LONGEST:
        cut = text.rfind(" ", span.start + LONGEST // 2, span.start + LONGEST)
        cut = cut if cut > 0 else span.start + LONGEST
        spans.append(trimmed(text, span.start, cut))
        span = trimmed(text, cut, span.end)
    if span.end > span.start:
        spans.append(span)
