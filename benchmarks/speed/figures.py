"""Rounds made into figures: order of measuring, medians, ratios and their ranges."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Round:
    """One target under one shape for some seconds; processor times in microseconds a request."""

    per_second: float
    server_us: float
    postgres_us: float
    p50_ms: float
    p99_ms: float

    @property
    def total_us(self) -> float:
        return self.server_us + self.postgres_us


@dataclass(frozen=True)
class Even:
    """Latency at a constant rate, told from when each request was due."""

    rate: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Ratio:
    """Of rounds that were measured side by side: the median, and the least and greatest of them."""

    median: float
    least: float
    greatest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}-{self.greatest:.2f})"


def interleaved(targets: Sequence[T], rounds: int) -> list[list[T]]:
    """The order in each round, there and back (A B, B A, A B ...): what drifts is shared out evenly."""
    return [list(targets) if number % 2 == 0 else list(reversed(targets)) for number in range(rounds)]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Of each round's two figures, in the order of the rounds."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    return Ratio(statistics.median(each), min(each), max(each))


def median_round(rounds: Sequence[Round]) -> Round:
    """Of each figure by itself."""
    return Round(*(statistics.median(getattr(one, name) for one in rounds) for name in Round.__annotations__))


def even_rate(throughputs: Mapping[str, float], share: float) -> float:
    """A rate that the slower of these targets bears well."""
    return share * min(throughputs.values())


def sustains(throughput: float, rate: float) -> bool:
    """Whether a target answers this rate with time to spare: else its queue only grows."""
    return throughput * 0.85 >= rate
