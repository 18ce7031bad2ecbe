"""The files of docs/deploy.md are what their tools expect: systemd, Docker, compose, Kubernetes."""

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest

from empathkit.cli.main import build_parser

PAGE = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text(encoding="utf-8")
INSTRUCTIONS = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "ENTRYPOINT", "CMD", "HEALTHCHECK", "ENV"}


def block(language: str, holding: str) -> str:
    """The fenced block of a language that holds a text."""
    (found,) = [
        one for one in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if re.search(holding, one, re.MULTILINE)
    ]
    return found


def load(holding: str) -> dict:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(block("yaml", holding))


def accepted(words: list[str]) -> None:
    """The command line takes these arguments."""
    build_parser().parse_args(words)


def test_the_unit_starts_the_service_and_gives_it_time_to_stop() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read_string(block("ini", "ExecStart"))
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    service = unit["Service"]
    program, *arguments = shlex.split(service["ExecStart"])
    assert program.startswith("/")
    accepted(arguments)
    assert int(service["TimeoutStopSec"]) > 13
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert "User" in service


def test_the_dockerfile_runs_as_nobody_s_root_and_starts_the_service() -> None:
    lines = [line.split(" ", 1) for line in block("dockerfile", "FROM").splitlines() if line]
    assert {name for name, _ in lines} <= INSTRUCTIONS
    assert lines[0][0] == "FROM"
    assert ":" in lines[0][1]
    order = [name for name, _ in lines]
    assert order.index("USER") < order.index("ENTRYPOINT")
    given = dict(lines)
    assert int(given["USER"]) > 0  # Kubernetes' runAsNonRoot wants a number
    accepted(json.loads(given["CMD"]))


def test_the_compose_file_waits_for_a_healthy_database() -> None:
    services = load("pg_isready")["services"]
    assert services["empathkit"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert "healthcheck" in services["db"]
    assert all(port.startswith("127.0.0.1:") for port in services["empathkit"]["ports"])
    named = {volume.split(":")[0] for volume in services["db"]["volumes"]}
    assert named == set(load("pg_isready")["volumes"])
    assert services["empathkit"]["environment"]["EMPATHKIT_DATABASE_URL"].startswith("postgresql://")


def test_the_manifest_selects_its_own_pods_probes_real_paths_and_is_not_root() -> None:
    from empathkit.serve.openapi import openapi

    manifest = load("kind: Deployment")
    template = manifest["spec"]["template"]
    labels = template["metadata"]["labels"]
    assert manifest["spec"]["selector"]["matchLabels"].items() <= labels.items()
    (container,) = template["spec"]["containers"]
    ports = {one["containerPort"] for one in container["ports"]}
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["path"] in openapi()["paths"]
        assert container[probe]["httpGet"]["port"] in ports
    assert container["securityContext"]["runAsNonRoot"]
    assert template["spec"]["terminationGracePeriodSeconds"] > 13
