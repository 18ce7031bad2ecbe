"""Which columns and keys of an export hold a reply, and which its name. As the desks' own exports call them: Zendesk
macros, Freshdesk and Chatwoot canned responses, Zammad text modules, ServiceNow and osTicket templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

REPLY = (
    "reply", "response", "canned_response", "content", "body", "text", "message", "comment_value", "comment",
    "template", "plain_text", "content_text", "message_text", "u_response", "note",
)  # fmt: skip
#: The same in HTML: read only where the plain one is missing.
HTML = ("content_html", "body_html", "html", "html_body", "comment_value_html", "rich_content", "message_html")
NAME = (
    "name",
    "title",
    "short_code",
    "shortcode",
    "shortcut",
    "short_description",
    "subject",
    "key",
    "number",
    "id",
    "sys_id",
)


def reply_field(names: Iterable[str], own: Sequence[str]) -> str | None:
    """The field that holds the reply: the desk's own first, then by the order above."""
    by_lower = {name.strip().lower(): name for name in reversed([*names])}
    return next((by_lower[one] for one in (*(name.lower() for name in own), *REPLY, *HTML) if one in by_lower), None)


def name_field(names: Iterable[str]) -> str | None:
    """The field that names the reply."""
    by_lower = {name.strip().lower(): name for name in reversed([*names])}
    return next((by_lower[one] for one in NAME if one in by_lower), None)
