"""Nothing a user wrote and no secret of the desk stands in what the service writes: log, answers, metrics, queue."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from databases import forms
from serving import PYTHON

from empathkit.connect import platforms
from empathkit.models import Ticket
from empathkit.testing.faults import Fault
from empathkit.testing.server import running

#: Long enough that each of their forms in base64 holds some letters that nothing else has.
CANARIES = {
    "words": "quetzalcoatlus",
    "summary": "ocelotmargay",
    "person": "Axolotlproteus",
    "password": "capybaranutria",
    "token": "pangolintapir",
    "secret": "narwhalbeluga",
}


#: Starts the service with the log of everything set to the lowest level there is, after it has set up its own.
LOUD = """
import logging, sys
from empathkit.cli import main
from empathkit.serve import logs

quiet = logs.set_up

def set_up(**options):
    quiet(**options)
    names = [name for name in logging.root.manager.loggerDict if not name.startswith("sqlalchemy.")]
    for name in ["", "urllib3", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "uvicorn", *names]:
        logging.getLogger(name).setLevel(1)

logs.set_up = set_up
sys.exit(main())
"""


def environment(platform, url, folder, level):
    own = {
        "URL": url, "EMAIL": "desk@example.org", "TOKEN": CANARIES["token"], "USER": "empathkit",
        "PASSWORD": CANARIES["password"], "WEBHOOK_SECRET": CANARIES["secret"],
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EMPATHKIT_")}
    mine = {f"EMPATHKIT_{platform.upper()}_{name}": value for name, value in own.items()}
    rest = {"DATABASE_URL": f"sqlite:///{folder / 'e.db'}", "SETTLE_SECONDS": "0", "LOG_LEVEL": level}
    return clean | mine | {f"EMPATHKIT_{name}": value for name, value in rest.items()}


def call(url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


@pytest.mark.parametrize("level", ["info", "debug", "everything"])
@pytest.mark.parametrize("platform", ["jira", "servicenow"])
def test_no_words_and_no_secret_in_anything_the_service_writes(platform, level, tmp_path):
    sandbox = platforms.find(platform).sandbox()
    said = [{"author": "requester", "body": f"the {CANARIES['words']} printer is stuck"}]
    person = {"id": "u1", "name": CANARIES["person"]}
    given = {"summary": CANARIES["summary"], "requester": person, "messages": said}
    answers = []
    with running(sandbox.app()) as desk:
        loud = level == "everything"
        command = [*([sys.executable, "-c", LOUD] if loud else PYTHON), "serve", "--port", "0"]
        settings = environment(platform, desk, tmp_path, "debug" if loud else level)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings
        ) as child:
            url = child.stdout.readline().split()[-1]
            for fault in (None, "500", "html", "truncate", "empty202", "expired"):
                ticket = sandbox.add_ticket(Ticket.model_validate(given))
                if fault:
                    sandbox.faults.append(Fault(match="/", times=2, fault=fault))
                headers, body = sandbox.webhook("created", ticket, None, CANARIES["secret"])
                answers += [call(f"{url}/webhooks/{platform}", body, headers)]
                answers += [
                    call(f"{url}/webhooks/{platform}", body),
                    call(f"{url}/webhooks/{platform}", body[:-5], headers),
                ]
            answers += [call(f"{url}/v1/suggest", b'{"quetzalcoatlus": '), call(f"{url}/v1/{CANARIES['words']}")]
            end = time.monotonic() + 60
            while "written" not in (metrics := call(f"{url}/metrics")) and time.monotonic() < end:
                time.sleep(0.1)
            child.send_signal(signal.SIGTERM)
            _, log = child.communicate(timeout=30)

    assert 'outcome="written"' in metrics
    assert '"message"' in log
    assert loud is ("urllib3" in log)  # it is heard indeed
    queue = b"".join(file.read_bytes() for file in tmp_path.glob("e.db*"))
    for name, canary in CANARIES.items():
        for place, text in {"log": log, "answers": "".join(answers), "metrics": metrics}.items():
            lines = [line for line in text.splitlines() if any(form in line.encode() for form in forms(canary))]
            assert lines == [], f"{name} in the {place}"
        if name not in {"words", "person", "summary"}:
            assert not any(form in queue for form in forms(canary)), f"{name} in the database"
