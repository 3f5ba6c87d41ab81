"""What explanations cost: the same matches predicted alone and predicted with explanations, side by side.

    python -m benchmarks.explanation [--models models_onnx] [--model match]

A fresh embedded PostgreSQL is filled with the Bundesliga archive and rated. Prints JSON: medians in
milliseconds for 1 and 50 matches, the rows that the model answers, and the longest time for which the event
loop was held up meanwhile.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.clock import system_clock
from app.db import matches, migrations
from app.db.connection import open_database
from app.errors import FootballError
from app.football.match import Fixture
from app.ingest.collector import Collector
from app.prediction.explanation import Explainer, Told
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from benchmarks.fresh import fresh_postgres
from benchmarks.prediction import last_ids, typical_ms

SIZES = (1, 50)
TICK_S = 0.001


def main() -> int:
    arguments = argparse.ArgumentParser(description="Time predictions without and with explanations.")
    arguments.add_argument("--models", type=Path, default=Path("models_onnx"))
    arguments.add_argument("--model", default="match")
    given = arguments.parse_args()
    with fresh_postgres() as url:
        try:
            figures = asyncio.run(measure(url, given.models, given.model))
        except FootballError as refused:
            sys.stderr.write(f"{refused.message}\n")
            return 1
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


async def measure(url: str, models: Path, name: str) -> dict[str, float]:
    await migrations.upgrade(url)
    await Collector(url, "file:///nowhere").archive()
    await refresh(url)
    async with open_database(url), ModelRegistry(models, name, system_clock) as registry:
        fixtures = list((await matches.fixtures(await last_ids(max(SIZES)))).values())
        features = FeatureService(system_clock)
        predictor = Predictor(registry, features, system_clock)
        explainer = Explainer(registry, features)
        figures: dict[str, float] = {"rows_per_match": 2 ** len(registry.get().feature_set.groups)}
        for size in SIZES:
            figures |= await compare(predictor, explainer, fixtures[:size])
        return figures


async def compare(
    predictor: Predictor, explainer: Explainer, fixtures: Sequence[Fixture]
) -> dict[str, float]:
    async def explained() -> None:
        for answer in await explainer.explain(told(await predictor.predict(fixtures))):
            if isinstance(answer, FootballError):
                raise answer

    size = len(fixtures)
    return {
        f"predict_{size}_ms": await typical_ms(lambda: predictor.predict(fixtures)),
        f"predict_and_explain_{size}_ms": await typical_ms(explained),
        f"loop_held_up_{size}_ms": await longest_pause_ms(asyncio.create_task(explained())),
    }


def told(predicted: Sequence[MatchPrediction | FootballError]) -> list[Told]:
    made = [one for one in predicted if isinstance(one, MatchPrediction)]
    return [Told(one.fixture, one.kind, one.outcome, one.receipt) for one in made]


async def longest_pause_ms(work: asyncio.Task[None]) -> float:
    """The longest time between two turns of the event loop while `work` goes on."""
    longest, before = 0.0, time.perf_counter()
    while not work.done():
        await asyncio.sleep(TICK_S)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    await work
    return round(longest * 1000, 1)


if __name__ == "__main__":
    raise SystemExit(main())
