import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.text.clean import clean
from empathkit.text.pack import load_pack

OWN = "The scanner stopped working."


def heard(body: str) -> str:
    return " ".join(clean(body, load_pack("en")).split())


@pytest.mark.parametrize(
    "tail",
    [
        "\n\nKind regards\nAda Example\nExample Ltd\n+44 20 7946 0000",
        "\n\nThanks,\nAda",
        "\n-- \nAda Example",
        "\n\nSent from my phone",
        "\n\nOn Mon, 2 Nov 2026 at 09:14, Desk <desk@example.org> wrote:\n> What does it say?\n> Regards",
        "\n> What does it say?",
        "\n\n-----Original Message-----\nFrom: Desk\nSubject: x\n\nWhat does it say?",
        "\n\nFrom: Desk <d@example.org>\nSent: Monday\nTo: Ada\nSubject: hello\n\nPrinter is on fire",
        "\n\nThis e-mail and any attachments are confidential.",
        "\n\nConfidentiality notice: only for the addressee.",
        '<br><a href="https://example.org/x"></a>',
        "\n2026-11-02 09:14:00 INFO starting up\n  at org.example.Main.run(Main.java:3)",
        " @desk_support",
    ],
    ids=[
        "signature",
        "thanks",
        "dashes",
        "device",
        "thread",
        "quote",
        "original",
        "forward",
        "legal",
        "notice",
        "html",
        "log",
        "handle",
    ],
)
def test_what_is_not_the_requesters_own_words_is_left_out(tail: str) -> None:
    assert heard(OWN + tail) == OWN


@pytest.mark.parametrize(
    "body",
    [
        "Thanks for nothing, the scanner is dead",
        "From: London. It is slow",
        "I use > and < keys",
        "Regards from the ward, it broke again",
    ],
    ids=["thanks in talk", "from in talk", "angle marks", "regards in talk"],
)
def test_what_only_looks_like_mail_stays(body: str) -> None:
    assert heard(body) == body


def test_an_error_line_in_a_log_stays() -> None:
    body = OWN + "\n2026-11-02 09:14:00 INFO start\n2026-11-02 09:14:01 ERROR disk quota exceeded"
    assert "disk quota exceeded" in heard(body)
    assert "start" not in heard(body).removeprefix(OWN)


@given(st.text(st.characters(), max_size=300))
def test_cleaning_moves_nothing(body: str) -> None:
    after = clean(body, load_pack("en"))
    assert len(after) == len(body)
    assert all(new in (old, " ") for old, new in zip(body, after, strict=True))
