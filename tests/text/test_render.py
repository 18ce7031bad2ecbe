"""Liquid: strict, limited, and it tells what a template asks for."""

import pytest

from empathkit.errors import PackError
from empathkit.text.render import render, variables


def test_a_template_tells_its_variables() -> None:
    assert variables("{{ a | start }}{% if b %} {{ c }}{% endif %}") == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ thing | start }} drops.", "VPN line drops."),
        ("a  {{ thing }}\n b", "a VPN line b"),
        ("{% if thing %}yes{% endif %}", "yes"),
    ],
)
def test_a_template_is_filled_and_white_space_folded(source: str, text: str) -> None:
    assert render(source, {"thing": "VPN line"}) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{{ thing | shout }}",
        "{% if thing",
        "{% for a in (1..10000) %}{% for b in (1..10000) %}x{% endfor %}{% endfor %}",
        "{% include 'secrets' %}",
    ],
    ids=["unknown variable", "unknown filter", "broken", "loop bomb", "other file"],
)
def test_what_a_template_may_not_do(source: str) -> None:
    with pytest.raises(PackError):
        render(source, {"thing": "x"})


def test_what_cannot_be_printed_is_left_out() -> None:
    assert render("It says {{ thing }}.", {"thing": "a\x00b\ud800c\u202ed"}) == "It says abcd."


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hello {{ name }},", "Hello Ana {{ x }},"),
        ("{{ name | start }}: {{ name }}", "Ana {{ x }}: Ana {{ x }}"),
        ("{% if name %}yes{% endif %}", "yes"),
        ("{{name}}  twice", "Ana {{ x }} twice"),
    ],
)
def test_a_slot_is_filled_the_same_by_the_short_way_and_by_liquid(source: str, said: str) -> None:
    assert render(source, {"name": "Ana {{ x }}"}) == said
