"""OpenTelemetry spans where its API is installed (extra ``otel``); nothing otherwise.

A span holds names of platforms, kinds, numbers and outcomes: no ticket, no user, no words. Which exporter is used is
set up as OpenTelemetry itself says (``opentelemetry-instrument``, or a tracer provider of the host process).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from empathkit.connect.runs import Later, Run
from empathkit.connect.schedule import Job

Value = str | int | float | bool
#: Adds what is known only later to a span.
Note = Callable[[str, Value], None]


def _nowhere(_name: str, _value: Value) -> None:
    """There is no span to add to."""


@contextmanager
def span(name: str, attributes: Mapping[str, Value], provider: Any = None) -> Iterator[Note]:
    """Time what happens inside. A failure is named by its type; its message stays out."""
    tracer = _tracer(provider)
    if tracer is None:
        yield _nowhere
        return
    with tracer.start_as_current_span(
        name, attributes=dict(attributes), record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current.set_attribute
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            current.set_status(_failed())
            raise


def traced(run: Run, provider: Any = None) -> Run:
    """The same run, each in a span ``empathkit.run``."""

    def inside(job: Job, current: Callable[[], bool]) -> str | Later:
        known: dict[str, Value] = {
            "empathkit.platform": job.event.platform,
            "empathkit.kind": job.event.kind,
            "empathkit.attempt": job.attempt,
        }
        with span("empathkit.run", known, provider) as note:
            outcome = run(job, current)
            note("empathkit.outcome", "later" if isinstance(outcome, Later) else outcome)
            return outcome

    return inside


def _tracer(provider: Any) -> Any:
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("empathkit", tracer_provider=provider)


def _failed() -> Any:
    from opentelemetry.trace import Status, StatusCode

    return Status(StatusCode.ERROR)
