"""Language packs: all words of a language as TOML, a desk's own pack laid over the built-in one key by key.

A pack is a folder. ``feelings.toml`` is the section ``feelings``; ``topics/vpn.toml`` is the key ``vpn`` of the
section ``topics``. A desk's pack (setting ``EMPATHKIT_PACK``) names only what it changes: tables merge, every
other value replaces.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from empathkit.errors import PackError

T = TypeVar("T")


class Pack:
    """The words of one language. Made once and shared: what is derived from it is kept by :func:`per_pack`."""

    def __init__(self, language: str, sections: Mapping[str, Any]) -> None:
        self.language = language
        self._sections = sections
        self.made: dict[Callable[[Pack], Any], Any] = {}

    def __getitem__(self, section: str) -> Mapping[str, Any]:
        """A section's table, empty where the pack has none."""
        table = self._sections.get(section, {})
        return table if isinstance(table, Mapping) else {}

    def over(self, overlay: Mapping[str, Any]) -> Pack:
        """This pack with another's sections laid over it."""
        return Pack(self.language, _merged(self._sections, overlay))


@functools.lru_cache(maxsize=8)
def load_pack(language: str = "en", own: Path | None = None) -> Pack:
    """The built-in pack of a language, with a desk's own folder laid over it. Raises PackError."""
    folder = resources.files("empathkit") / "packs" / language
    if not folder.is_dir():
        raise PackError(language, "there is no built-in pack for this language")
    pack = Pack(language, read_folder(folder))
    if own is None:
        return pack
    if not own.is_dir():
        raise PackError(str(own), "the pack folder does not exist: check EMPATHKIT_PACK")
    return pack.over(read_folder(own))


def per_pack(build: Callable[[Pack], T]) -> Callable[[Pack], T]:
    """Keep what ``build`` makes of a pack as long as the pack lives."""

    @functools.wraps(build)
    def cached(pack: Pack) -> T:
        if build not in pack.made:
            pack.made[build] = build(pack)
        made: T = pack.made[build]
        return made

    return cached


def read_folder(folder: Traversable) -> dict[str, Any]:
    """The sections in a folder of TOML files. Raises PackError with file, line and reason."""
    sections: dict[str, Any] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and not entry.name.startswith(("_", ".")):
            sections[entry.name] = _merged(sections.get(entry.name, {}), read_folder(entry))
        elif entry.name.endswith(".toml"):
            name = entry.name.removesuffix(".toml")
            sections[name] = _merged(sections.get(name, {}), _read(entry))
    return sections


def _read(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise PackError(str(file), "not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at line ")
        line = place.split(",")[0]
        raise PackError(str(file), reason, line=int(line) if line.isdigit() else None) from error


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        merged[key] = _merged(lower, value) if isinstance(lower, Mapping) and isinstance(value, Mapping) else value
    return merged
