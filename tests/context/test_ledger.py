"""Which statement holds, whose a thing is, and which device is meant."""

import pytest
from building import fact, heard, ticket

from empathkit.context.enrich import enrich
from empathkit.models import Known, Remembered, UserContext
from empathkit.text.moments import moment
from empathkit.text.pack import load_pack

PACK = load_pack()
NOW = moment("2026-11-20T12:00:00Z")
LAPTOP = {"name": "LT-7", "model": "ThinkPad T14", "os": "Windows 11", "last_seen": "2026-11-01"}
PHONE = {"name": "PH-1", "model": "Galaxy S24", "os": "Android 15", "last_seen": "2026-11-01"}


def ledger(of, *facts, remembered=None):
    said = heard(facts=tuple(fact(of, kind, quote) for kind, quote in facts))
    return enrich(said, of, PACK, remembered=remembered, now=NOW).known


def states(known, kind):
    return {one.value: one.state for one in known if one.kind == kind}


@pytest.mark.parametrize(
    ("bodies", "first"),
    [
        pytest.param(("It runs Windows 11.", "Sorry, it is Windows 10."), "contradicted", id="corrected later"),
        pytest.param(("Windows 11. My mistake, Windows 10.",), "contradicted", id="corrected in one message"),
        pytest.param(("It is not Windows 11, it is Windows 10.",), "contradicted", id="denied where it stands"),
        pytest.param(("One runs Windows 11.", "The other Windows 10."), "current", id="two that both hold"),
    ],
)
def test_a_corrected_statement_no_longer_holds(bodies, first):
    known = ledger(ticket(*bodies), ("os", "Windows 11"), ("os", "Windows 10"))
    assert states(known, "os") == {"Windows 11": first, "Windows 10": "current"}


@pytest.mark.parametrize(
    ("body", "sure"),
    [
        ("My colleague's laptop runs Windows 10.", "low"),
        ("My colleague Ada has Windows 10.", "low"),
        ("On her screen it says Windows 10.", "low"),
        ("My boss says my laptop runs Windows 10.", "high"),
        ("It worked for a colleague. Mine is Windows 10.", "high"),
        ("My laptop runs Windows 10.", "high"),
    ],
)
def test_another_persons_device_denies_no_record_of_mine(body, sure):
    known = ledger(ticket(body, devices=[LAPTOP]), ("os", "Windows 10"))
    said = next(one for one in known if one.value == "Windows 10")
    assert said.confidence == sure
    assert states(known, "os")["Windows 11"] == ("current" if sure == "low" else "contradicted")


def test_my_laptop_with_a_laptop_and_a_phone_denies_the_laptops_record_alone():
    of = ticket("My laptop runs Windows 10.", devices=[PHONE, LAPTOP])
    known = ledger(of, ("os", "Windows 10"), ("device", "laptop"))
    assert states(known, "os") == {"Windows 10": "current", "Windows 11": "contradicted", "Android 15": "current"}
    assert next(one.value for one in known if one.source == "profile") == "ThinkPad T14 (LT-7)"


def test_a_contradiction_is_a_pair_to_confirm():
    known = ledger(ticket("It is Windows 10.", devices=[LAPTOP]), ("os", "Windows 10"))
    [(record, said)] = UserContext(known=known).disputed
    assert (record.value, record.source, said.value, said.source) == (
        "Windows 11",
        "profile",
        "Windows 10",
        "message 1",
    )


@pytest.mark.parametrize(
    ("said_at", "state"), [("2026-11-10", "contradicted"), ("2026-10-01", "current")], ids=["since", "before"]
)
def test_what_they_said_since_wins_over_the_record(said_at, state):
    held = Remembered(known=(Known(kind="os", value="Windows 10", source="IT-1, message 1", as_of=said_at),))
    known = ledger(ticket("Slow.", devices=[LAPTOP]), remembered=held)
    assert states(known, "os")["Windows 11"] == state


def test_what_they_said_half_a_year_ago_may_no_longer_hold():
    held = Remembered(known=(Known(kind="device", value="Pixel 8", source="IT-1, message 1", as_of="2026-01-02"),))
    [one] = ledger(ticket("Slow."), remembered=held)
    assert (one.state, one.confidence) == ("stale", "low")
