"""OAuth 2.0 with refresh tokens that are good once, against the sandbox."""

from pathlib import Path

import pytest
from jira_desk import Desk

from empathkit.errors import AuthenticationFailed, ConfigurationError

APP = {"CLIENT_ID": "app", "CLIENT_SECRET": "hush", "REFRESH_TOKEN": "first", "CLOUD_ID": "11-22", "TOKEN": ""}


def app(desk: Desk, folder: Path, **more: str) -> dict[str, str]:
    mine = {"TOKEN_URL": f"{desk.url}/oauth/token", "TOKEN_FILE": str(folder / "token.json"), "API_URL": desk.url}
    return {**APP, **mine, **more}


def test_an_app_reads_over_the_gateway(desk: Desk, tmp_path: Path) -> None:
    key = desk.post()
    assert desk.connector(**app(desk, tmp_path)).fetch(key).key == key
    assert all(path.startswith(("/ex/jira/11-22/", "/oauth/token")) for _, path, _ in desk.calls())


def test_a_restart_goes_on_with_the_tokens_of_before(desk: Desk, tmp_path: Path) -> None:
    key = desk.post()
    for _ in range(3):
        desk.connector(**app(desk, tmp_path)).fetch(key)
    assert sum(path == "/oauth/token" for _, path, _ in desk.calls()) == 1
    desk.fault(match="/ex", fault="expired")
    desk.connector(**app(desk, tmp_path)).fetch(key)
    assert [status for _, path, status in desk.calls() if path == "/oauth/token"] == [200, 200]


def test_a_refresh_token_that_was_used_elsewhere_is_told(desk: Desk, tmp_path: Path) -> None:
    key = desk.post()
    desk.connector(**app(desk, tmp_path)).fetch(key)
    (tmp_path / "token.json").unlink()
    with pytest.raises(AuthenticationFailed, match="refresh_token"):
        desk.connector(**app(desk, tmp_path)).fetch(key)


@pytest.mark.parametrize("missing", ["CLIENT_SECRET", "REFRESH_TOKEN", "TOKEN_FILE", "CLOUD_ID"])
def test_what_an_app_lacks_is_named(desk: Desk, tmp_path: Path, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        desk.connector(**app(desk, tmp_path, **{missing: ""}))
