"""First help fits the matter: what would miss the point is not said, and what is known for it is."""

import tomllib
from pathlib import Path

import pytest
from building import ticket

from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack

KIT = Kit()
TOPICS = {name: table for name, table in load_pack()["topics"].items() if not name.startswith("_")}
UNLIKE = tomllib.loads(Path(__file__).with_name("unlike.toml").read_text(encoding="utf-8"))["ticket"]
OPEN = [
    pytest.param(entry, id=f"{name}-{place}")
    for name, table in TOPICS.items()
    for place, entry in enumerate(table.get("help", ()), start=1)
    if "when" not in entry and "situations" not in entry
]


def text_for(body: str) -> str:
    draft = KIT.suggest(ticket(body, key=body)).draft
    assert draft is not None
    return draft.text


@pytest.mark.parametrize("entry", OPEN)
def test_help_without_a_sign_of_its_own_names_what_it_is_for(entry: dict[str, str]) -> None:
    assert entry["fits"]


@pytest.mark.parametrize("of", UNLIKE, ids=[f"{of['topic']}-{of['body'][:30]}" for of in UNLIKE])
def test_help_that_would_miss_the_point_is_not_said(of: dict[str, str]) -> None:
    known = [
        entry["say"]
        for entry in (*TOPICS[of["topic"]].get("help", ()), *(e for t in TOPICS.values() for e in t.get("help", ())))
    ]
    known += [entry["say"] for one in load_pack()["situations"].values() for entry in one.get("help", ())]
    assert any(of["never"] in say for say in known), "no help of the pack says this"
    assert of["never"] not in text_for(of["body"])


KNOWN = [
    ("How do I share a OneDrive folder with a customer outside the company?", "Specific people"),
    ("When I open the shop's CSV in Excel, 00123 turns into 123.", "From Text/CSV"),
    ("The new hand scanner won't pair with the tablet.", "Bluetooth list"),
    ("The printer in room 9 prints everything pink.", "cartridge"),
    ("My calls end after exactly 30 seconds.", "timer between two systems"),
    ("The Wi-Fi is gone after standby, only a restart helps.", "flight mode"),
    ("Chrome opens a page with ads on every start.", "On startup"),
    ("Excel says the file is locked for editing by me, I don't have it open.", "never ended"),
    ("The page stays blank in Edge, Firefox shows it.", "As another browser shows it"),
    ("How do I make the text on my screen larger?", "Text size"),
    ("I can't find the recording of yesterday's Teams meeting.", "folder Recordings"),
    ("How do I send an encrypted mail to a lawyer?", "Options > Encrypt"),
    ("Teams shows me as away while I work.", "Reset status"),
    ("My PDF is too big for the portal, how do I make it smaller?", "Minimum size"),
    ("VPN wants a code from my old phone, I have a new one.", "Add sign-in method"),
    ("How do I move the authenticator to my new phone?", "mysignins.microsoft.com"),
    ("The HDMI cable in meeting room 3.07 is missing.", "sharing without a cable"),
    ("Mails of our supplier land in quarantine, how do I stop that?", "Safe senders"),
    ("The scanner reads the code without the last digit.", "check digit"),
    ("Excel prints my table on 40 pages, it should be one page wide.", "Width: 1 page"),
    ("My laptop screen stays black after I open the lid.", "short press of the power button"),
    ("The VPN says 'certificate validation failure' since the repair.", "cable there"),
    ("A mail from payroll asks me to confirm my bank details. Is it real?", "for a false one until"),
    ("My laptop doesn't connect to my phone's hotspot on the train.", "Personal Hotspot page open"),
    ("My old phone was wiped, the authenticator on the new one is empty and I can't approve.", "registered afresh"),
    ("My second monitor stays black, its lamp is orange, the other one works.", "gets no picture"),
    ("The invoices print without the customer's address since the update.", "the form or the data behind it"),
    ("The printer shows 'supply memory error' and stops.", "metal contact"),
    ("No sound from the ceiling speakers in meeting room Oak, the picture is fine.", "room's panel"),
    ("The dates show as ####### in my Excel export.", "too narrow"),
    ("Our 12 tablets lose the Wi-Fi between aisle 3 and 5 of the warehouse.", "shadowed"),
    ("My mouse jumps across the screen. I changed the batteries.", "dust"),
    ("My mailbox is full though I emptied Deleted Items.", "hasattachment"),
    ("My calendar entries disappeared from Outlook, on my phone they are still there.", "still on the server"),
    ("I found a USB stick at the gate and plugged it in, a window came and went.", "in an envelope"),
    ("My bag was stolen on the tram with my work laptop in it.", "police"),
    ("My signature on the iPhone still has the old logo.", "nothing from the computer"),
    ("The cash drawer of till 2 stays shut.", "small key"),
    ("The printer makes a grinding noise and jams.", "print no more"),
    ("I forgot my password for the expense tool.", "sends a link"),
    ("My settings in the virtual desktop are gone every morning.", "sign out through the Start menu"),
]


@pytest.mark.parametrize(("body", "said"), KNOWN, ids=[said for _, said in KNOWN])
def test_what_is_known_for_a_matter_is_said(body: str, said: str) -> None:
    assert said in text_for(body)


DECIDED = [
    ("Could I get a docking station for my desk by Friday?", "by then"),
    ("Please give Lea Ort read access to \\\\fs1\\tenders. The owner Mr Amsel has agreed.", "the yes of Mr Amsel"),
    ("Outlook asks for my password all the time. Text me on 0171 555 0143.", "text you on 0171 555 0143"),
    ("Could I borrow a laptop for tomorrow?", "free to lend"),
]


@pytest.mark.parametrize(("body", "said"), DECIDED, ids=[said for _, said in DECIDED])
def test_the_next_step_takes_up_what_was_said(body: str, said: str) -> None:
    assert said in text_for(body)


def test_no_deadline_is_asked_for_what_is_done_at_once() -> None:
    assert "By when" not in text_for("Please add Ina Karl to the distribution list Sales-North.")


def test_a_first_message_of_thanks_is_no_fault() -> None:
    assert "?" not in text_for("Just to say the new dock works perfectly, thanks to Rui!")


def test_a_whole_answer_leaves_no_question_open() -> None:
    text = text_for("How do I make the text on my screen larger? I can't read the names of the patients any more.")
    assert "find out" not in text
    assert "?" not in text


@pytest.mark.parametrize(
    "body", ["Please correct the opening hours on our website.", "Please create a list for the board."]
)
def test_what_costs_nothing_needs_no_cost_centre(body: str) -> None:
    assert "cost centre" not in text_for(body)


@pytest.mark.parametrize("body", ["How do I set up a poll in the portal?", "Where do I find the form for parking?"])
def test_a_question_how_something_is_done_is_not_met_with_which_system_they_have(body: str) -> None:
    assert "Windows, macOS" not in text_for(body)


def test_a_new_thing_named_in_passing_is_no_order() -> None:
    text = KIT.suggest(ticket("The expense app won't let me in since my new phone, it says session expired.")).draft
    assert text is not None
    assert "cost centre" not in text.text
    assert "in stock" not in text.text
