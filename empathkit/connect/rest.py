"""The one module that touches the network: typed answers and errors over requests and tenacity.

Reads are retried; a write only when it surely did not happen (429, or no connection was made). Redirects are
not followed. A success that is not JSON is "unavailable" (a hibernating instance answers HTML with 200).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import requests
import tenacity

from empathkit.errors import (
    AuthenticationFailed,
    NotVisible,
    PermissionDenied,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)

TIMEOUT = (5.0, 20.0)  #: seconds to connect, and between two bytes of an answer
ATTEMPTS = 4  #: Atlassian's recipe: 4 tries, doubling
FIRST_WAIT = 0.5  #: seconds
MAX_WAIT = 30.0  #: seconds; a longer Retry-After is handed back to the caller
MAX_ANSWER = 16 << 20  #: bytes


class Answer(NamedTuple):
    """The JSON of an answer, and its headers (names in any case): some platforms page by them."""

    document: Any
    headers: Mapping[str, str]


class Rest:
    """Calls to one host. ``headers`` hold the authentication; ``remedies`` says per status what to do about it.

    One :class:`requests.Session` per thread: ServiceNow answers 202 with nothing when two calls share one.
    """

    def __init__(
        self,
        platform: str,
        base: str,
        headers: Mapping[str, str],
        *,
        remedies: Mapping[int, str] | None = None,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.platform = platform
        self.base = base.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._remedies = dict(remedies or {})
        self._attempts = attempts
        self._sleep = sleep
        self._local = threading.local()

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON of a read. Raises PlatformError."""
        return self.read(path, params).document

    def read(self, path: str, params: Mapping[str, str | int] | None = None) -> Answer:
        """The JSON of a read with the answer's headers. Raises PlatformError."""
        return self._retrying(_worth_reading_again)(self._call, "GET", path, params, None)

    def query(self, path: str, document: Any, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON of a read that the platform wants as POST (a search). Raises PlatformError."""
        return self._retrying(_worth_reading_again)(self._call, "POST", path, params, document).document

    def write(self, method: str, path: str, document: Any = None, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON of a write, or None for 204. Raises PlatformError."""
        return self._retrying(_surely_did_not_happen)(self._call, method, path, params, document).document

    def _retrying(self, again: Callable[[BaseException], bool]) -> tenacity.Retrying:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(again),
            stop=tenacity.stop_after_attempt(self._attempts),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.auth = _Signed(self._headers)
        return session

    def _call(self, method: str, path: str, params: Mapping[str, str | int] | None, document: Any) -> Answer:
        call = f"{self.platform}: {method} {path}"
        try:
            with self._session().request(
                method,
                self.base + path,
                params=params,
                json=document,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = _read(answer, call)
                self._raise_for(answer, call)
        except requests.exceptions.ConnectTimeout as error:
            raise NotConnected(f"{call}: no connection within {TIMEOUT[0]:g} s to {self.base}") from error
        except requests.exceptions.ConnectionError as error:
            kind = NotConnected if _refused(error) else PlatformUnavailable
            raise kind(
                f"{call}: no connection to {self.base}: check the address, the proxy and that it is up"
            ) from error
        except requests.exceptions.RequestException as error:
            raise PlatformUnavailable(f"{call}: the connection broke ({type(error).__name__})") from error
        return Answer(_parse(answer, body, call), answer.headers)

    def _raise_for(self, answer: requests.Response, call: str) -> None:
        status = answer.status_code
        if status < 300 and not (status == 202 and not int(answer.headers.get("Content-Length") or 0)):
            return
        remedy = self._remedies.get(status, "")
        text = f"{call}: HTTP {status}" + (f": {remedy}" if remedy else "")
        if status == 429:
            raise RateLimited(text, retry_after=_retry_after(answer))
        raise _ERRORS.get(status, PlatformUnavailable if status >= 500 or status == 202 else UnexpectedAnswer)(text)


class _Signed(requests.auth.AuthBase):
    """Our headers as requests' authentication, so that no entry of a ``.netrc`` takes their place."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with our headers."""
        request.headers.update(self._headers)
        return request


class NotConnected(PlatformUnavailable):
    """No connection was made, so nothing was sent."""


_ERRORS: Mapping[int, type[PlatformError]] = {
    401: AuthenticationFailed,
    403: PermissionDenied,
    404: NotVisible,
}


def send_bytes(url: str, headers: Mapping[str, str], body: bytes, *, timeout: float = 10.0) -> int:
    """POST raw bytes once and give the status; 0 when nobody answered. The sandboxes send their webhooks with it."""
    try:
        return requests.post(url, data=body, headers=dict(headers), timeout=timeout, allow_redirects=False).status_code
    except requests.exceptions.RequestException:
        return 0


def _worth_reading_again(error: BaseException) -> bool:
    if isinstance(error, RateLimited):
        return error.retry_after <= MAX_WAIT
    return isinstance(error, PlatformUnavailable)


def _surely_did_not_happen(error: BaseException) -> bool:
    if isinstance(error, RateLimited):
        return error.retry_after <= MAX_WAIT
    return isinstance(error, NotConnected)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    doubled: float = FIRST_WAIT * 2 ** (state.attempt_number - 1)
    return max(error.retry_after, doubled) if isinstance(error, RateLimited) else doubled


def _retry_after(answer: requests.Response) -> float:
    value = answer.headers.get("Retry-After", "").strip()
    return float(value) if value.isascii() and value.isdigit() else FIRST_WAIT


def _refused(error: requests.exceptions.ConnectionError) -> bool:
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}


def _read(answer: requests.Response, call: str) -> bytes:
    body = bytearray()
    for piece in answer.iter_content(1 << 16):
        body += piece
        if len(body) > MAX_ANSWER:
            raise UnexpectedAnswer(f"{call}: the answer is over {MAX_ANSWER} bytes")
    return bytes(body)


def _parse(answer: requests.Response, body: bytes, call: str) -> Any:
    if answer.status_code == 204 or (answer.status_code in {200, 201} and not body):
        return None
    if "json" not in answer.headers.get("Content-Type", ""):
        raise PlatformUnavailable(
            f"{call}: answered something that is not JSON: is this the right address, and is it awake?"
        )
    try:
        return json.loads(body)
    except ValueError as error:
        raise PlatformUnavailable(f"{call}: the answer was cut short") from error
