"""Common how-to questions are answered, whatever topic they were taken for, and nothing else is said of them."""

import re

import pytest
from building import ticket

from empathkit.models import Draft
from empathkit.pipeline import Kit
from empathkit.reply.howto import how_to
from empathkit.text.render import variables

KIT = Kit()
ANSWERS = KIT.pack["howto"]["answers"]


def draft(*said: str) -> Draft:
    made = KIT.suggest(ticket(*said, key=said[0])).draft
    assert made is not None
    return made


@pytest.mark.parametrize("entry", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_whole_and_needs_nothing_of_the_ticket(entry: dict[str, str]) -> None:
    assert all(re.compile(one) for one in entry["when"])
    assert 20 < len(entry["say"]) < 420
    assert not variables(entry["say"] + entry.get("verify", "") + entry.get("look", ""))


ASKED = [
    ("How do I set an automatic reply in Outlook?", "auto_reply"),
    ("How can I let my assistant accept meetings in my calendar?", "delegate"),
    ("how can i share my calendar with my team", "share_calendar"),
    ("Where do I hide an appointment so that it's private?", "private_appointment"),
    ("How do I change my signature?", "signature"),
    ("How do I put a signature on my iPhone?", "signature_phone"),
    ("Can I recall an email I sent five minutes ago?", "recall"),
    ("How do I make a rule that moves newsletters to a folder?", "mail_rule"),
    ("How do I send a mail from our team address?", "from_shared"),
    ("Is there a way to schedule an email for tomorrow morning?", "delay_send"),
    ("How do I see whether my email has been read?", "read_receipt"),
    ("How do I block a sender?", "block_sender"),
    ("How do I get back an email I deleted?", "deleted_mail"),
    ("How do I make a contact group of my own?", "contact_group"),
    ("How do I find emails from 2018 in Outlook?", "old_mail"),
    ("How do I get my work email on my phone?", "mail_on_phone"),
    ("How can I send a file of 3 GB?", "big_file"),
    ("How do I save an email as PDF?", "mail_pdf"),
    ("How do I show a second time zone in my calendar?", "second_zone"),
    ("How do I book a meeting room?", "book_room"),
    ("How do I blur my background in Teams?", "blur"),
    ("How do I share only one window in a Teams meeting?", "share_screen"),
    ("How do I share the sound of a video in a Teams meeting?", "share_sound"),
    ("How can I record a Teams meeting?", "record"),
    ("How do I switch on captions in a meeting?", "captions"),
    ("How do I turn off notifications in Teams?", "quiet"),
    ("How do breakout rooms work?", "breakout"),
    ("How do I invite an external guest to a Teams meeting?", "guest_meeting"),
    ("How can I test my microphone before a call?", "test_sound"),
    ("How do I keep the first row visible while I scroll?", "freeze"),
    ("How do I print the header row on every page?", "repeat_heading"),
    ("How do I remove duplicate rows in Excel?", "duplicates"),
    ("How do I make a drop-down in Excel?", "drop_down"),
    ("How can I protect a sheet so nobody can change the formulas?", "protect_sheet"),
    ("How do I put a password on a Word document?", "file_password"),
    ("How do I start a new line in a cell?", "line_in_cell"),
    ("How do I split names into two columns?", "split_column"),
    ("How do I create a pivot table?", "pivot"),
    ("How does a VLOOKUP work?", "vlookup"),
    ("How do I set a filter in Excel?", "filter"),
    ("How do I get rid of tracked changes in Word?", "track_changes"),
    ("How do I insert a table of contents?", "contents_table"),
    ("How do I put page numbers from page 3 on?", "page_numbers"),
    ("How can I make one page landscape in Word?", "landscape"),
    ("How do I save a document as a PDF?", "to_pdf"),
    ("How can I combine two PDFs?", "merge_pdf"),
    ("How do I do a mail merge?", "mail_merge"),
    ("How do I compare two versions of a contract?", "compare"),
    ("How do I see my speaker notes while presenting?", "presenter"),
    ("How do I make a PowerPoint file smaller?", "shrink_slides"),
    ("How do I share a OneDrive folder with a colleague?", "share_folder"),
    ("How do I get yesterday's version of a file?", "version_history"),
    ("How do I restore a file deleted from OneDrive?", "deleted_onedrive"),
    ("How can I read my OneDrive files offline?", "offline_files"),
    ("How do I open a .rar file?", "seven_zip"),
    ("How do I zip a folder?", "make_zip"),
    ("How do I map a network drive?", "map_drive"),
    ("How do I take a screenshot?", "screenshot"),
    ("How do I find out which Windows version I have?", "windows_version"),
    ("Where do I find the name of my computer?", "computer_name"),
    ("Where is the serial number of my laptop?", "serial"),
    ("How do I set a default printer?", "default_printer"),
    ("How do I add a printer?", "add_printer"),
    ("How do I print two pages per sheet?", "two_pages"),
    ("How do I print on both sides?", "double_sided"),
    ("How do I extend my screen to a second monitor?", "screens"),
    ("How do I change the keyboard layout to German?", "keyboard_language"),
    ("How do I pair my Bluetooth headset?", "bluetooth"),
    ("How do I make Chrome my default browser?", "default_app"),
    ("How do I close a program that is frozen?", "end_program"),
    ("How do I free up space on my disk?", "free_space"),
    ("How do I clear the cache?", "clear_cache"),
    ("How do I move my bookmarks to the new laptop?", "bookmarks"),
    ("How do I allow pop-ups for a page?", "allow_popup"),
    ("How do I lock my screen?", "lock_screen"),
    ("How do I find my IP address?", "ip_address"),
    ("How do I type an emoji?", "special_sign"),
    ("How do I rotate my screen?", "magnify"),
    ("How do I install Windows updates?", "windows_update"),
    ("How do I use my phone as a hotspot?", "hotspot"),
    ("How do I set up my fingerprint?", "hello"),
    ("How do I change my password when I'm at home?", "change_password_away"),
    ("How do I change my password?", "change_password"),
    ("How do I put two windows side by side?", "two_windows"),
    ("How do I move my files to the new laptop?", "old_laptop_files"),
    ("Are we allowed to use ChatGPT for letters?", "ai_tools"),
    ("How can I count how often a name appears in a column?", "count"),
    ("How do I add up two sheets in a third?", "sum_sheets"),
    ("How do I show mails as conversations in Outlook?", "conversation"),
    ("How do I stop Outlook from opening the next mail after deleting one?", "after_delete"),
    ("How do I stop sharing a folder on SharePoint?", "stop_sharing"),
    ("How do I get my display name changed?", "name_change"),
    ("Can I use my private phone for work mails?", "private_device"),
    ("Should I install the new macOS?", "os_upgrade"),
    ("How do I connect to the VPN?", "vpn_connect"),
    ("Who do I ask for a new desk?", "who_orders"),
    ("How do I stop Excel turning my part numbers into dates?", "no_date"),
    ("How do I put a watermark into my Word document?", "watermark"),
    ("How do I send a document so that only the recipient can open it?", "only_recipient"),
    ("Where should I keep all my passwords?", "keep_passwords"),
    ("How do I share the sound of a video when I present in Zoom?", "share_sound_zoom"),
    ("How do I raise my hand in a Zoom webinar?", "raise_hand"),
    ("How do I add a second mailbox in Outlook?", "open_mailbox"),
    ("How do I clean up my mailbox?", "tidy_mailbox"),
    ("How can I see when everyone is free?", "free_times"),
    ("How do I make a meeting recurring every two weeks?", "recurring_meeting"),
    ("How do I print my calendar for one week?", "print_calendar"),
    ("How do I forward my calls to my mobile?", "forward_calls"),
    ("How do I switch to dark mode?", "dark_mode"),
]


@pytest.mark.parametrize(("question", "name"), ASKED, ids=[name for _, name in ASKED])
def test_a_common_question_finds_its_answer(question: str, name: str) -> None:
    found = how_to(question, KIT.pack)
    assert found is not None
    assert found[0] == name
    assert ANSWERS[name]["say"][:60] in draft(question).text


OTHER = [
    "How do I get access to the shared drive of Finance?",
    "How do I restore a deleted customer in the CRM?",
    "How do I book a parking space?",
    "How do I set a filter in Gmail?",
    "How do I block a phone number on the desk phone?",
    "How do I change the toner?",
    "How do I forward my desk phone to my mobile?",
    "How do I post an invoice in SAP?",
    "How long does a laptop repair take?",
    "How can you close my ticket again?",
    "Please add a printer to our room.",
    "How do I clear a paper jam?",
    "How do I share a report in Salesforce?",
    "My password doesn't work at home.",
]


@pytest.mark.parametrize("question", OTHER)
def test_another_question_gets_none_of_them(question: str) -> None:
    assert how_to(question, KIT.pack) is None


FAILING = [
    "I tried Windows + Shift + S but it doesn't react. How do I take a screenshot?",
    "The fields crash Word since Monday and I reinstalled it. How do I remove tracked changes?",
]


@pytest.mark.parametrize("body", FAILING)
def test_what_fails_is_not_explained_as_if_it_had_not_been_tried(body: str) -> None:
    assert draft(body).template != "en/howto"


def test_a_question_in_a_list_of_other_matters_is_answered_too() -> None:
    text = draft("Two things: 1. my badge doesn't open door C 2. how do I blur my background in Teams?").text
    assert text.count("Background effects") == 1


def test_an_answer_is_said_once() -> None:
    text = draft("How do I take a screenshot of a part of the screen?").text
    assert text.count("Windows + Shift + S") == 1


def test_a_thing_named_in_the_title_is_meant_by_it() -> None:
    made = KIT.suggest(ticket('My keyboard types @ instead of ". How do I get it back?')).draft
    assert made is not None
    assert "Windows + Space" in made.text


def test_a_how_to_without_an_answer_is_not_met_with_questions_of_another_matter() -> None:
    text = draft("We move six desks with dock and phone on Friday. How do I order the movers?").text
    assert "?" not in text
