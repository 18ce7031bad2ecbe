"""``empathkit demo``: six tickets through both sandboxes and the webhook handler, over real HTTP on this machine.

Exit code 0 only if every ticket got its note exactly once, every note is internal, and nothing was sent to a
requester: all of it read back from the sandboxes.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from empathkit.cli.console import Console

if TYPE_CHECKING:
    from empathkit.serve.app import Parts
    from empathkit.testing import stage

#: Seconds until the demo stops waiting.
PATIENCE = 15.0


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="six tickets on both platforms, on this machine, without any account")
    parser.set_defaults(run=_run)


def _run(_arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.serve.app import build_app
    from empathkit.testing import stage
    from empathkit.testing.server import running

    script = stage.load_script()
    with contextlib.ExitStack() as stack:
        sandboxes = {name: stack.enter_context(running(stage.open_sandbox(name))) for name in script.platforms}
        for name, url in sandboxes.items():
            console.say(f"{name} sandbox on {url}")
        parts = _service(script, sandboxes)
        service = stack.enter_context(running(build_app(parts)))
        console.say(f"webhook handler on {service}\n")
        stage.register_webhooks(script, sandboxes, service)
        played = [stage.play(one, sandboxes, console.say) for one in script.tickets]
        calls = sum(len(one.messages) for one in script.tickets)
        if not _until(lambda: _accepted(parts) >= calls):
            console.remark(f"only {_accepted(parts)} of {calls} webhooks came in")
        parts.queue.close()
        tallies = [stage.look_back(one, sandboxes, console.say) for one in played]
    return _report(tallies, console)


def _service(script: stage.Script, sandboxes: Mapping[str, str]) -> Parts:
    from empathkit.connect import desk
    from empathkit.connect.executor import ThreadQueue
    from empathkit.connect.handler import Handler
    from empathkit.connect.runs import desk_run
    from empathkit.memory.in_process import InMemory
    from empathkit.serve.app import Parts

    settings = script.settings(sandboxes)
    kit = desk.build_kit(settings)
    queue = ThreadQueue(desk_run(desk.connectors(settings), kit, InMemory()), settle=0, threads=2)
    return Parts(kit, Handler(desk.receivers(settings), queue), queue)


def _accepted(parts: Parts) -> int:
    return sum(count for (_, outcome), count in parts.handler.counts().items() if outcome == "accepted")


def _until(done: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _report(tallies: list[stage.Tally], console: Console) -> int:
    notes, internal, public, replies = (sum(column) for column in zip(*tallies, strict=True))
    console.say(
        f"\n{len(tallies)} tickets, {notes} notes: {internal} internal, {public} public; "
        f"{replies} replies sent to requesters (read back from the sandboxes)"
    )
    well = all(one.notes == one.internal == 1 for one in tallies) and public == replies == 0
    if not well:
        console.remark("the demo failed: every ticket should have exactly one note, and an internal one")
    return 0 if well else 1
