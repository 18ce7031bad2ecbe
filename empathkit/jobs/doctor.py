"""Why it does not work: checks in order of dependency, each failure with what to do about it."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

from empathkit import settings as settings_module
from empathkit.connect import platforms
from empathkit.connect.desk import build_kit, setting_names
from empathkit.connect.directory import SETTING, directories
from empathkit.connect.schedule import SETTLE
from empathkit.errors import ConfigurationError, EmpathKitError, place_of
from empathkit.memory import database_url, open_memory, stored_file
from empathkit.models import Ticket
from empathkit.ports import Check
from empathkit.settings import PREFIX, Settings

_PYTHON = ((3, 11), (3, 14))
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)""")
#: How like a known name (0 to 1, difflib) an unknown one is when it counts as misspelt.
_NEAR = 0.7
#: The first SQLite that gives back the row it has claimed (RETURNING).
SQLITE = (3, 35, 0)
_SAMPLE = {"requester": {"id": "doctor"}, "messages": [{"author": "requester", "body": "vpn error 809"}]}


def examine(load: Callable[[], Settings] = settings_module.load) -> Iterator[Check]:
    """All checks; stops where one failure makes the rest meaningless."""
    yield _python()
    for check in (
        _packages("packages", "", "."),
        _packages("server packages", "server", ".[server]"),
    ):
        yield check
        if not check.ok:
            return
    try:
        settings = load()
    except ConfigurationError as error:
        yield Check("settings", ok=False, detail=str(error), hint="mend the file, or take it away")
        return
    yield Check("settings", ok=True, detail=_core_names(settings))
    yield from _unknown(settings)
    yield from _desk(settings)


def _desk(settings: Settings) -> Iterator[Check]:
    yield _tried("language pack", lambda: _pack(settings), "mend the file it names; EMPATHKIT_PACK names the folder")
    yield _tried("database", lambda: _database(settings), "check EMPATHKIT_DATABASE_URL")
    yield _tried("settle time", lambda: _settle(settings), "set EMPATHKIT_SETTLE_SECONDS to a number, or leave it out")
    yield _tried("queue", lambda: _queue(settings), "check EMPATHKIT_DATABASE_URL, or update SQLite")
    yield _tried("directories", lambda: _directories(settings), f"set {SETTING} to module:factory, or leave it out")
    token = settings.get("EMPATHKIT_API_TOKEN")
    detail = "a token is set" if token else "no token: /v1 answers this machine only"
    yield Check("api", ok=True, detail=detail, caveat=token is None)
    yield from _platforms(settings)


def _python() -> Check:
    lowest, beyond = _PYTHON
    here = sys.version_info[:2]
    return Check(
        "python", ok=lowest <= here < beyond, detail=".".join(map(str, sys.version_info[:3])), hint="use 3.11 to 3.13"
    )


def wanted(listed: list[str], extra: str = "") -> list[str]:
    """The packages a distribution asks for with an extra (none: always), from its metadata's ``Requires-Dist``.
    Those under a condition of another kind are left out: it may not hold here."""
    named = []
    for requirement in listed:
        package, _, condition = requirement.partition(";")
        under = _EXTRA.search(condition)
        if (under[1] == extra if under else not extra and not condition.strip()) and (name := _NAME.match(package)):
            named.append(name[0])
    return named


def _packages(name: str, extra: str, install: str) -> Check:
    hint = f'pip install "{install}" in the checkout'
    try:
        packages = wanted(requires("empathkit") or [], extra)
    except PackageNotFoundError:
        return Check(name, ok=False, detail="empathkit itself is not installed", hint=hint)
    missing = [package for package in packages if not _is_there(package)]
    if missing:
        return Check(name, ok=False, detail=f"missing: {', '.join(missing)}", hint=hint)
    return Check(name, ok=True, detail="all there")


def _is_there(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def _core_names(settings: Settings) -> str:
    names = [name for name in settings_module.NAMES if name in settings.values]
    return f"set: {', '.join(names)}" if names else "none of EmpathKit's own is set, so all are at their defaults"


def _unknown(settings: Settings) -> Iterator[Check]:
    """A name that is nearly a setting's is a slip of the pen and fails; one that is near none may be another tool's."""
    named = setting_names()
    known = sorted(frozenset().union(*named.values()))
    silent = tuple(_prefix(name) for name in platforms.names() if name not in named)
    for name in sorted(settings.values.keys() - set(known)):
        if name.startswith(silent):
            continue
        near = get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], 1, _NEAR)
        hint = f"did you mean {PREFIX}{near[0]}?" if near else ""
        yield Check(f"setting {name}", ok=not near, detail="no such setting is known", hint=hint, caveat=not near)


def _prefix(platform: str) -> str:
    return f"{PREFIX}{platform.upper()}_"


def _tried(name: str, look: Callable[[], str], hint: str) -> Check:
    try:
        return Check(name, ok=True, detail=look())
    except EmpathKitError as error:
        return Check(name, ok=False, detail=str(error), hint=hint)


def _pack(settings: Settings) -> str:
    """A pack is only known to be good when a reply was made with it."""
    build_kit(settings).suggest(Ticket.model_validate(_SAMPLE))
    own = settings.get("EMPATHKIT_PACK")
    return f"the built-in one with {own} laid over it" if own else "the built-in one"


def _database(settings: Settings) -> str:
    file = stored_file(settings)
    if file is not None and not file.exists():
        return _will_be_made(file)
    memory = open_memory(settings)
    memory.close()
    return str(file) if file else "opens"


def _queue(settings: Settings) -> str:
    """Only what can be told without making anything: the tables are made when the service starts."""
    if stored_file(settings) is None and "sqlite" not in database_url(settings):
        return "in PostgreSQL: what was taken outlives a crash, and several hosts may share it"
    if sqlite3.sqlite_version_info < SQLITE:
        least = ".".join(map(str, SQLITE))
        raise ConfigurationError(f"SQLite is {sqlite3.sqlite_version}, the queue needs {least} or newer")
    return "in SQLite: what was taken outlives a crash, on one host"


def _will_be_made(file: Path) -> str:
    if not file.parent.is_dir():
        raise ConfigurationError(f"the folder of {file} does not exist")
    return f"{file} will be made when it is first needed"


def _directories(settings: Settings) -> str:
    names = ", ".join(type(one).__name__ for one in directories(settings))
    return names or "none: people are known by the platform alone"


def _settle(settings: Settings) -> str:
    return f"{settings.seconds('EMPATHKIT_SETTLE_SECONDS', SETTLE):g} s after the last message"


def _platforms(settings: Settings) -> Iterator[Check]:
    names = platforms.names()
    asked = False
    for name in names:
        held = sorted(one.removeprefix(_prefix(name)) for one in settings.values if one.startswith(_prefix(name)))
        if held:
            asked = True
            yield Check(f"{name}: settings", ok=True, detail=f"{_prefix(name)}... with {', '.join(held)}")
            yield from _platform(name, settings)
        else:
            yield Check(f"{name}: settings", ok=True, detail="none, so it is not used", caveat=True)
    if not asked:
        hint = f"set {' or '.join(f'{_prefix(name)}URL' for name in names)}; .env.example lists all settings"
        yield Check("platforms", ok=False, detail="none is set up, so no ticket comes in", hint=hint)


def _platform(name: str, settings: Settings) -> Iterator[Check]:
    try:
        yield from platforms.find(name).diagnose(settings)
    except EmpathKitError as error:
        yield Check(f"{name}: checks", ok=False, detail=str(error), hint=f"see the README of the {name} integration")
    except Exception as error:  # noqa: BLE001 - one platform's bug must not keep the others from being looked at
        yield Check(f"{name}: checks", ok=False, detail=place_of(error), hint="report it")
