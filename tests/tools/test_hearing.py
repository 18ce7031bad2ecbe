"""The annotated corpus and the tools that learn from it."""

from pathlib import Path

import pytest
from hearing import scoring
from hearing.corpus import CorpusError, Mark, parse, read, single, unmarked
from hearing.examples import CHAINS, examples, labels

from empathkit.detect.tagging.tokens import tokens
from empathkit.text.pack import load_pack
from empathkit.text.spans import Span

CORPUS = Path(__file__).parents[2] / "tools" / "hearing" / "corpus"
TICKET = """\
== t-1 | Plotter
-- requester
{device|The plotter} stops, {change+started|since the move}.
-- agent
Since when?
-- requester
{frustration:mild|For the third time now}: {tried|I reset {device|the server}}.
issue: The plotter stops since the move.
unknown: error
repeat: yes
done: yes
"""


def test_a_ticket_is_read_with_its_marks() -> None:
    (told,) = parse(TICKET)
    assert [author for author, _ in told.messages] == ["requester", "agent", "requester"]
    assert told.messages[0][1] == "The plotter stops, since the move."
    quotes = [(mark.kind, told.messages[mark.message][1][mark.start : mark.end]) for mark in told.marks]
    assert quotes == [
        ("device", "The plotter"),
        ("change", "since the move"),
        ("started", "since the move"),
        ("frustration", "For the third time now"),
        ("tried", "I reset the server"),
        ("device", "the server"),
    ]


def test_a_ticket_becomes_a_case_of_the_scorer() -> None:
    gold = parse(TICKET)[0].case()["gold"]
    assert gold["feelings"] == [{"feeling": "frustration", "level": "mild", "quote": "For the third time now"}]
    assert (gold["unknown"], gold["repeat"], gold["done_talking"]) == (["error"], True, True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{device|The plotter}", "{device|The plotter"), "c:2: the mark device is not closed"),
        (("{device|", "{gadget|"), "c:2: 'gadget' is no mark"),
        (("{frustration:mild|", "{frustration|"), "c:6: 'frustration' is no mark"),
        (("Since when?", "Since {started|when}?"), "c:4: an agent's message has marks"),
        (("repeat: yes\n", ""), "c:1: no repeat:"),
        (("repeat: yes", "repeat: perhaps"), "c:1: repeat: must be yes or no"),
        (("unknown: error", "unknown: colour"), "c:1: unknown: colour is no kind"),
        (("== t-1 | Plotter", "== t-1"), "c:1: want '== key | summary'"),
        (("stops", "stops}"), "c:2: a brace is closed that was not opened"),
        (("{device|The plotter}", "{device| }"), "c:2: an empty mark device"),
    ],
)
def test_a_fault_is_told_with_its_line(change: tuple[str, str], message: str) -> None:
    with pytest.raises(CorpusError, match="^" + message.replace("|", r"\|")):
        parse(TICKET.replace(*change), "c")


def test_a_key_stands_once() -> None:
    with pytest.raises(CorpusError, match="c:12: the key t-1 stands twice"):
        parse(TICKET + TICKET, "c")


def test_single_messages_are_tickets_of_their_own() -> None:
    told = list(single("# a note\n{ask|Can you call}?\n\nIt rained.\n", "f"))
    assert [(one.key, len(one.marks)) for one in told] == [("f:2", 1), ("f:4", 0)]


def test_blanks_at_the_ends_are_no_part_of_a_mark() -> None:
    assert unmarked("a {place| here } b", "x") == ("a  here  b", [Mark("place", None, 0, 3, 7)])


def test_of_marks_that_overlap_in_a_chain_the_longest_is_learnt() -> None:
    text = "mail on the phone"
    row = tokens(text, text, Span(0, len(text)))
    marks = [Mark("device", None, 0, 12, 17), Mark("application", None, 0, 0, 17), Mark("ask", None, 0, 0, 4)]
    assert labels(row, marks, CHAINS["things"]) == ["B-application", *["I-application"] * 3]


def test_every_kind_is_in_one_chain() -> None:
    (example,) = examples([("t", parse(TICKET)[0].ticket(), parse(TICKET)[0].marks)], load_pack("en"))
    kinds = [kind for chain in CHAINS.values() for kind in chain]
    assert len(kinds) == len(set(kinds))
    assert {place.kind for place in scoring.gold(example)} <= set(kinds)
    assert [(one.name, one.level) for one in example.feelings] == [("frustration", "mild")]


def test_spans_are_counted_as_the_scorer_of_the_cases_does() -> None:
    wanted = [scoring.Place("ask", 0, 0, 10), scoring.Place("ask", 0, 20, 30), scoring.Place("place", 0, 0, 5)]
    found = [scoring.Place("ask", 0, 0, 4), scoring.Place("ask", 0, 27, 40), scoring.Place("place", 1, 0, 5)]
    counts = scoring.count(wanted, found)
    assert counts == {
        ("ask", "hit"): 1,
        ("ask", "miss"): 1,
        ("ask", "false"): 1,
        ("place", "miss"): 1,
        ("place", "false"): 1,
    }
    assert scoring.f1(counts, ["ask"]) == 0.5


@pytest.mark.parametrize("file", sorted(CORPUS.iterdir()), ids=lambda file: file.name)
def test_the_corpus_is_in_its_format(file: Path) -> None:
    assert read(file)
