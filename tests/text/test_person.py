"""A user's words turned to the second person."""

import pytest

from empathkit.text.person import addresses_reader, second_person


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("my laptop", "your laptop"),
        ("I can't print", "you can't print"),
        ("I am locked out", "you are locked out"),
        ("i was away", "you were away"),
        ("we're late and our boss knows", "you're late and your boss knows"),
        ("it logs me out", "it logs you out"),
        ("I'm stuck", "you're stuck"),
        ("the US office", "the US office"),
        ("mine and myself", "yours and yourself"),
        ("I’ve tried", "you've tried"),
        ("the iPhone", "the iPhone"),
        ("vpn.exe -i eth0", "vpn.exe -i eth0"),
        ("the path C:\\my\\us", "the path C:\\my\\us"),
    ],
)
def test_words_are_turned(theirs: str, ours: str) -> None:
    assert second_person(theirs) == ours


@pytest.mark.parametrize(("text", "yes"), [("can you see it", True), ("your page", True), ("the youth club", False)])
def test_words_that_address_us_are_noticed(text: str, yes: bool) -> None:
    assert addresses_reader(text) is yes
