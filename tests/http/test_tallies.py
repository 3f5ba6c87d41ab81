"""Numbers kept beside the library are told as its own counters and histograms tell theirs."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from app.http.tallies import Tally, Timings

BOUNDS = (0.001, 0.5, 1, 10)


def told(registry: CollectorRegistry) -> list[str]:
    """The exposition, but for when counting began."""
    lines = generate_latest(registry).decode().splitlines()
    return sorted(line.rsplit(" ", 1)[0] if "_created{" in line else line for line in lines)


@given(st.lists(st.tuples(st.sampled_from(["GET", "POST"]), st.sampled_from([200, 404]))))
def test_a_tally_tells_what_a_counter_does(counted: Sequence[tuple[str, int]]) -> None:
    own, usual = CollectorRegistry(), CollectorRegistry()
    tally = Tally("requests", "Requests", ("method", "status"), registry=own)
    counter = Counter("requests", "Requests", ("method", "status"), registry=usual)
    for labels in counted:
        tally.add(*labels)
        counter.labels(*labels).inc()
    assert told(own) == told(usual)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from([0.0, 0.001, 0.4, 0.5, 2.0, 10, 11]))))
def test_timings_tell_what_a_histogram_does(seen: Sequence[tuple[str, float]]) -> None:
    own, usual = CollectorRegistry(), CollectorRegistry()
    timings = Timings("seconds", "Time", "route", BOUNDS, registry=own)
    histogram = Histogram("seconds", "Time", ("route",), buckets=BOUNDS, registry=usual)
    for route, seconds in seen:
        timings.add(route, seconds)
        histogram.labels(route).observe(seconds)
    assert told(own) == told(usual)
