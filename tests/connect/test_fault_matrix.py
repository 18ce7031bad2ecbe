"""Every fault at every call of the loop: one internal note or a clear error, never public, never twice."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from jira_desk import TICKET
from serving import until

from empathkit.connect import limits
from empathkit.connect.note import find_marker
from empathkit.connect.worker import deliver, prepare
from empathkit.errors import PlatformError
from empathkit.memory.in_process import InMemory
from empathkit.models import Ticket
from empathkit.ports import Connector
from empathkit.settings import Settings
from empathkit.testing.fakes import FakeKit
from empathkit.testing.faults import FAULTS as KNOWN
from empathkit.testing.faults import Fault
from empathkit.testing.sandbox import Sandbox
from empathkit.testing.server import running
from empathkit_jira.connection import connect as jira_client
from empathkit_jira.connector import JiraConnector
from empathkit_jira.sandbox import JiraSandbox
from empathkit_jira.settings import read as read_jira
from empathkit_servicenow.connector import connect as servicenow
from empathkit_servicenow.sandbox import ServiceNowSandbox
from empathkit_servicenow.settings import read_account

NOW = datetime(2026, 11, 2, 9, 31, tzinfo=UTC)
#: (fault, what else): with ``done`` the platform did what was asked, and only the answer is lost.
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("429", {"retry_after": 0}),
    ("429", {"retry_after": 3600}),
    ("429", {"retry_after": 0, "form": "reset"}),
    *((name, {"done": done}) for name in ("500", "503", "html", "hangup", "truncate", "empty202") for done in (0, 1)),
    ("html", {"status": 502}),
    ("hidden", {}),
    ("expired", {}),
]
#: What differs where a note is for a role: the writing and the reading back.
FEW = [
    ("429", {"retry_after": 0}),
    ("500", {"done": 1}),
    ("hangup", {"done": 1}),
    ("truncate", {"done": 1}),
    ("hidden", {}),
]


class Floor(NamedTuple):
    """A sandbox that runs, and a way to a fresh connector for it."""

    sandbox: Sandbox
    url: str
    elsewhere: bool = False  # in a project that is no service project, with notes for a role

    def connector(self) -> Connector:
        def nap(_: float) -> None: ...

        if isinstance(self.sandbox, JiraSandbox):
            form = {"DEPLOYMENT": "datacenter"} if self.sandbox.data_center else {"EMAIL": "bot@acme.example"}
            role = {"NOTE_ROLE": "Developers"} if self.elsewhere else {}
            settings = read_jira(self.settings("JIRA", TOKEN="x", **form, **role))
            return JiraConnector(settings, jira_client(settings, sleep=nap))
        return servicenow(read_account(self.settings("SERVICENOW", USER="empathkit", PASSWORD="x")), sleep=nap)

    def settings(self, kind: str, **values: str) -> Settings:
        return Settings({f"EMPATHKIT_{kind}_{name}": value for name, value in {"URL": self.url, **values}.items()})

    def run(self, key: str) -> str:
        """One run as the queue makes it; the error's name where it ends in one."""
        kit, memory, connector = FakeKit(), InMemory(), self.connector()
        try:
            deliver(connector, prepare(connector, key, kit, memory, NOW), memory)  # type: ignore[arg-type]
        except PlatformError as error:
            return type(error).__name__
        return ""

    def ours(self, key: str) -> list[bool]:
        """Of each note of ours, whether it is public."""
        found = self.sandbox.find(key)
        assert found is not None
        return [one.public for one in found.messages if one.author == "integration"]

    def markers(self, key: str) -> list[str | None]:
        found = self.sandbox.find(key)
        assert found is not None
        return [find_marker(one.body) for one in found.messages if one.author == "integration"]

    def fresh(self) -> str:
        self.sandbox.reset()
        key = "DEV-41" if self.elsewhere else "IT-41" if self.sandbox.platform == "jira" else "INC0012345"
        return self.sandbox.add_ticket(Ticket.model_validate({**TICKET, "key": key})).key


FLOORS: dict[str, tuple[Callable[[], Sandbox], bool]] = {
    "jira": (JiraSandbox, False),
    "jira, not a service project": (JiraSandbox, True),
    "jira data center": (lambda: JiraSandbox(data_center=True), False),
    "jira data center, not a service project": (lambda: JiraSandbox(data_center=True), True),
    "servicenow": (ServiceNowSandbox, False),
}


@pytest.fixture(scope="module")
def floor(request: pytest.FixtureRequest) -> Iterator[Floor]:
    make, elsewhere = FLOORS[request.param]
    sandbox = make()
    with running(sandbox.app()) as url:
        yield Floor(sandbox, url, elsewhere)


def cases() -> Iterator[Any]:
    """Every fault once and for good on each floor; a few where only the writing differs."""
    for name, (_, elsewhere) in FLOORS.items():
        for fault, more in FEW if elsewhere else FAULTS:
            for times in (1,) if elsewhere else (1, 99):
                shown = "-".join([name, fault, *(f"{key}={value}" for key, value in more.items()), f"x{times}"])
                yield pytest.param(name, fault, more, times, id=shown)


@pytest.mark.parametrize(("floor", "fault", "more", "times"), list(cases()), indirect=["floor"])
def test_whatever_call_meets_it_one_internal_note_or_a_clear_error(
    floor: Floor, fault: str, more: dict[str, Any], times: int
) -> None:
    key = floor.fresh()
    assert floor.run(key) == ""
    calls = len(floor.sandbox.journal)
    assert floor.ours(key) == [False]
    for position in range(calls):
        key = floor.fresh()
        limits.forget()
        floor.sandbox.faults.append(Fault.model_validate({"fault": fault, "after": position, "times": times, **more}))
        failed = floor.run(key)
        assert floor.ours(key) in ([], [False]), position
        assert failed or floor.ours(key) == [False], position
        floor.sandbox.faults.clear()
        limits.forget()
        assert floor.run(key) == "", position  # the queue tries again when the fault is over
        if fault != "hidden" or failed:
            assert floor.ours(key) == [False], position
        # Messages hidden from the first run are new ones to the second: it may write for them, never for the same.
        assert True not in floor.ours(key), position
        assert len(set(floor.markers(key))) == len(floor.markers(key)), position


def test_every_fault_a_sandbox_knows_is_met() -> None:
    assert {name for name, _ in FAULTS} | {"slow"} == KNOWN


@pytest.mark.parametrize("floor", ["jira", "jira data center", "servicenow"], indirect=True)
def test_an_answer_that_comes_too_late_leaves_one_note_even_where_the_write_was_done_after_we_hung_up(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    take = floor.sandbox.take_fault

    def counted(method: str, path: str) -> Fault | None:
        taken.append(path)
        return take(method, path)

    monkeypatch.setattr(floor.sandbox, "take_fault", counted)
    key = floor.fresh()
    limits.forget()
    assert floor.run(key) == ""
    for position in range(len(floor.sandbox.journal)):
        key = floor.fresh()
        limits.forget()
        taken.clear()
        floor.sandbox.faults.append(Fault(fault="slow", seconds=0.5, after=position))
        with monkeypatch.context() as impatient:
            impatient.setattr("empathkit.connect.rest.TIMEOUT", (5.0, 0.2))
            failed = floor.run(key)
        until(lambda: len(floor.sandbox.journal) == len(taken))  # also what nobody waits for any more is done
        assert floor.ours(key) in ([], [False]), position
        assert failed or floor.ours(key) == [False], position
        floor.sandbox.faults.clear()
        limits.forget()
        assert floor.run(key) == "", position
        assert floor.ours(key) == [False], position
