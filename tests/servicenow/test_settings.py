"""Settings and keys: what is wrong is named."""

import re

import pytest

from empathkit.errors import ConfigurationError, InputError
from empathkit.settings import Settings
from empathkit_servicenow import platform
from empathkit_servicenow.settings import read_account, read_desk, read_secrets
from empathkit_servicenow.tables import holding, read_key

ID = "0123456789abcdef0123456789abcdef"
GOOD = {"URL": "https://desk.service-now.com", "USER": "empathkit", "PASSWORD": "p", "WEBHOOK_SECRET": "s"}


def settings(**changed: str) -> Settings:
    return Settings({f"EMPATHKIT_SERVICENOW_{name}": value for name, value in (GOOD | changed).items()})


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://desk.service-now.com", "desk.service-now.com"),
        ("https://desk.service-now.com/", "desk.service-now.com"),
        ("https://desk.example:443", "desk.example"),
        ("https://desk.example:8443", "desk.example:8443"),
        ("http://127.0.0.1:8091", "127.0.0.1:8091"),
        ("http://localhost", "localhost"),
        ("http://[::1]:80", "[::1]"),
    ],
)
def test_the_site_is_the_host_with_a_port_of_its_own(url: str, site: str) -> None:
    assert read_desk(settings(URL=url)).site == site


@pytest.mark.parametrize(
    "url",
    ["desk.service-now.com", "ftp://desk.example", "https://", "https://desk.example/now", "https://u:p@desk.example",
     "https://desk.example?x=1", "http://desk.example", "https://desk.example:port", "https://[::1"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_by_name(url: str) -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_SERVICENOW_URL"):
        read_desk(settings(URL=url))


@pytest.mark.parametrize("name", ["URL", "USER", "PASSWORD"])
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"EMPATHKIT_SERVICENOW_{name}"):
        platform.connector(settings(**{name: ""}))


@pytest.mark.parametrize("secret", ["", " , ,"])
def test_a_receiver_needs_a_secret(secret: str) -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_SERVICENOW_WEBHOOK_SECRET"):
        platform.receiver(settings(WEBHOOK_SECRET=secret))


def test_a_receiver_needs_our_user_to_know_its_own_changes() -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_SERVICENOW_USER"):
        platform.receiver(settings(USER=""))


def test_secrets_are_told_apart_while_they_rotate_and_never_shown() -> None:
    secrets = read_secrets(settings(WEBHOOK_SECRET="new-one, old-one"))
    assert [secret.get_secret_value() for secret in secrets] == ["new-one", "old-one"]
    shown = f"{secrets!r}{read_account(settings(PASSWORD='hunter2'))!r}"
    assert not re.search("new-one|old-one", shown)
    assert "hunter2" not in shown


def test_a_user_name_with_a_colon_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_SERVICENOW_USER"):
        read_account(settings(USER="a:b"))


def test_tables_can_be_chosen_and_unknown_ones_are_named() -> None:
    assert read_desk(settings(TABLES="sc_task, incident")).tables == ("sc_task", "incident")
    with pytest.raises(ConfigurationError, match="problem"):
        read_desk(settings(TABLES="incident,problem"))


def test_a_platform_is_configured_once_it_has_an_address() -> None:
    assert platform.configured(settings())
    assert not platform.configured(settings(URL=""))


@pytest.mark.parametrize(
    ("given", "key"),
    [("inc0010001", "INC0010001"), ("INC99", "INC99"), (" RITM0010001 ", "RITM0010001"), (ID, ID), (ID.upper(), ID)],
)
def test_a_key_is_a_number_or_a_sys_id(given: str, key: str) -> None:
    assert read_key(given) == key


@pytest.mark.parametrize(
    "key", ["", "INC", "INC-10001", "INC0010001^NQactive=true", "0010001", "../sys_user", "INC٠٠١٠٠٠١"]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(InputError):
        read_key(key)


def test_a_number_says_its_table_and_another_key_may_lie_in_all() -> None:
    assert [table.name for table in holding("SCTASK0010001", ["incident", "sc_task"])] == ["sc_task"]
    assert [table.name for table in holding(ID, ["incident", "sc_task"])] == ["incident", "sc_task"]
    assert [table.name for table in holding("HELP0010001", ["incident"])] == ["incident"]
    with pytest.raises(InputError, match="EMPATHKIT_SERVICENOW_TABLES"):
        holding("RITM0010001", ["incident"])
