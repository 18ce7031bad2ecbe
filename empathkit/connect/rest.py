"""The one module that touches the network: typed answers and errors over requests and tenacity.

Reads are retried; a write only when it surely did not happen (401, 429, or no connection was made). Redirects are
not followed, nor links: a caller counts pages itself. What a host told one thread holds for all (``limits``). A
success that is not JSON is "unavailable" (a hibernating instance answers HTML with 200).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
import tenacity

from empathkit.connect import limits, waits
from empathkit.connect.credentials import Credentials, Fixed
from empathkit.connect.outcomes import (
    MAX_WAIT,
    Busy,
    CircuitOpen,
    NotConnected,
    TooMany,
    surely_did_not_happen,
    worth_reading_again,
)
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
MAX_ANSWER = 16 << 20  #: bytes


Params = Mapping[str, str | int]
Headers = Mapping[str, str]


class Answer(NamedTuple):
    """The JSON of an answer, and its headers (names in any case): some platforms page by them."""

    document: Any
    headers: Mapping[str, str]


class Rest:
    """Calls to one host. ``credentials`` say who we are; ``remedies`` say per status what to do about it.

    One :class:`requests.Session` per thread: ServiceNow answers 202 with nothing when two calls share one. ``cert``
    is a client certificate and its key (mTLS).
    """

    def __init__(
        self,
        platform: str,
        base: str,
        credentials: Credentials | Mapping[str, str],
        *,
        remedies: Mapping[int, str] | None = None,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
        cert: tuple[str, str] | None = None,
    ) -> None:
        self.platform = platform
        self.base = base.rstrip("/")
        self._credentials = Fixed(credentials) if isinstance(credentials, Mapping) else credentials
        self._remedies = dict(remedies or {})
        self._attempts = attempts
        self._sleep = sleep
        self._cert = cert
        self._local = threading.local()

    def get(self, path: str, params: Params | None = None) -> Any:
        """The JSON of a read. Raises PlatformError."""
        return self.read(path, params).document

    def read(self, path: str, params: Params | None = None) -> Answer:
        """The JSON of a read with the answer's headers. Raises PlatformError."""
        return self._retrying(worth_reading_again)(self._signed, "GET", path, params, None)

    def query(self, path: str, document: Any, params: Params | None = None) -> Any:
        """The JSON of a read that the platform wants as POST (a search). Raises PlatformError."""
        return self._retrying(worth_reading_again)(self._signed, "POST", path, params, document).document

    def write(self, method: str, path: str, document: Any = None, params: Params | None = None) -> Any:
        """The JSON of a write, or None for 204. Raises PlatformError."""
        return self._retrying(surely_did_not_happen)(self._signed, method, path, params, document).document

    def _retrying(self, again: Callable[[BaseException], bool]) -> tenacity.Retrying:
        self._local.waited = False
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
            session.cert = self._cert
        return session

    def _signed(self, method: str, path: str, params: Params | None, document: Any) -> Answer:
        """The call, and once more with other credentials where these are refused: a 401 did nothing."""
        host = limits.host(self.base)
        self._wait_for(host, method, path)
        headers = self._credentials.headers()
        try:
            return self._counted(host, method, path, params, document, headers)
        except AuthenticationFailed:
            others = self._credentials.renew(headers)
            if others is None:
                raise
            return self._counted(host, method, path, params, document, others)

    def _wait_for(self, host: limits.Host, method: str, path: str) -> None:
        """Wait as long as a limit told to any thread lasts. Raises RateLimited where that is too long, and
        PlatformUnavailable while a host that does not answer is left alone."""
        call = f"{self.platform}: {method} {path}"
        if shut := host.closed_for():
            raise CircuitOpen(f"{call}: not made: {limits.FAILURES} calls in a row failed; next try in {shut:.0f} s")
        pause = host.pause(method, path)
        if pause > MAX_WAIT:
            raise RateLimited(f"{call}: not made: the platform's limit is reached", retry_after=pause)
        if pause > 0 and not getattr(self._local, "waited", False):
            self._sleep(pause)
        self._local.waited = False

    def _counted(
        self, host: limits.Host, method: str, path: str, params: Params | None, document: Any, headers: Headers
    ) -> Answer:
        """The call, with what came of it made known to all that call this host."""
        try:
            answer = self._call(method, path, params, document, headers)
        except RateLimited as error:
            host.answered("429", {})
            host.limit(method, path, error.retry_after, getattr(error, "reason", ""))
            self._local.waited = error.retry_after <= MAX_WAIT  # tenacity waits for this one
            raise
        except PlatformUnavailable:
            host.failed()
            raise
        except PlatformError as error:
            host.answered(type(error).__name__, {})
            raise
        host.answered("ok", answer.headers)
        return answer

    def _call(self, method: str, path: str, params: Params | None, document: Any, headers: Headers) -> Answer:
        call = f"{self.platform}: {method} {path}"
        try:
            with self._session().request(
                method,
                self.base + path,
                params=params,
                json=document,
                auth=_Signed({"Accept": "application/json", **headers}),
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = _read(answer, call)
                self._raise_for(answer, call)
        except requests.exceptions.RequestException as error:
            raise _broken(error, call, self.base) from error
        return Answer(_parse(answer, body, call), answer.headers)

    def _raise_for(self, answer: requests.Response, call: str) -> None:
        status = answer.status_code
        if status < 300 and not (status == 202 and not int(answer.headers.get("Content-Length") or 0)):
            return
        remedy = self._remedies.get(status, "")
        text = f"{call}: HTTP {status}" + (f": {remedy}" if remedy else "")
        if status == 429:
            raise TooMany(text, waits.told(answer.headers, time.time()), answer.headers.get("RateLimit-Reason", ""))
        if status == 503 and "Retry-After" in answer.headers:
            raise Busy(text, waits.told(answer.headers, time.time()))
        raise _ERRORS.get(status, PlatformUnavailable if status >= 500 or status == 202 else UnexpectedAnswer)(text)


class _Signed(requests.auth.AuthBase):
    """Our headers as requests' authentication, so that no entry of a ``.netrc`` takes their place."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with our headers."""
        request.headers.update(self._headers)
        return request


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


def ask_token(
    url: str, form: Mapping[str, str], *, cert: tuple[str, str] | None = None, as_json: bool = False
) -> Mapping[str, Any]:
    """POST a form to a token endpoint (``as_json``: Atlassian's wants JSON).

    Raises AuthenticationFailed where it is refused, else PlatformError; never
    with anything of the answer. Not repeated: a refresh token may be good once only."""
    call = f"POST {urlsplit(url).path}"
    try:
        with requests.Session() as session:
            session.auth = _Signed({"Accept": "application/json"})
            answer = session.post(
                url,
                data=None if as_json else dict(form),
                json=dict(form) if as_json else None,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
                cert=cert,
            )
            body = _read(answer, call)
    except requests.exceptions.RequestException as error:
        raise _broken(error, call, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}") from error
    if answer.status_code in {400, 401, 403}:
        raise AuthenticationFailed(
            f"{call}: HTTP {answer.status_code}: check the client id, its secret and the {form.get('grant_type')} grant"
        )
    if answer.status_code == 429:
        raise TooMany(f"{call}: HTTP 429", waits.told(answer.headers, time.time()), "")
    if answer.status_code >= 300:
        raise PlatformUnavailable(f"{call}: HTTP {answer.status_code}")
    document = _parse(answer, body, call)
    if not isinstance(document, Mapping):
        raise UnexpectedAnswer(f"{call}: the answer is not an object")
    return document


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    doubled: float = FIRST_WAIT * 2 ** (state.attempt_number - 1)
    return max(error.retry_after, doubled) if isinstance(error, RateLimited | Busy) else doubled


def _broken(error: requests.exceptions.RequestException, call: str, base: str) -> PlatformUnavailable:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return NotConnected(f"{call}: no connection within {TIMEOUT[0]:g} s to {base}")
    if isinstance(error, requests.exceptions.ConnectionError):
        kind = NotConnected if _refused(error) else PlatformUnavailable
        return kind(f"{call}: no connection to {base}: check the address, the proxy and that it is up")
    return PlatformUnavailable(f"{call}: the connection broke ({type(error).__name__})")


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
