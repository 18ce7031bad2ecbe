"""The demo's play: tickets from ``demo.toml``, put into sandboxes and looked at again, all over HTTP."""

from __future__ import annotations

import secrets
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from empathkit.connect import platforms
from empathkit.connect.rest import Rest
from empathkit.settings import PREFIX, Settings
from empathkit.testing.demo_tickets import Scene, demo_tickets, document

Say = Callable[[str], None]
_WIDTH = 100


@dataclass(frozen=True)
class Script:
    """All tickets, the platforms they come in on with their credentials, and a webhook secret made for this run."""

    tickets: tuple[Scene, ...]
    platforms: Mapping[str, Mapping[str, str]]
    secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def settings(self, sandboxes: Mapping[str, str]) -> Settings:
        """The settings of a desk whose platforms are these sandboxes (addresses by platform)."""
        values: dict[str, str] = {}
        for name, url in sandboxes.items():
            given = {"url": url, "webhook_secret": self.secret, **self.platforms[name]}
            values |= {f"{PREFIX}{name.upper()}_{key.upper()}": value for key, value in given.items()}
        return Settings(values)


class Played(NamedTuple):
    """A ticket that is in its sandbox. ``spoken`` counts its public messages that are not the requester's."""

    scene: Scene
    key: str
    spoken: int


class Tally(NamedTuple):
    """What was found in the sandbox: our notes, how many are internal or public, and messages the requester
    can see that nobody of the play wrote."""

    notes: int
    internal: int
    public: int
    replies: int


def load_script() -> Script:
    """The play as shipped."""
    return Script(demo_tickets(), document()["platforms"])


def open_sandbox(platform: str) -> Any:
    """The platform's sandbox as an ASGI app."""
    return platforms.find(platform).sandbox().app()


def register_webhooks(script: Script, sandboxes: Mapping[str, str], service: str) -> None:
    """Tell each sandbox where its webhooks go, and the secret to sign them with."""
    for name, url in sandboxes.items():
        hook = {"url": f"{service}/webhooks/{name}", "secret": script.secret}
        _control(url).write("POST", "/_sandbox/webhooks", hook)


def play(scene: Scene, sandboxes: Mapping[str, str], say: Say) -> Played:
    """Put a ticket into its sandbox."""
    given = scene.ticket.model_dump(mode="json", exclude_none=True, exclude={"platform"})
    key = _control(sandboxes[scene.platform]).write("POST", "/_sandbox/tickets", given)["key"]
    say(f"posted {key} on {scene.platform}: {scene.title}")
    spoken = [one for one in scene.messages if one.public and one.author != "requester"]
    return Played(scene, key, len(spoken))


def look_back(played: Played, sandboxes: Mapping[str, str], say: Say) -> Tally:
    """Read a ticket and its notes back from the sandbox, and show them as the agent sees them."""
    ticket = _control(sandboxes[played.scene.platform]).get(f"/_sandbox/tickets/{played.key}")
    messages = ticket["messages"]
    notes = [one for one in messages if one["author"] == "integration"]
    _show(played, messages, say)
    internal = sum(not one["public"] for one in notes)
    seen = sum(one["public"] and one["author"] != "requester" for one in messages)
    return Tally(len(notes), internal, len(notes) - internal, seen - played.spoken)


def _show(played: Played, messages: list[Mapping[str, Any]], say: Say) -> None:
    title = f"{played.key} on {played.scene.platform}: {played.scene.title}"
    say(f"\n{'=' * _WIDTH}\n{title}\n{'=' * _WIDTH}")
    for message in messages:
        seen = "public" if message["public"] else "internal"
        say(f"\n[{message['author']}, {seen}]\n{_wrapped(message['body'])}")


def _wrapped(text: str) -> str:
    lines = (
        textwrap.wrap(line, _WIDTH - 2, subsequent_indent=_indent(line)) or [""] for line in text.strip().split("\n")
    )
    return "\n".join(f"  {part}".rstrip() for line in lines for part in line)


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip()))


def _control(url: str) -> Rest:
    return Rest("sandbox", url, {})
