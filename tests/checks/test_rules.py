"""Every rule has a table: what it finds, and the near misses it lets pass."""

import pytest
from building import evidence, fact, feeling, heard, mention, ticket

from empathkit.checks.checker import findings_of
from empathkit.checks.registry import RULES
from empathkit.checks.subject import Subject
from empathkit.models import Finding, Known, Preference, UserContext
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


HITS = [
    ("EK101", "That's frustrating."),
    ("EK101", "That must be really annoying!"),
    ("EK101", "I'm so sorry to hear that."),
    ("EK101", "What a pity."),
    ("EK102", "We apologize for any inconvenience this may have caused."),
    ("EK102", "Your issue is important to us."),
    ("EK102", "I completely understand your frustration."),
    ("EK102", "Thank you for contacting the service desk."),
    ("EK102", "Please do not hesitate to contact us."),
    ("EK103", "You must be worried about this."),
    ("EK103", "I can see how confusing this is."),
    ("EK104", "The limit stays as it is. Please wait for the next window."),
    ("EK201", "What is the exact error message?"),
    ("EK201", "Which laptop is it?"),
    ("EK201", "Since when does this happen?"),
    ("EK201", "Could you please let me know your operating system?"),
    ("EK201", "Have you tried anything so far?"),
    ("EK201", "Which office are you in?"),
    ("EK202", "I'll look into the VPN."),
    ("EK203", "I'll look into it and write to you here."),
    ("EK204", "Who? What now? Where to?"),
    ("EK205", "Please restart the laptop."),
    ("EK205", "Have you tried restarting your laptop?"),
    ("EK301", "You should have told us before."),
    ("EK301", "As I already said, the VPN works."),
    ("EK301", "This was a user error."),
    ("EK301", "You didn't follow the guide."),
    ("EK302", "Just restart it."),
    ("EK302", "You can simply sign in again."),
    ("EK302", "Obviously, the cable is loose."),
    ("EK302", "It's easy."),
    ("EK303", "This is against our policy."),
    ("EK303", "That is not our responsibility."),
    ("EK303", "Please open a new ticket for that."),
    ("EK303", "Unfortunately we can't help with that."),
    ("EK304", "DO NOT TOUCH the router."),
    ("EK304", "Really?!"),
    ("EK305", "The DHCP lease had run out."),
    ("EK401", "It will be fixed by tomorrow."),
    ("EK401", "A technician will call you within 2 hours."),
    ("EK401", "I promise you it works on Friday."),
    ("EK401", "This won't happen again."),
    ("EK402", "I've unlocked your account."),
    ("EK402", "Your licence has been ordered."),
    ("EK403", "I'm closing this ticket now."),
    ("EK403", "The incident has been marked as resolved."),
    ("EK501", "Sorry for this, and sorry for the wait."),
    ("EK502", "Hello Ana. The VPN drops. I'm so sorry. I feel bad. I'll look. Bye."),
    ("EK503", "We will look into the VPN."),
    ("EK601", "Hello {{ name }}, the VPN is back."),
    ("EK601", "Hello [FIRST NAME], the VPN is back."),
    ("EK601", "Hello ${user.name}, the VPN is back."),
    ("EK601", "Hello %{name}, the VPN is back."),
    ("EK601", "Hello <your name>, the VPN is back."),
    ("EK602", "Your new password is Gr8-Tulips!"),
    ("EK603", "Bonjour, le réseau privé ne fonctionne pas encore, je regarde cela tout de suite."),
    ("EK604", "word " * 81),
]
MISSES = [
    ("EK101", "I understand how frustrating losing the VPN before your 14:00 call is; I'd be glad to get you back on."),
    ("EK101", "You wrote “that's frustrating”, and I see why."),
    ("EK102", "Thank you for your message about error 809 on the VPN."),
    ("EK102", "I'd be happy to help you get the VPN back before 14:00."),
    ("EK103", "I can see how frustrating this is."),
    ("EK104", "I understand how much hangs on the ledger."),
    ("EK201", "I can see error 809; is that still what it says?"),
    ("EK201", "Do colleagues see the same?"),
    ("EK201", "Are you still on the ThinkPad T14, or on another laptop?"),
    ("EK202", "On the time limit: I'll ask whether it can be raised."),
    ("EK203", "The VPN drops with error 809."),
    ("EK204", "Do colleagues see it? Is it the same at home?"),
    ("EK205", "Please try another network."),
    ("EK205", "Please restart nothing until I've looked."),
    ("EK205", "I'll restart the laptop from here."),
    ("EK205", "As you've restarted the laptop, that is ruled out."),
    ("EK301", "You should have received a mail."),
    ("EK301", "You wrote: \"user error\", which it was not."),
    ("EK302", "I've just checked the gateway."),
    ("EK302", "The mail arrived just now."),
    ("EK302", "The just cause of it all."),
    ("EK303", "The owner of the folder decides; I'll ask."),
    ("EK304", "The VPN shows error 809."),
    ("EK305", "The VPN drops."),
    ("EK401", "I'll look into the VPN and write to you here."),
    ("EK401", "Your call is at 14:00, so I start with that."),
    ("EK402", "I'll reset the profile once more."),
    ("EK402", "I've reset the VPN profile, as I wrote."),
    ("EK403", "The ticket stays open until you say that it works."),
    ("EK501", "I'm sorry for the dropped calls."),
    ("EK503", "We have two gateways in Lisbon."),
    ("EK601", "Type `ipconfig {name}` into the window."),
    ("EK601", "See [1] and the list (a) below."),
    ("EK602", "Please change your password."),
    ("EK603", "The screen says “Zugriff verweigert” and nothing else happens after that."),
    ("EK604", "word " * 79),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), HITS, ids=[f"{code} {text[:40]}" for code, text in HITS])
def test_a_rule_finds(code: str, text: str) -> None:
    hits = found(code, text)
    assert hits
    assert all(one.quote == text[one.start : one.end] for one in hits)


@pytest.mark.parametrize(("code", "text"), MISSES, ids=[f"{code} {text[:40]}" for code, text in MISSES])
def test_a_rule_lets_pass(code: str, text: str) -> None:
    assert found(code, text) == []


def test_every_rule_has_a_row_in_the_table() -> None:
    assert {code for code, _ in HITS} | {"EK404", "EK504"} == set(RULES)


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
