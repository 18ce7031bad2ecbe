"""What of a body are the requester's own words now: the rest is blanked, so that every offset holds.

Left out: quoted lines and threads, forwarded chains, signatures, legal footers, HTML tags, pasted logs and stack
traces (an error line among them stays). No parser is needed that would move offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span, blanked

_TAG = re.compile(
    r"</?[a-zA-Z][^<>\n]{0,600}>|<!--[^<>]{0,2000}-->|&(?:nbsp|amp|gt|lt|quot);|\{/?(?:code|noformat|quote|color|panel)[^{}\n]{0,80}\}"
)
_HANDLE = re.compile(r"(?<![\w.@/])@\w{2,60}")
_BLOCK = re.compile(r"<(script|style|blockquote)\b[^<>]{0,200}>", re.IGNORECASE)
_QUOTED = re.compile(r"\s{0,3}(?:>|&gt;)")
_LOG = re.compile(
    r"\s*(?:"
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|\[?\d\d:\d\d:\d\d[.,]\d|\w{3} +\d{1,2} \d\d:\d\d:\d\d"
    r"|at [\w$.<>]{3,200}\(|File \"[^\"\n]{1,200}\", line \d|Traceback \(most recent|\.\.\. \d+ more|Caused by:"
    r"|\[(?:INFO|DEBUG|WARN|WARNING|TRACE|ERROR|FATAL)\]|(?:INFO|DEBUG|WARN|TRACE)\b[: ]"
    r"|0x[0-9a-fA-F]{6,16} "
    r")"
)
_ERROR_LINE = re.compile(r"\b(?:error|fatal|exception|failed|failure|denied|refused)\b", re.IGNORECASE)


class _Marks(NamedTuple):
    thread: re.Pattern[str]
    forward: re.Pattern[str]
    header: re.Pattern[str]
    closing: re.Pattern[str]
    device: re.Pattern[str]
    legal: re.Pattern[str]


class _Line(NamedTuple):
    start: int
    end: int
    text: str


@per_pack
def _marks(pack: Pack) -> _Marks:
    words = pack["mail"]

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{source})" for source in words.get(name, ())) or r"(?!)")

    return _Marks(*(any_of(name) for name in _Marks._fields))


def clean(body: str, pack: Pack) -> str:
    """``body`` with everything blanked that is not the requester's own words; of exactly the same length."""
    left_out = [*_markup(body), *_lines_left_out(body, _marks(pack))]
    return blanked(body, left_out) if left_out else body


def _markup(body: str) -> Iterator[Span]:
    if "@" in body:
        for match in _HANDLE.finditer(body):
            yield Span(*match.span())
    if "<" in body or "&" in body or "{" in body:
        for match in _TAG.finditer(body):
            yield Span(*match.span())
    if "<" in body:
        lower = fold(body)
        for match in _BLOCK.finditer(body):
            closing = lower.find(f"</{match.group(1).lower()}", match.end())
            yield Span(match.start(), closing if closing >= 0 else match.end())


def _lines_left_out(body: str, marks: _Marks) -> Iterator[Span]:
    lines = list(_lines(body))
    cut = _tail(lines, marks)
    for line in lines[:cut]:
        if _QUOTED.match(line.text) or (_LOG.match(line.text) and not _ERROR_LINE.search(line.text)):
            yield Span(line.start, line.end)
    if cut < len(lines):
        yield Span(lines[cut].start, len(body))


def _lines(body: str) -> Iterator[_Line]:
    at = 0
    for text in body.split("\n"):
        yield _Line(at, at + len(text), fold(text) if len(text) < 300 else text[:300])
        at += len(text) + 1


def _tail(lines: list[_Line], marks: _Marks) -> int:
    """The number of the first line that is thread, forward, footer or signature to the end; all lines if none."""
    cut = len(lines)
    for number, line in enumerate(lines):
        before = any(other.text.strip() for other in lines[:number]) if number < 40 else True
        if before and _starts_thread(lines, number, marks):
            cut = number
            break
        if line.text.rstrip() == "--" or marks.device.match(line.text.strip()) or marks.legal.match(line.text.strip()):
            cut = number
            break
    return _closing(lines, cut, marks)


def _starts_thread(lines: list[_Line], number: int, marks: _Marks) -> bool:
    text = lines[number].text.strip()
    if marks.thread.match(text) or marks.forward.match(text):
        return True
    following = [line.text.strip() for line in lines[number + 1 : number + 4]]
    return bool(marks.header.match(text)) and any(marks.header.match(other) for other in following)


def _closing(lines: list[_Line], cut: int, marks: _Marks) -> int:
    """A closing ("Kind regards") with only a few short lines after it begins the signature."""
    filled = [number for number in range(cut) if lines[number].text.strip()]
    for number in filled[-8:]:
        after = [lines[other].text for other in filled if other > number]
        if marks.closing.fullmatch(lines[number].text.strip()) and all(len(text) < 80 for text in after):
            return number if number > filled[0] else cut
    return cut
