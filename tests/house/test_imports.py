"""The import rule of the house: data flows one way, and each layer knows only those below it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: From the ground up; members of one layer never import each other, except inside the same package.
LAYERS = [
    {"models", "errors", "settings", "ports"},
    {"text"},
    {"detect"},
    {"reading", "context", "reply", "checks"},
    {"coach"},
    {"pipeline"},
    {"memory", "connect"},
    {"jobs", "insight", "testing"},
    {"serve", "adapters"},
    {"cli"},
]
#: The ground floor is one room: settings raise errors, ports speak of models.
GROUND = LAYERS[0]
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}
INTEGRATIONS = {"empathkit_jira", "empathkit_servicenow"}


def modules() -> list[Path]:
    return sorted([*(ROOT / "empathkit").rglob("*.py"), *(ROOT / "integrations").rglob("*.py")])


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "empathkit"}
    return names


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "empathkit" and len(parts) > 1 else ""


def violations(path: Path) -> list[str]:
    mine, found = room(path), []
    for name in imported(path):
        top, *rest = name.split(".")
        if top in INTEGRATIONS and "integrations" not in path.parts:
            found.append(f"imports {name}: the core never imports an integration")
        if top != "empathkit" or not rest or rest[0] not in HEIGHT:
            continue
        if "integrations" in path.parts:
            if HEIGHT[rest[0]] > HEIGHT["testing"]:
                found.append(f"imports {name}: integrations import up to testing")
        elif rest[0] != mine and not allowed(mine, rest[0]):
            found.append(f"imports {name}")
    return found


def allowed(mine: str, theirs: str) -> bool:
    if mine in GROUND and theirs in GROUND:
        return True
    return HEIGHT.get(theirs, 99) < HEIGHT.get(mine, 99)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_imports_only_from_below(path: Path) -> None:
    if path.name == "__init__.py" and path.parent.name == "empathkit":
        pytest.skip("the package root names everything lazily")
    assert violations(path) == []


def test_the_rule_sees_a_step_back(tmp_path: Path) -> None:
    assert not allowed("text", "reply")
    assert not allowed("checks", "reply")
    assert allowed("pipeline", "checks")


@pytest.mark.parametrize("library", ["requests", "tenacity"])
def test_one_module_touches_the_network(library: str) -> None:
    importers = [
        path.relative_to(ROOT) for path in modules() if library in {name.split(".")[0] for name in imported(path)}
    ]
    assert importers == [Path("empathkit/connect/rest.py")]


def test_every_module_has_a_room_in_the_house() -> None:
    rooms = {room(path) for path in modules() if "integrations" not in path.parts} - {"__init__", "__main__"}
    assert rooms == HEIGHT.keys()


def test_the_drawing_of_the_house_shows_the_layers_as_they_are() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawing = page.partition("```\nempathkit/\n")[2].partition("\nintegrations/")[0]
    lines = [re.match(r"  (?:[a-z/]+ )+", line) for line in drawing.splitlines()]
    drawn = [{name.strip("/") for name in found[0].split()} for found in lines if found]
    assert [line & HEIGHT.keys() for line in drawn if line & HEIGHT.keys()] == LAYERS
    for folder in re.findall(r"([a-z]+/(?:en/)?)(?= )", drawing):
        assert (ROOT / "empathkit" / folder).is_dir()


@pytest.mark.parametrize("module", ["client", "mapping", "receiver", "render", "settings", "sandbox"])
@pytest.mark.parametrize("name", ["jira", "servicenow"])
def test_every_integration_has_the_same_modules(name: str, module: str) -> None:
    package = ROOT / "integrations" / name / f"empathkit_{name}"
    assert (package / f"{module}.py").is_file() or (package / module / "__init__.py").is_file()


HEAVY = [
    "requests",
    "tenacity",
    "liquid",
    "lxml",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "dotenv",
    "ahocorasick",
    "pydantic",
]


def test_importing_empathkit_loads_nothing_heavy_and_reads_no_environment() -> None:
    script = f"""
import os, sys, builtins
class Deaf(dict):
    def __getattribute__(self, name):
        raise AssertionError("the environment was read")
real_open = builtins.open
import empathkit
print([name for name in {HEAVY!r} if name in sys.modules])
os.environ = Deaf()
builtins.open = None
import importlib; importlib.reload(empathkit)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"
