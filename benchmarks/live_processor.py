"""What it costs to give events their effect: the log, the state, the prediction, the outbox.

    python -m benchmarks.live_processor [--events 4000] [--profile]

A fresh embedded PostgreSQL, 100 matches at once, their events in turn as a feed tells them, in batches of 1,
10, 50 and 200. Prints JSON for each size: events a second, and this process's CPU in microseconds an event.
"""

import argparse
import asyncio
import cProfile
import json
import pstats
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

from app.clock import system_clock
from app.db import migrations
from app.db.connection import open_database
from app.live.incoming import Applied, Incoming, Origin
from app.live.predictor import InPlayPredictor
from app.live.processor import LiveProcessor
from app.live.topics import MATCH_EVENTS
from app.live.wire import decode_event
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from benchmarks.fresh import fresh_postgres
from tests.live_matches import Script, scheduled, shuffled

MATCHES = 100
SIZES = (1, 10, 50, 200)
LENGTH = 600
"""Events of a match: many more than a real one has."""


def main() -> int:
    arguments = argparse.ArgumentParser(description="Time the processing of live events.")
    arguments.add_argument("--events", type=int, default=4000)
    arguments.add_argument("--models", type=Path, default=Path("models_onnx"))
    arguments.add_argument("--profile", action="store_true")
    given = arguments.parse_args()
    with fresh_postgres() as url:
        figures = asyncio.run(measure(url, given.models, given.events, profile=given.profile))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


async def measure(url: str, models: Path, events: int, *, profile: bool) -> dict[str, dict[str, float]]:
    await migrations.upgrade(url)
    matches = await scheduled(url, MATCHES)
    told = incoming(matches)
    async with open_database(url), ModelRegistry(models, "match", system_clock) as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        processor = LiveProcessor(InPlayPredictor(registry, predictor, system_clock), system_clock)
        await give(processor, told, 2 * MATCHES, MATCHES)
        figures = {f"batches of {size}": await give(processor, told, events, size) for size in SIZES}
        if profile:
            with cProfile.Profile() as profiler:
                await give(processor, told, events, 50)
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(45)
    return figures


async def give(
    processor: LiveProcessor, told: Iterator[Incoming], events: int, size: int
) -> dict[str, float]:
    batches = [list(islice(told, size)) for _ in range(events // size)]
    wall, cpu = time.perf_counter(), time.process_time()
    for batch in batches:
        outcomes = await processor.process(batch)
        if not all(isinstance(one, Applied) for one in outcomes):
            raise RuntimeError(f"not applied: {outcomes}")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    done = len(batches) * size
    return {"events_per_s": round(done / wall), "cpu_us_per_event": round(cpu / done * 1e6)}


def incoming(matches: list[str]) -> Iterator[Incoming]:
    """What a feed sends, as the consumer hands it on."""
    for offset, script in enumerate(
        shuffled([Script(match, LENGTH, match.rstrip("=")) for match in matches], seed=1)
    ):
        payload = orjson.dumps(script.next())
        yield Incoming(decode_event(payload, None), None, Origin(MATCH_EVENTS, 0, offset, None, payload))


if __name__ == "__main__":
    sys.exit(main())
