"""What is said back stands by itself: no clause that was cut off, none without its subject, no step taken twice."""

import pytest
from building import ticket

from empathkit.pipeline import Kit

KIT = Kit()


def text_for(*said: str, summary: str = "", key: str = "W-1") -> str:
    """The draft for what the requester and the agent said in turn, the requester first."""
    authors = ("requester", "agent")
    messages = [{"author": authors[place % 2], "body": body} for place, body in enumerate(said)]
    of = ticket(said[0], summary=summary, key=key).model_copy(
        update={"messages": tuple(type(ticket("x").messages[0]).model_validate(one) for one in messages)}
    )
    draft = KIT.suggest(of).draft
    assert draft is not None
    return draft.text


@pytest.mark.parametrize(
    ("body", "has", "lacks"),
    [
        pytest.param(
            "The plotter, says ink low but the tank is full.", "plotter says", "plotter, says", id="comma-subject"
        ),
        pytest.param(
            "It is the same for the whole payroll team. Every time I post a slip in Citrix the window freezes.",
            "Every time you post a slip in Citrix the window freezes",
            "It is the same",
            id="no-empty-subject",
        ),
        pytest.param(
            "Excel freezes on the stock file. I swapped the charger for another and looked in the event log.",
            "looked in the event log",
            "You Swapped",
            id="deed-in-their-words",
        ),
    ],
)
def test_what_is_said_back_is_whole(body: str, has: str, lacks: str) -> None:
    text = text_for(body)
    assert has in text
    assert lacks not in text


def test_who_starts_and_what_they_need_is_said_back() -> None:
    text = text_for(
        "Hello all, on 4 March Ada Berg joins our lab in Graz. She needs: a laptop (Swiss keyboard), a mailbox and a "
        "badge for house 2. Please confirm."
    )
    assert "on 4 March Ada Berg joins your lab in Graz" in text.replace("On 4", "on 4")
    for item in ("a laptop (Swiss keyboard)", "a mailbox", "badge for house 2"):
        assert item in text


def test_an_error_that_their_answer_names_decides_what_help_fits() -> None:
    text = text_for(
        "I can't open my mails.",
        "Which laptop is it, and what does it say?",
        "The Latitude 7440, and it says 'Your device is not compliant'.",
    )
    assert "“Your device is not compliant”" in text
    assert "Company Portal" in text
    assert "webmail" not in text


def test_a_way_they_have_gone_is_not_shown_again() -> None:
    text = text_for("VPN drops hourly at the hotel. Hotel Wi-Fi and my hotspot, both the same.")
    assert "hotspot shows" not in text


@pytest.mark.parametrize(
    ("last", "has"),
    [
        ("Works now, thanks Ben! Do I need to keep the old cable?", "keep the old one for now"),
        ("Please close this, found it myself: wrong tray.", "I'll close the ticket"),
    ],
)
def test_what_is_settled_is_not_treated_as_open(last: str, has: str) -> None:
    text = text_for("The dock gives no picture.", "I've sent you a new cable. Ben", last)
    assert has in text
    assert "I'll look" not in text


@pytest.mark.parametrize(
    ("body", "has"),
    [
        ("The pay portal shows me the payslip of another person, name and all. Who do I tell?", "told the right place"),
        ("I got a text message saying a parcel is held and I should pay 2.50. Is this real?", "click nothing"),
        ("My battery lasts ten minutes. My manager approved a new laptop. Do I need to back up anything?", "OneDrive"),
        ("I spilled tea over my MacBook, it's off now.", "off the charger"),
        ("The archive drive clicks and isn't found. Should I try a recovery tool?", "no recovery program"),
        ("I wrote about the beamer in B12 last Tuesday and got an automatic reply only.", "where this stands"),
        ("Could you create a team calendar called Shifts for the five of us?", "who, if anybody"),
    ],
)
def test_a_matter_is_taken_for_what_it_is(body: str, has: str) -> None:
    assert has in text_for(body)


def test_what_was_only_done_is_credited_by_no_wrong_noun() -> None:
    text = text_for("Teams shows me as away. I changed it manually to available, after five minutes it's away again.")
    assert "a new password" not in text


def test_a_deed_is_credited_once() -> None:
    body = (
        "The mute button has vanished in our webinars. I signed out and in and tried Teams in Chrome, it stayed away."
    )
    assert text_for(body).count("Chrome") <= 1
