"""What a serving process counts of its kept answers, for `/metrics`."""

from collections.abc import Sequence

from prometheus_client.registry import Collector

from app.http.caching.cache import ResponseCache
from app.http.metrics import Counts, Level


def cache_meters(cache: ResponseCache) -> Sequence[Collector]:
    return [
        Counts(
            "football_response_cache_questions",
            "Questions whose answers may be kept, by how they were answered: hit (kept here), remote (kept by"
            " another process), shared (worked out for another request), miss (worked out); stale: kept, but"
            " no longer true",
            "outcome",
            lambda: cache.counts,
        ),
        Level(
            "football_response_cache_bytes", "Memory of the answers kept by this process", lambda: cache.bytes
        ),
        Level(
            "football_response_cache_checks",
            "Times that the database was asked whether kept answers are still true",
            lambda: cache.checks,
        ),
    ]
