"""Who may see the desk's pages, and as what: by a token of the desk, or by what a reverse proxy says. Pure but for the
settings."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from starlette.datastructures import Headers

from empathkit.errors import ConfigurationError
from empathkit.settings import Settings

Role = Literal["agent", "manager"]
#: Seconds a session lasts: a working day and its overtime.
LASTING = 12 * 3600.0
#: Characters a secret has at least.
SHORTEST = 16
#: The header in which a reverse proxy proves that it is ours.
PROOF = "x-empathkit-proxy-secret"
USER_HEADER = "X-Forwarded-User"


class Person(NamedTuple):
    """Who looks at a page. ``csrf`` is what their forms must carry."""

    name: str
    role: Role
    csrf: str
    #: Whether they can sign out here: whom a proxy signed in, it signs out.
    session: bool = True

    @property
    def manages(self) -> bool:
        """Whether they see the report and may forget a user."""
        return self.role == "manager"


@dataclass(frozen=True)
class Doors:
    """The ways in. ``tokens`` by role; ``proof`` is what the proxy sends beside the name of who is signed in there."""

    tokens: Mapping[Role, str] = field(repr=False)
    proof: str | None = field(default=None, repr=False)
    header: str = USER_HEADER
    managers: frozenset[str] = frozenset()
    #: Whether the pages are reached by HTTPS, whatever this process sees.
    secure: bool = False
    #: The host people type, where a proxy does not hand it on.
    host: str | None = None

    def role_of(self, token: str) -> Role | None:
        """What a token makes of who presents it."""
        given = token.strip().encode("utf-8", "surrogatepass")
        fits = {role: hmac.compare_digest(given, held.encode()) for role, held in self.tokens.items()}
        return next((role for role, fit in fits.items() if fit), None)

    def open_session(self, role: Role, now: float) -> str:
        """The value of a cookie. It holds no secret; who changes it breaks its seal."""
        said = f"{role}.{int(now + LASTING)}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._seal(said)}"

    def session(self, cookie: str, now: float) -> Person | None:
        """Whose cookie this is; None for a broken seal, or one that is over. A new token ends all sessions."""
        said, _, seal = cookie.rpartition(".")
        role, _, rest = said.partition(".")
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(said).encode()):
            return None
        until = rest.partition(".")[0]
        found = next((one for one in self.tokens if one == role), None)
        if found is None or float(until) <= now:
            return None
        return Person(found, found, self._seal(f"form {said}"))

    def forwarded(self, headers: Headers) -> Person | None:
        """Who the proxy says it is. Nobody where it does not prove itself, or a name is said twice."""
        proofs, names = headers.getlist(PROOF), headers.getlist(self.header)
        if self.proof is None or len(proofs) != 1 or len(names) != 1 or not names[0].strip():
            return None
        if not hmac.compare_digest(proofs[0].encode("latin-1"), self.proof.encode("utf-8", "surrogateescape")):
            return None
        name = names[0].strip()
        role: Role = "manager" if name in self.managers else "agent"
        return Person(name, role, self._seal(f"form of {name}"), session=False)

    def _seal(self, said: str) -> str:
        key = "\x1f".join([self.proof or "", *(f"{role}={token}" for role, token in sorted(self.tokens.items()))])
        digest = hashlib.sha256(f"empathkit desk\x1f{key}".encode("utf-8", "surrogateescape")).digest()
        return hmac.new(digest, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def doors(settings: Settings) -> Doors | None:
    """The ways in, or None where there is none: then there is no desk. Raises ConfigurationError for a half or a
    weak one."""
    named: dict[Role, str] = {"agent": "EMPATHKIT_DESK_TOKEN", "manager": "EMPATHKIT_DESK_MANAGER_TOKEN"}
    tokens = {role: token for role, name in named.items() if (token := _secret(settings, name))}
    proof = _secret(settings, "EMPATHKIT_DESK_PROXY_SECRET")
    if len(set(tokens.values())) < len(tokens):
        raise ConfigurationError("EMPATHKIT_DESK_TOKEN and EMPATHKIT_DESK_MANAGER_TOKEN must differ")
    for name in ("EMPATHKIT_DESK_USER_HEADER", "EMPATHKIT_DESK_MANAGERS"):
        if settings.get(name) and proof is None:
            raise ConfigurationError(f"{name} needs EMPATHKIT_DESK_PROXY_SECRET, by which the proxy proves itself")
    if not tokens and proof is None:
        return None
    scheme, _, rest = (settings.get("EMPATHKIT_PUBLIC_URL") or "").partition("://")
    managers = (settings.get("EMPATHKIT_DESK_MANAGERS") or "").split(",")
    return Doors(
        tokens,
        proof,
        settings.get("EMPATHKIT_DESK_USER_HEADER") or USER_HEADER,
        frozenset(one.strip() for one in managers if one.strip()),
        secure=scheme == "https",
        host=rest.partition("/")[0] or None,
    )


def _secret(settings: Settings, name: str) -> str | None:
    value = settings.get(name)
    if value is not None and len(value) < SHORTEST:
        raise ConfigurationError(f"{name} is short: take {SHORTEST} characters or more, such as `openssl rand -hex 16`")
    return value
