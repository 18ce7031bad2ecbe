"""How they work: from where, on whose device, with what; heard, or learned from several tickets."""

import pytest
from building import heard, ticket

from empathkit.context.enrich import enrich
from empathkit.context.usage import USE
from empathkit.memory.in_process import InMemory
from empathkit.models import PastTicket, Remembered, Ticket
from empathkit.pipeline import Kit
from empathkit.text.moments import moment
from empathkit.text.pack import load_pack

PACK = load_pack()
NOW = moment("2026-11-20T12:00:00Z")


def known(of, past=()):
    context = enrich(heard(), of, PACK, remembered=Remembered(history=tuple(past)), now=NOW)
    return {one.kind: one for one in context.known}


def past(number, **told):
    return PastTicket(key=f"IT-{number}", opened="2026-11-01", **told)


def test_the_kinds_that_are_kept_are_those_of_the_pack():
    assert set(PACK["context"]["use"]["said"]) == USE


@pytest.mark.parametrize(
    ("body", "kind", "value"),
    [
        ("I'm working from home this week and Teams drops.", "works_from", "home"),
        ("VPN fails, I am at the airport.", "works_from", "the road"),
        ("No Wi-Fi in my hotel room.", "works_from", "the road"),
        ("I'm in the Leeds office today.", "works_from", "the office"),
        ("We are at the client's site with no signal.", "works_from", "a client's site"),
        ("The shared PC in the ward is slow.", "ownership", "a shared device"),
        ("Several of us use it for scanning.", "ownership", "a shared device"),
        ("I read mail on my own phone.", "ownership", "a device of their own"),
    ],
)
def test_how_they_work_is_heard(body, kind, value):
    found = known(ticket(body))[kind]
    assert (found.value, found.source) == (value, "message 1")


@pytest.mark.parametrize(
    "body",
    [
        "The home page is blank.",
        "My home drive is full.",
        "The shared mailbox is slow.",
        "Office crashes at start.",
        "The client does not start.",
        "I own two licences.",
        "The hotel booking site is blocked.",
    ],
)
def test_words_alike_tell_nothing(body):
    assert not USE & set(known(ticket(body)))


def test_what_comes_again_and_again_is_learned_and_this_ticket_goes_before():
    home = [past(number, manner={"works_from": "home"}) for number in (1, 2, 3)]
    learned = known(ticket("Slow."), home)["works_from"]
    assert (learned.value, learned.source) == ("home", "learned from 3 tickets (IT-1, IT-2, IT-3)")
    assert known(ticket("I'm at the airport."), home)["works_from"].value == "the road"
    assert "works_from" not in known(ticket("Slow."), home[:2])


def test_how_they_work_is_no_preference():
    home = [past(number, manner={"works_from": "home", "channel": "phone"}) for number in (1, 2, 3)]
    context = enrich(heard(), ticket("Slow."), PACK, remembered=Remembered(history=tuple(home)), now=NOW)
    assert [one.name for one in context.preferences] == ["channel"]


def test_what_their_tickets_name_is_what_they_use():
    named = [past(1, application="Outlook"), past(2, application="SAP GUI"), past(3, application="outlook")]
    found = known(ticket("Slow."), named)["applications"]
    assert (found.value, found.source) == ("Outlook (2)", "history IT-1, IT-3")


def test_sites_are_told_of_somebody_who_moves():
    at = [past(number, site=site) for number, site in enumerate(["Leeds", "Porto", "Leeds", "Porto", "Leeds"])]
    assert known(ticket("Slow."), at)["sites"].value == "Leeds (3), Porto (2)"
    assert "sites" not in known(ticket("Slow."), [past(number, site="Leeds") for number in (1, 2)])


def test_the_use_on_file_names_the_device():
    laptop = {"name": "LT-7", "model": "ThinkPad T14", "usage": "shared with the night shift"}
    assert known(ticket("Slow.", devices=[laptop]))["use"].value == "ThinkPad T14: shared with the night shift"


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("Asia/Tokyo", "21:00 Asia/Tokyo"), ("Mars/Olympus", None), ("../../etc/passwd", None), (None, None)],
)
def test_their_local_time_is_told_where_the_zone_is_known(zone, clock):
    found = known(ticket("Slow.", timezone=zone)).get("local_time")
    assert (found.value if found else None) == clock


def test_where_they_work_outlasts_the_ticket():
    kit, memory = Kit(), InMemory()
    for number in (1, 2, 3):
        said = [{"author": "requester", "body": "I'm working from home and Outlook freezes.", "at": "2026-11-01"}]
        one = Ticket.model_validate({"key": f"IT-{number}", "requester": {"id": "u1"}, "messages": said})
        memory.remember(one, kit.suggest(one, now=NOW))
    later = ticket("The screen flickers.", id="u1").model_copy(update={"key": "IT-9"})
    context = kit.suggest(later, now=NOW, remembered=memory.recall(later)).context
    found = {one.kind: one.value for one in context.known}
    assert (found["works_from"], found["applications"]) == ("home", "outlook (3)")


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        ("Everyone calls me Bex.", "name", "Bex"),
        ("Please call me Jo-Ann, thanks.", "name", "Jo-Ann"),
        ("Please call me back.", "name", None),
        ("Please call me Monday.", "name", None),
        ("please call me tomorrow.", "name", None),
        ("I only work mornings.", "hours", "mornings"),
        ("Afternoons are best.", "hours", "Afternoons"),
        ("I work Mondays to Wednesdays.", "hours", "Mondays to Wednesdays"),
        ("It only works mornings.", "hours", None),
    ],
)
def test_the_name_and_the_hours_they_like_are_heard(body, name, value):
    wishes = {one.name: one.value for one in enrich(heard(), ticket(body), PACK, now=NOW).preferences}
    assert wishes.get(name) == value


def test_they_are_called_what_they_asked_to_be_called():
    of = ticket("Everyone calls me Bex. Outlook crashes with error 0x80040115 since Monday.", name="Rebecca Moss")
    draft = Kit().suggest(of).draft
    assert draft.sentences[0].text.rstrip(",").endswith("Bex")
    assert draft.sentences[0].because[0].known.source == "message 1"
