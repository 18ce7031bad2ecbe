"""What a reply must not get wrong about what happened: words that only look like something else."""

import pytest
from building import ticket

from empathkit.pipeline import Kit

KIT = Kit()


def suggestion(body, summary=""):
    return KIT.suggest(ticket(body, name="Ines Kaya").model_copy(update={"summary": summary}))


@pytest.mark.parametrize(
    ("body", "situation"),
    [
        ("The PC is slow. I ran an antivirus check and nothing was found.", "fault"),
        ("Got a virus warning after I opened the attachment.", "security"),
        ("The browser is slow, though I deleted the cache and old files of it.", "fault"),
        ("I deleted the contracts folder by mistake.", "data_loss"),
        ("I forgot my new SAP password.", "account_lock"),
        ("After six wrong attempts my account got locked.", "account_lock"),
        ("Facilities says network, network says facilities, and the badge reader is dead.", "bounced"),
        ("The badge reader is dead and every team sends me to the next one.", "bounced"),
        ("You are the fourth colleague asking me for the same log file.", "bounced"),
        ("The code is 711, I'm in the warehouse, and it worked until Tuesday.", "fault"),
        ("Now it worked, thanks!", "thanks"),
        ("When I open the leave page it shows someone else's payslips.", "security"),
        ("The search on the intranet finds nothing any more. I need the travel policy for a meeting at 2.", "fault"),
    ],
)
def test_what_was_done_about_it_is_not_what_happened(body, situation):
    assert suggestion(body).reading.situation == situation


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("I wrote to you on Monday and the scanner still jams.", "to us"),
        ("I heard nothing from you and the scanner still jams.", "from us"),
    ],
)
def test_the_desk_itself_is_we(body, said):
    issue = suggestion(body).reading.issue or ""
    assert " you" not in issue.partition(said)[0][-4:]
    assert "to you" not in issue
    assert "from you" not in issue


def test_a_stolen_phone_was_not_stolen_in_a_program():
    issue = suggestion("My phone was stolen on the bus. It has mail and Teams on it.").reading.issue
    assert "in Teams" not in issue


def test_how_long_somebody_is_away_is_no_deadline():
    issue = suggestion("The VPN asks for a code from my old phone. I'm in Lisbon until Friday.").reading.issue
    assert "need it" not in issue


def test_an_occasion_is_theirs():
    draft = suggestion("hi my headset isnt working in teams. meeting in 20 min!!").draft
    assert "meeting in 20 min" not in draft.text or "your meeting in 20 min" in draft.text


def test_what_was_tried_is_named_whole():
    text = suggestion("The scanner sends nothing to my mail. I tried another address of mine, same thing.").draft.text
    assert "another address of" not in text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("The Wi-Fi dropped in front of a customer, that was embarrassing.", "awkward"),
        ("I feel really stupid asking, but how do I turn off the second screen? It is embarrassing.", "asking"),
    ],
)
def test_being_embarrassed_before_others_is_not_being_embarrassed_to_ask(body, kind):
    said = [one.text for one in suggestion(body).draft.sentences if one.move == "acknowledge"]
    assert (any("of others" in one or "of people" in one for one in said)) == (kind == "awkward")


@pytest.mark.parametrize(
    "body",
    [
        "The projector is dark and I have a customer call at 3.",
        "No sound on the conference call on Friday, please help.",
    ],
)
def test_a_call_of_theirs_is_no_wish_to_be_rung(body):
    draft = suggestion(body).draft
    assert draft is not None
    assert "ring you" not in draft.text


def test_a_lock_of_somebody_who_left_is_no_file_of_a_colleague():
    draft = suggestion("The rota is locked for editing by Ida Roos, but Ida left in May.").draft
    assert draft is not None
    assert "find the session that still holds the file" in draft.text


@pytest.mark.parametrize(
    ("body", "never"),
    [
        ("Please install Visio on PC-118, approved by Mrs. Okafor.", "by Mrs is"),
        ("The fan is loud whenever the heating switches on.", "switches."),
        ("Going on leave from Friday. The travel portal shows a blank page.", "Going on leave"),
        ("Juno Baker leaves us on 4 March. Please collect her laptop.", "leaves you"),
        ("tea on my keyboard, the A key sticks, tried a dry cloth, im so sorry", "you're so sorry"),
        ("Our callers hear nothing, error 'line invalid'. Reception is going mad.", "It isn't obvious"),
        ("The projector in LH 2 shows 'No source'. Lecture with 80 people at 11.", "Which room"),
        ("May I have a second screen? 24 inch would be ideal as I have one arm only.", "Your question deserves"),
    ],
)
def test_what_nobody_said_is_not_said_back(body, never):
    draft = suggestion(body).draft
    assert draft is not None
    assert never not in draft.text


def test_an_apology_is_heard_whole():
    felt = suggestion("I closed the wrong request by mistake, I'm so sorry.").reading.feelings
    assert [one.evidence.quote for one in felt if one.feeling == "embarrassment"] == ["I'm so sorry"]
