"""A service in a process of its own: how it is started, and its settings for a sandbox."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

PYTHON = [sys.executable, "-c", "import sys; from empathkit.cli import main; sys.exit(main())"]
SECRET = "open sesame"


def environment(platform, url, database):
    own = {
        "URL": url, "EMAIL": "desk@example.org", "TOKEN": "any", "USER": "empathkit", "PASSWORD": "any",
        "WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EMPATHKIT_")}
    mine = {f"EMPATHKIT_{platform.upper()}_{name}": value for name, value in own.items()}
    return clean | mine | {"EMPATHKIT_DATABASE_URL": database, "EMPATHKIT_SETTLE_SECONDS": "0"}


@contextlib.contextmanager
def serving(setting, *options, stderr=subprocess.DEVNULL):
    """A service in a process of its own, and its address; killed at the end if it still lives."""
    command = [*PYTHON, "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True, env=setting) as child:
        try:
            yield child, child.stdout.readline().split()[-1]
        finally:
            child.kill()


def post(url, headers, body):
    """The status a call gets."""
    try:
        request = urllib.request.Request(url, data=body, headers=dict(headers))
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def until(done, seconds=40):
    """Wait for something that other processes do."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)
