"""From one ticket to the next: what was asked again and again is learned, and changes the reply."""

from datetime import UTC, datetime

from empathkit.memory.in_process import InMemory
from empathkit.models import PastTicket, Remembered, Ticket
from empathkit.pipeline import Kit

KIT = Kit()
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def ticket(number, body):
    said = [{"author": "requester", "body": body, "at": f"2026-11-{number:02}T09:00:00Z"}]
    document = {"key": f"IT-{number}", "requester": {"id": "u1", "name": "Ines Kaya"}, "messages": said}
    return Ticket.model_validate({**document, "created": f"2026-11-{number:02}"})


def test_after_three_tickets_that_ask_for_a_call_the_fourth_reply_offers_one():
    memory = InMemory()
    replies = []
    for number in range(1, 5):
        asks = " Please call me on 4471." if number < 4 else ""
        of = ticket(number, f"My VPN drops with error 809 every hour since Monday.{asks}")
        suggestion = KIT.suggest(of, now=NOW, remembered=memory.recall(of))
        memory.remember(of, suggestion)
        replies.append(suggestion)

    [wish] = replies[-1].context.preferences
    assert (wish.name, wish.value, wish.basis) == ("channel", "phone", "learned")
    assert "IT-1" in wish.source
    assert any(one.known and one.known.source == wish.source for s in replies[-1].draft.sentences for one in s.because)


def test_who_always_writes_formally_is_answered_formally_when_they_once_do_not():
    past = tuple(
        PastTicket(key=f"IT-{number}", opened="2026-11-01", manner={"formality": "formal"}) for number in range(3)
    )
    of = ticket(9, "My VPN drops with error 809 every hour since Monday.")
    short = KIT.suggest(of, now=NOW).draft.text
    formal = KIT.suggest(of, now=NOW, remembered=Remembered(history=past)).draft.text
    assert "I'll" in short
    assert "I'll" not in formal
