"""Lines as users write them, half with a secret in « » and half without one, by what they show."""

import pytest

from empathkit.text.pack import load_pack
from empathkit.text.redact import secrets

SECRETS = {
    "word": [
        "My password is\n«Sommer!2031x»",
        "My password is:\n\n  «Sommer!2031x»\nThanks, Ada",
        "The new password is now «Kestrel#77»",
        "I changed my password to «Kestrel#77» this morning",
        "I just reset the VPN password to «Kestrel#77».",
        "I use the password «Kestrel77» on both machines",
        "My password (it's «Kestrel#77») is refused",
        "My password («Kestrel#77») is refused",
        "temp password - «Welc0me99»",
        "temporary password – «Welc0me99» from your colleague",
        "passwd «kestrel77»",
        "password → «Kestrel#77»",
        "password -> «kestrel»",
        "pass: «k3strel»",
        "pass=«k3strel»",
        "pw: «kestrel77», user ada",
        "p/w «Kestrel#77»",
        "my passphrase is «violet lamp under bridge». It fails on the laptop.",
        "The passphrase was '«violet lamp under bridge»' until May",
        "login dana / «Kestrel#77»",
        "Login: dana.r / «kestrel77!»",
        "credentials dana:«Kestrel77»",
        "ada@example.org / «Kestrel#77»",
        "username ada, password «Kestrel#77»",
        "User: ada\nPassword: «kestrel»\nSite: Lyon",
        "my password is «sunshine» and my user is ada",
        "My password is «Sunshine», please check",
        "the password is \"«sun shine 9»\"",
        "My password: '«kestrel77»'",
        "the password for the scanner is «Kestrel#77»",
        "The password I use for SAP is «Kestrel#77».",
        "«Kestrel#77» is my password, it worked yesterday",
        "«Kestrel77» was my old password",
        "MY PASSWORD IS «KESTREL!77» AND IT IS REFUSED",
        "my password’s «Kestrel#77»",
        "new pwd=«Kestrel#77»",
        "Passwort: «Kestrel77»",
        "password is still «Kestrel#77»",
        "It was password = «kestrel77»;Server=db1",
    ],
    "key": [
        "client_secret=«Zx8Q~abcdEFGH1234»",
        "aws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzz»",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=«q1w2e3r4t5y6u7i8o9p0==»;EndpointSuffix=x",
        "Authorization: Basic «YWRhOmtlc3RyZWw3Nw==»",
        "curl -u bob:«kestrel77» https://api.example.org",
        "curl --user 'bob:«k3s»' https://api.example.org",
        "DB_PASSWORD=«kestrelkestrel»",
        '{"client_secret": "«abcdefgh1234»"}',
        "Server=db1;User Id=sa;Password=«kestrel77»;",
        "api key «9f8e7d6c5b4a»",
        "the access token is «9f8e7d6c5b4a3»",
        "x-api-key: «9f8e7d6c5b4a3»",
        "sshpass -p «kestrel» ssh ada@db1",
        "recovery key «123456-234567-345678-456789-567890-678901-789012-890123»",
    ],
    "code": [
        "The MFA code is «482913»",
        "my verification code «482913»",
        "verification code: «482 913»",
        "The code I got by SMS is «482913»",
        "OTP «482-913» was refused",
        "My PIN is «4711»",
        "pin «4711» does not work",
        "the PIN for the printer is «90210»",
        "one-time code «77120934»",
        "recovery code «x7kq-99ab»",
        "cvv «123»",
    ],
    "number": [
        "card «4111\u00a01111\u00a01111\u00a01111» was declined",
        "card «4111.1111.1111.1111»",
        "card «4111-1111-1111-1111», thanks",
        "amex «3782 822463 10005».",
        "«5555555555554444»",
        "my iban is «de89370400440532013000» today",
        "«gb82 west 1234 5698 7654 32»",
        "my SSN is «123 45 6789»",
        "SSN: «123456789»",
        "social security number «123-45-6789»",
        "here it is: «123-45-6789»",
        "my passport number is «C01X00T478»",
        "national insurance number «AB123456C»",
        "Steuer-ID «86 095 742 719»",
    ],
}  # fmt: skip

HARMLESS = {
    "talk": [
        "my password is expired",
        "my password is not working",
        "My password is the same as before",
        "my password is too short",
        "my password is wrong",
        "my password is about to run out",
        "my password is case sensitive, I know",
        "The password is older than 90 days",
        "my password is 120 days old",
        "My password is confusing everyone",
        "password reset",
        "password reset: please help",
        "Password: forgot it again",
        "what is the password policy",
        "What's the password for the guest wifi?",
        "I need a password reset for SAP",
        "I passed the test",
        "The test pass rate is 98%",
        "login page / portal",
        "login SAP / Outlook",
        "login via VPN / Office365 fails",
        "username / password",
        "I reset my password to get into Outlook",
        "I changed my password to something longer",
        "I changed my password to a new one",
        "I need the password to Office365",
        "I use the password manager",
        "Bitwarden is my password manager",
        "password - again!",
        "password (again) expired",
        "my password (the Windows one) is refused",
        "My passphrase is not accepted",
        "my passphrase is too long for the field",
        "the password must be 12-character",
        "I forgot my password.\nAda Example",
        "My password was reset\nThanks, Ada",
        "My PIN is blocked",
        "The pin is 4 digits, isn't it",
        "the MFA code never arrives",
        "The verification code is sent to my old phone",
        "the token is expired",
        "the secret is patience",
        "token_type=bearer",
        "Password: ********",
        "password: <your password>",
        "password on Windows11 differs from Outlook",
        "my password INC0012345 is still open",
        "The password ticket is INC0012345",
        "I changed my password on 2031-04-12 at 14:30",
        "My pass: expired",
        "Basic authentication is switched off",
        "the account is ada@example.org / Lyon",
        "MY PASSWORD IS NOT WORKING",
        "my password is in Bitwarden",
        "Password is due for renewal",
        "I typed my password twice, then error 0x80070005",
    ],
    "fact": [
        "error code 482913",
        "The code is 482913 and the text says fatal",
        "stop code 0x0000007E",
        "exit code 13013",
        "ticket INC0012345 and IT-3354",
        "ring +44 20 7946 0958 or 020 7946 0958",
        "call me on 1 415 555 2671",
        "asset LT-2231 and NB123456A",
        "MAC 00:1A:2B:3C:4D:5E",
        "the address is 10.0.22.131, gateway 10.0.22.1",
        "order number 4500012345",
        "order 123-45-6789 never came",
        "build 10.0.22631.4317",
        "Correlation ID: 550e8400-e29b-41d4-a716-446655440000",
        "AADSTS50076: code 50076",
        "IMEI 356938035643809",
        "card 4111 1111 1111 1112 has a typo",
        "DE89 3704 0044 0532 0130 01 is mistyped",
        "post code 75011",
        "on 2031-04-12 09:30 until 10:45",
        "room 4711, extension 2093",
        "model T14 Gen 3, BIOS 1.29",
        "invoice 2031-000123",
        "serial PF3K9X2L",
        "the passport office is closed",
    ],
}  # fmt: skip


def _lines(table: dict[str, list[str]]) -> list[str]:
    return [line for lines in table.values() for line in lines]


def _parted(line: str) -> tuple[str, list[str]]:
    """The line without its marks, and what stood between them."""
    pieces = line.replace("»", "«").split("«")
    return "".join(pieces), pieces[1::2]


def hidden(text: str) -> list[str]:
    return [text[start:end] for start, end in secrets(text, load_pack("en"))]


@pytest.mark.parametrize("line", _lines(SECRETS))
def test_what_is_secret_is_masked_and_nothing_else(line: str) -> None:
    text, secret = _parted(line)
    assert hidden(text) == secret


@pytest.mark.parametrize("line", _lines(HARMLESS))
def test_what_only_looks_like_it_stays(line: str) -> None:
    assert hidden(line) == []
