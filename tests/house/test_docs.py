"""README and docs are run: every Python block works as it stands, and every relative link leads somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from empathkit.connect import platforms
from empathkit.connect.desk import setting_names
from empathkit.testing.control import Control

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "integrations").glob("*/README.md")])
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"empathkit (?:read|suggest) [\w./-]+")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def blocks() -> list[tuple[str, str]]:
    return [
        (f"{page.relative_to(ROOT)}-{number}", code)
        for page in PAGES
        for number, code in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), start=1)
    ]


@pytest.mark.parametrize(("name", "code"), blocks(), ids=[name for name, _ in blocks()])
def test_python_block_runs(name: str, code: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_code() -> None:
    assert any(name.startswith("README.md") for name, _ in blocks())


def test_the_readme_s_commands_on_a_ticket_work_from_the_checkout() -> None:
    commands = sorted(set(COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8"))))
    assert len(commands) == 2
    for command in commands:
        call = [
            sys.executable,
            "-c",
            "import sys; from empathkit.cli import main; sys.exit(main())",
            *command.split()[1:],
        ]
        done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
        assert (done.returncode, done.stderr) == (0, ""), command


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_an_integration_s_page_shows_every_route_of_its_sandbox(kind: str) -> None:
    page = (ROOT / "integrations" / kind / "README.md").read_text(encoding="utf-8")
    block = page.partition("## Try it against the sandbox")[2].partition("\n## ")[0]
    assert "EMPATHKIT_SETTLE_SECONDS=0" in block
    for route in Control(platforms.find(kind).sandbox()).routes():
        tail = re.sub(r"\{key\}", r"[A-Z]+-?[0-9]+", route.path.removeprefix("/_sandbox"))
        assert re.search(rf"\$box{tail}(?= |$)", block, re.MULTILINE), route.path


def test_every_setting_stands_in_a_list_for_people() -> None:
    listed = (ROOT / ".env.example").read_text(encoding="utf-8")
    for kind, names in setting_names().items():
        page = (ROOT / "integrations" / kind / "README.md").read_text(encoding="utf-8") if kind else ""
        said = set(re.findall(r"_?[A-Z][A-Z_]+", listed + page))
        assert [name for name in names if name not in said and f"_{name.rpartition('ASSETS_')[2]}" not in said] == []


def test_one_table_holds_every_setting_and_no_other() -> None:
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(EMPATHKIT_[A-Z_]+)` \|", table, re.MULTILINE)
    assert sorted(named) == sorted(name for names in setting_names().values() for name in names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
