"""How good the model of running matches is beside the reference; the tables of docs/inplay.md.

    python -m benchmarks.inplay --inplay FOLDER --data FOLDER [--learned-to 2018] [--to 2024-07-01] [--write]

Fitted on the seasons that began in --learned-to or before, compared on all later ones before --to, with the
rates of the closing market and with those of `match` (fitted anew each July 1). With --write, the tables go
into the page.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from app.football.inplay.features import IN_PLAY, Expectation, in_play_features
from app.football.inplay.state import MatchClock, MatchPhase, MatchState
from app.training.evaluate import TOP_FIVE
from app.training.inplay.card import BELIEVERS, figures_table
from app.training.inplay.evaluate import Comparison
from app.training.inplay.lessons import rows_to_check
from app.training.inplay.model import InPlayModel
from app.training.inplay.pipeline import Recorded, fit_in_play, lesson_of, read_recorded

PAGE = Path(__file__).parents[1] / "docs" / "inplay.md"
TABLES = re.compile(r"(?<=<!-- tables -->\n).*(?=<!-- end of tables -->)", re.DOTALL)
BATCHES = (1, 2, 20, 200)
ROUNDS, REPEATS = 7, 300
RUNNING = MatchState(MatchPhase.SECOND_HALF)


def main() -> None:
    arguments = _arguments()
    recorded = read_recorded(arguments.data, arguments.inplay, arguments.to, _say)
    known = recorded.matches.seasons <= arguments.learned_to
    _say(f"fitting on {known.sum()} matches")
    model = fit_in_play(recorded, known)
    _say("comparing")
    text = "\n\n".join(
        [
            *_compared(model, recorded, known, _top_five(recorded), "Top five leagues"),
            *_compared(model, recorded, known, np.ones_like(known), "All eight leagues with odds"),
            _speed(model, lesson_of(recorded, known.astype(np.float64)).features),
        ]
    )
    print(text)
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(TABLES.sub(lambda _: f"\n{text}\n\n", page), encoding="utf-8")
        _say(f"wrote {PAGE.name}")


def _top_five(recorded: Recorded) -> NDArray[np.bool_]:
    return np.isin(recorded.matches.divisions, TOP_FIVE)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inplay", type=Path, required=True, help="folder of the in-play files")
    parser.add_argument("--data", type=Path, required=True, help="folder in football-data.co.uk's layout")
    parser.add_argument("--learned-to", type=int, default=2018, help="year the last season learned began")
    parser.add_argument("--to", type=_day, default=_day("2024-07-01"), help="only matches before this day")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/inplay.md")
    return parser.parse_args()


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _compared(
    model: InPlayModel, recorded: Recorded, known: NDArray[np.bool_], whose: NDArray[np.bool_], title: str
) -> Iterator[str]:
    """A heading, and a table for each believer."""
    asked = ~known & whose
    seasons = recorded.matches.seasons[asked & recorded.market.known]
    yield f"### {title}, {_season(seasons.min())} to {_season(seasons.max())}"
    for name, beliefs in recorded.beliefs.items():
        figures = Comparison(model, recorded.matches, recorded.fixtures, beliefs, known, asked).figures()
        yield f"With {BELIEVERS[name]}:"
        yield figures_table(figures)


def _season(begins: int) -> str:
    return f"{begins}/{(begins + 1) % 100:02}"


def _speed(model: InPlayModel, features: NDArray[np.float32]) -> str:
    """Milliseconds for a batch in ONNX Runtime on one thread, microseconds for a match's features."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    graph = model.graph(len(IN_PLAY.names)).SerializeToString()
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    rows = rows_to_check(features)
    took = {count: _best(partial(session.run, None, {"features": rows[:count]})) for count in BATCHES}
    told = [f"{count} {'row' if count == 1 else 'rows'} {one:.3f} ms" for count, one in took.items()]
    clock, kickoff = MatchClock(61.5, second_half=True), datetime(2024, 3, 1, tzinfo=UTC)
    one = _best(partial(in_play_features, Expectation(1.6, 1.1), RUNNING, clock, kickoff))
    return f"One thread, best of {ROUNDS}: {', '.join(told)}; the features of a match {one * 1000:.1f} µs."


def _best(work: Callable[[], object]) -> float:
    """Milliseconds a call."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(REPEATS):
            work()
        found.append((time.perf_counter() - start) / REPEATS * 1000)
    return min(found)


def _say(step: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
