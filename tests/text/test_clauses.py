"""Words from the middle of a clause can say the opposite of what was said."""

import pytest

from empathkit.text.clauses import begins_clause
from empathkit.text.pack import load_pack


@pytest.mark.parametrize(
    ("text", "part", "begins"),
    [
        ("We can't ship.", "We", True),
        ("It is down, we can't ship.", "we", True),
        ("It is down and we can't ship.", "we", True),
        ("It is down so\nwe can't ship.", "we", True),
        ("Nobody else on the team has access.", "the team", False),
        ("I doubt the team has access.", "the team", False),
        ("Without the key we wait.", "the key", False),
    ],
)
def test_where_a_clause_begins(text: str, part: str, begins: bool) -> None:
    assert begins_clause(text, text.index(part), load_pack()) is begins
