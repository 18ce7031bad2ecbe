"""One at a time per name."""

import threading

from empathkit.connect.locks import Locks
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import Job
from empathkit.memory.in_process import InMemory
from empathkit.testing.fakes import FakeDesk, FakeKit, fake_event, fake_ticket


def test_the_same_name_waits_and_another_does_not() -> None:
    locks, order = Locks(), []
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with locks.alone("IT-1"):
            order.append("first in")
            inside.set()
            leave.wait(5)
            order.append("first out")

    def second() -> None:
        with locks.alone("IT-1"):
            order.append("second in")

    one, two = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    inside.wait(5)
    two.start()
    with locks.alone("IT-2"):
        order.append("another")
    leave.set()
    one.join(5)
    two.join(5)
    assert order == ["first in", "another", "first out", "second in"]


def test_nothing_is_kept_of_names_nobody_uses() -> None:
    locks = Locks()
    for number in range(100):
        with locks.alone(number):
            assert len(locks) == 1
    assert len(locks) == 0


class SlowDesk(FakeDesk):
    """Knows one ticket by key and by id, and lets both runs reach the notes before any writes."""

    def __init__(self) -> None:
        super().__init__(tickets={name: fake_ticket("IT-1") for name in ("IT-1", "10001")})
        self.fetched = threading.Barrier(2)

    def fetch(self, key):
        ticket = super().fetch(key)
        self.fetched.wait(5)
        return ticket


def test_a_ticket_named_by_key_and_by_id_at_once_gets_one_note() -> None:
    desk = SlowDesk()
    run = desk_run({"fake": desk}, FakeKit(), InMemory())
    names = ["IT-1", "10001"]
    both = [threading.Thread(target=run, args=(Job(fake_event(name, delivery=name)), lambda: True)) for name in names]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(10)
    assert len(desk.written) == 1
