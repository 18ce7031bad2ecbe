"""Tokens: asked for once, renewed by one caller, kept in one step."""

import os
import stat
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import responses

from empathkit.connect.credentials import OAuth, Token, TokenFile, basic
from empathkit.connect.rest import Rest, ask_token
from empathkit.errors import AuthenticationFailed, ConfigurationError, PlatformUnavailable, UnexpectedAnswer

GRANT = {"grant_type": "client_credentials", "client_id": "c", "client_secret": "hush"}


class Endpoint:
    """Gives tokens t1, t2, ... and, if it rotates, refresh tokens r1, r2, ... each good once."""

    def __init__(self, *, rotates: bool = False, life: int = 1800) -> None:
        self.forms: list[Mapping[str, str]] = []
        self.rotates, self.life = rotates, life
        self.good = {"r0"}
        self.lock = threading.Lock()

    def __call__(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        with self.lock:
            self.forms.append(form)
            number = len(self.forms)
            if form["grant_type"] == "refresh_token" and form["refresh_token"] not in self.good:
                raise AuthenticationFailed("refused")
            made: dict[str, Any] = {"access_token": f"t{number}", "expires_in": self.life}
            if self.rotates:
                self.good = {f"r{number}"}
                made["refresh_token"] = f"r{number}"
            return made


def test_a_token_is_asked_for_once_and_used_until_it_runs_out() -> None:
    now, endpoint = [0.0], Endpoint()
    oauth = OAuth(endpoint, GRANT, clock=lambda: now[0])
    assert [oauth.headers()["Authorization"] for _ in range(3)] == ["Bearer t1"] * 3
    now[0] = 1790
    assert oauth.headers() == {"Authorization": "Bearer t2"}
    assert len(endpoint.forms) == 2


def test_many_callers_that_meet_a_401_at_once_renew_it_once() -> None:
    endpoint = Endpoint()
    oauth = OAuth(endpoint, GRANT)
    refused = oauth.headers()
    with ThreadPoolExecutor(16) as pool:
        got = {headers["Authorization"] for headers in pool.map(lambda _: oauth.renew(refused) or {}, range(64))}
    assert (got, len(endpoint.forms)) == ({"Bearer t2"}, 2)


def test_rotating_tokens_survive_a_restart(tmp_path: Path) -> None:
    endpoint = Endpoint(rotates=True)
    grant = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "hush", "refresh_token": "r0"}

    def start() -> OAuth:
        return OAuth(endpoint, grant, TokenFile(tmp_path / "token.json", "X_FILE"))

    first = start()
    assert first.headers() == {"Authorization": "Bearer t1"}
    assert start().headers() == {"Authorization": "Bearer t1"}
    assert start().renew(first.headers()) == {"Authorization": "Bearer t2"}
    assert first.renew({"Authorization": "Bearer t1"}) == {"Authorization": "Bearer t2"}  # another process was first
    assert [form["refresh_token"] for form in endpoint.forms] == ["r0", "r1"]


def test_rotating_tokens_are_used_once_each_by_many_callers_of_two_processes(tmp_path: Path) -> None:
    endpoint = Endpoint(rotates=True)
    grant = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "hush", "refresh_token": "r0"}
    both = [OAuth(endpoint, grant, TokenFile(tmp_path / "token.json", "X_FILE")) for _ in range(2)]
    refused = both[0].headers()

    with ThreadPoolExecutor(16) as pool:
        renewed = pool.map(lambda number: both[number % 2].renew(refused) or {}, range(64))
        got = {headers["Authorization"] for headers in renewed}

    assert got == {"Bearer t2"}
    assert [form["refresh_token"] for form in endpoint.forms] == ["r0", "r1"]


def test_a_new_refresh_token_in_the_settings_replaces_a_dead_one(tmp_path: Path) -> None:
    store, endpoint = TokenFile(tmp_path / "token.json", "X_FILE"), Endpoint()
    store.write(Token("old", 0.0, "dead"))
    grant = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "hush", "refresh_token": "r0"}
    assert OAuth(endpoint, grant, store).headers() == {"Authorization": "Bearer t2"}
    grant["refresh_token"] = "dead"
    with pytest.raises(AuthenticationFailed):
        OAuth(endpoint, grant).headers()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX")
def test_the_token_file_is_its_owner_s_alone_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    TokenFile(path, "X_FILE").write(Token("a", 1.0, "r"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["token.json"]


def test_a_broken_token_file_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "token.json").write_text("[", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="X_FILE"):
        TokenFile(tmp_path / "token.json", "X_FILE").read()


@pytest.mark.parametrize("answer", [{}, {"access_token": 7}, {"access_token": "a\nb"}, {"access_token": ""}])
def test_an_answer_without_a_token_is_told(answer: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        OAuth(lambda _: answer, GRANT).headers()


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationFailed), (400, AuthenticationFailed), (503, PlatformUnavailable)]
)
def test_a_token_endpoint_that_refuses_is_named_without_its_words(status: int, error: type[Exception]) -> None:
    with responses.RequestsMock() as mock:
        mock.post("https://desk.example/oauth_token.do", status=status, json={"error_description": "hush is wrong"})
        with pytest.raises(error, match=r"/oauth_token\.do: HTTP") as caught:
            ask_token("https://desk.example/oauth_token.do", GRANT)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_401_is_answered_with_a_fresh_token_once_for_reads_and_writes(method: str) -> None:
    endpoint = Endpoint()
    with responses.RequestsMock() as mock:
        mock.add(method, "https://desk.example/x", status=401, json={})
        mock.add(method, "https://desk.example/x", json={"a": 1})
        rest = Rest("Desk", "https://desk.example", OAuth(endpoint, GRANT))
        assert (rest.get("/x") if method == "GET" else rest.write("POST", "/x", {})) == {"a": 1}
        assert [call.request.headers["Authorization"] for call in mock.calls] == ["Bearer t1", "Bearer t2"]


def test_a_fixed_password_is_not_tried_twice() -> None:
    with responses.RequestsMock() as mock:
        mock.get("https://desk.example/x", status=401, json={})
        with pytest.raises(AuthenticationFailed):
            Rest("Desk", "https://desk.example", basic("u", "p")).get("/x")
        assert len(mock.calls) == 1
