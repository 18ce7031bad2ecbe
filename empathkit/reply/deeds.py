"""What they tried, in their own words, where no noun of the pack says it: "You ran the test by cable"."""

from __future__ import annotations

import re

from empathkit.detect.steps import find_steps
from empathkit.models import Mention
from empathkit.reply.material import Material, Slot, because, pattern
from empathkit.reply.wording import as_written, wording
from empathkit.text.clauses import begins_clause
from empathkit.text.gated import Regex
from empathkit.text.person import addresses_reader, second_person

#: Words of a deed that can be said back, and how many are.
LONGEST_DEED = 18
MOST_DEEDS = 2
#: Questions, commands and code are not said back.
_NO_SPEECH = re.compile(r"[?:=<>{}\\|]|\w\.\w")
_SPACE = re.compile(r"\s+")


def deeds(material: Material) -> dict[str, Slot]:
    """``tried_told``: up to two of the steps they told, as clauses of ours, where a noun would say less."""
    names = material.pack["credit"].get("nouns", {})
    told: dict[str, Mention] = {}
    plain = True
    for one in material.reading.tried:
        known = any(names.get(step.action) for step in find_steps(one.evidence.quote, material.pack))
        deed = _deed(one, material)
        plain = plain and (known or not deed)
        if deed and not _told(deed, (material.reading.issue or "").partition(", and ")[0], *told):
            told[deed] = one
    if plain or not told:
        return {}
    listed = list(told)[:MOST_DEEDS]
    reasons = tuple(why for deed in listed for why in because("credit.told", told[deed].evidence))
    return {"tried_told": Slot(", and ".join(listed), reasons)}


def _deed(one: Mention, material: Material) -> str:
    """One step as "you swapped the cable", or "" where its grammar is not certain."""
    at = one.evidence
    body = material.ticket.messages[at.message].body
    rest = _to_the_end(material).match(body, at.end)
    quote = _SPACE.sub(" ", at.quote + (rest.group() if rest else "")).strip(" .,;:!")
    match = pattern(str(material.pack["credit"]["deed"])).fullmatch(quote)
    if match is None or len(quote.split()) > LONGEST_DEED or addresses_reader(quote):
        return ""
    if not match["who"] and not begins_clause(body, at.start, material.pack):
        return ""
    if wording(material.pack).unsayable.search(quote) or _NO_SPEECH.search(quote):
        return ""
    done = match["rest"] if match["who"] else match["rest"][:1].lower() + match["rest"][1:]
    return as_written(second_person(f"{match['who'] or 'I '}{done}"), material.pack)


def _to_the_end(material: Material) -> Regex:
    """The rest of the clause behind a step, up to where its result begins."""
    result = str(material.pack["credit"]["result"])
    return pattern(rf"(?:(?!{result})[^.;!?\n:–—]){{1,80}}?(?=[.;!?\n:–—]|$|{result})")


def _told(deed: str, *before: str) -> bool:
    """Whether most words of a deed stand in one of the texts already."""
    words = set(re.findall(r"\w{4,}", deed.lower()))
    return not words or any(
        len(words & set(re.findall(r"\w{4,}", text.lower()))) >= 0.7 * len(words) for text in before
    )
