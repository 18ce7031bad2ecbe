import json

import pytest

from empathkit.connect.handler import Handler
from empathkit.connect.receiver import MAX_BODY
from empathkit.errors import Overloaded
from empathkit.testing.fakes import FakeReceiver

SIGNED = {"X-Fake-Secret": "open"}


class ListQueue:
    def __init__(self, full=False):
        self.events, self.full = [], full

    def put(self, event):
        if self.full:
            raise Overloaded("2 tickets are waiting already: try again later")
        known = event.delivery in [one.delivery for one in self.events]
        self.events.append(event)
        return not known

    def close(self):
        pass


def event(**fields):
    return json.dumps({"kind": "created", "ticket": "IT-1", "delivery": "d1", **fields}).encode()


def handler(queue=None):
    return Handler({"fake": FakeReceiver()}, queue or ListQueue())


def test_an_event_is_put_into_the_queue_and_answered_204_without_a_body():
    queue = ListQueue()

    assert handler(queue).handle("fake", SIGNED, event()) == (204, b"")
    assert [one.ticket for one in queue.events] == ["IT-1"]


def test_a_duplicate_is_answered_like_the_first():
    one = handler()

    assert [one.handle("fake", SIGNED, event()).status for _ in range(5)] == [204] * 5
    assert one.counts() == {("fake", "accepted"): 1, ("fake", "duplicate"): 4}


def test_an_event_that_asks_nothing_of_us_is_ignored():
    queue = ListQueue()

    assert handler(queue).handle("fake", SIGNED, b'{"kind": "issue_deleted"}').status == 204
    assert queue.events == []


@pytest.mark.parametrize(
    ("platform", "headers", "body", "status"),
    [
        pytest.param("glpi", SIGNED, event(), 404, id="platform that is not configured"),
        pytest.param("fake", {}, event(), 401, id="no signature"),
        pytest.param("fake", {"X-Fake-Secret": "guess"}, event(), 401, id="wrong signature"),
        pytest.param("fake", SIGNED, b"x" * (MAX_BODY + 1), 413, id="body over the cap"),
        pytest.param("fake", SIGNED, b"{", 422, id="broken JSON"),
        pytest.param("fake", SIGNED, b'{"kind": "\xff"}', 422, id="not UTF-8"),
        pytest.param("fake", SIGNED, b"[" * 100_000, 422, id="nested too deep"),
        pytest.param("fake", SIGNED, b"[]", 422, id="not an object"),
        pytest.param("fake", SIGNED, b"", 422, id="empty"),
        pytest.param("fake", SIGNED, event(ticket={"secret words": 1}), 422, id="a shape the receiver stumbles over"),
    ],
)
def test_bad_input_gets_its_status_and_a_short_error(platform, headers, body, status):
    answer = handler().handle(platform, headers, body)

    assert answer.status == status
    error = json.loads(answer.body)
    assert list(error) == ["error"]
    assert len(error["error"]) < 150
    assert "secret words" not in error["error"]


def test_a_full_queue_is_answered_503_so_that_the_platform_calls_again():
    assert handler(ListQueue(full=True)).handle("fake", SIGNED, event()).status == 503
