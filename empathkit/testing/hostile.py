"""What a stranger may put into a text, a key or a body. Used by the contract tests, and by fuzzers as a beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: Texts that mean something to a query, a template, a shell, a markup or a terminal, or that programs stumble over.
TEXTS = (
    "", " ", "\x00", "\x1b[31m", "\ud800", "\u202eabc", "é" * 300, "a" * 20_000, "../../etc/passwd", "%2e%2e%2f",
    "%s%n", "^NQactive=true", "javascript:gs.sleep(9)", '" OR 1=1 --', "') OR key IN (A-1", "<script>alert(1)</script>",
    "[code]<b>x</b>[/code]", "[/code]", "{quote}", "{code}", "h1. x", "||a||", "[~accountid:1]", "@everyone",
    "{{ 7 * 7 }}", "{% raw %}", "${jndi:ldap://x}", "ek-0123456789abcdef0123", "\r\nX-Injected: 1",
    "https://evil.example/?a=b&c", "😀\ufe0f",
)  # fmt: skip
#: Values that stand where others are expected.
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, "", "x", "\ud800", "a" * 5_000, [], {}, [None], [[]], {"": {}}, ["x", 1, None],
)  # fmt: skip
#: Bodies that are no event at all.
BODIES = (
    b"", b"null", b"[]", b"{}", b'"x"', b"1", b"{", b"\xff\xfe{}", b'{"a": NaN}', b'{"a": 1e999}', b"[" * 5_000,
    b'{"a":' * 5_000, b'{"\\ud800": "\\udfff"}', b"\x00" * 10, b'{"a": 1, "a": 2}', b"<xml/>", b"a=b&c=d",
)  # fmt: skip


def altered(document: Any) -> Iterator[Any]:
    """The document with one value of it left out or exchanged, for every value and every exchange."""
    if isinstance(document, Mapping):
        for name, value in document.items():
            yield {other: kept for other, kept in document.items() if other != name}
            yield from ({**document, name: made} for made in (*VALUES, *altered(value)))
    elif isinstance(document, list):
        for place, value in enumerate(document):
            for made in (*VALUES, *altered(value)):
                yield [*document[:place], made, *document[place + 1 :]]
