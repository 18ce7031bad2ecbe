import pytest

from empathkit.context.unknown import _touched, unknown
from empathkit.models import Ticket
from empathkit.reading.reader import hear
from empathkit.text.fold import fold
from empathkit.text.pack import load_pack

LAPTOP = {"name": "LT-1", "model": "Latitude 5440", "os": "Windows 11"}
PHONE = {"name": "PH-1", "model": "Galaxy S24", "os": "Android 15"}


def asked(
    body: str, *, summary: str = "", devices: tuple[dict[str, str], ...] = (), **requester: object
) -> tuple[str, ...]:
    pack = load_pack("en")
    ticket = Ticket.model_validate(
        {
            "summary": summary,
            "requester": {"id": "u", "devices": devices, **requester},
            "messages": [{"author": "requester", "body": body}],
        }
    )
    return unknown(hear(ticket, pack), ticket, pack)


def test_the_most_telling_gaps_of_the_topic_come_first() -> None:
    assert asked("vpn does not work") == ("error", "started")


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("my macbook freezes all the time", "os"),
        ("the laptop freezes all the time", "started"),
        ("the parcel with my headset never came", "reference"),
        ("you charged me for a film I gave back", "reference"),
        ("the website is slow in my browser", "started"),
    ],
    ids=["a Mac by its system", "a work laptop by its day", "a parcel by its number", "a bill", "a browser"],
)
def test_the_words_of_a_text_may_call_for_something_first(body: str, first: str) -> None:
    assert asked(body)[0] == first


def test_what_is_stated_is_not_asked_for() -> None:
    assert "error" not in asked("vpn error 809")
    assert "started" not in asked("vpn does not work since monday")


def test_a_long_story_is_not_asked_since_when_nor_who_else() -> None:
    story = "The report prints blank pages and I can tell you the office is not amused about it at all. "
    assert "started" in asked(story)
    assert {"started", "scope"}.isdisjoint(asked(story * 5))


def test_one_device_in_the_profile_answers_which_device_and_system() -> None:
    assert "os" in asked("my macbook is slow since monday")
    assert set(asked("my laptop is slow since monday", devices=(LAPTOP,))).isdisjoint({"os", "device"})


def test_with_two_devices_the_one_that_is_named_is_meant() -> None:
    body = "the camera of my phone is blurred since monday"
    other = {"name": "PH-2", "model": "Pixel 8", "os": "Android 15"}
    assert asked(body, devices=(other, PHONE))[0] == "device"
    assert "device" not in asked("the camera of my Galaxy S24 is blurred since monday", devices=(other, PHONE))


HEADSET = {"name": "HS-1", "model": "Poly Voyager", "os": ""}
OTHER_LAPTOP = {"name": "LT-2", "model": "ThinkPad X13", "os": "Windows 10"}


@pytest.mark.parametrize(
    ("devices", "open_still"),
    [((LAPTOP, HEADSET), False), ((LAPTOP, PHONE), False), ((LAPTOP, OTHER_LAPTOP), True)],
    ids=["a thing without a system is no choice", "a phone is no laptop", "two laptops are a choice"],
)
def test_the_laptop_of_the_profile_is_meant_where_there_is_one(
    devices: tuple[dict[str, str], ...], open_still: bool
) -> None:
    assert ("device" in asked("my laptop is slow since monday", devices=devices)) is open_still
    assert "os" not in asked("my laptop is slow since monday", devices=devices)


@pytest.mark.parametrize(
    "body",
    [
        "It works now, thank you!",
        "The screen is black. I'll send a photo in a minute",
        "The battery is swollen and smells burnt",
        "Bonjour, mon ordinateur ne marche plus depuis hier",
    ],
    ids=["thanks", "more to come", "safety", "unread"],
)
def test_nothing_is_asked_when_nothing_more_is_needed(body: str) -> None:
    assert asked(body) == ()


def test_a_request_with_its_reference_and_date_is_complete() -> None:
    assert asked("May I get access to the archive by Friday, cost centre 7731-FIN") == ()


def test_a_desk_can_say_what_tells_most() -> None:
    pack = load_pack("en").over({"topics": {"vpn": {"telling": ["place", "scope"]}}})
    ticket = Ticket.model_validate(
        {"requester": {"id": "u"}, "messages": [{"author": "requester", "body": "vpn does not work"}]}
    )
    assert unknown(hear(ticket, pack), ticket, pack) == ("place", "scope")


def test_the_more_was_said_the_less_is_asked() -> None:
    long = "printer not working " + "and so on and so forth " * 20
    assert len(asked("printer not working")) == 2
    assert len(asked(long)) == 1


@pytest.mark.parametrize(
    ("answer", "again"),
    [("1. Friday afternoon, it was all there\n2. No, nobody", False), ("Let me see", True)],
    ids=["both answered", "not answered"],
)
def test_what_an_agent_asked_and_got_answered_is_not_asked_again(answer: str, again: bool) -> None:
    messages = [
        {"author": "requester", "body": "The room calendar is empty."},
        {"author": "agent", "body": "Since when is it empty? Do any colleagues see it too?"},
        {"author": "requester", "body": answer},
    ]
    ticket = Ticket.model_validate({"requester": {"id": "u"}, "messages": messages})
    pack = load_pack("en")
    assert ("started" in unknown(hear(ticket, pack), ticket, pack)) is again


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("It stopped more than 24 hours ago, email is empty", "started"),
        ("for about an hour now email is empty", "started"),
        ("email worked recently", "started"),
        ("laptop slow, it runs the latest Mountain Lion", "os"),
        ("laptop slow, win 10 pro", "os"),
        ("the app crashes, version 6.3", "version"),
        ("the app crashes, it is office 2021", "version"),
        ("the Officejet 5530 does not print", "device"),
        ("the printer PRN-K2-07 does not print", "device"),
        ("the card says not activated, phone has no signal", "error"),
        ("wifi gone, other laptops are affected too", "scope"),
        ("the vpn fails on my hotspot", "network"),
        ("I did that, vpn still fails", "tried"),
    ],
)
def test_what_was_touched_on_is_not_asked_for_again_even_where_no_fact_was_heard(body: str, kind: str) -> None:
    assert kind not in asked(body)


def test_a_long_message_with_little_known_still_gets_one_question() -> None:
    assert len(asked("printer jams " + "it is a long story and I tell it in many words " * 12)) == 1


def test_a_wish_with_its_date_is_complete() -> None:
    assert asked("Could I have a second keyboard by Friday please") == ()
    assert asked("Could I have a second keyboard please") != ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("the screen in the lobby is dark", "place"),
        ("ring me on ext 4471", "contact"),
        ("it is LT-2231", "reference"),
        ("order 5500318", "reference"),
        ("needed by Friday", "deadline"),
        ("boarding at 8", "deadline"),
        ("since the big migration", "change"),
        ("they replaced my dock", "change"),
        ("twice a day", "frequency"),
        ("it hangs whenever I print", "frequency"),
    ],
)
def test_a_kind_is_touched_on_by_its_usual_words(words: str, kind: str) -> None:
    assert kind in _touched(fold(words), load_pack("en"))


def test_one_of_whom_much_is_on_file_may_be_asked_nothing() -> None:
    long = "printer jams " + "it is a long story and I tell it in many words " * 12
    told = long + "since monday, everyone on floor 3, every time, VPN and Wi-Fi are fine, I restarted it"
    assert asked(told, devices=(LAPTOP,), site="Leeds", preferences={"channel": "phone"}) == ()
