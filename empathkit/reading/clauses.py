"""Walks a sentence word by word and finds the steps it tells of.

What stands before a verb in its clause decides: who acts, and whether it is told as done, or planned, wished, denied,
asked or only supposed. The words are in ``steps.toml``, table ``walk``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span

_TOKEN = re.compile(r"[a-z0-9@#]+(?:['/-][a-z0-9]+)*|[.,;:!?()\n–—*•&+-]")
_WORD = re.compile(r"[a-z0-9-]+")
#: How far behind the start of a clause an outcome may be told, in characters.
_OUTCOME = 150
#: What a word does to the clause it stands in; where a word is in two lists the first one counts.
_ROLES = ("me", "helper", "parts", "other", "under", "not_done", "passive", "again", "between")
_LISTS = (
    "no_step",
    "weak",
    "noted",
    "same_form",
    "by",
    "by_known",
    "by_remedy",
    "remedy",
    "not_gerund",
    "marks",
    "asks",
    "strong",
)


class _Words(NamedTuple):
    role: dict[str, str]
    of: dict[str, frozenset[str]]
    done: frozenset[str]
    irregular: frozenset[str]
    doing: frozenset[str]
    helped: re.Pattern[str]
    until: re.Pattern[str]
    outcome: re.Pattern[str]
    act: re.Pattern[str]
    aim: re.Pattern[str]


@per_pack
def _words(pack: Pack) -> _Words:
    walk = pack["steps"].get("walk", {})
    of = {name: frozenset(str(walk.get(name, "")).split()) for name in (*_ROLES, *_LISTS)}
    actions = pack["steps"].get("actions", {}).values()
    done = {word.strip() for forms in actions for word in forms[1].split(",") if len(word.split()) == 1}
    doing = {word.split()[0] for forms in actions for word in forms[2].split(",") if word.split()}
    strong = (frozenset(done) | of["strong"]) - of["weak"]
    return _Words(
        {word: name for name in reversed(_ROLES) for word in of[name]},
        of,
        strong,
        frozenset(word for word in strong | of["weak"] | {"did"} if not word.endswith(("ed", "ing"))),
        frozenset(doing) | of["remedy"],
        *(re.compile(str(walk.get(name, "(?!)"))) for name in ("helped", "until", "outcome", "act", "aim")),
    )


@dataclass(slots=True)
class _Clause:
    """What the words so far say about the clause they stand in."""

    start: int
    who: str = ""
    not_done: bool = False
    under: bool = False
    passive: bool = False
    fresh: bool = True
    marked: bool = False


def told_steps(folded: str, sentence: Span, pack: Pack, near: bool = False) -> list[Span]:
    """The steps a sentence tells of as done by the requester or for them, in order.

    ``near`` is set where the sentence before told of a step: what follows a step is more easily one.
    """
    words = _words(pack)
    text = folded[sentence.start : sentence.end]
    if "ed" not in text and "ing" not in text and words.irregular.isdisjoint(_WORD.findall(text)):
        return []
    return list(_Walk(folded, sentence, words, near).steps())


class _Walk:
    """One walk through a sentence."""

    def __init__(self, folded: str, sentence: Span, words: _Words, near: bool) -> None:
        self.folded, self.sentence, self.words, self.near = folded, sentence, words, near
        self.clause = _Clause(sentence.start)
        self.carried = ""  # who acted in the clause before
        self.listing = False  # behind a step its like may follow: "... and cleaning it"
        self.last = ""

    def steps(self) -> Iterator[Span]:
        at = self.sentence.start
        while match := _TOKEN.search(self.folded, at, self.sentence.end):
            span = self._step(match)
            if span is None:
                self._heard(match)
            else:
                yield span
            at = max(match.end(), span.end if span else 0)
            self.last = match.group()

    def _step(self, match: re.Match[str]) -> Span | None:
        word, clause, words = match.group(), self.clause, self.words
        if word.endswith("ing"):
            return self._gerund(match) if word not in words.of["not_gerund"] else None
        past = word in words.done or word in words.of["weak"] or (word.endswith("ed") and len(word) > 4)
        if not (past or word == "did") or clause.not_done or clause.under:
            return None
        if word == "did":
            act = words.act.match(self.folded, match.start(), self.sentence.end)
            return self._taken(match) if act and clause.who in {"", "me"} else None
        if clause.passive or not self._counts(word) or words.aim.match(self.folded, match.start()):
            return None
        return self._taken(match)

    def _counts(self, word: str) -> bool:
        """Whether somebody who counts did it, and meant it to help."""
        clause, words = self.clause, self.words
        strong, weak = word in words.done, word in words.of["weak"]
        if word in words.of["no_step"] and not strong:
            return False
        if clause.who == "me":
            return strong or (weak and (clause.marked or self.near or self._told_outcome())) or self._told_end()
        if clause.who == "helper":
            return strong
        carried = self.carried == "me" and self.listing
        if clause.who or not clause.fresh or not (strong or weak):
            return False
        if word in words.of["same_form"]:
            return carried or self._told_outcome()
        return strong or carried or clause.marked or self.near or word in words.of["noted"] or self._told_outcome()

    def _told_end(self) -> bool:
        """Whether what is no known step is told with how it ended."""
        start = self.clause.start
        return bool(self.words.outcome.search(self.folded, start, start + _OUTCOME))

    def _told_outcome(self) -> bool:
        return bool(self.words.helped.search(self.folded, self.clause.start, self.clause.start + _OUTCOME))

    def _gerund(self, match: re.Match[str]) -> Span | None:
        word, words = match.group(), self.words
        if self._by(word):
            return None if self.clause.not_done else self._taken(match)
        if word not in words.doing or not self.clause.fresh or self.clause.who:
            return None
        known = self.listing or words.outcome.search(self.folded, match.end(), min(self.sentence.end, match.end() + 90))
        return self._taken(match) if known else None

    def _by(self, word: str) -> bool:
        of = self.words.of
        if self.last in of["by_remedy"]:
            return word in of["remedy"]
        return self.last in of["by"] and (self.last not in of["by_known"] or word in self.words.doing)

    def _taken(self, match: re.Match[str]) -> Span:
        """The step, from who took it to the end of its clause."""
        clause = self.clause
        whole = (clause.who in {"me", "helper"} or clause.marked) and not self._by(match.group())
        until = self.words.until.match(self.folded, match.end(), self.sentence.end)
        span = Span(clause.start if whole else match.start(), until.end() if until else match.end())
        self.carried, self.listing = clause.who or "me", True
        self.clause = _Clause(span.end, fresh=False)
        return span

    def _heard(self, match: re.Match[str]) -> None:
        """Takes in a word that is no step."""
        word, clause, of = match.group(), self.clause, self.words.of
        role = self.words.role.get(word) or ("" if word[0].isalnum() else "parts")
        if role == "parts":
            self.clause = _Clause(match.end())
        elif role == "again":
            self.carried = clause.who if clause.who in {"me", "helper"} else self.carried
            self.clause = _Clause(match.end(), "", clause.not_done, clause.under)
        elif role == "me":
            asked = self.last in of["not_done"] or self.last in of["asks"]
            under = clause.under or self.last in of["under"]
            self.clause = _Clause(match.start(), "me", asked, under, fresh=False, marked=word.endswith("ve"))
        elif role in {"helper", "other"}:
            clause.who, clause.fresh = role, False
            clause.under |= word in of["under"]
        elif role == "under":
            clause.under = True
        elif role == "between":
            clause.marked |= word in of["marks"]
        else:
            clause.not_done |= role == "not_done"
            clause.passive |= role == "passive"
            clause.who = clause.who or ("" if role else "other")
            clause.fresh = False
