"""What Prometheus is told. Counted elsewhere; here it only gets its names. No user, no ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from empathkit.connect.limits import Traffic, traffic
from empathkit.errors import StorageUnavailable

_STATES = {
    "waiting": "Tickets that wait, on all hosts that share the queue.",
    "running": "Tickets that are worked on, on all hosts that share the queue.",
    "parked": "Tickets whose run was given up (empathkit queue list).",
    "oldest_seconds": "For how long the oldest waiting ticket has been due.",
}

Webhooks = Callable[[], Mapping[tuple[str, str], int]]
Queue = Callable[[], Mapping[str, float]]
Hosts = Callable[[], tuple[Traffic, ...]]


def metrics_text(webhooks: Webhooks, queue: Queue, traffic: Hosts = traffic) -> bytes:
    """All metrics in Prometheus' text format. ``webhooks`` counts calls by platform and outcome; ``queue`` gives runs
    by how they ended, and what the queue holds now; ``traffic`` what this process called on the platforms' hosts."""
    registry = CollectorRegistry()
    registry.register(_Counts(webhooks, queue))
    registry.register(_Traffic(traffic))
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


class _Traffic(Collector):
    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    def collect(self) -> Iterator[Metric]:
        """Calls, limits met and what is left, by host."""
        calls = CounterMetricFamily(
            "empathkit_platform_calls", "Calls by host and outcome.", labels=["host", "outcome"]
        )
        limited = CounterMetricFamily("empathkit_platform_limited", "Limits that held us back.", labels=["host"])
        left = GaugeMetricFamily("empathkit_platform_headroom", "Calls the host says are left.", labels=["host"])
        open_ = GaugeMetricFamily("empathkit_platform_circuit_open", "Whether a host is left alone.", labels=["host"])
        for one in self._hosts():
            for outcome, count in sorted(one.calls.items()):
                calls.add_metric([one.host, outcome], count)
            limited.add_metric([one.host], one.limited)
            open_.add_metric([one.host], float(one.open))
            if one.headroom is not None:
                left.add_metric([one.host], one.headroom)
        yield from (calls, limited, left, open_)
