"""Prometheus metrics of one process, in a registry of their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from app.http.tallies import Tally, Timings

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Counts(Collector):
    """A counter whose numbers somebody else keeps, by one label."""

    def __init__(self, name: str, about: str, label: str, counts: Callable[[], Mapping[str, int]]) -> None:
        self._name = name
        self._about = about
        self._label = label
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._about, labels=(self._label,))
        for value, count in self._counts().items():
            family.add_metric((value,), count)
        yield family


class Level(Collector):
    """A gauge whose number somebody else keeps; nothing is told while there is none."""

    def __init__(self, name: str, about: str, level: Callable[[], float | None]) -> None:
        self._name = name
        self._about = about
        self._level = level

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if (value := self._level()) is not None:
            yield GaugeMetricFamily(self._name, self._about, value)


class Metrics:
    def __init__(self, version: str, collectors: Sequence[Collector] = ()) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        for own in collectors:
            self.registry.register(own)
        Info("football_build", "The running program", registry=self.registry).info({"version": version})
        self._requests = Tally(
            "football_http_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._request_seconds = Timings(
            "football_http_request_duration_seconds",
            "Time from a request's headers to the end of its response",
            "route",
            SECONDS,
            registry=self.registry,
        )
        self._operations = Tally(
            "football_graphql_operations",
            "GraphQL operations ended, by kind and outcome (ok, error, refused)",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self._operation_seconds = Timings(
            "football_graphql_operation_duration_seconds",
            "Time of a query or mutation",
            "kind",
            SECONDS,
            registry=self.registry,
        )
        self._executions = Tally(
            "football_graphql_executions",
            "Queries by how they were answered: compiled (by a plan), declined (no plan covers it), abandoned"
            " (the plan gave up; graphql-core answered), cached",
            ("path",),
            registry=self.registry,
        )
        self.sockets = Gauge("football_websockets_open", "WebSockets open now", registry=self.registry)
        self.streams = Gauge("football_event_streams_open", "SSE streams open now", registry=self.registry)
        self._subscriptions = Gauge(
            "football_subscriptions_active", "Subscriptions that are followed now", registry=self.registry
        )
        self._messages = Counter(
            "football_subscription_messages", "Updates sent to subscribers", registry=self.registry
        )
        self._gaps = Counter(
            "football_subscription_gaps",
            "Times that a subscriber was told that it missed updates",
            registry=self.registry,
        )
        self.requests_open = 0
        self.registry.register(
            Level("football_http_requests_open", "Requests not yet answered", lambda: self.requests_open)
        )

    def request(self, method: str, route: str, status: int, duration_s: float) -> None:
        self._requests.add(method, route, status)
        self._request_seconds.add(route, duration_s)

    def begun(self, kind: str) -> None:
        if kind == "subscription":
            self._subscriptions.inc()

    def operation(self, kind: str, outcome: str, duration_s: float) -> None:
        self._operations.add(kind, outcome)
        if kind == "subscription":
            self._subscriptions.dec()
        else:
            self._operation_seconds.add(kind, duration_s)

    def executed(self, path: str) -> None:
        """Count a query by how it was answered."""
        self._executions.add(path)

    def told(self, messages: int, gaps: int) -> None:
        """Count what subscribers were sent, and how many of the messages told of a gap."""
        self._messages.inc(messages)
        if gaps:
            self._gaps.inc(gaps)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)
