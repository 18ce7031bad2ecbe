import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack
from empathkit.text.redact import MASK, mask, redact, secrets


def ticket(*bodies: str, summary: str = "") -> Ticket:
    messages = [{"author": "requester", "body": body} for body in bodies]
    return Ticket.model_validate({"summary": summary, "requester": {"id": "u1"}, "messages": messages})


def hidden(text: str) -> list[str]:
    return [text[start:end] for start, end in secrets(text, load_pack("en"))]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("my password is Tr0ub4dor&3, please reset it", "Tr0ub4dor&3"),
        ("Password: hunter22", "hunter22"),
        ("pwd=abc123XYZ!", "abc123XYZ!"),
        ("the pin is 4711", "4711"),
        ("api key: 9f8e7d6c5b4a", "9f8e7d6c5b4a"),
        ("use ghp_" + "a1B2" * 9, "ghp_" + "a1B2" * 9),
        ("AKIAIOSFODNN7EXAMPLE leaked", "AKIAIOSFODNN7EXAMPLE"),
        ("Authorization: Bearer abcdefghijklmnop123456", "abcdefghijklmnop123456"),
        ("git clone https://me:s3cr3t!@git.example.org/x", "s3cr3t!"),
        ("card 4111 1111 1111 1111 was declined", "4111 1111 1111 1111"),
        ("pay to DE89 3704 0044 0532 0130 00 today", "DE89 3704 0044 0532 0130 00"),
        ("ssn 078-05-1120 on file", "078-05-1120"),
        ("my NI number is AB 12 34 56 C", "AB 12 34 56 C"),
        ("tax id 86095742719 is wrong", "86095742719"),
    ],
    ids=[
        "is",
        "colon",
        "equals",
        "pin",
        "api key",
        "github",
        "aws",
        "bearer",
        "url",
        "card",
        "iban",
        "ssn",
        "nino",
        "tax id",
    ],
)
def test_a_secret_is_masked(text: str, secret: str) -> None:
    assert hidden(text) == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "my password is not accepted",
        "the password was expired yesterday",
        "my password is wrong again",
        "call me on +44 20 7946 0958 or ext 2093",
        "ticket INC0012345, asset LT-2231",
        "account 12345678 and order 4500012345",
        "card 4111 1111 1111 1112 has no valid check digit",
        "error 0x8024402C in build 22631.4317",
        "it takes 1234567890123456789012345 ms",
    ],
    ids=["refused", "expired", "wrong", "phone", "ticket", "account", "no card", "error", "long number"],
)
def test_a_fact_is_no_secret(text: str) -> None:
    assert hidden(text) == []


def test_masking_keeps_length_offsets_and_everything_else() -> None:
    given_ = ticket("hi, password is Abc12345 thanks", "nothing here", summary="pw: Abc12345")
    masked, spans = redact(given_)
    assert masked.messages[0].body == "hi, password is " + MASK * 8 + " thanks"
    assert spans == (((16, 24),), ())
    assert masked.messages[1] == given_.messages[1]
    assert masked.summary == "pw: " + MASK * 8


@given(st.lists(st.text(st.characters(), max_size=120), min_size=1, max_size=3))
def test_masking_twice_is_masking_once_and_never_moves_text(bodies: list[str]) -> None:
    once, spans = redact(ticket(*bodies))
    assert redact(once)[0] == once
    for body, message, found in zip(bodies, once.messages, spans, strict=True):
        assert len(message.body) == len(body)
        assert message.body == mask(body, found)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("charged to 4111111111111111", True),
        ("charged to 4111111111111112", False),
        ("charged to 0000000000000000", False),
        ("paid from GB82 WEST 1234 5698 7654 32", True),
        ("paid from GB83 WEST 1234 5698 7654 32", False),
        ("on the form 86095742719", True),
        ("on the form 86095742718", False),
        ("DNI 12345678Z on the badge form", True),
        ("DNI 12345678A on the badge form", False),
        ("build 12345678Z of the badge tool", False),
        ("payslip of RSSMRA85T10A562S", True),
        ("payslip of RSSMRA85T10A562T", False),
        ("her PESEL 44051401359 was refused", True),
        ("order 44051401359 was refused", False),
        ("personnummer 811228-9874 stands on the list", True),
        ("the BSN (111222333) is shown to everybody", True),
        ("asset 111222333 is shown to everybody", False),
        ("carte vitale: 2 55 08 14 168 025 38", True),
    ],
)  # fmt: skip
def test_a_number_of_a_person_is_told_by_its_check_digit_and_a_word_nearby(text: str, secret: bool) -> None:
    assert bool(hidden(text)) is secret


def test_a_secret_is_masked_wherever_it_stands_again() -> None:
    masked, spans = redact(
        ticket("My password is Kestrel#77.", "I typed Kestrel#77 twice.", summary="Kestrel#77 refused, PIN 4711")
    )
    assert masked.summary == MASK * 10 + " refused, PIN " + MASK * 4
    assert masked.messages[1].body == "I typed " + MASK * 10 + " twice."
    assert spans == (((15, 25),), ((8, 18),))


def test_a_short_plain_secret_is_masked_in_its_place_alone() -> None:
    masked, _ = redact(ticket("My PIN is 4711. I sit in room 4711."))
    assert masked.messages[0].body == "My PIN is " + MASK * 4 + ". I sit in room 4711."


HIDDEN = MASK * 10
PROFILE = {
    "summary": "VPN",
    "requester": {
        "id": "u1",
        "name": "Ada Example",
        "role": "Nurse, password: Kestrel#77",
        "site": "Lyon, pw Kestrel#77",
        "department": "Kestrel#77",
        "devices": [{"name": "LT-2231", "usage": "kiosk, password is Kestrel#77", "assigned": "pw: Kestrel#77"}],
        "preferences": {"hours": "9 to 5", "channel": "email, password Kestrel#77", "detail": "pwd=Kestrel#77"},
        "history": [
            {"key": "IT-1", "summary": "pw: Kestrel#77", "resolution": "Password set to Kestrel#77.", "reopened": 1}
        ],
    },
    "messages": [{"author": "requester", "body": "The VPN drops."}],
}


def test_profile_and_history_are_masked_like_messages() -> None:
    masked, _ = redact(Ticket.model_validate(PROFILE))
    person = masked.requester
    assert "Kestrel" not in masked.model_dump_json()
    assert (person.role, person.site) == (f"Nurse, password: {HIDDEN}", f"Lyon, pw {HIDDEN}")
    assert person.devices[0].usage == f"kiosk, password is {HIDDEN}"
    assert person.history[0].resolution == f"Password set to {HIDDEN}."
    assert (person.id, person.name, person.devices[0].name) == ("u1", "Ada Example", "LT-2231")
    assert (person.preferences.hours, person.history[0].reopened) == ("9 to 5", 1)


def test_no_secret_of_profile_or_history_reaches_a_suggestion() -> None:
    assert "Kestrel" not in Kit().suggest(Ticket.model_validate(PROFILE)).model_dump_json()


def test_a_ticket_without_secrets_is_given_back_as_it_is() -> None:
    given_ = ticket("The VPN drops since Monday.", summary="VPN")
    assert redact(given_) == (given_, ((),))


def test_what_stands_at_the_end_of_one_text_says_nothing_of_the_next() -> None:
    masked, _ = redact(ticket("My password is", "Sunshine, isn't it?"))
    assert masked.messages[1].body == "Sunshine, isn't it?"


PARTS = st.sampled_from(
    [
        *(
            "password",
            "passphrase",
            "my pin",
            "MFA code",
            "ssn",
            " is ",
            " now ",
            ":",
            "=",
            " to ",
            "for it",
            "login ada / ",
        ),
        *(
            "@",
            "kestrel",
            "Kestrel#77",
            "4111 1111 1111 1111",
            "de89370400440532013000",
            " 4711",
            "482913",
            "078-05-1120",
        ),
        *(
            "•••",
            "client_secret=",
            "curl -u a:",
            "'",
            '"',
            "\x1e",
            "\r\n",
            "\n",
            "İ",
            "ﬁ",
            "\ud800",
            "\u00a0",
            "expired",
        ),
        *("https://a:b@", "-", " ", "1", "changed my ", " is my password", "(", ")", ". ", ", "),
    ]
)
MIXED = st.lists(st.one_of(PARTS, st.text(max_size=5)), max_size=24).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(MIXED, min_size=1, max_size=3), MIXED)
def test_masking_any_mix_twice_is_masking_it_once(bodies: list[str], summary: str) -> None:
    given_ = ticket(*bodies, summary=summary)
    once, spans = redact(given_)
    assert redact(once)[0] == once
    assert [mask(body, found) for body, found in zip(bodies, spans, strict=True)] == [m.body for m in once.messages]
    assert len(once.summary) == len(summary)


PIECES = [
    *("password ", "password is ", "password is is ", "my password for ", "passphrase is a ", "login a/", "my pin "),
    *("1", "1 ", "4111 ", "de89 ", "code 1-", "ssn 1 ", "ni number a", "a:b@", "curl -u ", "=", "token=", "secret_"),
    *("eyJ", "-----BEGIN PRIVATE KEY-----", "a", "aaa.", "(", "\n", "••", "http://", "basic ", " is my password"),
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_hostile_text_is_masked_once_and_keeps_its_length(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    once = mask(text, secrets(text, load_pack("en")))
    assert len(once) == len(text)
    assert secrets(once, load_pack("en")) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("doctl auth init -t dop_v1_" + "a5ab95a8" * 8, "dop_v1_" + "a5ab95a8" * 8),
        ("PAT dapi" + "8a086214" * 4 + " of a leaver", "dapi" + "8a086214" * 4),
        ("vault login hvs.j4Y1ZQzYH7jVsWA9uXEM6DJs", "hvs.j4Y1ZQzYH7jVsWA9uXEM6DJs"),
        ("bot 2659558693:AA" + "rJ2D_voq" * 4 + " is blocked", "2659558693:AA" + "rJ2D_voq" * 4),
        ("Cookie: JSESSIONID=3BCA6903A0C0E2690E35; lang=de", "3BCA6903A0C0E2690E35"),
        ("mysql -u root -pZebr4fink -h db03 hangs", "Zebr4fink"),
        ("ldapsearch -x -D cn=b -w bind3r-Twine -b dc=x fails", "bind3r-Twine"),
        ("sqlplus hr_ro/quokka_77@ORCL fails", "quokka_77"),
        ("snmp-server community n0c-Re4d RO", "n0c-Re4d"),
        ("net use Z: \\\\fs01\\p /user:CORP\\b Gannet#7 fails", "Gannet#7"),
        ('ConvertTo-SecureString "Ph0enix-Rise" -AsPlainText', "Ph0enix-Rise"),
    ],
)
def test_a_secret_in_a_command_or_of_a_vendor_s_form_is_masked(text: str, secret: str) -> None:
    assert hidden(text) == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "mysql -u root -p asks for it",
        "session=expired",
        "net use Z: /delete",
        "sqlplus says ORA-12541",
        "the session id is gone",
    ],
)
def test_a_command_without_a_secret_stays(text: str) -> None:
    assert hidden(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "14 Kiln Lane",
        "14 Kiln Lane, Leeds LS1 4AB",
        "Leeds LS1 4AB",
        "Hafenstraße 12",
        "Lindenplatz 3, 20457 Hamburg",
        "20457 Hamburg",
        "CH-8004 Zürich",
        "12 rue des Lilas, 69003 Lyon",
        "Via Garibaldi 7, 10122 Torino",
        "Keizersgracht 101",
        "1015 CJ Amsterdam",
        "350 West Mill Street, Suite 4",
        "Portland, OR 97205",
        "P.O. Box 77",
    ],
)
@pytest.mark.parametrize("closing", ["Kind regards\nIda Holm", "--\nIda Holm, Payroll"])
def test_an_address_in_a_signature_is_masked_and_only_there(line: str, closing: str) -> None:
    text = f"The scanner is dead.\n\n{closing}\n{line}\nTel 040 123456\nida.holm@example.com"
    assert hidden(text) == [line]
    assert hidden(f"Please bring the screen to\n{line}\non Monday.") == []


def test_an_address_between_bars_is_masked() -> None:
    text = "Screen is dead.\nBest,\nIda Holm | Payroll | Hafenweg 2, 20457 Hamburg | room 2.14"
    assert hidden(text) == ["Hafenweg 2, 20457 Hamburg"]


def test_a_signature_ends_with_its_message() -> None:
    _, spans = redact(ticket("Screen is dead.\nThanks", "14 Kiln Lane"))
    assert spans == ((), ())


@pytest.mark.parametrize(
    "line", ["Payroll, building 4", "room 2.14", "ticket INC0012345", "Level 3", "asset LT-4711", "Monday to Thursday"]
)
def test_what_else_stands_in_a_signature_stays(line: str) -> None:
    assert hidden(f"Screen is dead.\n\nKind regards\nIda Holm\n{line}") == []
