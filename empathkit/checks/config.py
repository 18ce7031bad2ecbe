"""How a desk sets the rules: ``[check]`` of empathkit.toml, read into what a run needs.

::

    [check]
    select = ["EK1", "EK301", "EK6"]      # families or rules; all without it
    ignore = { EK303 = "wording agreed with legal" }
    fields = ["antwort"]                  # further columns or keys that hold replies
    [check.rules.EK204]
    limit = 1                             # any value of the rule's table, severity too
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from empathkit.checks.patterns import tables
from empathkit.checks.registry import RULES
from empathkit.errors import ConfigurationError
from empathkit.models import Severity
from empathkit.text.pack import Pack

_KEYS = frozenset({"select", "ignore", "fields", "rules"})
_CODE = re.compile(r"EK\d{1,3}")


@dataclass(frozen=True)
class Checking:
    """What to look for: rules selected, rules ignored with the reason ("" where none is given), options."""

    select: tuple[str, ...] = ("EK",)
    ignore: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def selects(self, code: str) -> bool:
        """Whether a rule is to be looked for."""
        return code.startswith(self.select)

    def over(self, pack: Pack) -> Pack:
        """The pack with the options laid over it and the rules not selected switched off. Raises ConfigurationError."""
        known = tables(pack)
        overlay: dict[str, dict[str, Any]] = {}
        for code, options in self.rules.items():
            overlay.setdefault(_family(code, pack), {})[code] = _checked(code, options, known[code])
        off = [code for code in RULES if not self.selects(code)]
        return pack.over({"checks": overlay, "checking": {"off": off}})

    def without_ignored(self, pack: Pack) -> Pack:
        """Like :meth:`over`, with the ignored rules switched off as well: for a rewrite, which mends only the rest."""
        off = [code for code in RULES if not self.selects(code) or code.startswith(tuple(self.ignore))]
        return self.over(pack).over({"checking": {"off": off}})


def read_checking(table: Mapping[str, Any]) -> Checking:
    """The settings of a ``[check]`` table. Raises ConfigurationError that names the key."""
    unknown = table.keys() - _KEYS
    if unknown:
        raise ConfigurationError(f"[check] has no {min(unknown)}: there are {', '.join(sorted(_KEYS))}")
    ignore = table.get("ignore", {})
    reasons = {str(code): str(why).strip() for code, why in ignore.items()} if isinstance(ignore, Mapping) else {}
    if not isinstance(ignore, Mapping):
        reasons = dict.fromkeys(_texts(ignore, "ignore"), "")
    rules = table.get("rules", {})
    if not isinstance(rules, Mapping) or not all(isinstance(one, Mapping) for one in rules.values()):
        raise ConfigurationError("[check.rules] holds one table a rule, like [check.rules.EK204]")
    checking = Checking(
        select=tuple(_texts(table.get("select", ["EK"]), "select")),
        ignore=reasons,
        fields=tuple(_texts(table.get("fields", ()), "fields")),
        rules=rules,
    )
    _all_known([*checking.select, *checking.ignore], prefix=True)
    _all_known(checking.rules, prefix=False)
    return checking


def known_code(code: str, *, prefix: bool = True) -> bool:
    """Whether a rule has this code, or one begins with it."""
    return code in RULES or (prefix and (code == "EK" or _CODE.fullmatch(code) is not None)
                             and any(rule.startswith(code) for rule in RULES))  # fmt: skip


def _all_known(codes: Iterable[str], *, prefix: bool) -> None:
    for code in codes:
        if not known_code(code, prefix=prefix):
            raise ConfigurationError(f"[check] names {code}: there is no such rule; docs/checks.md lists them")


def _texts(value: object, key: str) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ConfigurationError(f"[check] {key} must be a list of texts")
    return [str(one) for one in value]


def _family(code: str, pack: Pack) -> str:
    return next(name for name, rules in pack["checks"].items() if code in rules)


def _checked(code: str, options: Mapping[str, Any], table: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in options.items():
        if name not in table:
            raise ConfigurationError(f"[check.rules.{code}] has no {name}: there are {', '.join(sorted(table))}")
        if type(value) is not type(table[name]):
            raise ConfigurationError(f"[check.rules.{code}] {name} must be {type(table[name]).__name__}")
        if name == "severity" and value not in get_args(Severity):
            raise ConfigurationError(f"[check.rules.{code}] severity must be {', '.join(get_args(Severity))}")
    return options
