"""The contract every connector keeps, as tests. A connector brings a class of four things (``docs/connectors.md``)::

    class TestZendesk(ConnectorContract):
        platform = empathkit_zendesk.platform
        def settings(self, url): ...
        def sign(self, secret, body): ...

pytest finds and runs them. They need the platform's sandbox, and nothing outside this machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from empathkit.connect.commands import answer_checks
from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.connect.receiver import MAX_BODY
from empathkit.connect.runs import desk_run
from empathkit.errors import (
    BodyTooLarge,
    EmpathKitError,
    MalformedEvent,
    NoteNotStored,
    NoteWentPublic,
    PlatformError,
    SignatureError,
)
from empathkit.memory.in_process import InMemory
from empathkit.models import Ticket, TicketEvent
from empathkit.pipeline import default_kit
from empathkit.ports import Changes, Platform, ReadsAhead
from empathkit.testing import hostile
from empathkit.testing.bench import MARKER, NOW, WORDS, Bench, note_for, open_bench, ours
from empathkit.testing.fakes import FakeKit
from empathkit.testing.sandbox import SandboxTicket

#: What goes wrong at every call of a run: the fault, and whether the platform still does what was asked.
FAULTS = (("500", True), ("hangup", True), ("html", False), ("truncate", False), ("hidden", False), ("expired", False))


class ConnectorContract:
    """All of it. One sandbox for the class, emptied before each test."""

    platform: ClassVar[Platform]
    secret: ClassVar[str] = "open sesame"  # noqa: S105 - of the sandbox
    _stack: ClassVar[ExitStack]
    bench: ClassVar[Bench]

    def settings(self, url: str) -> Mapping[str, str]:
        """The settings that lead to a sandbox at ``url``, the webhook's secret among them."""
        raise NotImplementedError

    def sign(self, secret: str, body: bytes) -> Mapping[str, str]:
        """The headers with which the platform sends this body."""
        raise NotImplementedError

    @classmethod
    def setup_class(cls) -> None:
        """Start the sandbox."""
        made = cls()
        cls._stack = ExitStack()
        cls.bench = cls._stack.enter_context(open_bench(cls.platform, made.settings, made.sign, cls.secret))

    @classmethod
    def teardown_class(cls) -> None:
        """Stop it."""
        cls._stack.close()

    def setup_method(self) -> None:
        """Begin with nothing."""
        self.bench.sandbox.reset()
        self.bench.mend()

    # --- fetch ---

    def test_a_ticket_comes_with_its_whole_conversation_oldest_first(self) -> None:
        """Authors, words and who sees them."""
        ticket = self.bench.connector().fetch(self.bench.post().key)
        said = [(one.author, one.body.strip(), one.public) for one in ticket.messages]
        assert said == [
            ("requester", WORDS[0], True),
            ("agent", WORDS[1], True),
            ("agent", WORDS[2], False),
            ("requester", WORDS[3], True),
        ]

    def test_a_ticket_says_what_it_is_and_whose(self) -> None:
        """Key, platform, address, and the requester's id and name."""
        posted, connector = self.bench.post(), self.bench.connector()
        ticket = connector.fetch(posted.key)
        assert ticket.key == posted.key
        assert ticket.platform == connector.platform == self.platform.name
        assert (ticket.url or "").startswith(("http://", "https://"))
        assert ticket.requester.id
        assert ticket.requester.name == "Ana Prado"
        assert len({one.id for one in ticket.messages}) == len(ticket.messages), "every message has an id of its own"

    def test_files_are_told_by_name_and_size_where_they_are_told(self) -> None:
        """Never more of them than that."""
        files = [{"name": "screen.png", "size": 120_000, "at": "2026-11-02T09:15:00Z"}, {"name": "log.txt", "size": 3}]
        given = self.bench.post().ticket.model_copy(update={"key": ""}).model_dump()
        posted = self.bench.sandbox.add_ticket(Ticket.model_validate({**given, "attachments": files}))
        told = [(one.name, one.size) for one in self.bench.connector().fetch(posted.key).attachments]
        assert sorted(told) in ([], [("log.txt", 3), ("screen.png", 120_000)])

    def test_reading_changes_nothing_and_reads_the_same(self) -> None:
        """Twice the same."""
        posted, connector = self.bench.post(), self.bench.connector()
        assert connector.fetch(posted.key) == connector.fetch(posted.key)
        assert len(posted.messages) == 4

    def test_whatever_stands_in_messages_they_are_all_read(self) -> None:
        """No text breaks the reading or changes who said what to whom."""
        texts = [text for text in hostile.TEXTS if text.strip("\x00 ")]
        posted = self.bench.post(("requester", "begin", True), *(("agent", text, True) for text in texts))
        ticket = self.bench.connector().fetch(posted.key)
        assert [one.author for one in ticket.messages] == ["requester", *("agent" for _ in texts)]
        assert all(one.public for one in ticket.messages)

    def test_what_is_no_key_reaches_no_ticket(self) -> None:
        """An error of ours, whatever is given as a key."""
        self.bench.post()
        for key in (*hostile.TEXTS, "no-such-key", "999999999"):
            try:
                ticket = self.bench.connector().fetch(key)
            except EmpathKitError:
                continue
            raise AssertionError(f"{key[:40]!r} was taken for {ticket.key}")

    def test_errors_name_no_words_and_no_secrets(self) -> None:
        """Whatever goes wrong."""
        for fault, _ in FAULTS:
            key = self.bench.post().key
            self.bench.mend()
            self.bench.fail(fault, times=99)
            try:
                self.bench.connector().fetch(key)
            except PlatformError as error:
                shown = f"{error} {error.__cause__}"
                assert not any(word in shown for word in (*WORDS, *self.bench.secrets())), fault
            self.bench.mend()

    # --- push and notes ---

    def test_a_note_is_internal_read_back_and_found_again(self) -> None:
        """One note, seen by agents alone."""
        posted, connector = self.bench.post(), self.bench.connector()
        placed = connector.push(note_for(posted.key))
        [stored] = ours(posted)
        assert (stored.public, placed.marker) == (False, MARKER)
        assert "glad to get you back on" in stored.body
        assert [(one.id, one.marker) for one in connector.notes(posted.key)] == [(placed.id, MARKER)]

    def test_our_note_is_no_word_of_a_person(self) -> None:
        """It comes back with the ticket as ours."""
        posted, connector = self.bench.post(), self.bench.connector()
        connector.push(note_for(posted.key))
        last = connector.fetch(posted.key).messages[-1]
        assert (last.author, last.public) == ("integration", False)

    def test_whatever_stands_in_a_note_it_stays_one_and_internal(self) -> None:
        """No text of it ends the note, shows it, or hides its marker."""
        for place, text in enumerate(hostile.TEXTS):
            posted, marker = self.bench.post(), f"ek-{place:020x}"
            placed = self.bench.connector().push(note_for(posted.key, marker, text))
            assert placed.marker == marker, text[:40]
            assert [one.public for one in ours(posted)] == [False], text[:40]

    def test_a_marker_that_somebody_quotes_is_no_note(self) -> None:
        """Only internal text counts."""
        posted = self.bench.post(("requester", f"what is {MARKER}?", True))
        assert self.bench.connector().notes(posted.key) == ()

    def test_a_preview_calls_nobody(self) -> None:
        """And says where it would write, and what."""
        posted, connector = self.bench.post(), self.bench.connector()
        before = len(self.bench.sandbox.journal)
        preview = connector.preview(note_for(posted.key))
        assert len(self.bench.sandbox.journal) == before
        assert preview.target
        assert MARKER in json.dumps(preview.body)

    def test_a_note_for_no_ticket_is_an_error(self) -> None:
        """And is written nowhere."""
        posted = self.bench.post()
        for key in ("no-such-key", "999999999", "^NQactive=true"):
            try:
                self.bench.connector().push(note_for(key))
            except EmpathKitError:
                continue
            raise AssertionError(f"a note for {key} was taken")
        assert ours(posted) == []

    def test_a_second_run_writes_no_second_note(self) -> None:
        """The marker is looked for first."""
        posted = self.bench.post()
        for _ in range(3):
            self.bench.run(posted.key)
        assert [one.public for one in ours(posted)] == [False]

    def test_whatever_call_fails_there_is_one_internal_note_or_a_clear_error(self) -> None:
        """Every fault at every call of a run, and the run made again when it is over."""
        posted = self.bench.post()
        before = len(self.bench.sandbox.journal)
        self.bench.run(posted.key)
        calls = len(self.bench.sandbox.journal) - before
        for fault, done in FAULTS:
            for position in range(calls):
                self._meets(fault, done=done, position=position)

    def _meets(self, fault: str, *, done: bool, position: int) -> None:
        posted, told = self.bench.post(), f"{fault} at call {position + 1}"
        self.bench.mend()
        self.bench.fail(fault, after=position, done=done)
        failed: PlatformError | None = None
        try:
            self.bench.run(posted.key)
        except PlatformError as error:
            failed = error
        assert not isinstance(failed, NoteWentPublic), told
        assert [one.public for one in ours(posted)] in ([], [False]), told
        assert failed or len(ours(posted)) == 1, f"{told}: no note, and no error either"
        self.bench.mend()
        try:
            self.bench.run(posted.key)
        except NoteNotStored as error:
            raise AssertionError(f"{told}: the next run failed: {error}") from error
        assert not any(one.public for one in ours(posted)), told
        # What was hidden from the first run is a new message to the second, which may then write for it.
        assert len(ours(posted)) == 1 or fault == "hidden", f"{told}: {len(ours(posted))} notes"

    # --- commands ---

    def test_a_check_in_an_internal_note_is_answered_once_whatever_call_fails(self) -> None:
        """By one internal note, and never by a second."""
        draft = ("agent", "/check Hi Ana, simply restart it.", False)
        conversation = (("requester", WORDS[0], True), draft)
        before = len(self.bench.sandbox.journal)
        assert self._answered(self.bench.post(*conversation)) == 1
        calls = len(self.bench.sandbox.journal) - before
        for fault, done in (("500", True), ("hidden", False)):
            for position in range(calls):
                posted, told = self.bench.post(*conversation), f"{fault} at call {position + 1}"
                self.bench.mend()
                self.bench.fail(fault, after=position, done=done)
                with suppress(PlatformError):
                    self._answered(posted)
                self.bench.mend()
                self._answered(posted)
                assert [one.public for one in ours(posted)] == [False], told
        assert self._answered(posted) == 0

    def _answered(self, posted: SandboxTicket) -> int:
        connector = self.bench.connector()
        return answer_checks(connector, connector.fetch(posted.key), default_kit(), InMemory(), NOW)

    def test_a_check_that_everybody_can_read_is_no_command(self) -> None:
        """Nobody is answered."""
        posted = self.bench.post(("requester", WORDS[0], True), ("agent", "/check Hi Ana, simply restart it.", True))
        assert self._answered(posted) == 0
        assert ours(posted) == []

    # --- what changed ---

    def test_changed_tickets_are_listed_each_once(self) -> None:
        """Where the connector can tell them at all."""
        keys = {self.bench.post().key for _ in range(3)}
        connector = self.bench.connector()
        if isinstance(connector, Changes):
            found = [one.key for one in connector.changed(datetime(2020, 1, 1, tzinfo=UTC))]
            assert set(found) == keys
            assert len(found) == len(keys)
            assert list(connector.changed(datetime.now(UTC) + timedelta(days=2))) == []

    def test_a_ticket_read_ahead_is_the_same_as_read_alone(self) -> None:
        """Where the connector can read ahead at all; one that is not there raises what it raises alone."""
        keys = [self.bench.post().key for _ in range(2)]
        connector = self.bench.connector()
        if isinstance(connector, ReadsAhead):
            fetch = connector.ahead([*keys, "999999999"])
            assert [fetch(key) for key in keys] == [connector.fetch(key) for key in keys]
            try:
                fetch("999999999")
            except EmpathKitError:
                return
            raise AssertionError("a ticket that is not there was read")

    # --- receiver ---

    def test_the_platforms_own_calls_are_events_of_the_ticket(self) -> None:
        """What happened, where, and a name for the call by which its repetition is known."""
        posted, receiver, connector = self.bench.post(), self.bench.receiver(), self.bench.connector()
        expected = {"created": None, "requester_message": posted.messages[3], "agent_message": posted.messages[1]}
        for kind, message in expected.items():
            headers, body = self.bench.webhook(kind, posted, message)
            event, again = receiver.accept(headers, body), receiver.accept(headers, body)
            assert isinstance(event, TicketEvent), kind
            assert isinstance(again, TicketEvent)
            # Where a call does not tell who spoke, it is taken for the requester: the ticket itself decides.
            assert event.kind == kind or (kind, event.kind) == ("agent_message", "requester_message")
            assert (event.platform, event.site) == (self.platform.name, connector.site)
            assert connector.fetch(event.ticket).key == posted.key
            assert event.delivery == again.delivery

    def test_two_calls_have_two_names(self) -> None:
        """Or the second would be taken for the first."""
        posted, receiver = self.bench.post(), self.bench.receiver()
        calls = [
            self.bench.webhook("requester_message", posted, one) for one in (posted.messages[0], posted.messages[3])
        ]
        events = [receiver.accept(headers, body) for headers, body in calls]
        assert len({one.delivery for one in events if isinstance(one, TicketEvent)}) == 2

    def test_our_own_note_sets_off_nothing(self) -> None:
        """A platform tells of every comment, of ours too."""
        posted = self.bench.post()
        self.bench.connector().push(note_for(posted.key))
        event = self.bench.receiver().accept(*self.bench.webhook("agent_message", posted, ours(posted)[0]))
        assert not isinstance(event, TicketEvent) or event.kind == "agent_message"

    def test_nobody_else_gets_in(self) -> None:
        """Another secret, another body, another header name or none."""
        headers, body = self.bench.webhook("created", self.bench.post())
        tampered = body.replace(b"{", b'{"x":1,', 1)
        for given, sent in (
            (headers, tampered),
            (dict(self.sign("guess", body)), body),
            (dict(self.sign("", body)), body),
            ({}, body),
            (dict.fromkeys(headers, ""), body),
            (dict.fromkeys(headers, "é�"), body),
        ):
            try:
                self.bench.receiver().accept(given, sent)
            except SignatureError:
                continue
            raise AssertionError("a call that nobody signed was taken")

    def test_the_secret_is_missing_and_nothing_is_received(self) -> None:
        """A receiver without a secret can't be made."""
        without = {name: value for name, value in self.bench.settings.values.items() if "WEBHOOK_SECRET" not in name}
        try:
            self.platform.receiver(type(self.bench.settings)(without))
        except EmpathKitError:
            return
        raise AssertionError("a receiver was made without a secret")

    def test_a_body_over_the_cap_is_refused_before_anything_else(self) -> None:
        """Before it is hashed."""
        try:
            self.bench.receiver().accept({}, b" " * (MAX_BODY + 1))
        except BodyTooLarge:
            return
        raise AssertionError("a body over the cap was read")

    def test_whatever_stands_in_a_signed_body_it_is_taken_ignored_or_malformed(self) -> None:
        """Bodies that are no event, and events with each value left out or exchanged."""
        posted = self.bench.post()
        calls = [("created", None), ("requester_message", posted.messages[3])]
        events = [json.loads(self.bench.webhook(kind, posted, message)[1]) for kind, message in calls]
        bodies = [json.dumps(one).encode() for event in events for one in hostile.altered(event)]
        receiver = self.bench.receiver()
        for body in (*hostile.BODIES, *bodies):
            try:
                receiver.accept(self.sign(self.secret, body), body)
            except MalformedEvent as error:
                assert not any(word in str(error) for word in WORDS)  # noqa: PT017 - pytest is not needed here

    # --- the loop ---

    def test_the_same_call_five_times_leaves_one_note(self) -> None:
        """From the bytes of the webhook to the note on the ticket."""
        posted = self.bench.post()
        queue = self._queue()
        handler = Handler({self.platform.name: self.bench.receiver()}, queue)
        headers, body = self.bench.webhook("created", posted)
        assert {handler.handle(self.platform.name, headers, body).status for _ in range(5)} == {204}
        while queue.step():
            pass
        assert [one.public for one in ours(posted)] == [False]

    def _queue(self) -> ThreadQueue:
        kit: Any = FakeKit()
        run = desk_run({self.platform.name: self.bench.connector()}, kit, InMemory())
        return ThreadQueue(run, settle=0, threads=0)
