"""`empathkit templates`: what there is, a broken pack refused with file, line and reason, and how a topic reads."""

import json

import pytest

from empathkit.cli.main import main

GOOD = {
    "topics/coffee.toml": 'thing = "the coffee machine"\nburden = "a morning without coffee"\n'
    'examples = ["The coffee machine on floor 2 says error 12"]\n[recognise]\nsure = "coffee machine"\n',
    "routes.toml": '[coffee]\ntext = "I\'ll {{ look }} and {{ reach }}."\nneeds = []\n'
    '[[tea]]\nwhen = "kettle"\ntext = "I\'ll {{ look }}."\n[[tea]]\ntext = "I\'ll {{ look }} and {{ reach }}."\n',
    "phrases.toml": '[[close]]\ntexts = ["More soon about {{ thing }}."]\n',
}
BROKEN = [
    pytest.param("routes.toml", "[coffee]\ntext = \n", 2, "Invalid value", id="bad TOML"),
    pytest.param("routes.toml", '[coffee]\nneeds = []\n\n[tea]\ntext = "Fine."\n', 1, "no text", id="a missing key"),
    pytest.param("routes.toml", '[[a]]\ntext = "Fine."\n[[a]]\nneeds = []\n', 1, "no text", id="one of several"),
    pytest.param("routes.toml", '[a]\ntext = "Fine."\n[b]\ntext = "{{ thng }}"\n', 4, "no slot thng", id="no slot"),
    pytest.param("routes.toml", '[a]\ntext = "{{ thing "\n', 2, "Liquid", id="a Liquid error"),
    pytest.param("routes.toml", '[a]\ntext = "{{ thing | shout }}"\n', 2, "Liquid", id="an unknown filter"),
    pytest.param(
        "routes.toml",
        '[a]\ntext = "{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}"\n',
        2,
        "Liquid",
        id="a loop bomb",
    ),
    pytest.param("phrases.toml", '[[greet]]\nwhen = []\n', 1, "no texts", id="an entry without texts"),
    pytest.param("phrases.toml", '[[dance]]\ntexts = []\n', 1, "no move dance", id="an unknown move"),
    pytest.param("topics/coffee.toml", 'burden = "x"\n', 1, "no thing", id="a topic without its thing"),
    pytest.param(
        "topics/vpn.toml", '[[help]]\nwhen = "("\nsay = "Try it."\n', 2, "no pattern", id="a pattern that is none"
    ),
    pytest.param("topics/vpn.toml", '\n[[help]]\nbrief = "x"\n', 2, "no say", id="help that says nothing"),
    pytest.param("colours.toml", "a = 1\n", None, "no colours", id="no part of a pack"),
]  # fmt: skip


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def run(capsys, *arguments):
    code = main(["templates", *arguments])
    return (code, *capsys.readouterr())


def test_the_built_in_pack_is_sound(capsys):
    assert run(capsys, "lint")[:2] == (0, "")


def test_a_good_pack_is_sound_and_listed_as_one_s_own(tmp_path, capsys):
    folder = write(tmp_path, GOOD)
    assert run(capsys, "lint", "--pack", folder)[:2] == (0, "")
    assert "coffee*" in run(capsys, "list", "--pack", folder)[1]
    listed = json.loads(run(capsys, "list", "--json", "--pack", folder)[1])
    assert {"name": "coffee", "own": True} in listed["topics"]
    assert {"name": "vpn", "own": False} in listed["topics"]


def test_a_topic_is_shown_by_its_examples(tmp_path, capsys):
    code, out, _ = run(capsys, "preview", "coffee", "--pack", write(tmp_path, GOOD))
    assert code == 0
    assert "> The coffee machine on floor 2 says error 12" in out
    assert "Hello Alex" in out


@pytest.mark.parametrize("name", [[], ["tea"]])
def test_a_topic_there_is_not_is_said(name, capsys):
    assert run(capsys, "preview", *name)[0] == 2


@pytest.mark.parametrize(("file", "text", "line", "reason"), BROKEN)
def test_a_broken_pack_is_named_by_file_line_and_reason(file, text, line, reason, tmp_path, capsys):
    folder = write(tmp_path, {file: text})
    code, out, _ = run(capsys, "lint", "--pack", folder)
    assert code == 1
    place = f"{tmp_path / file}:{line}: " if line else f"{tmp_path / file}: "
    assert out.startswith(place)
    assert reason in out


@pytest.mark.parametrize(("file", "text", "line", "reason"), BROKEN)
def test_a_broken_pack_is_refused_by_every_command_that_uses_it(
    file, text, line, reason, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMPATHKIT_PACK", write(tmp_path / "pack", {file: text}))
    (tmp_path / "a.txt").write_text("Fine.", encoding="utf-8")
    assert main(["check", "a.txt"]) == 2
    assert reason in capsys.readouterr().err
