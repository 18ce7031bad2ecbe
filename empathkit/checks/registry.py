"""The register of rules. Adding one is one file with its check, its table in the pack, its tests, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from empathkit.checks.rules import (
    ek101,
    ek102,
    ek103,
    ek104,
    ek201,
    ek202,
    ek203,
    ek204,
    ek205,
    ek301,
    ek302,
    ek303,
    ek304,
    ek305,
    ek401,
    ek402,
    ek403,
    ek404,
    ek501,
    ek502,
    ek503,
    ek504,
    ek601,
    ek602,
    ek603,
    ek604,
)
from empathkit.checks.subject import Subject
from empathkit.models import Finding

Rule = Callable[[Subject], Iterator[Finding]]

RULES: Mapping[str, Rule] = {
    "EK101": ek101.check,
    "EK102": ek102.check,
    "EK103": ek103.check,
    "EK104": ek104.check,
    "EK201": ek201.check,
    "EK202": ek202.check,
    "EK203": ek203.check,
    "EK204": ek204.check,
    "EK205": ek205.check,
    "EK301": ek301.check,
    "EK302": ek302.check,
    "EK303": ek303.check,
    "EK304": ek304.check,
    "EK305": ek305.check,
    "EK401": ek401.check,
    "EK402": ek402.check,
    "EK403": ek403.check,
    "EK404": ek404.check,
    "EK501": ek501.check,
    "EK502": ek502.check,
    "EK503": ek503.check,
    "EK504": ek504.check,
    "EK601": ek601.check,
    "EK602": ek602.check,
    "EK603": ek603.check,
    "EK604": ek604.check,
}
