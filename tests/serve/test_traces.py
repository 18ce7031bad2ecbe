"""Spans tell platform, kind and outcome; no ticket, no user, no words. Without OpenTelemetry all goes on as it does."""

import sys

import pytest

from empathkit.connect.runs import Later
from empathkit.connect.schedule import Job
from empathkit.errors import NotVisible
from empathkit.serve.traces import span, traced
from empathkit.testing.fakes import fake_event

JOB = Job(fake_event("QUETZAL-1", delivery="ocelot", site="axolotl.example"), 2, settled=True, claim=1)
KNOWN = {"empathkit.platform": "fake", "empathkit.kind": "created", "empathkit.attempt": 2}


@pytest.fixture
def spans():
    """A tracer provider, and the spans that ended."""
    trace = pytest.importorskip("opentelemetry.sdk.trace")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider, exporter.get_finished_spans


@pytest.mark.parametrize(("outcome", "said"), [("written", "written"), (Later(90), "later")])
def test_a_run_is_a_span_with_its_outcome(spans, outcome, said):
    provider, ended = spans
    run = traced(lambda job, current: outcome, provider)

    assert run(JOB, lambda: True) == outcome
    (one,) = ended()
    assert (one.name, dict(one.attributes)) == ("empathkit.run", {**KNOWN, "empathkit.outcome": said})


@pytest.mark.parametrize("error", [NotVisible("fake: QUETZAL-1: not found"), KeyError("words of the user")])
def test_a_failed_run_names_the_type_of_its_error_and_nothing_it_says(spans, error):
    provider, ended = spans

    def run(job, current):
        raise error

    with pytest.raises(type(error)):
        traced(run, provider)(JOB, lambda: True)
    (one,) = ended()
    assert dict(one.attributes) == {**KNOWN, "error.type": type(error).__name__}
    assert one.status.status_code.name == "ERROR"
    for canary in ("QUETZAL", "ocelot", "axolotl", "words of the user"):
        assert canary not in one.to_json()


def test_spans_stand_inside_one_another(spans):
    provider, ended = spans
    with span("outer", {}, provider), span("inner", {}, provider) as note:
        note("http.response.status_code", 204)

    inner, outer = ended()
    assert inner.parent.span_id == outer.context.span_id
    assert inner.attributes["http.response.status_code"] == 204


def test_without_the_package_nothing_is_traced_and_nothing_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    run = traced(lambda job, current: "written")

    assert run(JOB, lambda: True) == "written"


def test_the_service_traces_its_webhooks(spans, monkeypatch):
    from starlette.testclient import TestClient

    from empathkit.connect.handler import Handler
    from empathkit.pipeline import Kit
    from empathkit.serve import traces
    from empathkit.serve.app import Parts, build_app

    class NoQueue:
        def start(self): ...
        def close(self): ...

    provider, ended = spans
    given = traces._tracer
    monkeypatch.setattr(traces, "_tracer", lambda _none: given(provider))
    with TestClient(build_app(Parts(Kit(), Handler({}, NoQueue()), NoQueue()))) as client:
        client.post("/webhooks/quetzal", content=b"axolotl")
    (one,) = ended()

    assert (one.name, dict(one.attributes)) == ("empathkit.webhook", {"http.response.status_code": 404})
