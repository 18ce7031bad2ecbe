"""The webhook in Jira's own settings: made or brought up to date by an administrator, and looked at by ``doctor``.

Source: Atlassian, "Webhooks", the REST API of admin webhooks. It needs the right *Administer Jira*, which EmpathKit's
own account should not have: the command takes an administrator's credentials for this one call.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from empathkit.errors import ConfigurationError, PlatformError, UnexpectedAnswer
from empathkit.ports import Check
from empathkit.settings import Settings
from empathkit_jira.client import JiraClient
from empathkit_jira.connection import connect
from empathkit_jira.settings import address, read, read_hook
from empathkit_jira.shape import Json, listing, text

NAME = "EmpathKit"
PATH = "/webhooks/jira"
#: What the receiver makes events of.
EVENTS = ("jira:issue_created", "jira:issue_updated", "comment_created")
_BY_HAND = "see platform/README.md of the integration"
_FILTER = "issue-related-events-section"


def install(settings: Settings, url: str) -> str:
    """Make the webhook that calls ``url``, or bring the one there is up to date; what was done, in a line. Raises
    ConfigurationError and PlatformError."""
    url = address(url, "the address of the webhook")
    if not url.endswith(PATH):
        raise ConfigurationError(f"the address of the webhook must end with {PATH}: https://YOUR-HOST{PATH}")
    made = read(settings)
    if made.data_center:
        raise ConfigurationError(f"on Data Center the webhook is made by hand: {_BY_HAND}")
    secret = read_hook(settings).secrets[0].get_secret_value()
    jira = connect(made)
    known = _leading_to(jira.webhooks(), url)
    answer = jira.save_webhook(wanted(url, secret, made.jql), _id(known) if known else None)
    if answer.get("isSigned") is False:
        raise UnexpectedAnswer(f"jira: the webhook to {url} was stored without its secret: type it in by hand")
    return f"{'brought up to date' if known else 'made'}: {NAME}, {url}, {', '.join(EVENTS)}, for {made.jql}"


def wanted(url: str, secret: str, jql: str) -> dict[str, Any]:
    """The webhook as Jira takes it."""
    return {
        "name": NAME,
        "description": "Tells EmpathKit of new tickets and comments.",
        "url": url,
        "events": list(EVENTS),
        "filters": {_FILTER: jql},
        "excludeBody": False,
        "secret": secret,
    }


def unchecked() -> Check:
    """On Data Center, whose webhooks have another form in each version."""
    return Check("jira: webhook", ok=True, detail=f"not looked at on Data Center: {_BY_HAND}", caveat=True)


def check(jira: JiraClient) -> Check:
    """Whether a webhook leads here, is signed and tells what is needed. Most accounts can't see it: no fault."""
    name, hint = "jira: webhook", f"empathkit jira install-webhook https://YOUR-HOST{PATH}, as an administrator"
    try:
        hooks = [one for one in jira.webhooks() if (text(one.get("url")) or "").rstrip("/").endswith(PATH)]
    except PlatformError as error:
        detail = f"only an administrator can see it ({type(error).__name__}): Settings > System > WebHooks"
        return Check(name, ok=True, detail=detail, caveat=True)
    if not hooks:
        return Check(
            name, ok=True, detail=f"none leads to {PATH}; needed unless Automation calls", caveat=True, hint=hint
        )
    ill = list(_ailing(hooks[0]))
    if ill:
        return Check(name, ok=False, detail=f"{text(hooks[0].get('url'))}: {'; '.join(ill)}", hint=hint)
    return Check(name, ok=True, detail=f"{text(hooks[0].get('url'))}, signed")


def _ailing(hook: Json) -> Iterable[str]:
    if hook.get("enabled") is False:
        yield "it is switched off"
    if hook.get("isSigned") is False:
        yield "it has no secret"
    missing = sorted(set(EVENTS) - {str(one) for one in listing(hook.get("events"))})
    if missing:
        yield f"it does not tell {', '.join(missing)}"


def _leading_to(hooks: Iterable[Json], url: str) -> Json | None:
    return next((one for one in hooks if (text(one.get("url")) or "").rstrip("/") == url), None)


def _id(hook: Json) -> str:
    name = (text(hook.get("self")) or "").rstrip("/").rpartition("/")[2]
    if not (name.isascii() and name.isdigit()):
        raise UnexpectedAnswer("jira: GET /rest/webhooks/1.0/webhook: a webhook has no number")
    return name
