import pytest

from empathkit.models import Heard, Ticket
from empathkit.reading.reader import hear
from empathkit.text.pack import load_pack


def heard(*talk: str, summary: str = "") -> Heard:
    """A talk: lines that begin with ``A:`` are the agent's."""
    messages = [
        {"author": "agent" if line.startswith("A:") else "requester", "body": line.removeprefix("A:")} for line in talk
    ]
    return hear(
        Ticket.model_validate({"summary": summary, "requester": {"id": "u"}, "messages": messages}), load_pack("en")
    )


@pytest.mark.parametrize(
    ("body", "situation"),
    [
        ("Outlook crashes when I open it", "fault"),
        ("Could I have a second keyboard", "request"),
        ("How do I share my calendar with my team?", "howto"),
        ("I need access to the archive folder", "access"),
        ("I'm locked out of my account", "account_lock"),
        ("I left my phone on the bus", "lost_device"),
        ("I clicked a link in a phishing mail", "security"),
        ("I deleted the wrong folder by accident", "data_loss"),
        ("Nobody in the office can print, everyone is offline", "outage"),
        ("New starter in our team on Monday, please set up a laptop", "onboarding"),
        ("The battery is swollen and it smells burnt", "safety"),
        ("Works now, thank you!", "thanks"),
        ("My screen is black. I'll send a photo in a minute", "more_to_come"),
        ("Any update on this? Still waiting", "chaser"),
    ],
)
def test_a_ticket_has_a_shape(body: str, situation: str) -> None:
    assert heard(body).situation == situation


def test_answers_to_an_agents_questions_are_answers() -> None:
    assert heard("Teams is slow", "A:Since when is it slow?", "since tuesday, on wifi").situation == "answers"


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        ("VPN drops", "vpn"),
        ("the wifi is gone", "wifi"),
        ("Outlook shows no new mail", "email"),
        ("nothing prints, paper jam", "printing"),
        ("my laptop is slow", "laptop"),
        ("the external monitor flickers", "display"),
        ("forgot my password", "password"),
        ("Excel macros are blocked", "office_apps"),
        ("no sound in my headset", "audio"),
        ("the till takes no cards", "pos"),
        ("SAP invoice posting fails", "erp"),
        ("the docking station is dead", "dock"),
        ("Citrix drops its session", "vdi"),
    ],
)
def test_a_topic_is_recognised_by_its_words(body: str, topic: str) -> None:
    assert heard(body).topic == topic


def test_no_topic_where_no_word_fits() -> None:
    assert heard("hello there").topic is None


@pytest.mark.parametrize(
    "body",
    [
        "I'll send you the screenshot in a minute",
        "let me get you the log, one sec",
        "More details to follow",
        "hang on",
    ],
)
def test_they_are_not_done_while_more_is_to_come(body: str) -> None:
    assert heard("It broke. " + body).done_talking is False


@pytest.mark.parametrize("body", ["It broke, please help", "I will be at my desk", "I sent the log yesterday"])
def test_they_are_done_otherwise(body: str) -> None:
    assert heard(body).done_talking is True


@pytest.mark.parametrize(
    "body",
    [
        "It is broken again",
        "This is the third time",
        "I reported this last week already",
        "Same problem as last month",
        "It's back",
        "I called twice, still no reply",
    ],
)
def test_it_happened_before(body: str) -> None:
    assert heard(body).repeat is True


@pytest.mark.parametrize(
    "body", ["Please try again", "I logged in again and it is fine", "It broke today", "thanks again"]
)
def test_it_did_not_happen_before(body: str) -> None:
    assert heard(body).repeat is False


@pytest.mark.parametrize(
    ("body", "situation"),
    [
        ("I've been sent from one team to another and back for a week, the role is still missing", "bounced"),
        ("Please stop passing me around, the portal rejects my form", "bounced"),
        ("Every time I call they say wrong queue. My badge does not work", "bounced"),
        ("You closed my ticket, but the scanner still jams", "reopened"),
        ("The fix did not work, Outlook hangs again", "reopened"),
        ("Could I get a second monitor?", "request"),
        ("A new headset for our trainee please, I need one until Friday", "request"),
        ("Would it be possible to have Visio?", "request"),
        ("The file moves between folders and does not open", "fault"),
        ("I closed the window and opened it, same error", "fault"),
        ("I need a hand, the printer does not print", "fault"),
    ],
)
def test_what_was_ours_and_what_is_wished_have_their_own_shape(body: str, situation: str) -> None:
    assert heard(body).situation == situation


@pytest.mark.parametrize(
    ("body", "situation"),
    [
        ("1x HDMI adapter for reception, thanks", "request"),
        ("We would need two more headsets for the new team", "request"),
        ("Does anyone have a spare charger for today?", "request"),
        ("how do i put an out of office in outlook", "howto"),
        ("What is the difference between archive and delete in Outlook?", "howto"),
        ("Please give Ada the same rights as Bob in the ERP", "access"),
        ("someone stole my laptop bag from the car", "lost_device"),
        ("got a weird mail asking for my bank details", "security"),
        ("a caller said he is from support and I let him on my PC", "security"),
        ("none of us can log in to the ERP", "outage"),
        ("The scanner app is dead since 7, all five of us", "outage"),
        ("Everyone in accounts is logged out of the ERP", "outage"),
        ("Everyone calls me Bex. My dock does not charge", "fault"),
        ("The entire document prints blank", "fault"),
        ("I told two people already that Word crashes", "fault"),
        ("it has been a week and nobody answered me", "chaser"),
        ("HR says ask IT, IT says ask HR, who can help?", "bounced"),
        ("smoke test of our app fails on the build server", "fault"),
        ("Thanks for the quick fix, but now the sound is gone", "fault"),
        ("works now on wifi but not on cable", "fault"),
        ("hot desk 4 has no monitor signal", "fault"),
        ("the lock on the room panel shows the wrong time", "fault"),
        ("Ada Example joins our team on 1 December, please prepare everything", "onboarding"),
        ("I let the battery charge overnight and it is bulging", "safety"),
    ],
)
def test_the_shape_is_told_by_what_was_said_and_not_by_one_word(body: str, situation: str) -> None:
    assert heard(body).situation == situation


def test_thanks_alone_close_a_talk_but_not_a_first_request() -> None:
    assert heard("no sound", "A:Please try again.", "you are a star, thank you so much").situation == "thanks"
    assert heard("two toner cartridges for room 12, many thanks").situation != "thanks"


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        ("my badge does not open the door", "badge"),
        ("the phone needs to be enrolled in Intune again", "mdm"),
        ("authenticator asks for a code I don't get", "mfa"),
        ("no free licence for Visio", "licence"),
        ("the shared drive is full", "shared_drive"),
        ("can you restore a deleted file", "file_restore"),
        ("Windows update is stuck at 35 percent", "updates"),
        ("Teams meeting has no video", "meetings"),
        ("my mouse jumps", "keyboard_mouse"),
        ("battery drains fast", "battery"),
        ("scanner shows an error", "scanner"),
        ("phishing mail received", "security"),
        ("our calendar invites are missing", "calendar"),
    ],
)
def test_more_topics_are_recognised_by_their_words(body: str, topic: str) -> None:
    assert heard(body).topic == topic


@pytest.mark.parametrize(
    "body",
    [
        "Your engineer came on Sunday and changed the power supply",
        "This is my fourth message",
        "third Monday in a row the phones are dead",
        "I rang the hotline and got cut off",
        "I wrote on the 4th about the loudspeaker",
        "I told you in October that the map is old",
        "We go through this about once a month",
        "I refer to my mails of 3 and 7 November",
        "You called on the 3rd and nothing changed",
        "It came back about an hour after you closed it",
        "Tired of repeating myself",
        "I opened case 4710265501 for it",
        "Please reopen my ticket",
    ],
)
def test_an_earlier_contact_or_an_earlier_time_is_a_repetition(body: str) -> None:
    assert heard(body).repeat is True


@pytest.mark.parametrize(
    "body",
    [
        "I closed the book and reopened it in Word",
        "I forgot the device and paired it again",
        "I called her twice, she is asleep",
        "My colleague told me to write to you",
        "An engineer from the lift company is here, he needs the Wi-Fi",
    ],
)
def test_what_only_sounds_like_a_repetition_is_none(body: str) -> None:
    assert heard(body).repeat is False
