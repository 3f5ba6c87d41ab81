"""What a serving process counts of its services, for `/metrics`."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from prometheus_client.registry import Collector

from app.http.metrics import Counts, Level
from app.live.consumer import LiveConsumer
from app.services import Services

Opened = Callable[[], Services | None]
"""The services, once they are open."""


def service_meters(services: Opened) -> Sequence[Collector]:
    return [
        Counts(
            "football_feature_reads",
            "Features asked of the online store by outcome; all but `online` came from PostgreSQL",
            "outcome",
            _mapping(services, _feature_reads),
        ),
        Counts(
            "football_live_events",
            "Match events by what became of them (applied, duplicate, refused)",
            "outcome",
            _mapping(services, lambda opened: _outcomes(opened.live.consumer)),
        ),
        Counts(
            "football_live_refusals",
            "Match events that became dead letters, by reason",
            "code",
            _mapping(services, lambda opened: _refusals(opened.live.consumer)),
        ),
        Counts(
            "football_rate_limited",
            "Requests refused because their API key or address had sent too many, by which of the two",
            "by",
            _mapping(services, lambda opened: opened.rates.refused),
        ),
        Level(
            "football_tasks",
            "Tasks of the event loop: what runs, and what waits",
            _number(services, lambda opened: len(asyncio.all_tasks(opened.loop))),
        ),
        Level(
            "football_kafka_consumer_lag",
            "Match events that are known to wait for this process",
            _number(services, lambda opened: None if (one := opened.live.consumer) is None else one.lag()),
        ),
        Level(
            "football_live_relay_active",
            "1 in the one process whose relay passes messages on",
            _number(services, lambda opened: None if (one := opened.live.relay) is None else one.active),
        ),
        Level(
            "football_live_bus_connected",
            "1 while this process hears of other processes' updates through Redis",
            _number(services, lambda opened: None if (one := opened.live.bus) is None else one.connected),
        ),
    ]


def _feature_reads(opened: Services) -> Mapping[str, int]:
    return {} if opened.online_features is None else opened.online_features.reads


def _outcomes(consumer: LiveConsumer | None) -> Mapping[str, int]:
    return {} if consumer is None else consumer.outcomes


def _refusals(consumer: LiveConsumer | None) -> Mapping[str, int]:
    return {} if consumer is None else consumer.refusals


def _mapping(
    services: Opened, read: Callable[[Services], Mapping[str, int]]
) -> Callable[[], Mapping[str, int]]:
    def counts() -> Mapping[str, int]:
        opened = services()
        return {} if opened is None else read(opened)

    return counts


def _number(services: Opened, read: Callable[[Services], float | None]) -> Callable[[], float | None]:
    def level() -> float | None:
        opened = services()
        return None if opened is None else read(opened)

    return level
