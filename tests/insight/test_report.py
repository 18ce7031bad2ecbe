import json
import re
from xml.etree import ElementTree

import pytest

from empathkit.cli import main
from empathkit.insight.outcomes import outcome_of, row_of
from empathkit.insight.report import SMALL, report
from empathkit.memory.sql import SqlMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit

KIT = Kit()


def past(number, topic="vpn", **rest):
    row = {"user": f"u{number}", "ticket": f"IT-{number}", "topic": topic, "reopened": 0, "repeat": 0}
    return row | {"department": None, "site": None, "model": None, "application": None} | rest


def ended(**rest):
    row = {"outcome": None, "asked_again": 0, "first_feeling": 0, "last_feeling": 0, "answered": None, "rules": ""}
    return row | rest


def test_suggestions_are_counted_by_what_became_of_them():
    rows = [ended(outcome=name) for name in ("used", "used", "edited", "dismissed")] + [ended()]

    assert {name: share.text for name, share in report([], rows).suggestions.items()} == {
        "used": "2 of 4 (50%)",
        "edited": "1 of 4 (25%)",
        "dismissed": "1 of 4 (25%)",
    }


def test_only_tickets_with_a_reply_count_for_asking_again_and_for_time():
    found = report([], [ended(answered=60, asked_again=2), ended(answered=600), ended(answered=6000), ended()])

    assert found.asked_again.text == "1 of 3 (33%)"
    assert found.first_reply_seconds == 600


def test_feelings_are_compared_only_where_any_were_shown():
    rows = [
        ended(first_feeling=3, last_feeling=1),
        ended(first_feeling=1, last_feeling=2),
        ended(first_feeling=2, last_feeling=2),
        ended(),
    ]
    found = report([], rows)

    assert (found.calmer.text, found.more_upset.text) == ("1 of 3 (33%)", "1 of 3 (33%)")


def test_pain_is_what_comes_again_or_is_opened_again_with_the_tickets_it_rests_on():
    rows = [past(number, site="Leeds") for number in range(3)]
    rows += [past(7, "printing", site="Leeds", reopened=1), past(8, "wifi", site="Leeds"), past(9, "wifi", site="York")]
    points = report(rows, []).pain["site"]

    assert [(one.value, one.topic, one.count, one.reopened, one.tickets) for one in points] == [
        ("Leeds", "vpn", 3, 0, ("IT-0", "IT-1", "IT-2")),
        ("Leeds", "printing", 1, 1, ("IT-7",)),
    ]


@pytest.mark.parametrize(("count", "small"), [(SMALL - 1, True), (SMALL, False)])
def test_a_small_sample_says_so(count, small):
    assert report([past(number) for number in range(count)], []).small is small


def test_rules_are_listed_by_how_often_they_were_broken():
    assert report([], [ended(rules="EK302 EK101"), ended(rules="EK302")]).rules == {"EK302": 2, "EK101": 1}


@pytest.fixture
def filled(database_url, monkeypatch):
    monkeypatch.setenv("EMPATHKIT_DATABASE_URL", database_url)
    memory = SqlMemory(database_url)
    for number in range(3):
        said = [{"author": "requester", "body": "vpn error 809 since monday", "at": "2026-11-02T09:00:00Z"}]
        person = {"id": f"u{number}", "name": "Ines", "site": "Leeds"}
        ticket = Ticket.model_validate({"key": f"IT-{number}", "requester": person, "messages": said})
        suggestion = KIT.suggest(ticket)
        memory.remember(ticket, suggestion)
        reply = suggestion.draft.text if number else "Which error is it?"
        answer = {"author": "agent", "body": reply, "at": "2026-11-02T11:30:00Z"}
        after = Ticket.model_validate(ticket.model_dump() | {"messages": [*said, answer]})
        memory.note(after, row_of(outcome_of(after, memory.suggested(after), KIT)))
    memory.close()


def test_the_command_prints_what_was_told_from_conversations(filled, capsys):
    assert main(["report"]) == 0
    out = capsys.readouterr().out
    assert "suggestions used          2 of 3 (67%)" in out
    assert "asked what was known      1 of 3 (33%)" in out
    assert "first human reply after   2 h 30 min (median)" in out
    assert "Leeds: 3 vpn tickets of 3 people (IT-0, IT-1, IT-2)" in out
    assert "fewer than 30" in out


def test_the_same_as_json(filled, capsys):
    assert main(["report", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    assert document["suggestions"]["dismissed"] == {"count": 1, "of": 3}
    assert document["pain"]["site"][0]["tickets"] == ["IT-0", "IT-1", "IT-2"]


def test_an_empty_memory_has_an_empty_report(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_DATABASE_URL", f"sqlite:///{tmp_path / 'm.db'}")

    assert main(["report"]) == 0
    assert "none yet" in capsys.readouterr().out


# --- from files


@pytest.fixture
def export(tmp_path):
    """Three tickets of the same site; the last answer asks for what was said."""
    rows = []
    for number in range(3):
        asked = {"author": "requester", "body": "vpn error 809 since monday", "at": "2026-11-02T09:00:00Z"}
        reply = "Which error is it?" if number else "I see error 809, and I'll look at the tunnel."
        said = [asked, {"author": "agent", "body": reply, "at": "2026-11-02T09:30:00Z"}]
        person = {"id": f"u{number}", "site": "Leeds"}
        rows.append({"key": f"IT-{number}", "platform": "jira", "requester": person, "messages": said})
    file = tmp_path / "export.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\nno ticket\n", encoding="utf-8")
    return file


def test_an_export_is_told_of_without_a_memory(export, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_DATABASE_URL", f"sqlite:///{tmp_path / 'm.db'}")

    assert main(["report", "--from", str(export)]) == 0
    out, err = capsys.readouterr()
    assert "tickets remembered        3" in out
    assert "asked what was known      2 of 3 (67%)" in out
    assert "first human reply after   30 min (median)" in out
    assert "Leeds: 3 vpn tickets of 3 people (IT-0, IT-1, IT-2)" in out
    assert f"{export}:4: " in err
    assert not (tmp_path / "m.db").exists()


def test_an_export_that_is_not_there_is_said(tmp_path, capsys):
    assert main(["report", "--from", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: No such file" in capsys.readouterr().err


def test_canned_replies_are_told_of_by_the_rules_they_break(export, tmp_path, capsys):
    (tmp_path / "canned").mkdir()
    for name, text in (
        ("a", "As per policy you must restart."),
        ("b", "As per policy, no."),
        ("c", "I'll look at it."),
    ):
        (tmp_path / "canned" / f"{name}.txt").write_text(text, encoding="utf-8")
    ask = ["report", "--from", str(export), "--canned", str(tmp_path / "canned")]

    assert main([*ask, "--json"]) == 0
    canned = json.loads(capsys.readouterr().out)["canned"]
    assert max(canned.values()) == 2
    assert list(canned.values()) == sorted(canned.values(), reverse=True)

    assert main([*ask, "--html", str(tmp_path / "r.html")]) == 0
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Rules broken most in canned replies" in html
    assert re.search(rf"<td>[A-Z][^<]+ \({next(iter(canned))}\)</td><td>2</td>", html)


def test_one_suggestion_was_and_several_were(filled):
    from empathkit.insight.page import page

    assert "Of 1 suggestion followed by a reply, 1 was used or edited." in page(report([], [ended(outcome="used")]))


def test_reasons_are_told_in_the_words_of_the_desk():
    from empathkit.insight.names import names
    from empathkit.insight.page import page

    html = page(report([], [ended(outcome="dismissed", reason="tone")]), known=names(KIT.pack))
    assert "Most often: The tone does not fit, 1 time." in html


# --- the page


def test_the_page_needs_nothing_else_and_shows_every_number_as_text(filled, tmp_path):
    file = tmp_path / "report.html"
    assert main(["report", "--html", str(file)]) == 0
    html = file.read_text(encoding="utf-8")

    for part in (
        "2 of 3 (67%)",
        "1 of 3 (33%)",
        "Most of all vpn at Leeds: 3 tickets of 3 people.",
        "IT-0, IT-1, IT-2",
    ):
        assert part in html
    assert "<script" not in html
    assert re.findall(r"(?:src|href)=[\"'](?!data:)", html) == []
    assert html.count("<img") == html.count("alt=") >= 3


def test_a_plot_is_a_picture_without_script():
    from empathkit.insight.plots import bars

    svg = bars({"used": 2, "<b>edited</b>": 1}, "suggestions")
    root = ElementTree.fromstring(svg)

    assert root.tag.endswith("svg")
    assert [one for one in root.iter() if one.tag.endswith("script")] == []
    assert "&lt;b&gt;edited" in svg
    assert svg == bars({"used": 2, "<b>edited</b>": 1}, "suggestions")


def test_names_on_the_page_are_text(tmp_path):
    from empathkit.insight.page import page

    rows = [past(number, site="<img src=x onerror=alert(1)>") for number in range(3)]
    html = page(report(rows, []))

    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_tickets_before_and_after_a_date_are_compared(filled, capsys, tmp_path):
    assert main(["report", "--split", "2026-11-02", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["before"]["tickets"], document["after"]["tickets"]) == (0, 3)

    assert main(["report", "--split", "2026-11-03"]) == 0
    assert "before 2026-11-03" in capsys.readouterr().out
    assert main(["report", "--split", "2026-11-03", "--html", str(tmp_path / "r.html")]) == 0
    assert "Before and after 2026-11-03" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_date_that_is_none_and_a_file_that_cannot_be_are_said(filled, capsys):
    with pytest.raises(SystemExit):
        main(["report", "--split", "soon"])
    assert "a date is written 2026-11-02" in capsys.readouterr().err
    assert main(["report", "--html", "/nowhere/at/all.html"]) == 2
    assert "/nowhere/at/all.html" in capsys.readouterr().err
