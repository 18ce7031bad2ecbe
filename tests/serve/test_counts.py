"""Duplicate, out-of-order, replayed and forged webhooks, sent to a service in a process of its own and counted."""

import random
import re
import time
import urllib.request

import pytest
from serving import SECRET, environment, post, serving, until

from empathkit.connect import platforms
from empathkit.connect.note import find_marker
from empathkit.connect.signature import sign_timestamped
from empathkit.models import Ticket
from empathkit.testing.server import running

TICKETS = 4  # so few that no forger is held back as a flood


def metric(url, name):
    """What ``/metrics`` says, added up over what else a name is told by."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return sum(float(value) for value in re.findall(rf"^{name}.*? (\S+)$", text, re.MULTILINE))


def idle(url):
    return metric(url, "empathkit_queue_waiting") + metric(url, "empathkit_queue_running") == 0


def calls_of(sandbox):
    """Each ticket's creation and a later message, all signed; the tickets."""
    tickets, calls = [], []
    for number in range(TICKETS):
        said = [{"author": "requester", "body": f"vpn error 8{number:02} since monday"}]
        person = {"id": f"u{number}", "name": "Ines Kaya"}
        ticket = sandbox.add_ticket(Ticket.model_validate({"requester": person, "messages": said}))
        calls.append(sandbox.webhook("created", ticket, None, SECRET))
        message = sandbox.add_message(ticket, "requester", "the wired line is down too", True)
        calls.append(sandbox.webhook("requester_message", ticket, message, SECRET))
        tickets.append(ticket)
    return tickets, calls


def forged(platform, headers, body):
    """The same call by somebody without the secret: altered, not signed; where times are signed, kept for an hour."""
    bare = {name: value for name, value in dict(headers).items() if "signature" not in name.lower()}
    yield headers, body.replace(b"{", b"{ ", 1)
    yield bare, body
    if platform == "servicenow":
        then = int(time.time()) - 3600
        stamped = {"X-EmpathKit-Timestamp": str(then), "X-EmpathKit-Signature": sign_timestamped(SECRET, then, body)}
        yield {name: value for name, value in bare.items() if "timestamp" not in name.lower()} | stamped, body


def markers(ticket):
    return [find_marker(one.body) for one in list(ticket.messages) if one.author == "integration"]


@pytest.mark.parametrize("platform", ["jira", "servicenow"])
def test_twice_out_of_order_replayed_or_forged_each_ticket_has_one_current_note(platform, tmp_path):
    sandbox = platforms.find(platform).sandbox()
    tickets, calls = calls_of(sandbox)
    false = [one for call in calls for one in forged(platform, *call)]
    random.Random(7).shuffle(calls)
    with running(sandbox.app()) as desk:
        setting = environment(platform, desk, f"sqlite:///{tmp_path / 'queue.db'}")
        with serving(setting) as (_, url):
            hook = f"{url}/webhooks/{platform}"
            assert {post(hook, *call) for call in false} == {401}
            assert {post(hook, *call) for call in calls * 3} == {204}
            until(lambda: all(markers(ticket) for ticket in tickets) and idle(url))
            written = [markers(ticket) for ticket in tickets]
            assert {post(hook, *call) for call in calls} == {204}, "replayed when all is done"
            until(lambda: idle(url))
            assert metric(url, 'empathkit_webhooks_total{outcome="refused_401"') == len(false)

    assert [markers(ticket) for ticket in tickets] == written
    assert [len(one) for one in written] == [1] * TICKETS
