"""Every rule has a table: what it finds, and the near misses it lets pass."""

import tomllib
from pathlib import Path

import pytest
from building import evidence, fact, feeling, heard, mention, ticket

from empathkit.checks.checker import findings_of
from empathkit.checks.registry import RULES
from empathkit.checks.subject import Subject
from empathkit.models import Finding, Known, Preference, Ticket, UserContext
from empathkit.text.pack import load_pack
from empathkit.text.words import fingerprint

PACK = load_pack()
TICKET = ticket(
    "The VPN drops every few minutes since Monday, error 809, on my ThinkPad T14 with Windows 11. "
    "I restarted the laptop and it's driving me mad. I can't get into the ledger before my 14:00 call. "
    "Can you raise the time limit? My token is fine.",
    "agent: I've reset the VPN profile. Is it better?",
    "No, it still drops!",
    summary="VPN drops",
    site="Lisbon",
)
HEARD = heard(
    topic="vpn",
    situation="fault",
    issue="Since Monday the VPN drops every few minutes with error 809.",
    facts=(
        fact(TICKET, "application", "VPN"),
        fact(TICKET, "error", "error 809"),
        fact(TICKET, "started", "since Monday"),
        fact(TICKET, "device", "ThinkPad T14"),
        fact(TICKET, "os", "Windows 11"),
        fact(TICKET, "deadline", "before my 14:00 call"),
    ),
    tried=(mention(TICKET, "I restarted the laptop"),),
    impact=(mention(TICKET, "I can't get into the ledger"),),
    feelings=(feeling(TICKET, "frustration", "strong", "it's driving me mad"),),
    asks=(mention(TICKET, "Can you raise the time limit"),),
)
CONTEXT = UserContext(
    known=(
        *(Known(kind=one.kind, value=one.value, source="message 1", as_of=None) for one in HEARD.facts),
        Known(kind="place", value="Lisbon", source="profile"),
    ),
    preferences=(Preference(name="detail", value="brief", source="profile"),),
)


def found(code: str, text: str, *, alone: bool = False, **change: object) -> list[Finding]:
    fields: dict[str, object] = {} if alone else {"ticket": TICKET, "heard": HEARD, "context": CONTEXT}
    return [one for one in findings_of(Subject(text=text, pack=PACK, **{**fields, **change})) if one.rule == code]  # type: ignore[arg-type]


def table(key: str) -> list[tuple[str, str]]:
    files = sorted((Path(__file__).parent / "rules").glob("EK*.toml"))
    return [(file.stem, text) for file in files for text in tomllib.loads(file.read_text(encoding="utf-8"))[key]]


def rows(key: str) -> list[object]:
    return [pytest.param(code, text, id=f"{code} {text[:40]}") for code, text in table(key)]


@pytest.mark.parametrize(("code", "text"), rows("hits"))
def test_a_rule_finds(code: str, text: str) -> None:
    hits = found(code, text)
    assert hits
    assert all(one.quote == text[one.start : one.end] for one in hits)


@pytest.mark.parametrize(("code", "text"), rows("misses"))
def test_a_rule_lets_pass(code: str, text: str) -> None:
    assert found(code, text) == []


def test_every_rule_has_its_table_of_hits_and_misses_or_a_test_of_its_own() -> None:
    assert {code for code, _ in table("hits")} | {"EK404", "EK504", "EK604"} == set(RULES)
    assert {code for code, _ in table("misses")} | {"EK404", "EK504"} == set(RULES)


def test_more_words_than_they_like() -> None:
    assert found("EK604", "word " * 81)
    assert not found("EK604", "word " * 79)


def test_a_fix_offered_while_the_telling_fact_is_missing() -> None:
    assert found("EK404", "Please reinstall the VPN client.", unknown=("network",))
    assert not found(
        "EK404", "Please reinstall the VPN client. Are you at home or in the office?", unknown=("network",)
    )
    assert not found("EK404", "Please reinstall the VPN client.")


def test_a_sentence_they_were_sent_lately() -> None:
    assert found("EK504", "I'll look into it.", phrases=(fingerprint("I'll look into it."),))
    assert not found("EK504", "I'll look into it.", phrases=(fingerprint("I'll see to it."),))


def test_a_feeling_may_be_named_by_its_kin() -> None:
    angry = HEARD.model_copy(update={"feelings": (feeling(TICKET, "anger", "strong", "it's driving me mad"),)})
    assert not found("EK103", "I can see how frustrating this is.", heard=angry)


def test_a_promise_that_is_a_route_of_the_desk_is_none() -> None:
    routed = "I'll call you within 2 hours."
    assert found("EK401", routed)
    assert not found("EK401", routed, routes=(routed,))


def test_closing_after_a_thank_you_is_fine() -> None:
    assert not found("EK403", "I'm closing the ticket.", heard=HEARD.model_copy(update={"situation": "thanks"}))


@pytest.mark.parametrize("situation", ["safety", "data_loss"])
def test_danger_and_data_loss_may_take_more_words(situation: str) -> None:
    assert not found("EK604", "word " * 90, heard=HEARD.model_copy(update={"situation": situation}))


def test_a_finding_says_where_the_answer_stands() -> None:
    [finding] = found("EK201", "What does the error message say?")
    assert finding.source == "message 1"
    assert "error 809" in finding.message


def test_rules_that_need_a_ticket_are_silent_without_one() -> None:
    assert findings_of(Subject(text="What is the error message?", pack=PACK)) == ()


def test_form_and_respect_are_checked_without_a_ticket() -> None:
    rules = {
        one.rule for one in findings_of(Subject(text="Just restart, {{ name }}, you should have known.", pack=PACK))
    }
    assert {"EK301", "EK302", "EK601"} <= rules


def test_an_empty_text_has_no_findings() -> None:
    assert findings_of(Subject(text=" \n", pack=PACK, ticket=TICKET, heard=HEARD)) == ()


def test_evidence_builder_is_exact() -> None:
    span = evidence(TICKET, "error 809")
    assert TICKET.messages[span.message].body[span.start : span.end] == "error 809"


def rules_in(text: str, of: Ticket) -> set[str]:
    return {one.rule for one in findings_of(Subject(text=text, pack=PACK, ticket=of, heard=heard()))}


@pytest.mark.parametrize("theirs", ["since we changed the toner", "after I changed the toner", "I changed the toner"])
def test_what_they_said_they_did_is_no_blame_when_said_back(theirs: str) -> None:
    of = ticket(f"The printer prints stripes, {theirs}.")
    text = "The printer prints stripes since you changed the toner."
    assert "EK301" not in rules_in(text, of)
    assert "EK301" in rules_in("That is because you deleted it.", of)


@pytest.mark.parametrize(
    ("tried", "suggested", "found"),
    [
        ("I ran the repair", "Please run the speed test.", False),
        ("I deleted the profile", "Please delete the profile once.", True),
        ("I opened the lid", "Open webmail in the browser.", False),
        ("I started the program again", "Start Outlook in safe mode.", False),
    ],
)
def test_a_broad_step_is_the_same_only_on_the_same_thing(tried: str, suggested: str, found: bool) -> None:
    of = ticket(f"It is slow. {tried}.")
    subject = Subject(text=suggested, pack=PACK, ticket=of, heard=heard(tried=(mention(of, tried),)))
    assert ("EK205" in {one.rule for one in findings_of(subject)}) is found
