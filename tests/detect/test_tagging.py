import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.detect.found import FoundFact
from empathkit.detect.tagging.features import of_sentence
from empathkit.detect.tagging.hits import Mark, Ruled, lexical, spread
from empathkit.detect.tagging.model import Chain, Model, packed, unpacked
from empathkit.detect.tagging.own import own_terms
from empathkit.detect.tagging.said import heard
from empathkit.detect.tagging.tagger import Tagged, models_of, spans
from empathkit.detect.tagging.tokens import Token, plain, shape, tokens
from empathkit.text.pack import Pack, load_pack
from empathkit.text.spans import Span
from empathkit.text.view import view

PACK = load_pack("en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it doesn't start.", ["it", "doesn't", "start", "."]),
        ("error 0x80070005, v1.2.3!", ["error", "0x80070005", ",", "v1.2.3", "!"]),
        ("@HelpDesk LT-2231 (floor 3)", ["@helpdesk", "lt-2231", "(", "floor", "3", ")"]),
        ("off😡", ["off", "😡"]),
        ("", []),
    ],
    ids=["apostrophe", "numbers", "names", "picture", "nothing"],
)
def test_words_are_parted_where_spans_may_end(text: str, words: list[str]) -> None:
    seen = view(text, PACK)
    assert [one.word for one in tokens(seen.text, seen.folded, Span(0, len(text)))] == words


@pytest.mark.parametrize(
    ("written", "form"), [("Outlook", "Xx"), ("LT-2231", "X-d"), ("v1.2", "xd.d"), ("OK", "X"), ("iPhone7", "xXxd")]
)
def test_a_word_has_a_shape(written: str, form: str) -> None:
    assert shape(written) == form


def test_numbers_of_a_kind_are_one_word() -> None:
    assert plain("14:00") == plain("09:30")
    assert plain("t14") != plain("t1400")


def test_a_mark_covers_its_words_and_tells_where_it_begins() -> None:
    row = [Token(0, 2, "my"), Token(3, 6, "old"), Token(7, 13, "laptop"), Token(14, 18, "died")]
    assert spread(row, [Mark(3, 13, "Rdevice")]) == [[], ["Rdevice^"], ["Rdevice~"], []]


def test_words_of_the_lexicons_are_marked_by_what_they_stand_for() -> None:
    seen = view("Outlook on my laptop is so frustrating, I restarted", PACK)
    assert {"Tapplication", "Tdeviceg", "Ffrustration", "Vdone"} <= {mark.name for mark in lexical(seen, PACK)}


def test_a_desks_own_names_are_in_the_lexicon_of_the_tagger() -> None:
    own = PACK.over({"vocabulary": {"applications": {"own": "Kornblume"}}})
    assert "Tapplication" in {mark.name for mark in lexical(view("Kornblume is slow", own), own)}


def test_what_is_told_of_a_sentence_does_not_depend_on_what_stands_around_it() -> None:
    alone, beside = view("The VPN drops. ", PACK), view("The VPN drops. Many thanks!", PACK)
    first, second = (of_sentence(seen, seen.sentences[0], 0, [], PACK)[1] for seen in (alone, beside))
    assert first == second


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["O", "B-device", "I-device"], [Tagged(3, 13, "device")]),
        (["B-os", "B-os", "O"], [Tagged(0, 2, "os"), Tagged(3, 6, "os")]),
        (["I-ask", "I-ask", "I-ask"], [Tagged(0, 13, "ask")]),
        (["B-os", "I-device", "O"], [Tagged(0, 2, "os"), Tagged(3, 6, "device")]),
        (["O", "O", "O"], []),
    ],
    ids=["one", "two in a row", "begun inside", "another kind", "none"],
)
def test_labels_mean_spans(labels: list[str], found: list[Tagged]) -> None:
    row = [Token(0, 2, "my"), Token(3, 6, "old"), Token(7, 13, "laptop")]
    assert spans(row, labels) == found


def small() -> tuple[list[Chain], list[str], np.ndarray, list[np.ndarray]]:
    chains = [Chain("one", ("O", "B-a", "I-a"), 0), Chain("two", ("x", "y"), 3)]
    weights = np.array([[1.5, 0, 0, 0, 0], [0, 2, 0, 0, 1], [0, 0, 1, 1, 0]], dtype=np.float32)
    follows = [np.array([[0, 0, -50], [0, 0, 1], [0, 0, 1]], dtype=np.float32), np.zeros((2, 2), dtype=np.float32)]
    return chains, ["", "f", "g"], weights, follows


def test_the_likeliest_labels_are_found_for_every_chain() -> None:
    chains, features, weights, follows = small()
    model = Model(chains, {name: row for row, name in enumerate(features)}, weights, follows)
    assert model.best([["f"], ["g"], ["unheard of"]]) == [["B-a", "I-a", "O"], ["y", "x", "x"]]
    assert model.best([["g"], ["g"]])[0] != ["O", "I-a"]
    assert model.best([]) == [[], []]


def test_a_thing_told_by_itself_gets_a_label_of_every_chain_and_how_likely_it_is() -> None:
    chains, features, weights, follows = small()
    model = Model(chains, {name: row for row, name in enumerate(features)}, weights, follows)
    assert [label for label, _ in model.alone(["f"])] == ["B-a", "y"]
    assert [label for label, _ in model.alone([])] == ["O", "x"]
    assert model.alone([])[1][1] == pytest.approx(0.5)


def test_a_model_is_read_back_as_it_was_packed() -> None:
    data = packed(*small())
    assert unpacked(data).best([["f"], ["g"], []]) == [["B-a", "I-a", "O"], ["y", "x", "x"]]
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        assert json.loads(bytes(held["about"]))["chains"] == ["one", "two"]


def test_the_same_model_packs_to_the_same_bytes() -> None:
    assert packed(*small()) == packed(*small())


def test_the_english_pack_has_models_and_another_language_none() -> None:
    assert models_of(PACK) is not None
    assert models_of(Pack("xx", {})) is None


def hear(text: str) -> Ruled:
    models = models_of(PACK)
    assert models
    return heard([(view(text, PACK), Ruled())], models, PACK)[0]


def test_a_thing_named_by_its_kind_alone_is_vague() -> None:
    ruled = Ruled([FoundFact("device", 0, 9, "laptop:my laptop", vague=True)])
    models = models_of(PACK)
    assert models
    found = heard([(view("my laptop is dead", PACK), ruled)], models, PACK)[0].facts
    assert [(fact.kind, fact.value, fact.vague) for fact in found if fact.kind == "device"] == [
        ("device", "laptop:my laptop", True)
    ]


@pytest.mark.parametrize(
    ("section", "text", "fact"),
    [
        ({"applications": {"own": "Kornblume"}}, "something about kornblume", ("application", "kornblume")),
        (
            {"devices": {"models": {"printer": "Big Bertha"}}},
            "and then big bertha said",
            ("device", "printer:big bertha"),
        ),
    ],
    ids=["application", "device"],
)
def test_a_desks_own_name_is_always_heard(section: dict[str, object], text: str, fact: tuple[str, str]) -> None:
    own = PACK.over({"vocabulary": section})
    models = models_of(own)
    assert models
    assert fact in [(one.kind, one.value) for one in heard([(view(text, own), Ruled())], models, own)[0].facts]


def test_the_built_in_vocabulary_is_weighed_and_not_taken_as_it_is() -> None:
    assert own_terms(PACK).find("outlook on my laptop") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_every_span_of_any_text_lies_in_it_and_two_readings_are_equal(text: str) -> None:
    once, again = hear(text), hear(text)
    assert once == again
    found = [(one.start, one.end) for one in (*once.facts, *once.asks, *once.feelings)] + [*once.tried, *once.impact]
    assert all(0 <= start < end <= len(text) for start, end in found)
