"""What a restated issue can be made of: the clauses a requester wrote that can stand alone, each with what it is
worth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from empathkit.detect.found import FoundAsk, FoundFact
from empathkit.reading.conversation import Heed
from empathkit.reading.pieces import Run, asides, runs, told_before
from empathkit.reading.saying import asked, clause, lower_first
from empathkit.reading.voice import Voice, said_back
from empathkit.reading.weight import Sentence, Weighed, content, fit
from empathkit.reading.words import fault_words
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.spans import Span, blanked, overlaps
from empathkit.text.view import View

#: Only so many sentences, those worth most, are cut into clauses; of each so many clauses are tried.
MOST_SENTENCES = 4
RUNS = 2
#: Words and characters of a clause.
LONGEST, SHORTEST = 30, 8
#: Words of a sentence without a verb that is worth reporting.
FEWEST = 3
#: What is taken off a clause that only names what it is about, that stands beside the issue, or that leans on the
#: sentence before.
BARE, BESIDE, LOOSE = 0.04, 0.06, 0.05
#: What is taken off a clause that tells of no fault and holds no fact of these kinds.
PLAIN = 0.03
_TELLING = frozenset({"error", "change", "started", "deadline", "scope", "frequency"})
#: What a screen says is said back up to so many words.
LONGEST_SHOWN = 10
_NUMBERING = "0123456789.)-*• "
#: What may stand between a colon and what the screen says.
_BEFORE_SHOWN = ' \t\n\r:"“”`>'
_QUOTES = frozenset("\"“'‘")


class Told(NamedTuple):
    """What the sentence is made of."""

    summary: View
    messages: list[Heed]
    facts: list[tuple[Heed, FoundFact]]
    impact: list[tuple[Heed, Span]]
    asks: list[tuple[Heed, FoundAsk]]
    tried: list[tuple[Heed, Span]]
    situation: str
    pack: Pack


class Piece(NamedTuple):
    """A clause or phrase, how it is joined to another, and where it was said: in which sentence (``place``) and where
    in the message (``at``). ``apt``: it can begin the sentence; ``bare``: it only names what it is about; ``kinds``:
    which things it names already; ``words``: those of weight."""

    text: str
    worth: float
    join: str = "and"
    place: int = 0
    at: int = 0
    clause: bool = True
    apt: bool = True
    bare: bool = False
    kinds: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


class Source(NamedTuple):
    """A ticket with the weight of its words, and the voice that says it back."""

    told: Told
    weighed: Weighed
    spoken: Voice


def opening(name: str, spoken: Voice) -> str:
    """How a clause begins that is said with the words of this name."""
    return spoken.say[name].partition("{")[0]


def without_asides(message: Heed) -> Heed:
    """A message with what is told between parentheses blanked."""
    seen = message.seen
    told = [aside for sentence in seen.sentences for aside in asides(seen.text, sentence)]
    if not told:
        return message
    return message._replace(seen=View(blanked(seen.text, told), blanked(seen.folded, told), seen.sentences))


def sentences(told: Told, spoken: Voice) -> Iterator[Sentence]:
    """All sentences, and whether they tell anything."""
    for number, message in enumerate(told.messages):
        for span in message.seen.sentences:
            yield Sentence(number, span, not spoken.greeting.search(message.seen.folded[span.start : span.end]))


def marked(told: Told) -> Iterator[tuple[int, Span, str]]:
    """Everything that was heard, with its message and its name."""
    numbers = {message.at: number for number, message in enumerate(told.messages)}
    for message, fact in told.facts:
        yield numbers[message.at], Span(fact.start, fact.end), fact.kind
    for name, found in (("impact", told.impact), ("tried", told.tried)):
        for message, span in found:
            yield numbers[message.at], span, name
    for message, ask in told.asks:
        yield numbers[message.at], Span(ask.start, ask.end), "ask"


# --- clauses -----------------------------------------------------------------------------------------


def clauses(source: Source, given: Sequence[Sentence]) -> Iterator[Piece]:
    """The title, the clauses of the sentences worth most, and what is asked; of a thank-you the last message alone."""
    told, weighed, spoken = source
    telling = [one for one in given if one.tells]
    last = [one for one in telling if told.situation == "thanks" and one.message == len(told.messages) - 1]
    if last:
        telling = last
    else:
        yield from _title(source)
    order = sorted(range(len(telling)), key=lambda place: -_mass(telling[place], source))
    for place in sorted(order[:MOST_SENTENCES]):
        one = telling[place]
        message = told.messages[one.message]
        folded, span = message.seen.folded, one.span
        words = folded[span.start : span.end]
        told_in = told_before(folded, span, spoken) if words.rstrip('"”)').endswith("?") else span
        if told_in and not spoken.log.search(words) and not _in_log(folded, span, spoken):
            yield from _of_sentence(source, message, told_in, place + 1)
    for message, ask in told.asks:
        wanted = _wanted(message.seen.text[ask.start : ask.end], spoken)
        if wanted and not spoken.unsayable.search(fold(wanted)) and not spoken.empty_ask.search(fold(wanted)):
            place = _place(message, ask, telling, told)
            yield weighed_piece(Piece(wanted, 0.0, place=place, at=ask.start), weighed, spoken)


def _in_log(folded: str, span: Span, spoken: Voice) -> bool:
    """Whether a sentence goes on in a line that a machine wrote, as in "remote: Denied. Use a token"."""
    line = folded.rfind("\n", 0, span.start) + 1
    return line < span.start and spoken.log.match(folded[line : span.start].lstrip(_NUMBERING)) is not None


def _place(message: Heed, ask: FoundAsk, telling: Sequence[Sentence], told: Told) -> int:
    """In which sentence something is asked; behind them all where none holds it."""
    for place, one in enumerate(telling, start=1):
        if told.messages[one.message].at == message.at and one.span.start <= ask.start < one.span.end:
            return place
    return len(telling)


def told_at_all(source: Source, given: Sequence[Sentence]) -> Piece | None:
    """What is only named in the sentence worth most: better than the subject of a mail without its matter."""
    told, weighed, spoken = source
    telling = [one for one in given if one.tells]
    for one in sorted(telling, key=lambda one: -_mass(one, source))[:MOST_SENTENCES]:
        seen = told.messages[one.message].seen
        span = _led_in(seen, one.span, spoken)
        folded = seen.folded[span.start : span.end]
        if _sayable(folded, spoken) and not spoken.beside.search(folded) and not spoken.log.search(folded):
            asks = folded.rstrip().endswith("?") or spoken.starts.match(folded) or spoken.active.match(folded)
            if asks or len(folded.split()) < FEWEST or spoken.hangs.match(folded):
                continue
            wished = told.situation in {"request", "access", "onboarding"}
            said = lower_first(said_back(seen.text[span.start : span.end], spoken))
            text = spoken.say["wish" if wished else "fragment"].format(what=said)
            return weighed_piece(Piece(text, 0.0, bare=True), weighed, spoken)
    return None


def _mass(one: Sentence, source: Source) -> float:
    words = source.told.messages[one.message].seen.folded[one.span.start : one.span.end]
    return math.fsum(source.weighed.odds.get(word, 0.0) for word in set(content(words, source.spoken)))


def weighed_piece(piece: Piece, weighed: Weighed, spoken: Voice, off: float = 0.0) -> Piece:
    """The piece with its words of weight and what it is worth, less ``off``."""
    words = tuple(content(fold(piece.text), spoken))
    return piece._replace(words=words, worth=fit(words, weighed) - off)


def _title(source: Source) -> Iterator[Piece]:
    told, weighed, spoken = source
    if not told.summary.sentences:
        return
    title = spoken.title_noise.sub("", told.summary.text)
    if not any(mark.isalnum() for mark in title):
        return
    if text := _wanted(title, spoken) or clause(said_back(title, spoken), spoken, title=True):
        kinds = (
            fact.kind
            for message, fact in told.facts
            if message.seen.folded[fact.start : fact.end] in told.summary.folded
        )
        about = text.startswith(opening("about", spoken))
        bare = about or text.startswith(opening("fragment", spoken))
        yield weighed_piece(Piece(text, 0.0, bare=bare, kinds=frozenset(kinds)), weighed, spoken, BARE * (bare + about))


def _wanted(written: str, spoken: Voice) -> str | None:
    """A question or request as what is wanted."""
    found = asked(written, spoken)
    return found[0].replace("{}", said_back(found[1], spoken)) if found else None


def _of_sentence(source: Source, message: Heed, span: Span, place: int) -> Iterator[Piece]:
    told, weighed, spoken = source
    seen = message.seen
    facts = [fact for other, fact in told.facts if other.at == message.at]
    costs = [held for other, held in told.impact if other.at == message.at]
    telling = fault_words(told.pack)
    found = [
        run
        for run in runs(seen.folded, _led_in(seen, span, spoken), spoken)
        if not any(fact.kind == "error" and _inside(run, fact, seen.text) for fact in facts)
    ]
    found.sort(key=lambda run: -fit(content(seen.folded[run.start : run.end], spoken), weighed))
    made = 0
    for run in found:
        if made < RUNS and (piece := _piece(seen, run, source, _shown(seen, run, facts, spoken))):
            made += 1
            kinds = frozenset(fact.kind for fact in facts if overlaps((fact.start, fact.end), (run.start, run.end)))
            cost = spoken.costs.match(seen.folded, run.start) and any(
                overlaps(held, (run.start, run.end)) for held in costs
            )
            join = "so" if cost else piece.join
            plain = not (kinds & _TELLING or cost or telling.search(seen.folded, run.start, run.end))
            yield piece._replace(join=join, worth=piece.worth - PLAIN * plain, kinds=kinds, place=place, at=run.start)


def _inside(run: Run, error: FoundFact, text: str) -> bool:
    """Whether a clause begins inside what a screen says, or lies wholly in it where that is quoted: it is said behind
    what fails."""
    if error.start < run.start < error.end:
        return True
    quoted = _QUOTES.intersection(text[max(0, error.start - 1) : error.end])
    return bool(quoted) and error.start - 1 <= run.start and run.end <= error.end + 1


def _shown(seen: View, run: Run, facts: Sequence[FoundFact], spoken: Voice) -> str:
    """What the screen says behind a colon at the end of a clause that says so: "and then I get:"."""
    said = seen.text[run.start : run.end + 1].rstrip()
    if not said.endswith(":") or not spoken.saying.search(" ".join(seen.folded[run.start : run.end].split()[-3:])):
        return ""
    near = (one for one in facts if one.kind == "error" and not seen.text[run.end : one.start].strip(_BEFORE_SHOWN))
    words = next((" ".join(seen.text[one.start : one.end].split()) for one in near if one.start >= run.end), "")
    return words.strip(_BEFORE_SHOWN) if len(words.split()) <= LONGEST_SHOWN else ""


def _led_in(seen: View, span: Span, spoken: Voice) -> Span:
    """The span without the words that lead in."""
    lead = spoken.lead.match(seen.folded[span.start : span.end])
    return Span(span.start + lead.end(), span.end) if lead and lead.end() < span.end - span.start else span


def _piece(seen: View, run: Run, source: Source, shown: str = "") -> Piece | None:
    weighed, spoken = source.weighed, source.spoken
    run = run._replace(start=_led_in(seen, Span(run.start, run.end), spoken).start)
    if tail := spoken.trailing.search(seen.folded[run.start : run.end]):
        run = run._replace(end=run.start + tail.start())
    folded = seen.folded[run.start : run.end]
    if not _sayable(f"{folded} {fold(shown)}", spoken):
        return None
    if spoken.once_before.match(seen.folded, _sentence_at(seen, run.start), run.end):
        return None
    text = _said(seen.text, run, spoken)
    text = f'{text.rstrip(" ,")} "{shown}"' if text and shown else text
    if not text or len(text) < SHORTEST or spoken.broken.search(fold(text)):
        return None
    bare = text.startswith(opening("fragment", spoken))
    if bare and (spoken.active.match(folded) or spoken.hangs.match(folded)):
        return None
    loose = bool(spoken.loose.match(folded))
    beside = spoken.beside.search(folded) or spoken.background.match(folded)
    off = BESIDE * bool(beside) + LOOSE * loose + BARE * bare
    join = "while" if spoken.contrast.search(folded) else "and"
    return weighed_piece(Piece(text, 0.0, join, apt=not loose, bare=bare), weighed, spoken, off)


def _sentence_at(seen: View, at: int) -> int:
    """Where the sentence begins that holds a place."""
    return next((span.start for span in seen.sentences if span.start <= at < span.end), at)


def _sayable(folded: str, spoken: Voice) -> bool:
    words = folded.split()
    return (
        2 <= len(words) <= LONGEST
        and not spoken.joins.match(folded)
        and not spoken.unsayable.search(folded)
        and not _dangles(words, spoken)
    )


def _dangles(words: Sequence[str], spoken: Voice) -> bool:
    """Whether the last word waits for another; "any more" and its like wait for none."""
    last, before = (word.strip(".,!?:;\"'") for word in (words[-1], words[-2]))
    return bool(spoken.dangling.fullmatch(last)) and not spoken.whole.fullmatch(f"{before} {last}")


def _said(text: str, run: Run, spoken: Voice) -> str | None:
    written = text[run.start : run.end]
    if run.splice:
        written = spoken.say["and"].format(main=text[run.start : run.splice.start], what=text[run.splice.end : run.end])
    said = _wanted(written, spoken) or clause(said_back(written, spoken), spoken)
    while said and (join := spoken.joins.match(fold(said))):
        said = said[join.end() :].strip()
    return said
