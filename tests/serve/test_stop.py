"""A stop waits for nobody: a caller who never finishes sending does not keep the queue from being worked off."""

import asyncio
import socket
import subprocess
import sys

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from empathkit.serve import answers

START = "from empathkit.cli import main; import sys; sys.exit(main(['serve', '--port', '0']))"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_half_sent_call_does_not_hold_up_a_stop(tmp_path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().rsplit("/", 1)[-1].strip()
            host, port = address.rsplit(":", 1)
            with socket.create_connection((host, int(port))) as slow:
                slow.sendall(b"POST /webhooks/jira HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{}")
                process.terminate()
                process.wait(10)
        finally:
            process.kill()


def test_a_body_said_to_be_too_large_is_refused_before_it_is_sent() -> None:
    from starlette.testclient import TestClient

    from empathkit.connect.handler import Handler
    from empathkit.pipeline import Kit
    from empathkit.serve.app import Parts, build_app

    class NoQueue:
        def start(self) -> None: ...
        def close(self) -> None: ...

    app = build_app(Parts(Kit(), Handler({}, NoQueue()), NoQueue()))  # type: ignore[arg-type]
    with TestClient(app) as client:
        answer = client.post("/webhooks/jira", content=iter([b"{}"]), headers={"Content-Length": "1000000000000"})
    assert answer.status_code == 413


def test_a_caller_may_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "SLOWEST_BODY", 0.01)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, never)
    with pytest.raises(ClientDisconnect):
        asyncio.run(answers.read_capped(request))
