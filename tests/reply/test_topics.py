"""Every topic of the pack: told by its examples, and a reply on each uses what the topic knows."""

from collections.abc import Iterator

import pytest
from building import ticket

from empathkit.models import Suggestion
from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack

KIT = Kit()
TOPICS = {name: table for name, table in load_pack()["topics"].items() if not name.startswith("_")}
EXAMPLES = [
    pytest.param(name, text, id=f"{name}-{place}")
    for name, table in TOPICS.items()
    for place, text in enumerate(table.get("examples", ()), start=1)
]


def suggest(text: str) -> Suggestion:
    return KIT.suggest(ticket(text, key=text, summary=text))


def words_of(topic: str) -> Iterator[str]:
    """The texts a reply on this topic can be told by."""
    table = TOPICS[topic]
    yield from table.get("look", ())
    for entry in (*table.get("help", ()), *table.get("answers", ())):
        yield from (entry["say"], entry.get("verify", ""), entry.get("look", ""))
    for question in table.get("questions", {}).values():
        yield question["ask"]


def test_there_are_topics_enough_for_a_desk() -> None:
    assert len(TOPICS) >= 45


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_no_shell(topic: str) -> None:
    table = TOPICS[topic]
    assert len(table["examples"]) >= 3
    assert table["recognise"]["strong"]
    assert all(table[key] for key in ("thing", "burden", "relief", "look"))
    assert len(table["questions"]) >= 2
    assert all(one["ask"].endswith("?") and one["why"].endswith(".") for one in table["questions"].values())


@pytest.mark.parametrize(("topic", "text"), EXAMPLES)
def test_an_example_is_read_as_its_topic(topic: str, text: str) -> None:
    assert suggest(text).reading.topic == topic


SITUATION_FIRST = {"security", "lost_device", "data_loss", "account_lock", "access", "request", "onboarding", "outage"}


@pytest.mark.parametrize(("topic", "text"), EXAMPLES)
def test_a_reply_on_an_example_uses_what_the_topic_knows(topic: str, text: str) -> None:
    suggestion = suggest(text)
    assert suggestion.draft is not None
    reply = suggestion.draft.text.lower()
    name = suggestion.draft.template.removeprefix("en/")
    situation = load_pack()["situations"].get(name, {})
    known = [*words_of(topic), TOPICS[topic]["thing"]]
    if name in SITUATION_FIRST:
        known += [entry["say"] for entry in situation.get("help", ())]
        known += [question["ask"] for question in situation.get("questions", {}).values()]
        known += list(situation.get("look", ()))
    pieces = (piece.strip(" .?").lower() for text in known for piece in text.split("{{")[0].split(". "))
    assert any(len(piece) > 8 and piece in reply for piece in pieces), reply
