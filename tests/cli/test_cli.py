import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from empathkit.cli import main
from empathkit.cli.console import fold

PYTHON = [sys.executable, "-c", "import sys; from empathkit.cli import main; sys.exit(main())"]


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """An empty folder and no settings."""
    for name in [name for name in os.environ if name.startswith("EMPATHKIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cli(monkeypatch, capsys):
    def call(*arguments, given=b""):
        if isinstance(given, str):
            given = given.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        try:
            code = main(arguments)
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return call


def ticket(body="vpn error 809 since monday", **fields):
    requester = {"id": "u1", "name": "Ines Kaya"}
    return {"key": "IT-1", "requester": requester, "messages": [{"author": "requester", "body": body}], **fields}


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


# --- documents ---


@pytest.mark.parametrize("document", [ticket(), {"id": "c1", "ticket": ticket(), "gold": {}}], ids=["ticket", "case"])
@pytest.mark.parametrize("verb", ["read", "suggest"])
def test_a_ticket_or_what_holds_one_is_answered_as_ascii_json(cli, verb, document):
    code, out, err = cli(verb, "-", "--json", given=json.dumps(document))

    answer = json.loads(out)
    reading = answer if verb == "read" else answer["reading"]
    assert (code, err) == (0, "")
    assert {fact["value"] for fact in reading["facts"] if fact["kind"] == "error"}
    assert out.isascii()


def test_a_file_is_read_like_standard_input(cli, tmp_path):
    (tmp_path / "ticket.json").write_text(json.dumps(ticket()), encoding="utf-8-sig")

    assert cli("read", "ticket.json", "--json")[1] == cli("read", "--json", given=json.dumps(ticket()))[1]


def test_people_get_the_reply_and_the_reasons(cli):
    code, out, _ = cli("suggest", given=json.dumps(ticket()))

    assert code == 0
    assert "Hello Ines" in out
    assert "Why each sentence" in out
    assert "ek-" not in out


def test_people_get_what_was_heard(cli):
    code, out, _ = cli("read", given=json.dumps(ticket()))

    assert code == 0
    assert "809” (message 1)" in out


def test_a_ticket_that_is_not_json_is_answered_with_where_to_see_one(cli):
    assert "a ticket is a JSON object like examples/ticket.json" in cli("suggest", given="The VPN drops.")[2]
    assert "examples/ticket.json" not in cli("suggest", given="{}")[2]


def test_lines_are_no_longer_than_the_terminal_is_wide(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    narrow = cli("suggest", given=json.dumps(ticket()))[1]
    monkeypatch.delenv("COLUMNS")
    whole = cli("suggest", given=json.dumps(ticket()))[1]

    assert max(map(len, narrow.splitlines())) <= 60 < max(map(len, whole.splitlines()))
    assert narrow.split() == whole.split()


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("    one two three", "    one two\n    three"),
        ("  • one two three", "  • one two\n    three"),
        ("short", "short"),
        ("a-very-long-word", "a-very-long-word"),
        ("", ""),
    ],
    ids=["indented", "bullet", "short", "one word", "empty"],
)
def test_a_folded_line_keeps_its_indent(line, folded):
    assert fold(line, 12) == folded


def test_abstaining_is_no_failure(cli):
    french = ticket("Bonjour, mon imprimante ne marche plus depuis ce matin, pouvez-vous m'aider ? Merci d'avance.")

    assert cli("suggest", "--json", given=json.dumps(french))[0] == 0


def test_lines_are_answered_in_order_and_a_bad_one_does_not_stop_the_rest(cli):
    given = "\n".join(
        [
            json.dumps(ticket("one")),
            "{broken",
            json.dumps({"ticket": {"requester": {"id": "u"}, "messages": []}}),
            "",
            json.dumps({"ticket": ticket("two")}),
        ]
    )

    code, out, err = cli("suggest", "-", "--jsonl", given=given)

    first, broken, empty, last = lines(out)
    assert code == 2
    assert first["ticket"] == last["ticket"] == "IT-1"
    assert broken["error"]["line"] == 2
    assert (empty["error"]["line"], empty["error"]["field"]) == (3, "ticket.messages")
    assert err == "empathkit: 2 of 4 lines could not be answered: their answers say why\n"


def test_all_good_lines_end_well(cli):
    assert cli("read", "--jsonl", given="\n".join([json.dumps(ticket())] * 3))[0] == 0


def test_a_bug_on_one_line_is_named_without_its_text_and_the_rest_goes_on(cli, monkeypatch):
    from empathkit.pipeline import Kit

    good = Kit.read
    monkeypatch.setattr(Kit, "read", lambda self, one: {}["secret"] if one.key == "IT-2" else good(self, one))

    code, out, _ = cli("read", "--jsonl", given="\n".join([json.dumps(ticket(key="IT-2")), json.dumps(ticket())]))

    bad, fine = lines(out)
    assert code == 2
    assert bad["error"]["message"].startswith("unexpected KeyError at test_cli.py")
    assert fine["language"] == "en"


def test_each_line_is_answered_before_the_next_is_sent():
    with subprocess.Popen([*PYTHON, "read", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for number in range(2):
            process.stdin.write(json.dumps(ticket(f"vpn error 80{number}")).encode() + b"\n")
            process.stdin.flush()
            assert f"80{number}" in process.stdout.readline().decode()
        process.stdin.close()
        assert process.wait(10) == 0


def test_lone_surrogates_and_nul_survive(cli):
    code, out, _ = cli("read", "--json", given=json.dumps(ticket("vpn error 809 \ud800 \x00 since monday")))

    [error] = [fact for fact in json.loads(out)["facts"] if fact["kind"] == "error"]
    assert (code, out.isascii()) == (0, True)
    assert "809" in error["value"]


def test_text_that_would_steer_a_terminal_is_shown_as_an_escape(cli):
    code, out, _ = cli(
        "suggest", given=json.dumps(ticket("vpn error 809 since monday", requester={"name": "A\x1b[2J \ud800"}))
    )

    assert code == 0
    assert "\x1b" not in out
    assert "\\x1b[2J" in out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(b"", "standard input:1: not JSON", id="empty"),
        pytest.param(b'{"a": 1,\n"b" 2}', "standard input:2: not JSON", id="broken JSON names its line"),
        pytest.param(b'{"a":\n"\xff"}', "standard input:2: not UTF-8", id="not UTF-8"),
        pytest.param(b'{"a": "\x00"}', "standard input:1: not JSON", id="a raw NUL"),
        pytest.param(b"[1]", "standard input:1: not a JSON object", id="not an object"),
        pytest.param(b"[" * 200_000, "nested too deep", id="nested too deep"),
        pytest.param(b'{"a": ' + b"1" * 5000 + b"}", "a number too long", id="a number too long"),
        pytest.param(b'{"messages": [{"author": "requester"}]}', "requester: Field required", id="no requester"),
        pytest.param(
            b'{"requester": {"id": "u"}, "messages": [{"author": "Bob Secret"}]}', "messages.0.author", id="no author"
        ),
    ],
)
@pytest.mark.parametrize("verb", ["read", "suggest"])
def test_bad_input_is_one_line_on_standard_error_and_exit_code_2(cli, verb, given, said):
    code, out, err = cli(verb, "-", given=given)

    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("empathkit: ")
    assert err.count("\n") == 1
    assert "Secret" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["read", "nowhere.json"], "can't read nowhere.json: No such file", id="no such file"),
        pytest.param(["read", "."], "can't read .: Is a directory", id="a folder"),
        pytest.param(["read", "a\0b"], "not a usable name", id="a name no file can have"),
        pytest.param(["read", "--jsonl", "nowhere.jsonl"], "can't read nowhere.jsonl", id="no such file of lines"),
        pytest.param(["check", "--ticket", "nowhere.json"], "can't read nowhere.json", id="no such ticket"),
        pytest.param(["write"], "invalid choice: 'write'", id="no such command"),
        pytest.param([], "COMMAND", id="no command"),
        pytest.param(["read", "--colour"], "--colour", id="no such option"),
        pytest.param(["serve", "--port", "99999"], "from 0 to 65535", id="no such port"),
        pytest.param(["sandbox", "glpi"], "no platform is called 'glpi': there are jira, servicenow", id="no sandbox"),
        pytest.param(["run", "glpi", "1"], "no platform is called 'glpi'", id="no such platform"),
        pytest.param(["run", "jira", "IT-1"], "EMPATHKIT_JIRA_URL is not set", id="platform that is not configured"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(cli, arguments, said):
    code, out, err = cli(*arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_broken_pack_names_file_and_line(cli, tmp_path, monkeypatch):
    (tmp_path / "phrases.toml").write_text("greet = [\n", encoding="utf-8")
    monkeypatch.setenv("EMPATHKIT_PACK", str(tmp_path))

    code, _, err = cli("suggest", given=json.dumps(ticket()))

    assert code == 2
    assert "phrases.toml" in err


def test_a_broken_settings_file_is_named(cli, tmp_path):
    (tmp_path / "empathkit.toml").write_text("pack = [", encoding="utf-8")

    code, _, err = cli("read", given=json.dumps(ticket()))

    assert code == 2
    assert "empathkit.toml" in err


def test_a_closed_pipe_is_quiet():
    given = "\n".join([json.dumps(ticket("x" * 2000))] * 200).encode()
    with subprocess.Popen(
        [*PYTHON, "read", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        try:
            process.stdin.write(given)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.wait(20) == 141
        assert process.stderr.read() == b""


def test_reading_needs_no_package_of_an_extra():
    hidden = "import sys; sys.modules.update(dict.fromkeys(['starlette', 'uvicorn', 'sqlalchemy']));"
    script = hidden + "from empathkit.cli import main; sys.exit(main(['read', '--json']))"

    done = subprocess.run([sys.executable, "-c", script], input=json.dumps(ticket()).encode(), capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [["serve"], ["sandbox", "jira"]], ids=["serve", "sandbox"])
def test_a_command_that_needs_an_extra_says_which(arguments):
    hidden = "import sys; sys.modules.update(dict.fromkeys(['starlette', 'uvicorn', 'sqlalchemy']));"
    script = hidden + f"from empathkit.cli import main; sys.exit(main({arguments}))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.returncode == 2
    assert 'pip install ".[server]"' in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_version_is_the_package_s(cli):
    import empathkit

    assert cli("--version")[1] == f"{empathkit.__version__}\n"


# --- check and rewrite ---

WARM = "Thanks, error 809 takes me a step further."
BLUNT = "Hello,\nyou should just restart it."


def test_check_names_place_severity_and_rule(cli, tmp_path):
    (tmp_path / "reply.txt").write_text(BLUNT, encoding="utf-8")

    code, out, _ = cli("check", "reply.txt")

    assert code == 1
    assert "reply.txt:2:12: warning EK302:" in out


def test_check_answers_the_contract_s_json(cli):
    code, out, _ = cli("check", "-", "--format", "json", given=BLUNT)

    report = json.loads(out)
    assert code == 1
    assert set(report) == {"findings", "scores"}
    for finding in report["findings"]:
        assert BLUNT[finding["start"] : finding["end"]] == finding["quote"]


def test_json_is_short_for_format_json(cli):
    assert cli("check", "--json", given=BLUNT) == cli("check", "--format", "json", given=BLUNT)


def test_nothing_found_ends_well(cli):
    assert cli("check", given=WARM)[:2] == (0, "")


def test_hints_never_fail():
    from empathkit.cli.check import exit_code
    from empathkit.models import CheckReport, Finding

    def report(severity):
        return CheckReport(findings=(Finding(rule="r", severity=severity, message="", start=0, end=0, quote=""),))

    assert [exit_code([report(one)]) for one in ("hint", "warning", "error")] == [0, 1, 1]


def test_check_knows_the_ticket(cli, tmp_path):
    (tmp_path / "ticket.json").write_text(
        json.dumps(ticket("I restarted the laptop, vpn error 809.")), encoding="utf-8"
    )
    reply = "Please restart the laptop."

    assert "EK205" not in cli("check", given=reply)[1]
    assert "EK205" in cli("check", "--ticket", "ticket.json", given=reply)[1]


def test_check_takes_a_folder_of_replies(cli, tmp_path):
    folder = tmp_path / "replies"
    (folder / "vpn").mkdir(parents=True)
    (folder / "vpn" / "blunt.md").write_text(BLUNT, encoding="utf-8")
    (folder / "warm.txt").write_text(WARM, encoding="utf-8")
    (folder / "logo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_bytes(b"\xff")

    code, out, _ = cli("check", "replies")
    listed = json.loads(cli("check", "replies", "--format", "json")[1])

    assert code == 1
    assert "blunt.md:2:12: warning EK302" in out
    assert "warm.txt" not in out
    assert [Path(one["file"]).name for one in listed["files"]] == ["blunt.md", "warm.txt"]
    assert set(listed["files"][0]) == {"file", "findings", "scores"}


def test_a_reply_that_cannot_be_read_does_not_hide_the_others(cli, tmp_path):
    folder = tmp_path / "replies"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xff")
    (folder / "b.txt").write_text(BLUNT, encoding="utf-8")

    code, out, err = cli("check", "replies")

    assert code == 2
    assert "a.txt:1: not UTF-8" in err
    assert "b.txt:2:12" in out


def test_a_folder_without_replies_is_a_mistake(cli, tmp_path):
    (tmp_path / "empty").mkdir()

    assert cli("check", "empty")[0] == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param([{"text": WARM}], 0, id="nothing found"),
        pytest.param([{"text": WARM}, {"text": BLUNT}, {"text": WARM}], 1, id="a finding"),
        pytest.param([{"text": BLUNT}, {"words": "x"}], 2, id="a bad line weighs more"),
        pytest.param([{"text": WARM, "ticket": ticket()}, {"text": WARM, "ticket": None}], 0, id="with a ticket"),
    ],
)
def test_check_answers_one_document_a_line(cli, given, code):
    found, out, _ = cli("check", "--jsonl", given="\n".join(map(json.dumps, given)))

    assert found == code
    assert len(lines(out)) == len(given)


def test_a_bad_check_document_names_its_field(cli):
    _, out, _ = cli("check", "--jsonl", given='{"text": "x", "ticket": {"messages": []}}\n{"ticket": null}')

    assert [one["error"]["field"] for one in lines(out)] == ["ticket.requester", "text"]


def test_rewrite_prints_the_text_and_says_why_beside_it(cli):
    code, out, err = cli("rewrite", given=BLUNT)

    assert code == 0
    assert out == "Hello,\nyou should restart it.\n"
    assert "EK302" in err


def test_rewrite_says_what_it_leaves_and_still_ends_well(cli):
    code, out, err = cli("rewrite", given="Sorry for the inconvenience.\nJust restart it.")

    assert code == 0
    assert out.startswith("Sorry for the inconvenience.\n")
    assert "left for you at 1:1: warning EK102: “Sorry for the inconvenience”" in err
    assert "left for you at 2" not in err


def test_rewrite_with_nothing_left_says_nothing_of_it(cli):
    assert "left for you" not in cli("rewrite", given=BLUNT)[2]


def test_rewrite_answers_the_contract_s_json(cli):
    answer = json.loads(cli("rewrite", "--json", given=BLUNT)[1])
    line = lines(cli("rewrite", "--jsonl", given=json.dumps({"text": BLUNT}))[1])

    assert line == [answer]
    assert set(answer) == {"text", "edits"}
    for edit in answer["edits"]:
        assert BLUNT[edit["start"] : edit["end"]] == edit["before"]


@pytest.mark.parametrize(
    "broken", ["{", '{"requester":', '{"requester": \r'], ids=["brace", "colon", "carriage return"]
)
def test_a_line_that_breaks_at_its_end_keeps_its_number(cli, broken):
    _, out, _ = cli("read", "--jsonl", given=f"{broken}\n{json.dumps(ticket())}\n")
    assert lines(out)[0]["error"]["line"] == 1
