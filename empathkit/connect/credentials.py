"""What proves to a platform who we are. No network here: how a token is asked for comes in as an argument.

A token that runs out is renewed by one caller; the others wait for it and use what it got. Where the platform changes
the refresh token with each use (Jira's OAuth 2.0), the new one is on disk before it is used, or a restart would be
locked out.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from empathkit.errors import AuthenticationFailed, ConfigurationError, UnexpectedAnswer

try:
    import fcntl
except ImportError:  # Windows: one process at a time must hold the token file
    fcntl = None  # type: ignore[assignment]

EARLY = 60.0  #: seconds before its end a token is taken for run out


class Credentials(Protocol):
    """Gives the headers of a call. Raises PlatformError where a token can't be had."""

    def headers(self) -> Mapping[str, str]:
        """The headers to send."""

    def renew(self, refused: Mapping[str, str]) -> Mapping[str, str] | None:
        """After a 401 for these headers: others, or None where there are none to be had."""


class Fixed:
    """Headers that never change: basic authentication, an API key, a personal access token."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    def headers(self) -> Mapping[str, str]:
        """The headers."""
        return self._headers

    def renew(self, refused: Mapping[str, str]) -> None:
        """There are no others."""
        return


def basic(user: str, password: str) -> Fixed:
    """Basic authentication (RFC 7617)."""
    return Fixed({"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()})


def bearer(token: str) -> Fixed:
    """A bearer token (RFC 6750)."""
    return Fixed({"Authorization": f"Bearer {token}"})


class Token(NamedTuple):
    """``until`` in UNIX seconds; ``refresh`` is what the next one is asked for with, empty where there is none."""

    access: str
    until: float
    refresh: str = ""


#: Asks the token endpoint: the form in, the JSON out.
Ask = Callable[[Mapping[str, str]], Mapping[str, Any]]


class OAuth:
    """OAuth 2.0 (RFC 6749): ``grant`` is the form that asks for a first token, with the client in it."""

    def __init__(
        self, ask: Ask, grant: Mapping[str, str], store: TokenFile | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._ask = ask
        self._grant = dict(grant)
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None

    def headers(self) -> Mapping[str, str]:
        """Those of a token that is good for a while yet. Raises PlatformError."""
        with self._lock:
            return _bearing(self._good(but=""))

    def renew(self, refused: Mapping[str, str]) -> Mapping[str, str] | None:
        """Those of another token than the refused one. Raises PlatformError."""
        with self._lock:
            return _bearing(self._good(but=refused.get("Authorization", "").removeprefix("Bearer ")))

    def _good(self, but: str) -> Token:
        if not self._fits(self._token, but):
            with self._store.alone() if self._store else contextlib.nullcontext():
                held = self._store.read() if self._store else self._token
                self._token = held if held and self._fits(held, but) else self._fetched(held)
        assert self._token is not None
        return self._token

    def _fits(self, token: Token | None, but: str) -> bool:
        return token is not None and token.access != but and token.until > self._clock() + EARLY

    def _fetched(self, held: Token | None) -> Token:
        """A new token: by the refresh token there is, else by the grant."""
        if held and held.refresh:
            try:
                return self._kept(self._asked("refresh_token", held.refresh), held.refresh)
            except AuthenticationFailed:
                if self._grant.get("refresh_token", held.refresh) == held.refresh and self._only_refreshes():
                    raise
        return self._kept(self._ask(self._grant), self._grant.get("refresh_token", ""))

    def _only_refreshes(self) -> bool:
        return self._grant.get("grant_type") == "refresh_token"

    def _asked(self, grant: str, refresh: str) -> Mapping[str, Any]:
        client = {name: value for name, value in self._grant.items() if name in {"client_id", "client_secret"}}
        return self._ask({**client, "grant_type": grant, "refresh_token": refresh})

    def _kept(self, answer: Mapping[str, Any], refresh: str) -> Token:
        access, life = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable():
            raise UnexpectedAnswer("the token endpoint's answer holds no access token")
        seconds = float(life) if isinstance(life, int | float | str) and str(life).isdigit() else 600.0
        given = answer.get("refresh_token")
        # A life shorter than EARLY would be over at once: such a token is used till it is refused.
        token = Token(access, self._clock() + max(seconds, 2 * EARLY), given if isinstance(given, str) else refresh)
        if self._store:
            self._store.write(token)
        return token


class TokenFile:
    """A token on disk, readable by its owner alone, replaced whole. ``setting`` is the variable that names it."""

    def __init__(self, path: Path, setting: str) -> None:
        self._path = path
        self._setting = setting

    def read(self) -> Token | None:
        """The token; None where there is none yet. Raises ConfigurationError for a file that is something else."""
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
            return Token(str(held["access"]), float(held["until"]), str(held["refresh"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"{self._setting}: the token file can't be read: {type(error).__name__}"
            ) from error

    def write(self, token: Token) -> None:
        """Replace the file in one step, on disk before this returns. Raises ConfigurationError."""
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(token._asdict(), file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except OSError as error:
            raise ConfigurationError(
                f"{self._setting}: the token file can't be written: {type(error).__name__}"
            ) from error

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts no other process renews the token. Raises ConfigurationError."""
        try:
            file = self._path.with_suffix(".lock").open("a", encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"{self._setting}: its folder can't be written: {type(error).__name__}") from error
        with file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _bearing(token: Token) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token.access}"}
