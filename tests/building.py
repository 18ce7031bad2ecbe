"""Small builders for tests: a ticket from texts, evidence from a quote."""

from typing import Any

from empathkit.models import Evidence, Fact, Feeling, Heard, Mention, Ticket


def ticket(*bodies: str, key: str = "IT-1", summary: str = "", **person: Any) -> Ticket:
    """A ticket whose messages are these bodies; one that begins with "agent: " is the agent's."""
    messages = [
        {"author": "agent", "body": body.removeprefix("agent: ")}
        if body.startswith("agent: ")
        else {"author": "requester", "body": body}
        for body in bodies
    ]
    requester = {"id": "u1", "name": "Ana Prado", **person}
    return Ticket.model_validate({"key": key, "summary": summary, "requester": requester, "messages": messages})


def evidence(of: Ticket, quote: str) -> Evidence:
    """Where a quote stands in the requester's messages."""
    for index, message in enumerate(of.messages):
        at = message.body.find(quote)
        if message.author == "requester" and at >= 0:
            return Evidence(message=index, start=at, end=at + len(quote), quote=quote)
    raise AssertionError(f"not in the ticket: {quote}")


def mention(of: Ticket, quote: str) -> Mention:
    return Mention(evidence=evidence(of, quote))


def fact(of: Ticket, kind: Any, quote: str, *, vague: bool = False) -> Fact:
    return Fact(kind=kind, value=quote, vague=vague, evidence=evidence(of, quote))


def feeling(of: Ticket, name: Any, level: Any, quote: str) -> Feeling:
    return Feeling(feeling=name, level=level, evidence=evidence(of, quote))


def heard(**fields: Any) -> Heard:
    return Heard(language="en", **fields)
