"""A question of theirs as the part of a sentence of ours: "Can I keep it?" becomes "whether you can keep it"."""

from __future__ import annotations

import re

from empathkit.text.pack import Pack, per_pack
from empathkit.text.person import second_person

#: Longer questions are not said back.
LONGEST = 22
#: What stands in brackets, and where a second question of the same sentence begins.
_BESIDE = re.compile(r" ?\([^()]*(?:\)|$)")
_MARKUP = re.compile(r"<\w|https?:|\by'?all\b", re.IGNORECASE)
_THEN = re.compile(r",? then$", re.IGNORECASE)
_OTHER = re.compile(r",? or (?=(?:can|could|would|will|do|does|is|are|should|may) )", re.IGNORECASE)


@per_pack
def _forms(pack: Pack) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(form["when"], re.IGNORECASE), str(form["say"])) for form in pack["answers"].get("indirect", ())
    )


def indirect(question: str, pack: Pack) -> str | None:
    """The question as a clause in the second person, or None where its grammar is not certain."""
    plain = _BESIDE.sub("", " ".join(question.split())).strip(" .!?,")
    plain = _THEN.sub("", plain)
    plain = _OTHER.split(plain)[0]
    if len(plain.split()) > LONGEST or _MARKUP.search(plain) or "(" in plain or plain.count('"') % 2:
        return None
    for form, say in _forms(pack):
        if match := form.fullmatch(plain):
            groups = {name: second_person(value or "") for name, value in match.groupdict().items()}
            groups = {name: _fit(name, value) for name, value in groups.items()}
            return " ".join(say.format(**groups).split())
    return None


def _fit(name: str, value: str) -> str:
    if name == "verb":
        return inflected(value)
    return value[:1].lower() + value[1:] if name in {"aux", "be", "it", "wh"} else value


def inflected(verb: str) -> str:
    """A verb for he, she or it: "matter" becomes "matters", "go" becomes "goes"."""
    if verb.lower() == "have":
        return "has"
    if verb.endswith("y") and verb[-2:-1] not in set("aeiou"):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
