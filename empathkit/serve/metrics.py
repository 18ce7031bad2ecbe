"""What Prometheus is told. Counted elsewhere; here it only gets its names. No user, no ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from empathkit.errors import StorageUnavailable

_STATES = {
    "waiting": "Tickets that wait, on all hosts that share the queue.",
    "running": "Tickets that are worked on, on all hosts that share the queue.",
    "parked": "Tickets whose run was given up (empathkit queue list).",
    "oldest_seconds": "For how long the oldest waiting ticket has been due.",
}

Webhooks = Callable[[], Mapping[tuple[str, str], int]]
Queue = Callable[[], Mapping[str, float]]


def metrics_text(webhooks: Webhooks, queue: Queue) -> bytes:
    """All metrics in Prometheus' text format. ``webhooks`` counts calls by platform and outcome; ``queue`` gives runs
    by how they ended, and what the queue holds now."""
    registry = CollectorRegistry()
    registry.register(_Counts(webhooks, queue))
    return generate_latest(registry)


class _Counts(Collector):
    def __init__(self, webhooks: Webhooks, queue: Queue) -> None:
        self._webhooks = webhooks
        self._queue = queue

    def collect(self) -> Iterator[Metric]:
        """One family after the other; without the queue's while its database is away."""
        calls = CounterMetricFamily(
            "empathkit_webhooks", "Webhook calls by platform and outcome.", labels=["platform", "outcome"]
        )
        for labels, count in sorted(self._webhooks().items()):
            calls.add_metric(labels, count)
        yield calls
        try:
            counts = self._queue()
        except StorageUnavailable:
            counts = {}
        yield GaugeMetricFamily("empathkit_queue_up", "Whether the queue's database answers.", float(bool(counts)))
        for state, said in _STATES.items():
            if state in counts:
                yield GaugeMetricFamily(f"empathkit_queue_{state}", said, counts[state])
        runs = CounterMetricFamily("empathkit_runs", "Runs of this process by how they ended.", labels=["outcome"])
        for outcome, ended in sorted(counts.items()):
            if outcome not in _STATES:
                runs.add_metric([outcome], ended)
        yield runs
