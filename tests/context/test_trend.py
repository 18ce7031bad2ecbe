import pytest

from empathkit.context.trend import trend
from empathkit.models import Known, Ticket
from empathkit.reading.reader import hear
from empathkit.text.pack import load_pack

ANGRY = "This is absolutely unacceptable, I am furious with you."
UNEASY = "I am a bit worried about my files."
GLAD = "It works now, thank you so much, you saved me!"
PLAIN = "My laptop does not start."


def mood(*bodies: str) -> Known | None:
    messages = [{"author": "requester", "body": body} for body in bodies]
    messages.insert(1, {"author": "agent", "body": "Please try again."})
    ticket = Ticket.model_validate({"requester": {"id": "u"}, "messages": messages})
    return trend(hear(ticket, load_pack("en")), ticket, load_pack("en"))


@pytest.mark.parametrize(
    ("bodies", "value"),
    [
        ((ANGRY, GLAD), "calmer than at first"),
        ((PLAIN, ANGRY), "more upset than at first"),
        ((UNEASY, GLAD), "calmer than at first"),
        ((ANGRY, PLAIN, ANGRY), "as upset as at first"),
        ((ANGRY, PLAIN), "calmer than at first"),
    ],
)
def test_the_feeling_is_followed_from_the_first_message_to_the_last(bodies: tuple[str, ...], value: str) -> None:
    found = mood(*bodies)
    assert found is not None
    assert (found.kind, found.value) == ("mood", value)
    assert found.source == f"messages 1 and {len(bodies) + 1}"


@pytest.mark.parametrize("bodies", [(ANGRY,), (PLAIN, PLAIN)], ids=["wrote once", "no feeling"])
def test_without_two_messages_and_a_feeling_there_is_no_trend(bodies: tuple[str, ...]) -> None:
    assert mood(*bodies) is None
