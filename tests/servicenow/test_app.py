"""The app that is installed on an instance: its button in Node against the real API, its sources, and its build."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from empathkit.pipeline import Kit
from empathkit.serve import api
from empathkit_servicenow.tables import TABLES

NODE = shutil.which("node")
APP = Path(__file__).parents[2] / "integrations/servicenow/platform"
TOKEN = "t0ken"
ID = "0123456789abcdef0123456789abcdef"
DRAFT = "Hallo Zoë, simply restart your laptop \U0001f642. We apologise for any inconvenience."

#: GlideAjax calls a script include with parameters; an answer is canned, what was asked is told.
STAND_INS = """
const fs = require('fs'), vm = require('vm');
const given = JSON.parse(fs.readFileSync(0, 'utf8')), sent = [];
class Processor { getParameter(name) { return given.parameters[name]; } }
const world = {
  Class: { create: () => function () {} },
  global: { AbstractAjaxProcessor: Processor },
  gs: { getProperty: name => given.properties[name] },
  GlideRecordSecure: class { constructor(table) { this.row = given.rows[table]; }
    get(id) { return Boolean(this.row) && this.row.sys_id === id; }
    getValue(name) { return this.row[name] ?? null; }
    getDisplayValue(name) { return this.row[name + '_shown'] ?? null; } },
  sn_ws: { RESTMessageV2: class {
    constructor() { this.headers = {}; }
    setEndpoint(url) { this.url = url; } setHttpMethod(method) { this.method = method; }
    setHttpTimeout(time) { this.timeout = time; } setRequestHeader(name, value) { this.headers[name] = value; }
    setRequestBody(body) { this.body = body; }
    execute() { sent.push(this); if (given.answer === null) throw new Error('no route');
      return { getStatusCode: () => given.answer.status, getBody: () => given.answer.body }; } } },
};
vm.createContext(world);
vm.runInContext("Object.extendsObject = (base, made) => Object.assign(new base(), made);", world);
vm.runInContext(fs.readFileSync(process.argv[1], 'utf8'), world);
console.log(JSON.stringify({ shown: new world.DraftCheck().check(), sent }));
"""


def pressed(
    answer: Any, *, text: str = DRAFT, table: str = "incident", **properties: str
) -> tuple[list[str], list[Any]]:
    """The lines the agent is shown, and the calls that were made."""
    row = {
        "sys_id": ID, "number": "INC0010001", "short_description": "VPN", "description": "vpn error 809 since monday",
        "caller_id": "c" * 32, "caller_id_shown": "Zoë Prado",
    }  # fmt: skip
    document = {
        "parameters": {"sysparm_text": text, "sysparm_table": table, "sysparm_id": ID},
        "properties": {
            "x_empathkit.api_url": "https://handler.example/",
            "x_empathkit.api_token": TOKEN,
            **{f"x_empathkit.{name}": value for name, value in properties.items()},
        },
        "rows": {"incident": row},
        "answer": answer,
    }
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", STAND_INS, str(APP / "src/scripts/DraftCheck.js")],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    return json.loads(made["shown"])["lines"], made["sent"]


needs_node = pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts can't be run")


@needs_node
def test_the_button_asks_the_real_api_and_shows_what_it_found() -> None:
    service = TestClient(Starlette(routes=api.routes(Kit(), TOKEN)))
    _, (call,) = pressed({"status": 200, "body": '{"findings": []}'})
    assert call["url"] == "https://handler.example/v1/check"
    assert call["body"].isascii()

    answer = service.post("/v1/check", content=call["body"], headers=call["headers"])
    assert answer.status_code == 200
    lines, _ = pressed({"status": 200, "body": answer.text})
    assert any(line.startswith("EK302") and '"simply' in line for line in lines)


@needs_node
def test_the_ticket_goes_with_the_draft_as_far_as_the_agent_may_read_it() -> None:
    _, (call,) = pressed({"status": 200, "body": '{"findings": []}'})
    assert json.loads(call["body"])["ticket"]["messages"][0]["body"] == "vpn error 809 since monday"

    _, (call,) = pressed({"status": 200, "body": '{"findings": []}'}, table="sc_req_item")
    assert "ticket" not in json.loads(call["body"])


@needs_node
@pytest.mark.parametrize(
    ("answer", "changes", "told"),
    [
        pytest.param(None, {}, "did not answer", id="no route"),
        pytest.param({"status": 401, "body": "{}"}, {}, "did not answer (401)", id="another token"),
        pytest.param({"status": 200, "body": "<html>"}, {}, "did not answer", id="no JSON"),
        pytest.param({"status": 200, "body": '{"findings": []}'}, {}, "Nothing was found", id="a good draft"),
        pytest.param(None, {"text": "  "}, "no reply to check", id="no draft"),
        pytest.param(None, {"api_token": ""}, "not set up", id="not set up"),
    ],
)
def test_whatever_comes_the_agent_is_told_in_a_line(answer: Any, changes: dict[str, str], told: str) -> None:
    [line], _ = pressed(answer, **changes)

    assert told in line


@needs_node
def test_what_is_shown_above_the_form_is_no_markup() -> None:
    script = """
    const fs = require('fs'), vm = require('vm'), shown = [];
    const world = { g_form: { getValue: () => 'x', getTableName: () => 'incident', getUniqueValue: () => 'y',
        clearMessages() {}, addInfoMessage: line => shown.push(line) },
      GlideAjax: class { addParam() {}
        getXMLAnswer(take) { take(JSON.stringify({ lines: ['<b onclick="x">&'] })); } } };
    vm.createContext(world);
    vm.runInContext(fs.readFileSync(process.argv[1], 'utf8'), world);
    vm.runInContext('empathkitCheckReply()', world);
    console.log(shown[0]);
    """
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", script, str(APP / "src/scripts/check_reply.js")],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.strip() == "&lt;b onclick=&quot;x&quot;&gt;&amp;"


def sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((APP / "src/fluent").glob("*.ts")))


def test_there_is_a_rule_for_every_table_that_is_read() -> None:
    assert set(re.findall(r"BusinessRule\(\{.*?table: '(\w+)'", sources(), re.DOTALL)) == set(TABLES)


def test_every_property_a_script_reads_is_made_and_kept_from_everybody_else() -> None:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (APP / "src/scripts").glob("*.js"))
    made = re.findall(r"name: '(x_empathkit\.\w+)',\n\s+type", sources())
    assert set(re.findall(r"getProperty\('([\w.]+)'\)", scripts)) == set(made)
    assert sources().count("isPrivate: true") == len(made)


SDK = Path(os.environ.get("EMPATHKIT_NOW_SDK", APP / "node_modules"))


@pytest.mark.skipif(
    not (SDK / ".bin/now-sdk").exists(), reason="@servicenow/sdk is not here: make servicenow-app brings it"
)
def test_the_app_is_built_and_packed_without_an_instance(tmp_path: Path) -> None:
    shutil.copytree(APP, tmp_path / "app", ignore=shutil.ignore_patterns("node_modules", "dist", "target"))
    (tmp_path / "app/node_modules").symlink_to(SDK.resolve())
    for verb in ("build", "pack"):
        done = subprocess.run(
            [str(SDK / ".bin/now-sdk"), verb], cwd=tmp_path / "app", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    [packed] = (tmp_path / "app/target").glob("*.zip")
    with zipfile.ZipFile(packed) as archive:
        names = " ".join(archive.namelist())
    for kind in ("sys_script_", "sys_properties_", "sys_ui_action_", "sys_script_include_", "sys_user_role_"):
        assert kind in names
