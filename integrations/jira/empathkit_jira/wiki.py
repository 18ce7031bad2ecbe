"""Wiki markup, the text of Jira Data Center, to plain text and back. Pure.

A backslash before a sign takes its meaning away (Atlassian, "Text Formatting Notation"). What has no such sign (a
backslash itself, the words that begin a heading or a quote, a smiley) is written as a character reference.
"""

from __future__ import annotations

import re

from empathkit_jira.adf import storable

_SIGNS = r"{}\[\]|*_^~!#+?"
#: Addresses stay as they are, so that they can still be clicked: nothing in these characters is markup inside one.
_ADDRESS = r"https?://[A-Za-z0-9./:%=&?@,+_-]+"
_ESCAPED = re.compile(
    rf"(?P<address>{_ADDRESS})"
    rf"|(?P<sign>[{_SIGNS}])"
    r"|(?P<dash>(?<!\w)-|-(?!\w))"
    r"|(?P<back>\\)"
    r"|(?P<and>&(?=#?\w{1,8};))"
    r"|(?P<word>^[ \t]*(?:h[1-6]|bq)(?=\.))"
    r"|(?P<smiley>[:;](?=[()DPp])|\((?=(?:[ynix*/!?+-]|on|off|\*[rgby]|flag|flagoff)\)))",
    re.MULTILINE,
)
_READ = re.compile(
    rf"(?P<address>{_ADDRESS})"
    r"|\\\\(?P<newline>[ ]?)"
    r"|\\(?P<sign>[!-/:-@\[\]^_`{-~])"
    r"|&\#(?P<code>[0-9]{1,6});|(?P<and>&amp;)"
    r"|\{(?P<macro>noformat|code|quote|panel|color)(?::[^{}\n]{0,200})?\}"
    r"|\[~(?P<person>[^\[\]|\n]{1,120})\]"
    r"|\[(?P<shown>[^\[\]|\n]{1,300})\|(?P<target>[^\[\]|\n]{1,2000})\]"
    r"|\[(?P<bare>https?://[^\[\]|\s]{1,2000}|mailto:[^\[\]|\s]{1,300})\]"
    r"|(?<![\w!])!(?P<image>[^!|\s][^!|\n]{0,200}\.\w{2,5})(?:\|[^!\n]{0,100})?!(?!\w)"
    r"|(?P<heading>^h[1-6]\.[ \t]*)|(?P<quoted>^bq\.[ \t]*)",
    re.MULTILINE,
)


def escape(value: str) -> str:
    """Text in which nothing is markup: :func:`to_text` gives back what can be stored of it."""
    return _ESCAPED.sub(_escaped, storable(value))


def _escaped(found: re.Match[str]) -> str:
    given = found[0]
    match found.lastgroup:
        case "address":
            return given
        case "sign" | "dash":
            return f"\\{given}"
        case "and":
            return "&amp;"
        case "word":
            place = len(given) - len(given.lstrip())
            return f"{given[:place]}&#{ord(given[place])};{given[place + 1 :]}"
        case _:
            return f"&#{ord(given)};"


def to_text(value: str) -> str:
    """What a reader sees, as far as markup changes words: emphasis stays as it was typed, for signs are often meant."""
    return _READ.sub(_shown, value)


def _shown(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "address":
            return found[0]
        case "newline":
            return "\n"
        case "code":
            code = int(found["code"])
            return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]
        case "and":
            return "&"
        case "person":
            return f"@{found['person'].removeprefix('accountid:')}"
        case "target":
            return f"{found['shown']} ({found['target']})"
        case "macro" | "heading" | "quoted":
            return ""
        case _:
            return found[found.lastgroup or 0]
