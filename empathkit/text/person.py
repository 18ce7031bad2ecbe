"""English grammar for turning a user's own words to the second person: "my laptop" becomes "your laptop"."""

from __future__ import annotations

import re

_SWAPS = {
    "i'm": "you're", "im": "you're", "i've": "you've", "ive": "you've", "i'll": "you'll", "i'd": "you'd",
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we're": "you're", "we've": "you've", "we'll": "you'll", "we'd": "you'd",
    "we": "you", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
}  # fmt: skip
#: A word that is no option of a command ("-i") and no part of a path.
_WORD = re.compile(r"(?<![\w/\\-])[A-Za-z]+(?:['’][A-Za-z]+)?(?![\w/\\-])")
_AGREE = re.compile(r"\b(you) (am|was)\b", re.IGNORECASE)
#: "He leaves us on Friday": said back, nobody leaves the requester.
_GONE = re.compile(
    r"\b(leaves|is leaving|left|joins|is joining|joined) you(?= (?:on|at|in|by|next|this|today|tomorrow)\b|[,.;]|$)"
)
_BE = {"am": "are", "was": "were"}
#: "you" already means the desk here; turned round, nobody could tell who is meant.
_SECOND = re.compile(r"\b(?:you|your|yours|u|ur)\b", re.IGNORECASE)


def second_person(text: str) -> str:
    """The text with I, we, my, our and their kin turned to you and your, and "am" and "was" made to agree."""
    turned = _WORD.sub(_swap, text)
    turned = _AGREE.sub(lambda match: f"{match[1]} {_BE[match[2].lower()]}", turned)
    return _GONE.sub(r"\1", turned)


def addresses_reader(text: str) -> bool:
    """Whether the text already says "you"."""
    return _SECOND.search(text) is not None


def _swap(match: re.Match[str]) -> str:
    word = match.group()
    if word == "US":
        return word
    return _SWAPS.get(word.lower().replace("’", "'"), word)
