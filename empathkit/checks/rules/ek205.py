"""EK205: suggests a step the user has already taken."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.checks.suggested import suggested_steps
from empathkit.detect.steps import broad_actions, find_steps, same_step
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """A step suggested that the user has taken: the same action on the same thing, or on none named."""
    if subject.heard is None:
        return
    broad = broad_actions(subject.pack)
    tried = [(one, step) for one in subject.heard.tried for step in find_steps(one.evidence.quote, subject.pack)]
    for step in suggested_steps(subject):
        done = next((one for one, taken in tried if same_step(taken, step, broad)), None)
        if done is not None:
            source = f"message {done.evidence.message + 1}"
            yield subject.finding("EK205", step.start, step.end, quote=done.evidence.quote, source=source)
