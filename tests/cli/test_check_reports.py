"""`empathkit check` in CI: exit codes, SARIF, GitHub annotations, settings, and what it makes of broken files."""

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

from empathkit.cli.main import main

#: The parts of SARIF 2.1.0 that a viewer needs, as its schema requires them.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
NUMBER = {"type": "integer", "minimum": 1}
REGION = {
    "type": "object",
    "required": ["startLine", "startColumn"],
    "properties": dict.fromkeys(["startLine", "startColumn", "endLine", "endColumn"], NUMBER),
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
    "properties": {
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": TEXT,
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["physicalLocation"],
                "properties": {
                    "physicalLocation": {
                        "type": "object",
                        "required": ["artifactLocation", "region"],
                        "properties": {
                            "artifactLocation": {"type": "object", "required": ["uri"]},
                            "region": REGION,
                        },
                    }
                },
            },
        },
        "suppressions": {
            "type": "array",
            "items": {"required": ["kind"], "properties": {"kind": {"enum": ["inSource", "external"]}}},
        },
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"required": ["driver"], "properties": {"driver": {"required": ["name", "rules"]}}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    replies = tmp_path / "replies"
    replies.mkdir()
    (replies / "vpn.md").write_text(
        "Hi {{ name }},\nplease 100%: simply restart it. <!-- empathkit: ignore EK102: x -->\n", encoding="utf-8"
    )
    (replies / "macros.csv").write_text("title,body\nClose,Ticket closed.\n", encoding="utf-8")
    return tmp_path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    return (code, *capsys.readouterr())


def test_sarif_has_what_its_schema_requires(desk, capsys):
    code, out, _ = run(capsys, "check", "replies", "--format", "sarif")

    log = json.loads(out)
    jsonschema.validate(log, SARIF)
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert code == 1
    assert sorted(one["ruleId"] for one in results) == ["EK002", "EK302", "EK403"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in results)


def test_what_was_ignored_is_suppressed_with_its_reason_in_sarif(desk, capsys):
    (desk / "replies" / "vpn.md").write_text("Simply go. <!-- empathkit: ignore EK302: law -->\n", encoding="utf-8")
    [ignored] = [
        one
        for one in json.loads(run(capsys, "check", "replies", "--format", "sarif")[1])["runs"][0]["results"]
        if "suppressions" in one
    ]
    assert ignored["suppressions"] == [{"kind": "inSource", "justification": "law"}]


def test_github_s_annotations_stand_on_their_lines(desk, capsys):
    code, out, _ = run(capsys, "check", "replies", "--format", "github")

    assert code == 1
    assert re.search(r"^::error file=replies/macros\.csv,line=2,endLine=2,col=1,.*EK403 \(Close\)::", out, re.MULTILINE)
    assert re.search(r"^::warning file=replies/vpn\.md,line=2,endLine=2,col=14,", out, re.MULTILINE)
    assert re.search(r"^::notice .*title=EK002::", out, re.MULTILINE)


def test_annotations_escape_what_would_end_them(desk, capsys):
    (desk / "replies" / "macros.csv").write_text('title,body\n"a,b: 5%",Ticket closed.\n', encoding="utf-8")
    assert "title=EK403 (a%2Cb%3A 5%25)::" in run(capsys, "check", "replies", "--format", "github")[1]


def test_json_names_the_record_and_its_line(desk, capsys):
    files = json.loads(run(capsys, "check", "replies", "--format", "json")[1])["files"]
    assert {"file": "replies/macros.csv", "record": "Close", "line": 2}.items() <= files[0].items()
    assert "record" not in files[1]


def test_the_settings_of_the_desk_hold(desk, capsys):
    (desk / "empathkit.toml").write_text(
        '[check]\nselect = ["EK3", "EK4"]\nignore = { EK403 = "agreed", EK303 = "" }\n', encoding="utf-8"
    )
    code, out, _ = run(capsys, "check", "replies")
    assert code == 1
    assert "EK302" in out
    assert "EK403" not in out
    assert "empathkit.toml: hint EK002" in out


def test_settings_that_make_no_sense_are_refused_by_name(desk, capsys):
    (desk / "empathkit.toml").write_text('[check]\nselect = ["EK9"]\n', encoding="utf-8")
    assert run(capsys, "check", "replies")[0::2] == (
        2,
        "empathkit: [check] names EK9: there is no such rule; docs/checks.md lists them\n",
    )


def test_several_files_are_taken_and_a_text_is_canned_when_told_so(desk, capsys):
    (desk / "a.txt").write_text("Hi {{ name }}, the VPN is back.", encoding="utf-8")
    (desk / "b.txt").write_text("Hi [NAME], the VPN is back.", encoding="utf-8")
    assert run(capsys, "check", "a.txt", "b.txt")[0] == 1
    assert run(capsys, "check", "--canned", "a.txt", "b.txt")[:2] == (0, "")


def test_an_export_that_cannot_be_read_does_not_hide_the_others(desk, capsys):
    (desk / "replies" / "a.json").write_text("{", encoding="utf-8")
    code, out, err = run(capsys, "check", "replies")
    assert code == 2
    assert "replies/a.json:1: not JSON" in err
    assert "EK403" in out


def test_a_column_may_be_named(desk, capsys):
    (desk / "own.csv").write_text("nr,antwort\n1,Ticket closed.\n", encoding="utf-8")
    assert run(capsys, "check", "own.csv")[0] == 2
    assert "EK403" in run(capsys, "check", "own.csv", "--field", "antwort")[1]


def test_the_pre_commit_hook_calls_a_command_there_is(desk, capsys):
    hooks = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry = shlex.split(re.search(r"entry: (.+)", hooks)[1])
    files = re.compile(re.search(r"files: (.+)", hooks)[1])
    assert entry[0] == "empathkit"
    assert run(capsys, *entry[1:], "replies/vpn.md", "replies/macros.csv")[0] == 1
    assert [bool(files.search(one)) for one in ("replies/vpn.md", "a/macros/z.json", "src/a.md")] == [True, True, False]


def test_a_rewrite_may_be_shown_as_its_changes(desk, capsys):
    (desk / "a.txt").write_text("Hi,\nplease simply restart it.", encoding="utf-8")
    code, out, _ = run(capsys, "rewrite", "a.txt", "--diff")
    assert code == 0
    assert re.fullmatch(r"@@ 2:8 EK302 @@ .+\n- simply\n", out)


def test_a_rewrite_leaves_what_the_desk_ignores(desk, capsys):
    (desk / "empathkit.toml").write_text('[check]\nignore = { EK302 = "agreed" }\n', encoding="utf-8")
    (desk / "a.txt").write_text("Simply restart it!!", encoding="utf-8")
    assert run(capsys, "rewrite", "a.txt")[1] == "Simply restart it!\n"
