"""What a run says: times, losses, and the processors' share of each program."""

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tests.stack import children_of

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """Of one run. Times in milliseconds, from the producer's `send` to a subscriber's socket."""

    rate: float
    delivered: int
    lost: int
    duplicated: int
    p50: float
    p95: float
    p99: float
    max: float
    producer_late_p99: float
    wrong_scores: int


def judge(sent: Mapping[str, Any], heard: Sequence[Mapping[str, Any]], each: int, warm_ids: int) -> Round:
    """From what was sent and what each subscriber heard. The first `warm_ids` events are not timed."""
    instants: Mapping[str, int] = sent["sent"]
    warm = set(list(instants)[:warm_ids])
    wanted: dict[str, int] = {}
    times: list[float] = []
    for one in heard:
        for event, at in one["arrivals"].items():
            wanted[event] = wanted.get(event, 0) + 1
            if event not in warm and event in instants:
                times.append((at - instants[event]) / 1e6)
    times.sort()
    return Round(
        rate=len(instants) / sent["took_s"],
        delivered=sum(wanted.values()),
        lost=sum(each - wanted.get(event, 0) for event in instants),
        duplicated=sum(one["repeated"] for one in heard),
        p50=at_share(times, 0.5),
        p95=at_share(times, 0.95),
        p99=at_share(times, 0.99),
        max=times[-1] if times else float("nan"),
        producer_late_p99=at_share(sorted(sent["late_ms"]), 0.99),
        wrong_scores=sum(one["score"] != list(sent["scores"][one["match"]]) for one in heard),
    )


def timeline(sent: Mapping[str, Any], heard: Sequence[Mapping[str, Any]]) -> list[tuple[int, float, float]]:
    """Of each second of sending: events, and the median and the greatest time in milliseconds."""
    instants: Mapping[str, int] = sent["sent"]
    began = min(instants.values())
    seconds: dict[int, list[float]] = {}
    for one in heard:
        for event, at in one["arrivals"].items():
            if event in instants:
                second = (instants[event] - began) // 1_000_000_000
                seconds.setdefault(second, []).append((at - instants[event]) / 1e6)
    return [(second, statistics.median(times), max(times)) for second, times in sorted(seconds.items())]


def at_share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def medians(rounds: Sequence[Round]) -> Round:
    """Of each figure by itself; what must not happen is summed instead."""
    summed = ("lost", "duplicated", "wrong_scores")
    values = {}
    for field in fields(Round):
        found = [getattr(one, field.name) for one in rounds]
        values[field.name] = sum(found) if field.name in summed else statistics.median(found)
    return Round(**values)


def cpu_seconds(pid: int) -> float:
    """What a process and its living descendants have used."""
    return sum(_own_seconds(one) for one in (pid, *children_of(pid)))


def _own_seconds(pid: int) -> float:
    try:
        words = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / TICKS
