"""[check] of empathkit.toml: select, ignore with a reason, options per rule; anything else is refused by name."""

import pytest

from empathkit.checks.checker import findings_of
from empathkit.checks.config import Checking, read_checking
from empathkit.checks.subject import Subject
from empathkit.errors import ConfigurationError
from empathkit.text.pack import load_pack

PACK = load_pack()
BLUNT = "You should have told us. Just restart it. Who? What? Where?"


def codes(checking: Checking, *, mend: bool = False) -> set[str]:
    pack = checking.without_ignored(PACK) if mend else checking.over(PACK)
    return {one.rule for one in findings_of(Subject(text=BLUNT, pack=pack))}


def test_without_a_table_every_rule_is_looked_for() -> None:
    assert codes(read_checking({})) == {"EK301", "EK302", "EK204"}


@pytest.mark.parametrize(
    ("select", "left"),
    [(["EK3"], {"EK301", "EK302"}), (["EK204"], {"EK204"}), (["EK1", "EK302"], {"EK302"})],
    ids=["family", "rule", "both"],
)
def test_select_takes_families_and_rules(select: list[str], left: set[str]) -> None:
    assert codes(read_checking({"select": select})) == left


def test_an_option_of_a_rule_changes_it() -> None:
    assert "EK204" not in codes(read_checking({"rules": {"EK204": {"limit": 3}}}))


def test_a_severity_may_be_set() -> None:
    pack = read_checking({"rules": {"EK302": {"severity": "error"}}}).over(PACK)
    [just] = [one for one in findings_of(Subject(text=BLUNT, pack=pack)) if one.rule == "EK302"]
    assert just.severity == "error"


def test_a_rewrite_leaves_alone_what_is_ignored() -> None:
    checking = read_checking({"ignore": {"EK302": "house style"}})
    assert "EK302" in codes(checking)
    assert "EK302" not in codes(checking, mend=True)


def test_ignores_may_be_a_list_without_reasons() -> None:
    assert read_checking({"ignore": ["EK303"]}).ignore == {"EK303": ""}


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"selekt": []}, "selekt"),
        ({"select": "EK1"}, "select"),
        ({"select": ["EK9"]}, "EK9"),
        ({"ignore": {"XX1": "why"}}, "XX1"),
        ({"ignore": [3]}, "ignore"),
        ({"rules": []}, r"check\.rules"),
        ({"rules": {"EK2": {"limit": 1}}}, "EK2"),
        ({"rules": {"EK204": {"limits": 1}}}, "limits"),
        ({"rules": {"EK204": {"limit": "two"}}}, "limit must be int"),
        ({"rules": {"EK204": {"severity": "fatal"}}}, "severity"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_it_does_not_know_is_refused_by_name(table: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_checking(table).over(PACK)
