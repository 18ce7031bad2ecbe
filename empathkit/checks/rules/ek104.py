"""EK104: a strong feeling that the reply passes over.

Exploring and acting without taking up what was felt is not enough (Liu et al., ACL 2021).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack


@per_pack
def _taken_up(pack: Pack) -> Regex:
    return combined(tables(pack)["EK104"]["taken_up"])


def check(subject: Subject) -> Iterator[Finding]:
    """A strong feeling that no sentence takes up, by name, by its cause, or by going first."""
    if subject.heard is None:
        return
    wanted = set(subject.rule("EK104")["feelings"])
    strong = [one for one in subject.heard.feelings if one.level == "strong" and one.feeling in wanted]
    if strong and not _taken_up(subject.pack).search(subject.flat):
        shown = strong[0].evidence
        yield subject.finding(
            "EK104", 0, len(subject.text), feeling=strong[0].feeling, quote=shown.quote,
            source=f"message {shown.message + 1}",
        )  # fmt: skip
