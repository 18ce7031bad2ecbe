"""What is left on a ticket for machines: only where the desk wants it, never too long, never in the way of a note."""

import json
from datetime import UTC, datetime

import pytest

from empathkit.connect.profile import VERSION, profile
from empathkit.connect.worker import deliver, prepare
from empathkit.errors import ConfigurationError
from empathkit.memory.in_process import InMemory
from empathkit.pipeline import Kit
from empathkit.settings import Settings
from empathkit.testing.bench import MARKER, Bench
from empathkit.testing.fakes import fake_ticket
from empathkit.testing.faults import Fault
from empathkit.testing.server import running
from empathkit_jira import platform as jira
from empathkit_servicenow import platform as servicenow

KIT = Kit()
NOW = datetime(2026, 11, 2, 9, 31, tzinfo=UTC)


def suggestion(words="vpn error 809 since monday on LT-2231"):
    return KIT.suggest(fake_ticket("IT-1", ("requester", words)))


def test_all_of_it_is_there_where_it_fits():
    made = profile(suggestion(), MARKER, 32_000)

    assert (made["version"], made["marker"]) == (VERSION, MARKER)
    assert made["reading"]["facts"]
    assert made["draft"]


@pytest.mark.parametrize("longest", [100, 500, 1000, 4000, 32_000])
def test_it_is_never_longer_than_it_may_be(longest):
    long = suggestion(" ".join(f"Error {number} on LT-{number}." for number in range(1000, 1300)))

    assert len(json.dumps(profile(long, MARKER, longest))) <= longest


@pytest.fixture(params=["jira", "servicenow"])
def bench(request):
    platform = {"jira": jira, "servicenow": servicenow}[request.param]
    sandbox = platform.sandbox()
    with running(sandbox.app()) as url:
        names = {"URL": url, "EMAIL": "a@desk.example", "TOKEN": "t", "USER": "empathkit", "PASSWORD": "p"}
        values = {f"EMPATHKIT_{request.param.upper()}_{name}": value for name, value in names.items()}
        yield Bench(platform, sandbox, Settings(values), "s", lambda secret, body: {})


def written(bench, **more):
    posted = bench.post(("requester", "vpn error 809 since monday", True))
    prefix = f"EMPATHKIT_{bench.platform.name.upper()}_"
    connector = bench.platform.connector(
        Settings({**bench.settings.values, **{prefix + name: value for name, value in more.items()}})
    )
    memory = InMemory()
    placed = deliver(connector, prepare(connector, posted.key, KIT, memory, NOW), memory)
    return posted, placed


def writes(bench):
    return [(one["method"], one["path"]) for one in bench.sandbox.journal if one["method"] in {"PUT", "PATCH"}]


def test_without_a_wish_nothing_but_the_note_is_written(bench):
    written(bench)

    assert len(writes(bench)) == (1 if bench.platform.name == "servicenow" else 0)


def test_jira_keeps_it_as_a_property_of_the_issue(bench):
    if bench.platform.name != "jira":
        pytest.skip("a property is Jira's")
    posted, placed = written(bench, PROPERTY="empathkit")
    kept = bench.sandbox.state(posted).properties["empathkit"]

    assert (kept["marker"], kept["reading"]["topic"]) == (placed.marker, "vpn")


def test_servicenow_keeps_it_in_a_column(bench):
    if bench.platform.name != "servicenow":
        pytest.skip("a column is ServiceNow's")
    posted, placed = written(bench, PROFILE_FIELD="u_empathkit")
    [row] = [one for one in bench.sandbox._instance.tables["incident"].values() if one["number"] == posted.key]

    assert json.loads(row["u_empathkit"])["marker"] == placed.marker
    assert [one.public for one in posted.messages] == [True, False]


def test_servicenow_takes_it_through_an_import_set(bench):
    if bench.platform.name != "servicenow":
        pytest.skip("an import set is ServiceNow's")
    posted, placed = written(bench, PROFILE_IMPORT="u_empathkit_import")
    [row] = bench.sandbox._instance.tables["u_empathkit_import"].values()

    assert (row["u_ticket"], json.loads(row["u_profile"])["marker"]) == (posted.key, placed.marker)


@pytest.mark.parametrize("fault", ["500", "html", "hangup"])
def test_a_profile_that_fails_costs_nobody_the_note(bench, fault, caplog, monkeypatch):
    monkeypatch.setattr("empathkit.connect.rest.FIRST_WAIT", 0)
    path = {"jira": ("/rest/api/3/issue/IT-1/properties", "PUT"), "servicenow": ("/api/now/import", "POST")}
    match, method = path[bench.platform.name]
    given = {"match": match, "method": method, "fault": fault, "times": 9}
    bench.sandbox.faults.append(Fault.model_validate(given))
    more = {"PROPERTY": "empathkit"} if bench.platform.name == "jira" else {"PROFILE_IMPORT": "u_empathkit_import"}
    _, placed = written(bench, **more)

    assert placed is not None
    assert "was not kept" in caplog.text


@pytest.mark.parametrize("name", ["comments", "work_notes", "description", "u_x; drop", "U_X"])
@pytest.mark.parametrize("setting", ["PROFILE_FIELD", "PROFILE_IMPORT"])
def test_only_a_field_of_the_desks_own_takes_it(name, setting):
    values = {"URL": "https://desk.example", "USER": "u", "PASSWORD": "p", setting: name}

    with pytest.raises(ConfigurationError):
        servicenow.connector(Settings({f"EMPATHKIT_SERVICENOW_{key}": value for key, value in values.items()}))


@pytest.mark.parametrize("name", ["sd.public.comment", "a b", "ä"])
def test_only_a_plain_name_is_taken_for_a_property(name):
    values = {"URL": "https://desk.example", "TOKEN": "t", "PROPERTY": name}

    with pytest.raises(ConfigurationError):
        jira.connector(Settings({f"EMPATHKIT_JIRA_{key}": value for key, value in values.items()}))
