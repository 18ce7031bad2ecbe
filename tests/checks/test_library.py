"""Canned replies as files hold them: read with line and name, sifted by the ignores in them."""

import json
from functools import partial

import pytest

from empathkit.checks.config import Checking, read_checking
from empathkit.checks.library.lint import Linted, lint, of_the_settings, read_replies
from empathkit.checks.subject import Subject
from empathkit.errors import InputError
from empathkit.text.pack import load_pack

PACK = load_pack()


def linted(text: str, suffix: str = ".md", checking: Checking | None = None) -> list[Linted]:
    make = partial(Subject, pack=PACK, canned=True)
    return [lint(reply, f"a{suffix}", make, checking or Checking()) for reply in read_replies(text, suffix)]


def places(text: str, suffix: str) -> list[tuple[str | None, str, int, int]]:
    """Name, rule, line and column of all findings."""
    return [
        (one.reply.name, finding.rule, *one.reply.place(finding.start))
        for one in linted(text, suffix)
        for finding in one.report.findings
    ]


CSV = 'id,title,body\n1,VPN,"Hi {{ name }},\njust restart it."\n2,Close,Ticket closed.\n'
EXPORTS = [
    pytest.param("Hi,\nsimply restart it.\n", ".txt", [(None, "EK302", 2, 1)], id="text"),
    pytest.param("Fine.\n---\nSimply restart it.\n", ".txt", [("2", "EK302", 3, 1)], id="text, parted by a line"),
    pytest.param(
        "---\ntitle: Simply VPN\n---\n# One\nFine.\n# Two\n\nSimply restart it.\n",
        ".md",
        [("Two", "EK302", 8, 1)],
        id="Markdown with front matter and titles",
    ),
    pytest.param(CSV, ".csv", [("VPN", "EK302", 3, 1), ("Close", "EK403", 4, 1)], id="CSV with a reply of two lines"),
    pytest.param(CSV.replace(",", ";"), ".csv", [("VPN", "EK302", 3, 1), ("Close", "EK403", 4, 1)], id="semicolons"),
    pytest.param("name\tresponse\nA\tSimply restart it.\n", ".tsv", [("A", "EK302", 2, 1)], id="tabs"),
    pytest.param(
        '{"macros": [\n {"title": "Close", "actions": [{"field": "status", "value": "x"},\n'
        '  {"field": "comment_value", "value": ["channel:all", "Ticket closed."]}]}]}',
        ".json",
        [("Close", "EK403", 3, 56)],
        id="Zendesk macros",
    ),
    pytest.param(
        '[{"short_code": "a",\n "content": "Fine."},\n {"short_code": "b",\n "content": "Simply restart it."}]',
        ".json",
        [("b", "EK302", 4, 14)],
        id="Chatwoot canned responses",
    ),
    pytest.param(
        '{"title": "a", "content_html": "<p>Fine.</p>", "content": "Simply restart it."}',
        ".json",
        [("a", "EK302", 1, 60)],
        id="the plain one of two",
    ),
    pytest.param('{"a": "Fine.", "b": "Simply restart it."}', ".json", [("b", "EK302", 1, 22)], id="texts by name"),
    pytest.param('{"name": "a", "text": "Fine."}\n{"name": "b", "text": "Simply go."}\n', ".jsonl",
                 [("b", "EK302", 2, 24)], id="JSON Lines"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "suffix", "found"), EXPORTS)
def test_a_file_s_replies_are_found_with_name_and_place(
    text: str, suffix: str, found: list[tuple[str | None, str, int, int]]
) -> None:
    assert places(text, suffix) == found


def test_html_is_read_as_text() -> None:
    [reply] = read_replies(json.dumps({"body": "<p>It&#39;s back.</p><p>Thanks</p>"}), ".json")
    assert reply.text.split() == ["It's", "back.", "Thanks"]


def test_a_field_of_the_desk_s_own_comes_first() -> None:
    [reply] = read_replies("text,antwort\nnein,Ja\n", ".csv", ["Antwort"])
    assert reply.text == "Ja"


@pytest.mark.parametrize(
    ("text", "suffix", "line"),
    [
        ("a,b\n1,2\n", ".csv", 1),
        ('body\n"' + "x" * 5_000_000, ".csv", 2),
        ('{"a": 1}', ".json", 1),
        ('{\n"a": ', ".json", 2),
        ("[" * 100_000, ".json", 1),
        ('{"text": "a"}\n{', ".jsonl", 2),
    ],
    ids=["no column", "a field without end", "no key", "not JSON", "too deep", "a bad line"],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, suffix: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        read_replies(text, suffix)
    assert caught.value.line == line


FORMS = [
    "<!-- empathkit: ignore EK302: quoted law -->",
    "{% comment %}empathkit: ignore EK302: quoted law{% endcomment %}",
    "# empathkit: ignore EK302: quoted law",
    "// empathkit: ignore EK3: quoted law",
    "<!-- EMPATHKIT: IGNORE EK301, EK302 : quoted law -->".replace("EMPATHKIT", "empathkit"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", [True, False], ids=["on a line of its own", "at the end of the line"])
def test_an_ignore_with_its_reason_is_obeyed(form: str, before: bool) -> None:
    text = f"{form}\nSimply restart it." if before else f"Simply restart it. {form}"
    [one] = linted(text)
    assert one.report.findings == ()
    assert [(finding.rule, reason) for finding, reason in one.ignored] == [("EK302", "quoted law")]


def test_an_ignore_behind_a_line_is_for_that_line_only() -> None:
    [one] = linted("Simply go. <!-- empathkit: ignore EK302: a -->\nSimply stay.")
    assert [finding.start for finding in one.report.findings] == [47]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("<!-- empathkit: ignore EK302 -->\nSimply go.", "EK001"),
        ("<!-- empathkit: ignore EK302: -->\nSimply go.", "EK001"),
        ("<!-- empathkit: ignore EK302: law -->\nPlease go.", "EK002"),
        ("<!-- empathkit: ignore -->\nPlease go.", "EK002"),
        ("<!-- empathkit: ignore EK999: law -->\nPlease go.", "EK002"),
    ],
    ids=["no reason", "an empty one", "unused", "of nothing", "of no rule"],
)
def test_an_ignore_that_is_unused_or_gives_no_reason_is_a_hint(text: str, hint: str) -> None:
    [one] = linted(text)
    assert [(finding.rule, finding.severity) for finding in one.report.findings] == [(hint, "hint")]


def test_an_ignore_is_no_part_of_the_reply() -> None:
    assert not linted("<!-- empathkit: ignore EK604: simply just obviously -->\n")[0].report.findings[1:]


def test_an_ignore_of_the_settings_is_obeyed_and_told_when_nothing_needs_it() -> None:
    checking = read_checking({"ignore": {"EK302": "house style", "EK303": "law", "EK403": ""}})
    done = linted("Simply restart it. Ticket closed.", checking=checking)
    assert done[0].report.findings == ()
    assert [(one.rule, one.message.split(" any more")[0][-5:]) for one in of_the_settings(done, checking, PACK)] == [
        ("EK002", "EK303"),
        ("EK001", one_message()),
    ]


def one_message() -> str:
    return PACK["checks"]["ignores"]["EK001"]["message"].split(" any more")[0][-5:]


@pytest.mark.parametrize(
    "placeholder",
    ["{{ticket.requester.first_name}}", "${user}", "#{name}", "%{ticket.name}", "[NAME]", "{% if x %}", "{name}"],
)
def test_a_desk_s_placeholder_is_known_in_a_canned_reply_and_left_over_in_a_draft(placeholder: str) -> None:
    from empathkit.checks.checker import findings_of

    text = f"Hello {placeholder}, the VPN is back."
    assert linted(text)[0].report.findings == ()
    assert [one.rule for one in findings_of(Subject(text=text, pack=PACK))] == ["EK601"]
