"""Settings: what is missing or wrong is named, what is secret is never shown."""

import pytest

from empathkit.errors import ConfigurationError, NotVisible, UnexpectedAnswer
from empathkit.settings import Settings
from empathkit_jira import keys, platform
from empathkit_jira.attributes import AssetNames, asset_names
from empathkit_jira.connection import connect
from empathkit_jira.settings import host, read, read_hook

GOOD = {"URL": "https://acme.atlassian.net/", "EMAIL": "bot@acme.example", "TOKEN": "t0ken-of-ours"}


def settings(**values: str) -> Settings:
    return Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in values.items()})


@pytest.mark.parametrize("missing", ["URL", "TOKEN"])
def test_a_missing_setting_is_named(missing: str) -> None:
    rest = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(ConfigurationError, match=f"EMPATHKIT_JIRA_{missing}"):
        platform.connector(settings(**rest))


@pytest.mark.parametrize(
    "url",
    [
        "acme.atlassian.net",
        "ftp://acme.example",
        "https://",
        "https://user:pw@acme.example",
        "https://acme.example?x=1",
        "https://acme.example/#x",
        "https://acme.example:99999",
        "https://[::1",
        "https://ac me.example",
    ],
)
def test_an_address_that_is_none_is_refused_by_name(url: str) -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_JIRA_URL"):
        read(settings(**{**GOOD, "URL": url}))


@pytest.mark.parametrize(
    ("more", "api", "assets"),
    [
        ({}, "https://acme.atlassian.net", "https://api.atlassian.com/jsm/assets"),
        (
            {"CLOUD_ID": "1-2"},
            "https://api.atlassian.com/ex/jira/1-2",
            "https://api.atlassian.com/ex/jira/1-2/jsm/assets",
        ),
        (
            {"CLOUD_ID": "1-2", "API_URL": "http://127.0.0.1:9"},
            "http://127.0.0.1:9/ex/jira/1-2",
            "http://127.0.0.1:9/ex/jira/1-2/jsm/assets",
        ),
        (
            {"CLOUD_ID": "1-2", "API_URL": "http://127.0.0.1:9/ex/jira/3"},
            "http://127.0.0.1:9/ex/jira/3",
            "http://127.0.0.1:9/ex/jira/3/jsm/assets",
        ),
        ({"API_URL": "http://127.0.0.1:9/"}, "http://127.0.0.1:9", "http://127.0.0.1:9/jsm/assets"),
        ({"URL": "http://127.0.0.1:8"}, "http://127.0.0.1:8", "http://127.0.0.1:8/jsm/assets"),
        ({"ASSETS_URL": "https://a.example/x/"}, "https://acme.atlassian.net", "https://a.example/x"),
    ],
    ids=["site", "gateway", "another gateway", "a whole address", "an address alone", "loopback", "assets elsewhere"],
)
def test_where_calls_go(more: dict[str, str], api: str, assets: str) -> None:
    made = read(settings(**{**GOOD, **more}))
    assert (made.api, made.assets) == (api, assets)


@pytest.mark.parametrize("variable", ["URL", "API_URL", "ASSETS_URL"])
def test_a_token_never_travels_in_the_clear(variable: str) -> None:
    with pytest.raises(ConfigurationError, match=f"EMPATHKIT_JIRA_{variable} must begin with https://"):
        read(settings(**{**GOOD, variable: "http://jira.acme.example"}))


@pytest.mark.parametrize("address", ["http://127.0.0.1:8", "http://[::1]:8", "http://localhost:8"])
def test_plain_http_is_for_this_machine(address: str) -> None:
    assert read(settings(**{**GOOD, "URL": address})).url == address


def test_a_cloud_id_that_is_a_path_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_JIRA_CLOUD_ID"):
        read(settings(**GOOD, CLOUD_ID="../x"))


@pytest.mark.parametrize("token", ["line\nbreak", "żółw", "a\x00b"])
def test_a_token_that_cannot_be_sent_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_JIRA_TOKEN") as caught:
        read(settings(**{**GOOD, "TOKEN": token}))
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://Acme.Atlassian.net", "acme.atlassian.net"),
        ("https://acme.example:443/jira", "acme.example"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("nonsense", ""),
    ],
)
def test_a_site_is_a_host_with_the_port_where_it_is_not_the_usual_one(url: str, site: str) -> None:
    assert host(url) == site


def test_no_secret_is_shown() -> None:
    made = read(settings(**GOOD))
    hook = read_hook(settings(**GOOD, WEBHOOK_SECRET="s3cret-a, s3cret-b"))
    shown = f"{made!r} {hook!r} {connect(made)!r}"
    assert "t0ken" not in shown
    assert "s3cret" not in shown


def test_several_secrets_stand_between_commas() -> None:
    hook = read_hook(settings(**GOOD, WEBHOOK_SECRET=" a ,, b "))
    assert [one.get_secret_value() for one in hook.secrets] == ["a", "b"]


def test_attribute_names_are_the_desks_own() -> None:
    made = asset_names(settings(ASSETS_OWNER="Assigned to", ASSETS_TYPES="Laptop, Phone"))
    assert made == AssetNames(owner="Assigned to", types=("Laptop", "Phone"))


@pytest.mark.parametrize("key", ["IT-41", " it-41 ", "A_B2-1", "IT-0007", "10041"])
def test_a_key_or_id_is_an_issue(key: str) -> None:
    assert keys.issue(key) == key.strip().upper()


@pytest.mark.parametrize(
    "key", ["", "IT", "IT-", "-1", "0", "IT-1/comment", "../IT-1", "IT-1?x", 'IT-1" OR 1=1', "IT-١", "IT-1\n2"]
)
def test_what_is_no_issue_is_never_asked_for(key: str) -> None:
    with pytest.raises(NotVisible):
        keys.issue(key)


@pytest.mark.parametrize(
    ("value", "literal"),
    [("qm:ana", '"qm:ana"'), ('a" OR "b', '"a\\" OR \\"b"'), ("a\\", '"a\\\\"'), ("Ana (x), y", '"Ana (x), y"')],
)
def test_a_value_stands_in_a_query_as_a_literal(value: str, literal: str) -> None:
    assert keys.quoted(value) == literal


@pytest.mark.parametrize("value", ["", "  ", "a\nb", "a\x00", "\ud800", "x" * 300])
def test_what_cannot_be_a_literal_is_refused(value: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        keys.quoted(value)
