"""Counters and histograms whose children are numbers in a dictionary: counting is an addition without a lock.

They are counted on the event loop alone, and read from any thread.
"""

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

Labels = tuple[str | int, ...]


class Tally(Collector):
    """A counter by labels."""

    def __init__(self, name: str, about: str, labels: Sequence[str], *, registry: CollectorRegistry) -> None:
        self._name = name
        self._about = about
        self._labels = labels
        self._counts: dict[Labels, int] = {}
        self._created: dict[Labels, float] = {}
        registry.register(self)

    def add(self, *labels: str | int) -> None:
        count = self._counts.get(labels, 0)
        if not count:
            self._created[labels] = time.time()
        self._counts[labels] = count + 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._about, labels=self._labels)
        for labels, count in list(self._counts.items()):
            family.add_metric([str(one) for one in labels], count, created=self._created[labels])
        yield family


class _Times:
    """How many values fell into each bucket, the last one endless, and their sum."""

    __slots__ = ("counts", "created", "sum")

    def __init__(self, buckets: int) -> None:
        self.counts = [0] * buckets
        self.created = time.time()
        self.sum = 0.0


class Timings(Collector):
    """A histogram by one label."""

    def __init__(
        self, name: str, about: str, label: str, bounds: Sequence[float], *, registry: CollectorRegistry
    ) -> None:
        self._name = name
        self._about = about
        self._label = label
        self._bounds = tuple(bounds)
        self._times: dict[str, _Times] = {}
        registry.register(self)

    def add(self, label: str, seconds: float) -> None:
        times = self._times.get(label)
        if times is None:
            times = self._times[label] = _Times(len(self._bounds) + 1)
        times.counts[bisect_left(self._bounds, seconds)] += 1
        times.sum += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        family = HistogramMetricFamily(self._name, self._about, labels=(self._label,))
        names = [*(str(float(one)) for one in self._bounds), "+Inf"]
        for label, times in list(self._times.items()):
            counts = accumulate(list(times.counts))
            family.add_metric((label,), list(zip(names, counts, strict=True)), times.sum)
            family.add_sample(f"{self._name}_created", {self._label: label}, times.created)
        yield family
