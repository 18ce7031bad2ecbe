"""The verbs in order, nothing else: redact, hear, enrich, compose, check. Pure: no network, clock or environment."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import NamedTuple

from empathkit.checks.checker import findings_of, report_of, run
from empathkit.checks.subject import Subject
from empathkit.coach.rewrite import mend
from empathkit.context.enrich import enrich
from empathkit.context.unknown import unknown
from empathkit.models import (
    CheckReport,
    Draft,
    Finding,
    Heard,
    Reading,
    Remembered,
    Rewrite,
    Suggestion,
    Ticket,
    UserContext,
)
from empathkit.reading.reader import hear
from empathkit.reply.compose import compose, draft_of
from empathkit.text.pack import Pack, load_pack
from empathkit.text.redact import redact

#: Moves that by themselves give nobody a reason to send a reply.
HOLLOW = frozenset({"greet", "close"})

#: Situations whose few words are an answer's worth.
TALK = frozenset(
    {"thanks", "more_to_come", "answers", "chaser", "safety", "security", "lost_device", "data_loss", "account_lock"}
)


class Understood(NamedTuple):
    """A ticket with its secrets masked, what was heard in it, and what is known beside it."""

    ticket: Ticket
    heard: Heard
    reading: Reading
    context: UserContext
    phrases: tuple[str, ...] = ()


class Kit:
    """The pipeline with one language pack. Same input, same output."""

    def __init__(self, pack: Pack | None = None) -> None:
        self.pack = pack or load_pack()

    def read(self, ticket: Ticket) -> Reading:
        """What the requester said, each item with its exact span, and what is still unknown."""
        return self._read(ticket)[2]

    def understand(
        self, ticket: Ticket, *, now: datetime | None = None, remembered: Remembered | None = None
    ) -> Understood:
        """Redact, hear and enrich. ``now`` tells stale records from fresh ones."""
        remembered = remembered or Remembered()
        masked, heard, reading = self._read(ticket)
        context = enrich(heard, masked, self.pack, remembered=remembered, now=now)
        return Understood(masked, heard, reading, context, remembered.phrases)

    def _read(self, ticket: Ticket) -> tuple[Ticket, Heard, Reading]:
        masked, _ = redact(ticket, self.pack)
        heard = hear(masked, self.pack)
        gaps = () if heard.abstained else unknown(heard, masked, self.pack)
        return masked, heard, Reading(**dict(heard), unknown=gaps)

    def suggest(
        self, ticket: Ticket, *, now: datetime | None = None, remembered: Remembered | None = None
    ) -> Suggestion:
        """A reply with the reason for every sentence, or the reason why there is none."""
        understood = self.understand(ticket, now=now, remembered=remembered)
        why = self._why_silent(understood)
        if why:
            return self._suggestion(understood, abstained=why)
        draft = compose(
            understood.reading, understood.ticket, understood.context, self.pack, phrases=understood.phrases
        )
        kept, report = self._without_errors(draft, understood)
        if all(sentence.move in HOLLOW for sentence in kept.sentences):
            return self._suggestion(understood, abstained=str(self.pack["note"]["nothing_left"]))
        return self._suggestion(understood, draft=kept, report=report)

    def check(self, text: str, ticket: Ticket | None = None) -> CheckReport:
        """Hold a reply against the rules, and against its ticket where there is one. Offsets are in ``text``."""
        return run(self.subject(text, ticket))

    def rewrite(self, text: str, ticket: Ticket | None = None) -> Rewrite:
        """The text with the smallest edits that mend it, each with its rule and reason."""
        return mend(self.subject(text, ticket))

    def subject(
        self,
        text: str,
        ticket: Ticket | None = None,
        *,
        now: datetime | None = None,
        remembered: Remembered | None = None,
    ) -> Subject:
        """A text with all it is held against."""
        if ticket is None:
            return Subject(text=text, pack=self.pack)
        return self._subject(text, self.understand(ticket, now=now, remembered=remembered))

    def _subject(self, text: str, understood: Understood, draft: Draft | None = None) -> Subject:
        routed = [one.text for one in draft.sentences if any(why.route for why in one.because)] if draft else []
        return Subject(
            text=text,
            pack=self.pack,
            ticket=understood.ticket,
            heard=understood.heard if not understood.heard.abstained else None,
            context=understood.context,
            unknown=understood.reading.unknown,
            routes=tuple(routed),
            phrases=understood.phrases,
        )

    def _why_silent(self, understood: Understood) -> str | None:
        if understood.heard.abstained:
            return understood.heard.abstained
        spoken = [one for one in understood.ticket.messages if one.public and one.author != "integration"]
        if spoken and spoken[-1].author == "agent":
            return str(self.pack["note"]["not_due"])
        if not any(one.author == "requester" for one in understood.ticket.messages):
            return str(self.pack["abstain"]["thin"])
        return None if _substance(understood.heard) else str(self.pack["abstain"]["thin"])

    def _without_errors(self, draft: Draft, understood: Understood) -> tuple[Draft, CheckReport]:
        """The draft without the sentences that break an error rule, a question with its reason, until nothing does; and
        what is left to say of it."""
        while True:
            subject = self._subject(draft.text, understood, draft)
            findings = findings_of(subject)
            errors = [one for one in findings if one.severity == "error"]
            broken = {one.because for one in draft.sentences if _broken(one.text, draft.text, errors)}
            kept = tuple(one for one in draft.sentences if one.because not in broken)
            if len(kept) == len(draft.sentences):
                return draft, report_of(subject, findings)
            draft = draft_of(kept, draft.language, draft.template, draft.before_sending)

    def _suggestion(
        self,
        understood: Understood,
        *,
        draft: Draft | None = None,
        report: CheckReport | None = None,
        abstained: str | None = None,
    ) -> Suggestion:
        report = report or CheckReport()
        return Suggestion(
            ticket=understood.ticket.key,
            reading=understood.reading,
            context=understood.context,
            draft=draft,
            findings=report.findings,
            scores=report.scores,
            abstained=abstained,
        )


def _substance(heard: Heard) -> bool:
    """Whether anything was said that a reply could rest on; a bare "hi" is not enough, a bare "thx" or a topic is."""
    said = (heard.issue, heard.topic, heard.facts, heard.tried, heard.impact, heard.feelings, heard.asks)
    return any(said) or heard.situation in TALK


def _broken(sentence: str, text: str, errors: list[Finding]) -> bool:
    start = text.find(sentence)
    return any(one.start < start + len(sentence) and start < one.end for one in errors)


@functools.lru_cache(maxsize=1)
def default_kit() -> Kit:
    """The kit with the built-in pack, made when first used."""
    return Kit()


def read(ticket: Ticket) -> Reading:
    """What the requester of this ticket said. See :meth:`Kit.read`."""
    return default_kit().read(ticket)


def suggest(ticket: Ticket) -> Suggestion:
    """A reply to this ticket with its reasons. See :meth:`Kit.suggest`."""
    return default_kit().suggest(ticket)


def check(text: str, ticket: Ticket | None = None) -> CheckReport:
    """Hold a reply against the rules. See :meth:`Kit.check`."""
    return default_kit().check(text, ticket)


def rewrite(text: str, ticket: Ticket | None = None) -> Rewrite:
    """Mend a reply with the smallest edits. See :meth:`Kit.rewrite`."""
    return default_kit().rewrite(text, ticket)
