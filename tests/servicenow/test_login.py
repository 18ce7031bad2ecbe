"""Every way to prove who we are, against the sandbox."""

from pathlib import Path

import httpx
import pytest
from servicenow.world import World, nap, ticket

from empathkit.errors import AuthenticationFailed, ConfigurationError
from empathkit_servicenow.connector import connect
from empathkit_servicenow.login import credentials
from empathkit_servicenow.settings import read_account

CLIENT = {"CLIENT_ID": "app", "CLIENT_SECRET": "hush"}
WAYS = {
    "password": {"PASSWORD": "x"},
    "api key": {"PASSWORD": "", "API_KEY": "k3y"},
    "client credentials": {"PASSWORD": "", **CLIENT},
    "oauth password": {"PASSWORD": "x", **CLIENT},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_ticket_is_read_with_each_of_them(world: World, way: dict[str, str]) -> None:
    key = world.post(ticket())
    assert connect(read_account(world.settings(**way)), sleep=nap).fetch(key).key == key


def test_a_refresh_token_gets_an_access_token(world: World) -> None:
    form = {**{name.lower(): value for name, value in CLIENT.items()}, "grant_type": "password"}
    asked = {**form, "username": "empathkit", "password": "x"}
    first = httpx.post(f"{world.url}/oauth_token.do", data=asked).json()
    way = {"PASSWORD": "", **CLIENT, "REFRESH_TOKEN": first["refresh_token"]}
    key = world.post(ticket())
    assert connect(read_account(world.settings(**way)), sleep=nap).fetch(key).key == key


def test_a_token_that_ran_out_is_renewed_without_a_word(world: World) -> None:
    key = world.post(ticket())
    connector = connect(read_account(world.settings(PASSWORD="", **CLIENT)), sleep=nap)
    connector.fetch(key)
    world.fail("expired", match="/api")
    assert connector.fetch(key).key == key


def test_what_is_refused_names_the_settings_of_this_way(world: World) -> None:
    key = world.post(ticket())
    world.fail("expired", match="/api", times=9)
    with pytest.raises(AuthenticationFailed, match="EMPATHKIT_SERVICENOW_API_KEY"):
        connect(read_account(world.settings(PASSWORD="", API_KEY="k3y")), sleep=nap).fetch(key)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"CLIENT_ID": "app"}, "CLIENT_SECRET"),
        ({"REFRESH_TOKEN": "r"}, "CLIENT_ID"),
        ({"CERTIFICATE": "/nowhere.pem"}, "EMPATHKIT_SERVICENOW_KEY"),
        ({"CERTIFICATE": "/nowhere.pem", "KEY": "/nowhere.key"}, "EMPATHKIT_SERVICENOW_CERTIFICATE"),
        ({"API_KEY": "a\nb"}, "API_KEY"),
        ({"PASSWORD": ""}, "PASSWORD"),
    ],
)
def test_half_of_a_way_is_refused_by_name(world: World, given: dict[str, str], names: str) -> None:
    with pytest.raises(ConfigurationError, match=names):
        read_account(world.settings(**given))


def test_a_certificate_stands_alone_and_is_shown_to_the_instance(world: World, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("CERTIFICATE", "KEY")}
    for file in files.values():
        file.write_text("not a certificate", encoding="utf-8")
    account = read_account(world.settings(PASSWORD="", **{name: str(file) for name, file in files.items()}))
    assert account.cert == (str(files["CERTIFICATE"]), str(files["KEY"]))
    assert credentials(account).headers() == {}
    connector = connect(account, attempts=1, sleep=nap)
    assert connector._client._rest._session().cert == account.cert
