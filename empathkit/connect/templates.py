"""A desk's own pack held against the built-in one before it is used: what is wrong with it, with file and line."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple, get_args

from empathkit.errors import PackError
from empathkit.models import FactKind
from empathkit.text.pack import Pack, load_pack, read_folder
from empathkit.text.render import render, variables

#: Sections that hold patterns and word lists and no templates.
_NO_TEMPLATES = frozenset({"checks", "coach", "macros", "scores", "secrets", "questions", "feelings", "facts", "mail"})
#: Keys whose text is a pattern.
_PATTERNS = frozenset(
    {
        *("when", "unless", "said", "said_last", "find", "fits", "half", "asks", "fault", "elsewhere", "stands_for"),
        *("how_to_get", "owner", "telling", "skip", "least", "light", "had", "given", "shows", "shows_first"),
        *("shows_unless", "signs", "signs_unless"),
    }
)
#: What an entry of a list can't do without, by the list's name.
_NEEDED = {"help": ("say",), "answers": ("say", "when")}
#: Longest text of a pack's template that is looked at; more is no reply.
LONGEST = 20_000


class Fault(NamedTuple):
    """Something wrong in a file of a pack."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.file}{f':{self.line}' if self.line else ''}: {self.reason}"


class _Value(NamedTuple):
    path: tuple[str, ...]
    text: str


@functools.lru_cache(maxsize=1)
def known_slots() -> frozenset[str]:
    """The slots a template may name: those the built-in templates use, and every kind of fact."""
    built_in = read_folder(resources.files("empathkit") / "packs" / "en")
    texts = [value.text for name, table in built_in.items() if name not in _NO_TEMPLATES for value in _texts(table, ())]
    return frozenset(get_args(FactKind)).union(*(variables(text) for text in texts if "{{" in text))


def faults_of(folder: Path) -> list[Fault]:
    """All that is wrong with a pack, by file."""
    if not folder.is_dir():
        return [Fault(str(folder), None, "the pack folder does not exist")]
    pack = load_pack()
    files = sorted(one for one in folder.rglob("*.toml") if not any(part[0] in "._" for part in one.parts[-2:]))
    return [fault for file in files for fault in _of_file(file, file.relative_to(folder).with_suffix("").parts, pack)]


def refuse_broken(folder: Path) -> None:
    """Raises PackError with the first fault of a pack."""
    for fault in faults_of(folder):
        raise PackError(fault.file, fault.reason, line=fault.line)


def _of_file(file: Path, place: tuple[str, ...], pack: Pack) -> Iterator[Fault]:
    try:
        source = file.read_text(encoding="utf-8")
        table = tomllib.loads(source)
    except UnicodeDecodeError:
        yield Fault(str(file), None, "not UTF-8")
        return
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        yield Fault(str(file), int(line[1]) if line else source.count("\n") + 1, str(error).partition(" (at")[0])
        return
    if not pack[place[0]]:
        yield Fault(str(file), None, f"a pack has no {place[0]}")
        return
    for needle, reason in (*_shape(place, table, pack), *_templates(place, table)):
        yield Fault(str(file), _line(source, needle), reason)


def _templates(place: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if place[0] in _NO_TEMPLATES:
        return
    known = known_slots()
    for value in _texts(table, ()):
        if value.path[-1] in _PATTERNS and not (place[0] == "phrases" and value.path[-1] in {"when", "unless"}):
            yield from _pattern(value)
        elif "{{" in value.text or "{%" in value.text:
            yield from ((value.text, reason) for reason in _template(value.text, known))


def _template(text: str, known: frozenset[str]) -> Iterator[str]:
    if len(text) > LONGEST:
        yield f"a text of more than {LONGEST} characters"
        return
    try:
        unknown = sorted(variables(text) - known)
        if unknown:
            yield f"there is no slot {unknown[0]}"
        _rendered(text)
    except PackError as error:
        yield f"Liquid: {error.reason.partition(':')[0]}"


def _rendered(text: str) -> None:
    """Fill the slots with a word, or with a number where a word won't do. Raises PackError."""
    try:
        render(text, dict.fromkeys(variables(text), "x"))
    except PackError:
        render(text, dict.fromkeys(variables(text), 3))


def _pattern(value: _Value) -> Iterator[tuple[str, str]]:
    try:
        re.compile(value.text)
    except re.error as error:
        yield value.text, f"{value.path[-1]} is no pattern: {error}"


def _shape(place: tuple[str, ...], table: Mapping[str, Any], pack: Pack) -> Iterator[tuple[str, str]]:
    """What is missing, or not what it must be."""
    section = place[0]
    if section == "phrases":
        yield from _phrases(table, pack)
    elif section == "routes":
        for name, routes in table.items():
            for route in routes if isinstance(routes, list) else [routes]:
                if not isinstance(route, Mapping) or "text" not in route:
                    yield f"[{name}]", f"route {name} has no text"
    elif section == "howto":
        for name, entry in table.get("answers", {}).items():
            yield from _answer(name, entry, new=name not in pack["howto"]["answers"])
    elif section == "topics":
        topics = {place[1]: table} if len(place) > 1 else table
        for name, topic in topics.items():
            yield from _topic(name, topic, new=name not in pack["topics"])


def _phrases(table: Mapping[str, Any], pack: Pack) -> Iterator[tuple[str, str]]:
    for move, entries in table.items():
        if move not in pack["phrases"]:
            yield move, f"there is no move {move}"
        elif not isinstance(entries, list) or not all(isinstance(one, Mapping) for one in entries):
            yield move, f"the phrases of {move} are a list of tables, [[{move}]]"
        elif any("texts" not in one for one in entries):
            yield f"[[{move}]]", f"an entry of {move} has no texts"


def _answer(name: str, entry: Any, *, new: bool) -> Iterator[tuple[str, str]]:
    """What a how-to answer lacks; one of ours that is only changed may leave the rest out."""
    if not isinstance(entry, Mapping):
        yield name, f"answer {name} is a table"
        return
    for key in ("when", "say") if new else ():
        if not entry.get(key):
            yield f"[answers.{name}]", f"answer {name} has no {key}"
    when = entry.get("when", "")
    if not isinstance(when, str) and not (isinstance(when, list) and all(isinstance(one, str) for one in when)):
        yield f"[answers.{name}]", f"when of answer {name} is a pattern or a list of patterns"


def _topic(name: str, topic: Any, *, new: bool) -> Iterator[tuple[str, str]]:
    if not isinstance(topic, Mapping):
        yield name, f"topic {name} is a table"
        return
    for key in ("thing", "recognise") if new else ():
        if key not in topic:
            yield name, f"topic {name} has no {key}"
    for kind, question in topic.get("questions", {}).items():
        for key in ("ask", "why"):
            if not isinstance(question, Mapping) or (new and key not in question):
                yield f"[questions.{kind}]", f"question {kind} has no {key}"
    for listed, needed in _NEEDED.items():
        for entry in topic.get(listed, ()):
            missing = [key for key in needed if not isinstance(entry, Mapping) or key not in entry]
            if missing:
                yield f"[[{listed}]]", f"an entry of {listed} has no {missing[0]}"


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[_Value]:
    if isinstance(value, str):
        yield _Value(path or ("",), value)
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _texts(below, (*path, str(key)))
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below, path)


def _line(source: str, needle: str) -> int:
    """The line a text or a table's name stands on; the first where it was written in another way."""
    first = next((part for part in needle.splitlines() if part.strip()), needle)[:60]
    at = source.find(first)
    return source.count("\n", 0, at) + 1 if at >= 0 else 1
