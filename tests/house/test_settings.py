"""Settings: environment over .env over empathkit.toml, and errors that name the variable."""

from pathlib import Path

import pytest

from empathkit.errors import ConfigurationError
from empathkit.settings import Settings, load


def test_the_environment_wins_over_dotenv_and_that_over_toml(tmp_path: Path) -> None:
    (tmp_path / "empathkit.toml").write_text('[jira]\nurl = "toml"\nemail = "toml"\ntoken = "toml"\n', encoding="utf-8")
    (tmp_path / ".env").write_text(
        "EMPATHKIT_JIRA_EMAIL=dotenv\nEMPATHKIT_JIRA_TOKEN=dotenv\nOTHER=1\n", encoding="utf-8"
    )
    settings = load({"EMPATHKIT_JIRA_TOKEN": "environment", "HOME": "/"}, tmp_path)
    got = [settings.get(f"EMPATHKIT_JIRA_{name}") for name in ("URL", "EMAIL", "TOKEN")]
    assert got == ["toml", "dotenv", "environment"]
    assert settings.get("OTHER") is None


def test_a_blank_variable_does_not_hide_a_set_one(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EMPATHKIT_JIRA_URL=https://desk.example\n", encoding="utf-8")
    assert load({"EMPATHKIT_JIRA_URL": " "}, tmp_path).get("EMPATHKIT_JIRA_URL") == "https://desk.example"


def test_toml_values_of_every_plain_type_become_text(tmp_path: Path) -> None:
    (tmp_path / "empathkit.toml").write_text("settle_seconds = 5\nflag = true\nlist = ['a', 'b']\n", encoding="utf-8")
    settings = load({}, tmp_path)
    got = [settings.get(f"EMPATHKIT_{name}") for name in ("SETTLE_SECONDS", "FLAG", "LIST")]
    assert got == ["5", "true", "a,b"]


@pytest.mark.parametrize(
    "text",
    ['EMPATHKIT_JIRA_URL = "https://a.example"', '[jira]\nurl = "https://a.example"', 'jira.url = "https://a.example"'],
    ids=["full name", "table", "dotted"],
)
def test_a_setting_may_be_written_in_three_ways_in_toml(tmp_path: Path, text: str) -> None:
    (tmp_path / "empathkit.toml").write_text(text, encoding="utf-8")
    assert load({}, tmp_path).values == {"EMPATHKIT_JIRA_URL": "https://a.example"}


@pytest.mark.parametrize("broken", ["jira = [", b"\xff\xfe"], ids=["toml", "encoding"])
def test_a_broken_file_is_named(tmp_path: Path, broken: str | bytes) -> None:
    (tmp_path / "empathkit.toml").write_bytes(broken.encode() if isinstance(broken, str) else broken)
    with pytest.raises(ConfigurationError, match=r"empathkit\.toml"):
        load({}, tmp_path)


def test_a_missing_setting_names_the_variable() -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_JIRA_URL"):
        Settings().require("EMPATHKIT_JIRA_URL")


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf"])
def test_seconds_are_a_number_of_0_or_more(value: str) -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_SETTLE_SECONDS"):
        Settings({"EMPATHKIT_SETTLE_SECONDS": value}).seconds("EMPATHKIT_SETTLE_SECONDS", 90)


def test_seconds_default() -> None:
    assert Settings({"EMPATHKIT_SETTLE_SECONDS": "0"}).seconds("EMPATHKIT_SETTLE_SECONDS", 90) == 0
    assert Settings().seconds("EMPATHKIT_SETTLE_SECONDS", 90) == 90


def test_values_do_not_show_in_the_repr() -> None:
    assert "s3cret" not in repr(Settings({"EMPATHKIT_JIRA_TOKEN": "s3cret"}))
