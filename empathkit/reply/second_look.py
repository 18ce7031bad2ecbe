"""A second look at the reading before anything is built on it: better no first help than one beside the point."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.detect.topics import find_topic, speaks_for
from empathkit.models import Reading, Ticket
from empathkit.reply.howto import how_tos
from empathkit.reply.material import pattern
from empathkit.reply.points import points_of, told_points
from empathkit.reply.requested import wishes
from empathkit.reply.wording import wording
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.view import LONGEST

#: A message of so few words is about one thing.
SHORT = 15
#: Of a longer one, so many words at its head name what it is about.
OPENING = 8
SEVERAL = "several_issues"


def weighed(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """The reading with its topic and situation held against what was said."""
    for look in (
        _not_done,
        _only_reached,
        _no_account,
        _how_to,
        _asked_to_do,
        _asked_for,
        _had_it,
        _settled,
        _no_danger,
        _shown,
        _nothing_lost,
        _nobody_new,
        _more_than_one,
        _sent_around,
        _on_topic,
    ):
        reading = look(reading, ticket, pack)
    return reading


def _shown(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """The situation that their words show, where another one was heard that it may stand in for."""
    talked = any(one.author == "agent" for one in ticket.messages)
    for name, table in pack["situations"].items():
        if "shows" not in table or reading.situation not in table.get("instead_of", ()):
            continue
        if table.get("later") and not talked:
            continue
        if name == SEVERAL and not _several(reading, ticket, pack):
            continue
        if "shows_unless" in table and pattern(str(table["shows_unless"])).search(" ".join(_last_said(ticket))):
            continue
        if any(pattern(str(table["shows"])).search(text) for text in _last_said(ticket)):
            return reading.model_copy(update={"situation": name})
    return _shown_first(reading, ticket, pack) if len(ticket.messages) == 1 else reading


def _shown_first(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """The situation that a first message opens with, where it is mostly one of a later message."""
    for name, table in pack["situations"].items():
        first = reading.situation in table.get("instead_of", ()) and table.get("shows_first")
        if first and pattern(str(first)).search(fold(ticket.messages[0].body[:LONGEST])):
            return reading.model_copy(update={"situation": name, "unknown": ()})
    return reading


def _several(reading: Reading, ticket: Ticket, pack: Pack) -> bool:
    """Whether a list is of several matters: not of questions about the one fault that was told."""
    told = told_points(ticket, pack)
    question = wording(pack).question
    asked = [at for _, at in told if "?" in at.quote or question.match(at.quote)]
    if reading.situation == "fault" and told and len(asked) == len(told):
        return False
    return bool(told) or len(points_of(ticket, pack)) >= 2


def _not_done(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """No thank-you where nobody is glad or thankful and nothing says that all is well."""
    if reading.situation != "thanks" or any(one.feeling in {"relief", "gratitude"} for one in reading.feelings):
        return reading
    if pattern(str(pack["situations"]["thanks"].get("sure", "(?!)"))).search(fold(ticket.messages[-1].body[:LONGEST])):
        return reading
    signs = str(pack["situations"].get("thanks", {}).get("signs", ""))
    asked = any(one.evidence.message == len(ticket.messages) - 1 for one in reading.asks)
    unhappy = any(one.feeling in {"disappointment", "frustration", "anger"} for one in reading.feelings)
    if not unhappy and (not asked or not signs or pattern(signs).search(fold(ticket.messages[-1].body[:LONGEST]))):
        return reading
    return reading.model_copy(update={"situation": "request" if asked and not unhappy else "fault"})


def _only_reached(reading: Reading, _: Ticket, pack: Pack) -> Reading:
    """A fault, where the only request is how they want to be written to."""
    reached = pattern(str(pack["situations"]["request"]["only_reached"]))
    spoken = [one.evidence.quote for one in reading.asks]
    if reading.situation != "request" or not spoken or not all(reached.search(fold(one)) for one in spoken):
        return reading
    return reading.model_copy(update={"situation": "fault"})


def _asked_to_do(reading: Reading, _: Ticket, pack: Pack) -> Reading:
    """A request, where a how-to was heard and all they ask is that we do something."""
    deed, tell = pattern(str(pack["answers"]["deed"])), pattern(str(pack["answers"]["tell_me"]))
    asked = [fold(one.evidence.quote) for one in reading.asks]
    if reading.situation != "howto" or not asked or not all(deed.match(one) and not tell.match(one) for one in asked):
        return reading
    help_only = pattern(str(pack["answers"]["help_only"]))
    return (
        reading if any(help_only.search(one) for one in asked) else reading.model_copy(update={"situation": "request"})
    )


def _asked_for(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A request, where a fault or a how-to was heard, they say what they would like, and nothing tells of a fault."""
    table, last = pack["requests"], ticket.messages[-1]
    if reading.situation not in table["instead_of"] or not wishes(last.body, pack):
        return reading
    title, body = _last_said(ticket)
    how = pattern(str(pack["howto"]["asks"]))
    if any(pattern(str(table["fault"])).search(text) for text in (title, body)):
        return reading
    got = pattern(str(table["how_to_get"]))
    asked = [fold(one.evidence.quote) for one in reading.asks]
    if reading.situation == "howto" and any(how.search(one) and not got.search(one) for one in asked):
        return reading
    return reading.model_copy(update={"situation": "request"})


def _no_account(reading: Reading, _: Ticket, pack: Pack) -> Reading:
    """A fault, where what is locked is a door and no account."""
    never = pack["situations"]["account_lock"].get("never_topics", ())
    if reading.situation != "account_lock" or reading.topic not in never:
        return reading
    return reading.model_copy(update={"situation": "fault"})


def _how_to(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A how-to, where a common question is asked and nothing is said to fail."""
    table, said = pack["howto"], "\n".join(_last_said(ticket))
    found = next(how_tos(reading, ticket, pack), None)
    harmless = found is not None and reading.situation in {"security", "data_loss"} and found.entry.get("harmless")
    if found is None or not (harmless or reading.situation in table["instead_of"]):
        return reading
    if pattern(str(table["fault"])).search(said):
        return reading
    return reading.model_copy(update={"situation": "howto"})


def _had_it(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A fault, where access that they had has gone: nobody has to agree to it anew."""
    table = pack["situations"]["access"]
    if reading.situation != "access" or not any(pattern(str(table["had"])).search(one) for one in _all_said(ticket)):
        return reading
    if any(pattern(str(table["given"])).search(fold(one.evidence.quote)) for one in reading.asks):
        return reading
    return reading.model_copy(update={"situation": "fault"})


def _all_said(ticket: Ticket) -> tuple[str, ...]:
    """The title and all they wrote, folded."""
    bodies = (one.body for one in ticket.messages if one.author == "requester")
    return (fold(ticket.summary[:LONGEST]), *(fold(body[:LONGEST]) for body in bodies))


def _last_said(ticket: Ticket) -> tuple[str, str]:
    """The title and the last message, folded."""
    return fold(ticket.summary[:LONGEST]), fold(ticket.messages[-1].body[:LONGEST])


def _on_topic(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """With the topic its situation brings along, or the one the issue or the title speaks of.

    A topic that only the rest of a longer message, or only weak words, speak for is left out.
    """
    if brought := pack["situations"].get(reading.situation or "", {}).get("topic"):
        return reading.model_copy(update={"topic": brought})
    if shown := _topic_shown(reading, ticket, pack):
        return reading.model_copy(update={"topic": shown})
    if told := _newly_told(reading, ticket, pack):
        return reading.model_copy(update={"topic": told})
    if reading.topic and any(speaks_for(text, reading.topic, pack, "sure") for text in _all_said(ticket)):
        return reading
    core = [text[:LONGEST] for text in (_their_words(reading.issue or "", pack), ticket.summary, *_short(ticket))]
    for topic in (reading.topic, *(find_topic(text, pack) for text in core)):
        own = topic == reading.topic
        enough, heard = ("common", [*core, _opening(ticket)]) if own else ("strong", core)
        if topic and any(speaks_for(text, topic, pack, enough) for text in heard):
            return reading.model_copy(update={"topic": topic})
    named = any(fact.kind == "application" and not fact.vague for fact in reading.facts)
    return reading.model_copy(update={"topic": "software" if named else None})


def _topic_shown(reading: Reading, ticket: Ticket, pack: Pack) -> str | None:
    """The topic that their words show, where another one was heard that it may stand in for."""
    said = "\n".join(_all_said(ticket))
    for name, table in pack["topics"].items():
        if (reading.topic or "") in table.get("instead_of", ()) and pattern(str(table["shows"])).search(said):
            return str(name)
    return None


def _their_words(issue: str, pack: Pack) -> str:
    """The issue without how we begin it: "You report" is no word of theirs."""
    say = pack["issue"]["say"]
    return issue.removeprefix(str(say["fragment"]).partition("{")[0]).removeprefix(str(say["about"]).partition("{")[0])


def _newly_told(reading: Reading, ticket: Ticket, pack: Pack) -> str | None:
    """The topic that an error speaks of which their answer names: it tells more than the first complaint."""
    last = len(ticket.messages) - 1
    for fact in reading.facts if reading.situation == "answers" else ():
        if fact.kind != "error" or fact.evidence.message != last or len(fact.evidence.quote.split()) < 2:
            continue
        topic = find_topic(fact.evidence.quote, pack)
        if topic and topic != reading.topic and speaks_for(fact.evidence.quote, topic, pack, "strong"):
            return topic
    return None


def _opening(ticket: Ticket) -> str:
    """The first words of the first message, where most name what it is about."""
    return " ".join(fold(ticket.messages[0].body[:LONGEST]).split()[:OPENING])


def _short(ticket: Ticket) -> Iterator[str]:
    bodies = (one.body for one in ticket.messages if one.author == "requester")
    yield from (body for body in bodies if len(body[:LONGEST].split()) <= SHORT)


def _settled(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A thank-you, where an answer to the agent says that all is well and asks for nothing."""
    last, table = fold(ticket.messages[-1].body[:LONGEST]), pack["situations"].get("thanks", {})
    glad = any(one.feeling in {"relief", "gratitude"} for one in reading.feelings)
    if reading.situation != "answers" or not glad or "signs" not in table:
        return reading
    well = pattern(str(table["signs"])).search(last) and not pattern(str(table["unless"])).search(last)
    return reading.model_copy(update={"situation": "thanks", "unknown": ()}) if well else reading


def _more_than_one(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A fault, where nothing says that more than one person has it, or others are said to be fine."""
    others_fine = str(pack["credit"].get("scope", {}).get("others_fine", "(?!)"))
    fine = any(one.kind == "scope" and pattern(others_fine).search(fold(one.evidence.quote)) for one in reading.facts)
    if reading.situation == "outage" and fine:
        return reading.model_copy(update={"situation": "fault"})
    return reading if _signed("outage", reading, ticket, pack) else reading.model_copy(update={"situation": "fault"})


def _no_danger(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A fault, where a security doubt was heard and no word of one was said."""
    return reading if _signed("security", reading, ticket, pack) else reading.model_copy(update={"situation": "fault"})


def _nothing_lost(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A fault, where only time or work was lost."""
    return reading if _signed("data_loss", reading, ticket, pack) else reading.model_copy(update={"situation": "fault"})


def _nobody_new(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """A request, where nobody is said to begin or to leave."""
    gone = _signed("onboarding", reading, ticket, pack)
    return reading if gone else reading.model_copy(update={"situation": "request"})


def _sent_around(reading: Reading, ticket: Ticket, pack: Pack) -> Reading:
    """No word of having been sent around to somebody who was not."""
    if _signed("bounced", reading, ticket, pack):
        return reading
    talked = any(one.author == "agent" for one in ticket.messages)
    return reading.model_copy(update={"situation": "answers" if talked else "fault"})


def _signed(situation: str, reading: Reading, ticket: Ticket, pack: Pack) -> bool:
    """Whether a reading is of another situation, or their words show the signs of this one."""
    signs = pack["situations"].get(situation, {}).get("signs")
    if reading.situation != situation or not signs:
        return True
    said = _all_said(ticket)
    never = pack["situations"][situation].get("signs_unless")
    if never and pattern(str(never)).search("\n".join(said)):
        return False
    return any(pattern(str(signs)).search(text) for text in said)
