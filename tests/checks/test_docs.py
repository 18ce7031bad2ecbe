"""docs/checks.md lists the rules there are, with the severity they have, and its settings can be read."""

import re
import tomllib
from pathlib import Path

from empathkit.checks.config import read_checking
from empathkit.checks.ignores import find_ignores
from empathkit.checks.patterns import tables
from empathkit.checks.registry import RULES
from empathkit.text.pack import load_pack

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")


def test_the_page_lists_every_rule_by_title_and_severity() -> None:
    listed = re.findall(r"^\| \*\*(EK\d{3})\*\* (.+?) \| (error|warning|hint) \|", PAGE, re.MULTILINE)
    said = {code: table for code, table in tables(load_pack()).items() if code in RULES}
    assert listed == [(code, said[code]["title"], said[code]["severity"]) for code in sorted(RULES)]


def test_the_settings_it_shows_can_be_read() -> None:
    [block] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    checking = read_checking(tomllib.loads(block)["check"])
    assert checking.over(load_pack())["checks"]["listening"]["EK204"]["limit"] == 1


def test_the_ignores_it_shows_are_ignores() -> None:
    block = PAGE.partition("<!-- empathkit")[2].partition("```")[0]
    assert len(find_ignores("<!-- empathkit" + block)) == 3
