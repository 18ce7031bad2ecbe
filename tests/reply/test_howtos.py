"""Common how-to questions are answered, each by its own entry of ``howtos.toml``."""

import pytest

from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack

KIT = Kit()
ROWS = [
    ("How do I share the sound of a video when I present in Zoom?", "tick “Share sound”"),
    ("how can I share my screen with sound in Teams", "“Include sound”"),
    ("How do I blur my background in a Teams call?", "Video effects"),
    ("How can I make breakout rooms for tomorrow's workshop?", "Breakout rooms"),
    ("How do I record a Teams meeting?", "Record and transcribe"),
    ("How do I raise my hand in a Zoom webinar?", "Raise hand"),
    ("What's the best way to change my signature in Outlook?", "Mail > Signatures"),
    ("How can I schedule a mail to be sent on Sunday evening?", "Schedule send"),
    ("How do I move mails of one supplier to a folder automatically?", "Create Rule"),
    ("How do I add a second mailbox in Outlook?", "Add shared folder"),
    ("How do I clean up my mailbox?", "size:>5MB"),
    ("How can I see when everyone is free?", "Scheduling Assistant"),
    ("How do I make a meeting recurring every two weeks?", "Recurrence"),
    ("How do I print my calendar for one week?", "Agenda style"),
    ("How do I freeze the header row in Excel?", "Freeze Panes"),
    ("How can I get a drop-down in a cell in Excel?", "Data Validation"),
    ("How do I see the tracked changes in Word?", "All Markup"),
    ("How can I compare two versions of a contract in Word?", "Review > Compare"),
    ("How do I make a table of contents?", "References > Table of Contents"),
    ("How do I turn a PowerPoint into a PDF?", "Microsoft Print to PDF"),
    ("How do I protect an Excel file with a password?", "Encrypt with Password"),
    ("How do I get back an earlier version of a document?", "Version history"),
    ("How do I zip a folder?", "Compress to ZIP"),
    ("How can I send a large file to a customer?", "> Share"),
    ("How do I take a screenshot of a part of the screen?", "Shift + S"),
    ("How do I change the keyboard language?", "+ Space"),
    ("How do I extend my desktop to a second screen and set the main one?", "Windows key + P"),
    ("How do I set Chrome as my default browser?", "Default apps"),
    ("How do I clear the cache in Chrome?", "Ctrl + Shift + Delete"),
    ("How do I export my bookmarks from Edge?", "Ctrl + Shift + O"),
    ("How do I map a network drive?", "Map network drive"),
    ("How do I print double-sided?", "both sides"),
    ("How do I forward my calls to my mobile?", "Call answering rules"),
    ("How do I switch to dark mode?", "Choose your mode"),
    ("Where do I find my computer name?", "> About"),
]


def draft(question):
    said = [{"author": "requester", "body": question}]
    made = KIT.suggest(Ticket.model_validate({"key": "IT-1", "requester": {"name": "Ana Prado"}, "messages": said}))
    assert made.draft is not None
    return made.draft


@pytest.mark.parametrize(("question", "answer"), ROWS, ids=[question for question, _ in ROWS])
def test_a_how_to_is_answered_and_not_put_off(question, answer):
    text = draft(question).text
    assert answer in text
    assert "look up" not in text


def test_every_answer_has_a_question_here():
    answers = " ".join(entry["say"] for entry in load_pack()["howtos"]["help"])
    assert all(answer in answers for _, answer in ROWS)
    assert len(load_pack()["howtos"]["help"]) == len(ROWS)


@pytest.mark.parametrize(
    "told",
    [
        "Since today nobody hears the sound when I share my screen in Zoom.",
        "My screenshot tool crashes since the update.",
        "The printer jams whenever it prints double-sided.",
        "I forgot the password of an Excel file.",
        "My second screen stays black.",
    ],
)
def test_a_fault_gets_no_how_to(told):
    assert not any(reason.rule == "help.howto" for sentence in draft(told).sentences for reason in sentence.because)
