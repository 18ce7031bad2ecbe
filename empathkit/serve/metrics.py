"""Counters for Prometheus, written in its text format. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def metrics_text(webhooks: Mapping[tuple[str, str], int], queue: Mapping[str, int]) -> str:
    """``webhooks`` counts calls by platform and outcome; ``queue`` runs by how they ended, and what it holds now."""
    return "\n".join([*_webhooks(webhooks), *_queue(queue)]) + "\n"


def _webhooks(counts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    yield "# HELP empathkit_webhooks_total Webhook calls by platform and outcome."
    yield "# TYPE empathkit_webhooks_total counter"
    for (platform, outcome), count in sorted(counts.items()):
        yield f'empathkit_webhooks_total{{platform="{platform}",outcome="{outcome}"}} {count}'


def _queue(counts: Mapping[str, int]) -> Iterator[str]:
    for state in ("waiting", "running"):
        yield f"# HELP empathkit_queue_{state} Tickets {state} now."
        yield f"# TYPE empathkit_queue_{state} gauge"
        yield f"empathkit_queue_{state} {counts.get(state, 0)}"
    yield "# HELP empathkit_runs_total Runs by how they ended."
    yield "# TYPE empathkit_runs_total counter"
    for outcome, count in sorted(counts.items()):
        if outcome not in {"waiting", "running"}:
            yield f'empathkit_runs_total{{outcome="{outcome}"}} {count}'
