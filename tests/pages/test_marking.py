import pytest

from empathkit.models import Evidence, Fact, Feeling, Mention, Reading
from empathkit.serve.pages.marking import everything, pieces

BODY = "my laptop died since monday, I hate it"


def evidence(quote, message=0):
    start = BODY.index(quote)
    return Evidence(message=message, start=start, end=start + len(quote), quote=quote)


READING = Reading(
    language="en",
    facts=(
        Fact(kind="started", value="monday", evidence=evidence("since monday")),
        Fact(kind="device", value="laptop", evidence=evidence("my laptop")),
    ),
    impact=(Mention(evidence=evidence("my laptop died since monday")),),
    feelings=(Feeling(feeling="anger", level="clear", evidence=evidence("I hate it")),),
)


def test_what_was_heard_stands_in_the_order_of_the_text_the_longer_first():
    assert [(one.family, one.label) for one in everything(READING)] == [
        ("impact", "impact"),
        ("fact", "device"),
        ("fact", "started"),
        ("feeling", "anger"),
    ]


def test_pieces_are_the_whole_text_and_show_the_shortest_span_over_them():
    cut = pieces(BODY, 0, everything(READING))

    assert "".join(one.text for one in cut) == BODY
    assert [(one.text, one.family, [begin.label for begin in one.begins]) for one in cut] == [
        ("my laptop", "fact", ["device", "impact"]),
        (" died ", "impact", []),
        ("since monday", "fact", ["started"]),
        (", ", "", []),
        ("I hate it", "feeling", ["anger"]),
    ]


@pytest.mark.parametrize(("body", "message"), [("", 0), (BODY, 3)], ids=["empty", "another message"])
def test_a_message_without_spans_is_one_piece_or_none(body, message):
    cut = pieces(body, message, [] if not body else everything(READING))

    assert [one.text for one in cut] == ([body] if body else [])
    assert all(not one.family for one in cut)
