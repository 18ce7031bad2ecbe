"""The issue as a reply says it: whole, inside a sentence, and in its parts."""

from __future__ import annotations

import re

from empathkit.models import Reason
from empathkit.reply.material import Material, Slot, all_said, because, pattern, said
from empathkit.reply.whole import sayable
from empathkit.reply.wording import as_written, lower_start, proper, small_words
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.view import LONGEST

_QUOTED = re.compile(r"(?<!\w)'([^'\n]{3,80})'(?!\w)")
_JOINED = re.compile(r"(, (?:and|while|so|but) )([A-Z][a-z]+)\b")
#: What is left of a clause whose first half went, before one that stands by itself: "restarted, while webmail is fine".
_SCRAP = re.compile(r"^(?:\w+ ){0,2}\w+, (?:while|so) (?=\w+ \w+)")
#: A clause that holds so much of a telling fact is worth saying.
TOLD = 0.7
#: Words of a fault that can stand inside a sentence about how it feels.
LONGEST_FAULT = 16
#: Words of a first clause that can stand before a colon, and of an issue said back whole.
LONGEST_TOLD = 20
LONGEST_ISSUE = 30
#: What a further clause of an issue has to hold to be worth saying.
TELLING = frozenset({"error", "started", "change", "deadline", "scope", "frequency", "place"})


def issue(material: Material) -> dict[str, Slot]:
    """The issue as a sentence, as it can stand inside one, and its parts: the fault, the wish, what it is about."""
    if better := _by_title(material):
        return better
    issue = corrected(_worth_saying(_without_what_comes(material), material), material)
    issue = sayable(_tidy(as_written(proper(issue, material.pack), material.pack), material), material)
    if not issue:
        return {}
    words = set(re.findall(r"\w{3,}", issue.lower()))
    spans = [
        fact.evidence
        for fact in material.reading.facts
        if words & set(re.findall(r"\w{3,}", fact.evidence.quote.lower()))
    ]
    reasons = tuple(Reason(rule="restate.issue", evidence=one) for one in (spans or [said(material)])[:3])
    wish = _wish(issue, material)
    openings = material.pack["voice"]["abouts"]
    about = next((issue.removeprefix(one) for one in openings if issue.startswith(one)), "").partition(", and ")[0]
    if about:
        return {"issue": Slot(issue, reasons), "about": Slot(about.rstrip("."), reasons)}
    filled = {"issue": Slot(issue, reasons), "issue_in": Slot(_inside(issue, material), reasons)}
    if fault := _fault(filled["issue_in"].text, material):
        filled |= {"fault": Slot(fault, reasons)}
    if told := _told(issue, material):
        filled |= {"told": Slot(told, reasons)}
    if wish:
        slot = Slot(wish, because("restate.wish", reasons[0].evidence))
        wanted = Slot(wish.partition(", ")[0], slot.reasons)
        filled |= {"wish": slot} if wish.startswith(("me to ", "to ")) else {"wish": slot, "wanted": wanted}
    return filled


def _without_what_comes(material: Material) -> str:
    """The issue, without a clause that only says what is still to come."""
    issue = material.reading.issue or ""
    if material.reading.situation != "more_to_come":
        return issue
    coming = pattern(str(material.pack["voice"]["coming"]))
    kept = [part for part in issue.rstrip(".").split(", and ") if not coming.search(part)]
    text = ", and ".join(kept)
    return text[:1].upper() + text[1:] + "." if text else ""


def _by_title(material: Material) -> dict[str, Slot]:
    """The issue by the title of the ticket, where the message tells only what they have or did."""
    voice, issue = material.pack["voice"], material.reading.issue or ""
    title = " ".join(material.ticket.summary.split()).strip(" .")
    if not pattern(str(voice["weak_issue"])).match(issue) or addresses_reader(title) or _loud(title):
        return {}
    reasons = because("restate.title", said(material))
    text = _tidy(as_written(proper(second_person(title), material.pack), material.pack), material)
    text = text[:1].upper() + text[1:]
    if pattern(str(voice["title_clause"])).match(title):
        inside = lower_start(text, material.pack)
        return {
            "issue": Slot(f"{text}.", reasons),
            "issue_in": Slot(f"{inside}.", reasons),
            "told": Slot(inside, reasons),
        }
    if pattern(str(voice["title_thing"])).match(title):
        return {"issue": Slot(f"{text}.", reasons), "about": Slot(lower_start(text, material.pack), reasons)}
    return {}


def _loud(text: str) -> bool:
    return sum(word.isupper() and len(word) > 3 for word in text.split()) > 2


def corrected(issue: str, material: Material) -> str:
    """The issue with a word they took back put right: "mouse is dead. sorry, I mean the keyboard"."""
    for source in material.pack["voice"]["corrections"]:
        match = pattern(str(source)).search(all_said(material))
        if match and (found := re.search(rf"\b{re.escape(match['old'])}\b", issue, re.IGNORECASE)):
            new = match["new"].capitalize() if found.group()[:1].isupper() else match["new"]
            first = pattern(str(material.pack["voice"]["next_clause"])).split(issue.rstrip("."))[0]
            kept = re.split(r", while ", first)[0]
            return re.sub(rf"\b{re.escape(match['old'])}\b", new, kept, flags=re.IGNORECASE) + "."
    return issue


def _worth_saying(issue: str, material: Material) -> str:
    """The issue without later clauses that hold nothing telling, or that would make it long."""
    first, *more = pattern(str(material.pack["voice"]["next_clause"])).split(issue.rstrip("."))
    facts = [fact.evidence.quote for fact in material.reading.facts if fact.kind in TELLING]
    leaning = pattern(str(material.pack["voice"]["leaning"]))
    telling = [_words(text) for text in (*facts, *(one.evidence.quote for one in material.reading.impact))]
    kept, left_out = [first], ""
    for clause in more:
        alone = _SCRAP.sub("", clause) if len(kept) == 1 and clause is not more[0] else clause
        told = any(words and len(words & _words(clause)) >= TOLD * len(words) for words in telling)
        if left_out and leaning.match(alone):
            alone = f"{left_out}, and {alone}"
        fits = told and len(" ".join((*kept, alone)).split()) <= LONGEST_ISSUE
        left_out = "" if fits else alone
        if fits:
            kept.append(alone)
    return ", and ".join(kept) + "." if issue else ""


def _tidy(issue: str, material: Material) -> str:
    """With their quotations closed, and a word that loses its capital inside a sentence small behind a comma."""
    for message in material.ticket.messages:
        for quoted in _QUOTED.findall(message.body[:LONGEST]) if message.author == "requester" else ():
            if f"'{quoted}" in issue:
                issue = issue.replace(f"'{quoted}'", f"“{quoted}”").replace(f"'{quoted}", f"“{quoted}”")
    issue = pattern(str(material.pack["voice"]["misjoined"])).sub("", issue)
    for form in material.pack["voice"]["put_right"]:
        issue = pattern(str(form["when"])).sub(str(form["say"]), issue)
    small = small_words(material.pack)
    return _JOINED.sub(lambda at: at[1] + (at[2].lower() if at[2].lower() in small else at[2]), issue)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", second_person(text).lower()))


def _told(issue: str, material: Material) -> str:
    """The first clause of the issue as it can stand before a colon, or "" where it is long, a wish or a question."""
    head = pattern(str(material.pack["voice"]["next_clause"])).split(issue.rstrip("."))[0]
    plain = pattern(str(material.pack["voice"]["told"])).match(head)
    return head if plain and len(head.split()) <= LONGEST_TOLD else ""


def _fault(issue: str, material: Material) -> str:
    """The main clause of the issue as it can follow "it is when", or "" where it is long or no plain statement."""
    head = re.split(r", (?:and|which|but|while|so) | \(", issue.rstrip("."))[0]
    plain = pattern(str(material.pack["voice"]["plain_fault"])).match(head)
    return head if plain and len(head.split()) <= LONGEST_FAULT else ""


def _inside(issue: str, material: Material) -> str:
    """The issue as it can stand inside a sentence: its first word as they wrote it, or "" where that is not certain."""
    lowered = lower_start(issue, material.pack)
    if lowered != issue:
        return lowered
    first = issue.split(maxsplit=1)[0].rstrip(",")
    words = {word for one in material.ticket.messages if one.author == "requester" for word in one.body.split()}
    if first.lower() in words:
        return issue[:1].lower() + issue[1:]
    return issue if first in words else ""


def _wish(issue: str, material: Material) -> str:
    """What they would like, as it can follow "you'd like": "access to the tenders mailbox"."""
    for opening in material.pack["voice"]["wishes"]:
        if issue.startswith(opening):
            wish = issue.removeprefix(opening).strip().rstrip(".").removesuffix(" please").rstrip(",")
            return f"me to {wish[6:]}" if wish.startswith("us to ") else wish
    return ""
