"""Commands that talk to a desk: run, serve, sandbox, doctor. The desk is a sandbox on this machine."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from empathkit.cli import main
from empathkit.connect import platforms
from empathkit.connect.desk import setting_names
from empathkit.jobs.doctor import wanted
from empathkit.memory import open_memory
from empathkit.memory.keeping import user_key
from empathkit.models import Ticket
from empathkit.serve.service import build_service
from empathkit.settings import Settings
from empathkit.testing.faults import now
from empathkit.testing.server import listen, running

PYTHON = [sys.executable, "-c", "import sys; from empathkit.cli import main; sys.exit(main())"]
SECRET = "open sesame"
CREDENTIALS = {
    "jira": {"EMAIL": "desk@example.org", "TOKEN": "any", "WEBHOOK_SECRET": SECRET},
    "servicenow": {"USER": "empathkit", "PASSWORD": "any", "WEBHOOK_SECRET": SECRET},
}


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("EMPATHKIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=["jira", "servicenow"])
def platform(request):
    return request.param


@pytest.fixture
def sandbox(platform, monkeypatch):
    made = platforms.find(platform).sandbox()
    with running(made.app()) as url:
        monkeypatch.setenv(f"EMPATHKIT_{platform.upper()}_URL", url)
        for name, value in CREDENTIALS[platform].items():
            monkeypatch.setenv(f"EMPATHKIT_{platform.upper()}_{name}", value)
        yield made


@pytest.fixture
def ticket(sandbox):
    said = [{"author": "requester", "body": "vpn error 809 says quetzalcoatl since monday"}]
    return sandbox.add_ticket(Ticket.model_validate({"requester": {"id": "u1", "name": "Ines Kaya"}, "messages": said}))


def notes(ticket):
    return [one for one in ticket.messages if one.author == "integration"]


# --- run ---


def test_a_dry_run_shows_note_and_target_and_writes_nothing(platform, ticket, capsys, tmp_path):
    assert main(["run", platform, ticket.key]) == 0

    said = capsys.readouterr()
    assert "Hello Ines" in said.out
    assert re.search(r"^target: \w+ http://127\.0\.0\.1:\d+/", said.out, re.MULTILINE)
    assert said.out.endswith("\ninternal: true\n")
    assert "{" not in said.out
    assert "nothing was written" in said.err
    assert notes(ticket) == []
    assert list(tmp_path.iterdir()) == []


def test_the_call_of_a_dry_run_is_shown_as_json(platform, ticket, capsys):
    assert main(["run", platform, ticket.key, "--json"]) == 0

    call = json.loads(capsys.readouterr().out)
    assert set(call) == {"target", "body"}
    assert call["target"].split()[0] in {"POST", "PATCH"}
    assert "Ines" in json.dumps(call["body"])
    assert notes(ticket) == []


def test_a_dry_run_with_nothing_to_write_says_why_in_json_too(platform, ticket, capsys):
    assert main(["run", platform, ticket.key, "--push"]) == 0
    capsys.readouterr()

    assert main(["run", platform, ticket.key, "--json"]) == 0
    call = json.loads(capsys.readouterr().out)
    assert (call["target"], call["body"]) == (None, None)
    assert "there already" in call["why_not"]


def test_writing_and_showing_the_call_exclude_each_other(capsys):
    with pytest.raises(SystemExit):
        main(["run", "jira", "IT-1", "--push", "--json"])
    assert "not allowed with" in capsys.readouterr().err


def test_push_writes_one_internal_note_however_often_it_is_called(platform, ticket, capsys):
    assert main(["run", platform, ticket.key, "--push"]) == 0
    assert "written and read back" in capsys.readouterr().out
    assert main(["run", platform, ticket.key, "--push"]) == 0

    assert "there already" in capsys.readouterr().out
    assert [note.public for note in notes(ticket)] == [False]


def test_a_ticket_that_is_not_there_is_said_in_one_line(platform, sandbox, capsys):
    assert main(["run", platform, "IT-404" if platform == "jira" else "INC0404404"]) == 2

    assert re.fullmatch(r"empathkit: .*\n", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("platform", "key", "said"),
    [
        ("servicenow", "INC99", "INC99: not found, or hidden from this account"),
        ("servicenow", "printer", "named by its number (INC0010001) or its sys_id"),
        ("jira", "IT-99999", "no such ticket, or hidden from this account"),
        ("jira", "printer", "a key looks like IT-12"),
    ],
)
def test_a_key_the_platform_may_have_is_asked_for_and_another_is_told_how_keys_look(sandbox, key, said, capsys):
    assert main(["run", sandbox.platform, key]) == 2

    assert said in capsys.readouterr().err


def test_a_desk_that_is_down_is_said_in_one_line(monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_SERVICENOW_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("EMPATHKIT_SERVICENOW_USER", "u")
    monkeypatch.setenv("EMPATHKIT_SERVICENOW_PASSWORD", "any")
    monkeypatch.setattr("empathkit.connect.rest.FIRST_WAIT", 0)

    assert main(["run", "servicenow", "INC0010001"]) == 2
    assert re.fullmatch(r"empathkit: servicenow: .*no connection.*\n", capsys.readouterr().err)


# --- serve and sandbox ---


@contextlib.contextmanager
def process(*arguments):
    with subprocess.Popen([*PYTHON, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            line = child.stdout.readline()
            found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", line)
            assert found, line + child.stderr.read()
            yield child, found[1]
        finally:
            child.kill()


def post(url, body, headers=None):
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_serve_takes_a_webhook_and_leaves_the_note(platform, sandbox, ticket, monkeypatch):
    monkeypatch.setenv("EMPATHKIT_SETTLE_SECONDS", "0")
    headers, body = sandbox.webhook("created", ticket, None, SECRET)
    with process("serve", "--port", "0") as (child, url):
        assert post(f"{url}/webhooks/{platform}", body) == 401
        assert post(f"{url}/webhooks/{platform}", body, dict(headers)) == 204
        assert post(f"{url}/webhooks/glpi", body, dict(headers)) == 404
        wait_for(lambda: notes(ticket))
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=20)

    assert [note.public for note in notes(ticket)] == [False]
    assert f"/webhooks/{platform}" in err
    assert "Traceback" not in err
    assert "quetzalcoatl" not in err


def test_what_one_service_took_another_works_on_after_a_kill(platform, sandbox, ticket, monkeypatch):
    monkeypatch.setenv("EMPATHKIT_SETTLE_SECONDS", "1")
    headers, body = sandbox.webhook("created", ticket, None, SECRET)
    with process("serve", "--web", "--port", "0") as (child, url):
        assert post(f"{url}/webhooks/{platform}", body, dict(headers)) == 204
        child.kill()
    assert notes(ticket) == []
    with process("serve", "--workers", "2", "--port", "0"):
        wait_for(lambda: notes(ticket))

    assert [note.public for note in notes(ticket)] == [False]


def wait_for(done, seconds=20.0):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_serve_refuses_to_start_without_a_webhook_secret(platform, sandbox, monkeypatch, capsys):
    name = f"EMPATHKIT_{platform.upper()}_WEBHOOK_SECRET"
    monkeypatch.delenv(name)

    assert main(["serve", "--port", "0"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert name in said.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMPATHKIT_SETTLE_SECONDS", "soon"),
        ("EMPATHKIT_DATABASE_URL", "nowhere"),
        ("EMPATHKIT_PACK", "/nowhere/at/all"),
    ],
)
def test_serve_refuses_to_start_with_a_wrong_setting(monkeypatch, capsys, name, value):
    monkeypatch.setenv(name, value)

    assert main(["serve", "--port", "0"]) == 2
    assert name in capsys.readouterr().err


def test_serve_says_when_its_port_is_taken(capsys):
    with contextlib.closing(listen()) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2

    assert "choose another" in capsys.readouterr().err


def test_sandbox_listens_and_takes_tickets(platform):
    with process("sandbox", platform, "--port", "0") as (child, url):
        document = {"requester": {"id": "u1"}, "messages": [{"author": "requester", "body": "hi"}]}
        assert post(f"{url}/_sandbox/tickets", json.dumps(document).encode()) == 201
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=20)

    assert "Traceback" not in err


# --- doctor ---


def doctor(capsys):
    code = main(["doctor", "--json"])
    answer = json.loads(capsys.readouterr().out)
    return code, answer["ok"], {check["name"]: check for check in answer["checks"]}


def test_doctor_finds_a_configured_desk_well(platform, sandbox, ticket, capsys, tmp_path):
    code, well, checks = doctor(capsys)

    assert [check for check in checks.values() if not check["ok"]] == []
    assert (code, well) == (0, True)
    assert any(name.startswith(platform) for name in checks)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("EMPATHKIT_SETTLE_SECOND", "EMPATHKIT_SETTLE_SECONDS"),
        ("EMPATHKIT_JIRA_TOKN", "EMPATHKIT_JIRA_TOKEN"),
        ("EMPATHKIT_JIRA_ASSET_OWNER", "EMPATHKIT_JIRA_ASSETS_OWNER"),
        ("EMPATHKIT_SERVICENOW_PASS", "EMPATHKIT_SERVICENOW_PASSWORD"),
    ],
)
def test_a_misspelt_setting_fails_with_the_name_that_was_meant(monkeypatch, capsys, name, meant):
    monkeypatch.setenv(name, "hunter2")

    check = doctor(capsys)[2][f"setting {name}"]

    assert check["ok"] is False
    assert check["hint"] == f"did you mean {meant}?"


def test_a_setting_nobody_knows_is_noted(monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_COLOUR_OF_THE_SKY", "blue")

    check = doctor(capsys)[2]["setting EMPATHKIT_COLOUR_OF_THE_SKY"]

    assert (check["ok"], check["caveat"]) == (True, True)


def test_no_known_setting_is_called_unknown(monkeypatch, capsys):
    for names in setting_names().values():
        for name in names:
            monkeypatch.setenv(name, "1")

    assert [name for name in doctor(capsys)[2] if name.startswith("setting ")] == []


def test_a_platform_that_does_not_tell_its_settings_may_have_any(monkeypatch, capsys):
    told = {"": frozenset(), "jira": frozenset()}
    monkeypatch.setattr("empathkit.jobs.doctor.setting_names", lambda: told)
    monkeypatch.setenv("EMPATHKIT_SERVICENOW_URN", "x")

    assert "setting EMPATHKIT_SERVICENOW_URN" not in doctor(capsys)[2]


def test_doctor_marks_what_is_well_but_worth_knowing(capsys):
    main(["doctor"])

    out = capsys.readouterr().out
    assert re.search(r"^note  api: no token", out, re.MULTILINE)
    assert re.search(r"^ok    python: ", out, re.MULTILINE)


def test_doctor_leaves_a_line_before_each_platform(monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_JIRA_TOKEN", "hunter2")
    main(["doctor"])

    groups = [
        {line[6:].partition(":")[0] for line in part.splitlines()} for part in capsys.readouterr().out.split("\n\n")
    ]
    assert [("jira" in group, "servicenow" in group) for group in groups] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_doctor_lists_what_a_platform_has_without_the_values(monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_JIRA_TOKEN", "hunter2")
    monkeypatch.setenv("EMPATHKIT_JIRA_EMAIL", "desk@example.org")

    assert doctor(capsys)[2]["jira: settings"]["detail"] == "EMPATHKIT_JIRA_... with EMAIL, TOKEN"


@pytest.mark.parametrize(
    ("extra", "packages"),
    [
        pytest.param("", ["requests", "pydantic-core"], id="always"),
        pytest.param("server", ["uvicorn"], id="with an extra"),
        pytest.param("other", [], id="with an extra nobody knows"),
    ],
)
def test_the_packages_looked_for_are_those_the_metadata_asks_for(extra, packages):
    listed = [
        "requests>=2.32",
        "pydantic-core",
        "winloop; sys_platform == 'win32'",
        "uvicorn[standard]>=0.34; extra == 'server'",
        'ruff>=0.9; extra == "dev"',
    ]

    assert wanted(listed, extra) == packages


def test_doctor_looks_for_every_package_its_installation_asks_for(monkeypatch, capsys):
    asked = []
    listed = ["first>=1", "second; extra == 'server'", "third; extra == 'dev'"]
    monkeypatch.setattr("empathkit.jobs.doctor.requires", {"empathkit": listed}.get)
    monkeypatch.setattr("empathkit.jobs.doctor._is_there", lambda package: asked.append(package) or True)

    doctor(capsys)

    assert asked == ["first", "second"]


def test_a_package_that_is_missing_is_named_with_what_installs_it(monkeypatch, capsys):
    monkeypatch.setattr("empathkit.jobs.doctor._is_there", lambda package: package != "uvicorn")

    code, _, checks = doctor(capsys)

    assert code == 1
    assert checks["server packages"]["detail"] == "missing: uvicorn"
    assert 'pip install ".[server]"' in checks["server packages"]["hint"]


def test_doctor_finds_the_packages_of_its_own_installation(capsys):
    checks = doctor(capsys)[2]

    assert checks["packages"]["ok"]
    assert checks["server packages"]["ok"]


def test_doctor_says_that_what_was_taken_outlives_a_crash(capsys):
    assert "outlives a crash, on one host" in doctor(capsys)[2]["queue"]["detail"]


def test_doctor_finds_an_sqlite_that_is_too_old_for_the_queue(capsys, monkeypatch):
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    monkeypatch.setattr("sqlite3.sqlite_version", "3.34.1")

    found = doctor(capsys)[2]["queue"]
    assert not found["ok"]
    assert "SQLite is 3.34.1, the queue needs 3.35.0 or newer" in found["detail"]


def test_doctor_without_any_platform_says_what_to_set(capsys):
    code, _, checks = doctor(capsys)

    assert code == 1
    assert "EMPATHKIT_JIRA_URL" in checks["platforms"]["hint"]


def test_doctor_names_a_platform_that_is_half_set_up(monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_JIRA_TOKEN", "hunter2")

    code = main(["doctor"])

    out = capsys.readouterr().out
    assert code == 1
    assert re.search(r"^FAIL  jira.*EMPATHKIT_JIRA_URL is not set", out, re.MULTILINE)
    assert "      -> " in out
    assert "hunter2" not in out


@pytest.mark.parametrize(
    ("name", "value", "failed"),
    [
        ("EMPATHKIT_PACK", "/nowhere/at/all", "language pack"),
        ("EMPATHKIT_DATABASE_URL", "nowhere", "database"),
        ("EMPATHKIT_DATABASE_URL", "sqlite:////nowhere/at/all.db", "database"),
        ("EMPATHKIT_SETTLE_SECONDS", "-1", "settle time"),
    ],
)
def test_every_failure_has_its_hint(monkeypatch, capsys, name, value, failed):
    monkeypatch.setenv(name, value)

    code, _, checks = doctor(capsys)

    assert code == 1
    assert checks[failed]["ok"] is False
    assert checks[failed]["hint"]


def test_doctor_stops_at_settings_it_cannot_read(capsys, tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe")

    code, _, checks = doctor(capsys)

    assert code == 1
    assert list(checks)[-1] == "settings"


def test_doctor_finds_a_pack_that_breaks_only_when_used(monkeypatch, capsys, tmp_path):
    (tmp_path / "phrases.toml").write_text('[[greet]]\ntexts = ["Hello {{ name"]\n', encoding="utf-8")
    monkeypatch.setenv("EMPATHKIT_PACK", str(tmp_path))

    assert doctor(capsys)[2]["language pack"]["ok"] is False


# --- demo ---


def test_the_demo_leaves_one_internal_note_on_each_of_six_tickets(capsys, tmp_path):
    assert main(["demo"]) == 0

    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("6 tickets, 6 notes: 6 internal, 0 public; 0 replies sent to requesters")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "tally",
    [
        pytest.param((0, 0, 0, 0), id="a note is missing"),
        pytest.param((2, 2, 0, 0), id="a note is there twice"),
        pytest.param((1, 0, 1, 1), id="a note is public"),
        pytest.param((1, 1, 0, 1), id="a reply went out"),
    ],
)
def test_the_demo_fails_when_anything_is_amiss(tally):
    from empathkit.cli.console import Console
    from empathkit.cli.demo import _report
    from empathkit.testing.stage import Tally

    assert _report([Tally(1, 1, 0, 0)], Console()) == 0
    assert _report([Tally(1, 1, 0, 0), Tally(*tally)], Console()) == 1


def test_earlier_tickets_of_a_desk_are_read_into_the_memory(sandbox, platform, ticket, capsys):
    assert main(["backfill", platform, "--since", "2020-01-01"]) == 0
    assert "1 tickets read" in capsys.readouterr().out
    user = Settings(dict(os.environ))
    connector = platforms.find(platform).connector(user)
    [row] = open_memory(user).held(user_key(connector.fetch(ticket.key)))["past"]

    assert (row["ticket"], row["topic"]) == (ticket.key, "vpn")


def test_a_second_backfill_of_a_desk_reads_what_is_new(sandbox, platform, ticket, capsys):
    main(["backfill", platform, "--since", "2020-01-01"])
    before = len(sandbox.journal)

    assert main(["backfill", platform, "--since", "2020-01-01"]) == 0
    assert "0 tickets read, 1 kept before" in capsys.readouterr().out
    assert not any(ticket.key in one["path"] for one in sandbox.journal[before:])


@pytest.mark.parametrize(
    "arguments",
    [[], ["jira"], ["--since", "2026-01-01"], ["jira", "--since", "2026-01-01", "--from", "a.jsonl"]],
    ids=["nothing", "no date", "no platform", "two sources"],
)
def test_a_backfill_names_one_source(arguments, capsys):
    assert main(["backfill", *arguments]) == 2
    assert "--since DATE" in capsys.readouterr().err


def test_a_service_that_polls_asks_every_platform_it_knows(sandbox, platform, ticket):
    service = build_service(Settings({**os.environ, "EMPATHKIT_POLL_SECONDS": "60"}), workers=0, poll=True)
    try:
        ticket.updated = now()
        sandbox.add_message(ticket, "requester", "still no vpn", public=True)
        assert service.poller.round() == 2
        assert service.poller.round() == 0
    finally:
        service.parts.stop()
    assert build_service(Settings(dict(os.environ)), workers=0).poller is None


@pytest.mark.parametrize("order", ["webhook first", "polling first", "both wait"])
def test_a_webhook_and_polling_leave_one_note_between_them(sandbox, platform, ticket, order):
    service = build_service(Settings({**os.environ, "EMPATHKIT_SETTLE_SECONDS": "0"}), workers=0, poll=True)
    # a queue without threads of its own: the platforms are called here
    queue = service.parts.queue

    def webhook():
        headers, body = sandbox.webhook("requester_message", ticket, message, SECRET)
        assert service.parts.handler.handle(platform, headers, body).status == 204

    steps = [webhook, service.poller.round]
    try:
        message = sandbox.add_message(ticket, "requester", "still no vpn, error 809", public=True)
        for step in reversed(steps) if order == "polling first" else steps:
            step()
            if order != "both wait":
                while queue.step():
                    pass
        while queue.step():
            pass
        assert service.poller.round() in {0, 2}  # our own note is a change too
        while queue.step():
            pass
        assert len(notes(ticket)) == 1
    finally:
        service.parts.stop()
