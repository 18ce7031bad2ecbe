"""The nouns: what flows through EmpathKit, from the ticket that comes in to the note that goes out.

Inputs (:class:`Ticket` and what it holds) tolerate unknown fields and nulls, because platforms add fields
and leave values out. Outputs forbid unknown fields, because other people's scripts rely on them.
All are frozen. Text may hold any code point, lone surrogates included, so that offsets stay true.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer, model_validator
from pydantic.config import JsonDict

FactKind = Literal[
    "device", "os", "application", "version", "error", "started", "change", "frequency",
    "network", "place", "scope", "deadline", "reference", "contact",
]  # fmt: skip
#: What a reply may still have to ask for: a fact, or what was tried or what it keeps them from.
UnknownKind = Literal[
    "device", "os", "application", "version", "error", "started", "change", "frequency",
    "network", "place", "scope", "deadline", "reference", "contact", "impact", "tried",
]  # fmt: skip
FeelingName = Literal[
    "frustration", "anger", "worry", "confusion", "embarrassment", "disappointment",
    "urgency", "resignation", "relief", "gratitude",
]  # fmt: skip
Level = Literal["mild", "clear", "strong"]
Severity = Literal["error", "warning", "hint"]
#: ``integration`` is EmpathKit itself: its notes never count as words of a person.
Author = Literal["requester", "agent", "integration"]
EventKind = Literal["created", "requester_message", "agent_message", "reassigned", "resolved", "reopened"]
NoteKind = Literal["suggestion", "card", "handover", "check"]


class Given(BaseModel):
    """Something a platform or a caller gave us: unknown fields are ignored, a null counts as absent."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            return {name: value for name, value in data.items() if value is not None}
        return data


class Noun(BaseModel):
    """Something we made: nothing in it but what the contract names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sparse(Noun):
    """A noun whose optional fields are left out of the output when they hold nothing."""

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


# --- what comes in -----------------------------------------------------------------------------------


class Device(Given):
    """A device assigned to the requester. Dates are as the platform gave them, free text included."""

    name: str | None = None
    model: str | None = None
    os: str | None = None
    assigned: str | None = None
    warranty: str | None = None
    last_seen: str | None = None
    usage: str | None = None


class Preferences(Given):
    """How the requester declared they want to be reached and answered."""

    channel: str | None = None
    detail: str | None = None
    hours: str | None = None


class PastTicket(Given):
    """An earlier ticket of the same requester. ``topic`` is what it was about, where that is known already; ``digest``
    is a fingerprint of its words, by which two alike are told; ``manner`` is how they asked to be dealt with there, and
    where and on what they said they worked; ``rating`` is what they thought of the help, 1 to 5."""

    key: str | None = None
    summary: str = ""
    opened: str | None = None
    resolved: str | None = None
    reopened: int = 0
    reassigned: int = 0
    resolution: str | None = None
    topic: str | None = None
    digest: str = ""
    application: str | None = None
    site: str | None = None
    manner: Mapping[str, str] = Field(default_factory=dict)
    rating: int | None = None


class Requester(Given):
    """The person the ticket is for. ``organization`` is the customer or company they belong to; ``lately`` how many
    tickets they opened in the thirty days up to this one, this one counted, where the platform counts them."""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None
    department: str | None = None
    organization: str | None = None
    manager: str | None = None
    site: str | None = None
    timezone: str | None = None
    language: str | None = None
    vip: bool = False
    devices: tuple[Device, ...] = ()
    preferences: Preferences = Preferences()
    history: tuple[PastTicket, ...] = ()
    lately: int | None = None


class Message(Given):
    """One message of the conversation. ``at`` is ISO 8601 as given; ``public`` is whether the requester sees it."""

    author: Author
    body: str = ""
    at: str | None = None
    id: str | None = None
    public: bool = True


class Attachment(Given):
    """A file on a ticket: its name and its size in bytes. What is in it is not read."""

    name: str = ""
    size: int | None = None
    at: str | None = None


class Approval(Given):
    """An agreement a ticket waits for or had: ``decision`` is ``approved``, ``declined`` or ``pending``; ``by`` are
    those whose word that is, or who are still asked."""

    name: str = ""
    decision: str = "pending"
    by: tuple[str, ...] = ()
    at: str | None = None


class Article(Given):
    """An article of the desk's knowledge base that its own search found. Nobody says it is the answer."""

    title: str = ""
    url: str | None = None


def _named_by(field: str) -> JsonDict:
    """What the schema says of a requester who is known by this field."""
    named: JsonDict = {"required": [field], "properties": {field: {"type": "string", "minLength": 1}}}
    return {"properties": {"requester": named}}


class Ticket(Given):
    """A ticket with its conversation, oldest message first. ``participants`` are those who read along beside the
    requester, by name; ``rating`` is what the requester thought of the help so far, 1 to 5."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_named_by("id"), _named_by("name")]})

    key: str = ""
    summary: str = ""
    platform: str | None = None
    url: str | None = None
    created: str | None = None
    priority: str | None = None
    sla_due: str | None = None
    requester: Requester
    messages: tuple[Message, ...] = Field(min_length=1)
    attachments: tuple[Attachment, ...] = ()
    participants: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    articles: tuple[Article, ...] = ()
    rating: int | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Ticket:
        if not (self.requester.id or self.requester.name):
            raise ValueError("requester needs an id or a name")
        return self


# --- what is heard -----------------------------------------------------------------------------------


class Evidence(Noun):
    """Where something stands: code-point offsets ``start`` and ``end`` in the body of message ``message``
    (index from 0) as given; ``quote`` is exactly that slice."""

    message: int
    start: int
    end: int
    quote: str


class Fact(Noun):
    """A stated fact. ``vague`` means its kind was named without what one would need ("my phone")."""

    kind: FactKind
    value: str
    vague: bool = False
    evidence: Evidence


class Mention(Noun):
    """A step tried, an impact or an ask: the words are the finding."""

    evidence: Evidence


class Feeling(Noun):
    """A feeling the user showed, never one we guess they have."""

    feeling: FeelingName
    level: Level
    evidence: Evidence


class Heard(Noun):
    """What the requester said, read from the conversation alone."""

    language: str
    abstained: str | None = None
    topic: str | None = None
    situation: str | None = None
    issue: str | None = None
    facts: tuple[Fact, ...] = ()
    tried: tuple[Mention, ...] = ()
    impact: tuple[Mention, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    asks: tuple[Mention, ...] = ()
    done_talking: bool = True
    repeat: bool = False


class Reading(Heard):
    """What was heard, and what a good agent would still need to know, most telling first."""

    unknown: tuple[UnknownKind, ...] = ()


# --- what is known -----------------------------------------------------------------------------------


class Known(Noun):
    """A fact with its source ("message 1", "profile", "history INC0012345") and the date it is from."""

    kind: str
    value: str
    source: str
    as_of: str | None = None
    state: Literal["current", "stale", "contradicted"] = "current"
    confidence: Literal["high", "medium", "low"] = "high"


class Preference(Noun):
    """A way this person likes to be dealt with, and where we have it from. ``basis``: ``declared`` in their profile,
    ``said`` as a wish for good, ``observed`` in this ticket alone, or ``learned`` from several."""

    name: str
    value: str
    source: str
    basis: Literal["declared", "said", "observed", "learned"] = "declared"


class PainPoint(Noun):
    """Something that has cost this person time before. ``tickets`` are the keys it rests on."""

    topic: str
    summary: str
    tickets: tuple[str, ...]


class UserContext(Noun):
    """Everything an agent should know about this person for this ticket."""

    known: tuple[Known, ...] = ()
    preferences: tuple[Preference, ...] = ()
    pain_points: tuple[PainPoint, ...] = ()

    @property
    def disputed(self) -> tuple[tuple[Known, Known], ...]:
        """Each record that their words deny, with those words: what to confirm, and never to ask anew."""
        said = {one.kind: one for one in reversed(self.known) if _holds(one)}
        denied = (one for one in self.known if one.state == "contradicted" and not one.source.startswith("message"))
        return tuple((record, said[record.kind]) for record in denied if record.kind in said)


def _holds(one: Known) -> bool:
    return one.source.startswith("message") and one.state == "current" and one.confidence != "low"


class Around(Noun):
    """A topic that troubles others at the same place lately: ``what`` is department, site or model, ``people`` how many
    others had it, ``tickets`` the keys it rests on."""

    what: str
    value: str
    topic: str
    people: int
    tickets: tuple[str, ...]


class Remembered(Noun):
    """What memory holds of this user and ticket when a reading begins. ``phrases`` are fingerprints
    (:func:`empathkit.text.words.fingerprint`) of sentences they were sent lately, never the sentences; ``history``
    are their earlier tickets by topic, without their words; ``around`` is what others have where they work."""

    known: tuple[Known, ...] = ()
    preferences: tuple[Preference, ...] = ()
    phrases: tuple[str, ...] = ()
    history: tuple[PastTicket, ...] = ()
    around: tuple[Around, ...] = ()


# --- what goes out -----------------------------------------------------------------------------------


class Reason(Sparse):
    """Why a sentence stands in a draft: the rule that put it there, and what it rests on."""

    rule: str
    evidence: Evidence | None = None
    known: Known | None = None
    route: str | None = None


class Sentence(Noun):
    """One sentence of a draft, the move it makes, and its reasons."""

    text: str
    move: str
    because: tuple[Reason, ...] = Field(min_length=1)


class Draft(Noun):
    """A reply for the agent to read, edit and send. ``text`` is the sentences with white space between;
    ``before_sending`` is what the agent must really do first, because the reply says so."""

    text: str
    language: str
    template: str
    sentences: tuple[Sentence, ...]
    before_sending: tuple[str, ...] = ()


class Finding(Noun):
    """What a check rule found in a text. ``start`` and ``end`` are code-point offsets in that text;
    ``fix`` replaces exactly that span; ``source`` says where what it contradicts stands."""

    rule: str
    severity: Severity
    message: str
    start: int
    end: int
    quote: str
    source: str | None = None
    fix: str | None = None

    @model_serializer(mode="wrap")
    def _source_only_if_any(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None or name != "source"}


class Score(Noun):
    """0 absent, 1 weak, 2 strong; every point is backed by a span of the text."""

    level: Annotated[int, Field(ge=0, le=2)] = 0
    spans: tuple[tuple[int, int], ...] = ()


class Scores(Noun):
    """Emotional reaction, interpretation and exploration as in EPITOME (Sharma et al., EMNLP 2020);
    accuracy and respect are ours."""

    emotional_reaction: Score = Score()
    interpretation: Score = Score()
    exploration: Score = Score()
    accuracy: Score = Score()
    respect: Score = Score()


class CheckRequest(Given):
    """A text to hold against the rules, with the ticket it answers where there is one."""

    text: str
    ticket: Ticket | None = None


class CheckReport(Noun):
    """What the rules found in a text."""

    findings: tuple[Finding, ...] = ()
    scores: Scores = Scores()


class Edit(Noun):
    """One change of a rewrite: ``start`` and ``end`` are offsets of ``before`` in the text as it came."""

    start: int
    end: int
    before: str
    after: str
    rule: str
    why: str


class Rewrite(Noun):
    """An agent's own draft with the smallest edits that mend it."""

    text: str
    edits: tuple[Edit, ...] = ()


class Suggestion(Noun):
    """All we have to say on a ticket: what was heard, what is known, and a reply, or why there is none."""

    ticket: str
    reading: Reading
    context: UserContext
    draft: Draft | None = None
    findings: tuple[Finding, ...] = ()
    scores: Scores = Scores()
    abstained: str | None = None


# --- how it travels ----------------------------------------------------------------------------------


class TicketEvent(Noun):
    """Something happened to a ticket. ``delivery`` is the platform's id of this call, the same in its
    retries; ``site`` is the host, so that two sites of one platform never mix."""

    platform: str
    site: str
    ticket: str
    kind: EventKind
    delivery: str
    at: str | None = None


class Ignored(Noun):
    """A verified event that asks nothing of us, and which one it was."""

    name: str
    reason: str


class Heading(Noun):
    """A heading of a note."""

    type: Literal["heading"] = "heading"
    text: str


class Paragraph(Noun):
    """A paragraph of a note."""

    type: Literal["paragraph"] = "paragraph"
    text: str


class Reply(Noun):
    """The suggested reply, to be shown set apart and ready to copy."""

    type: Literal["reply"] = "reply"
    text: str


class Bullets(Noun):
    """A list of short points."""

    type: Literal["bullets"] = "bullets"
    items: tuple[str, ...]


class Rows(Noun):
    """Two columns: what it is, and what we know of it."""

    type: Literal["rows"] = "rows"
    rows: tuple[tuple[str, str], ...]


class Link(Noun):
    """A line that leads to a page: of ours, or of the desk's knowledge base."""

    type: Literal["link"] = "link"
    text: str
    url: str


class Divider(Noun):
    """A line across the note."""

    type: Literal["divider"] = "divider"


Block = Annotated[Heading | Paragraph | Reply | Bullets | Rows | Link | Divider, Field(discriminator="type")]


class InternalNote(Noun):
    """A note for the agents of a ticket. It has no visibility: there is no way to make one public."""

    ticket: str
    kind: NoteKind
    marker: str
    blocks: tuple[Block, ...]


class PlacedNote(Noun):
    """One of our notes as it stands on the platform."""

    id: str
    marker: str
    at: str | None = None
