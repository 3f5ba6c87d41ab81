"""How good the models are, walked forward, beside others on the same matches; writes docs/quality.md.

    python -m benchmarks.quality --data FOLDER [--five-thirty-eight FILE] [--cache FOLDER]

FOLDER is in football-data.co.uk's layout (`FOLDER/mmz4281/SSSS/DIV.csv`). It is `football backtest` of each
model over the seasons from --from on and before --to. With --cache, fits are kept there and not made again
while data and program stay the same.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from app.training.backtest import tables
from app.training.backtest.compare import compare
from app.training.backtest.comparison import Comparison
from app.training.backtest.document import Block, Document, Heading, Text, markdown
from app.training.backtest.job import reason
from app.training.backtest.parts import Parts
from app.training.backtest.report import DIXON_COLES_NOTE, METHOD
from app.training.backtest.run import REFIT, Backtest, BacktestRequest, run_backtest
from app.training.evaluate import TOP_FIVE
from app.training.folder import PricedMatches, from_folder
from app.training.recipes import RECIPES

CHOSEN_BEFORE = datetime(2024, 7, 1, tzinfo=UTC)
_LATER = "; later seasons chose nothing"
OUT = Path(__file__).parents[1] / "docs" / "quality.md"


def main() -> None:
    arguments = _arguments()
    with nullcontext(arguments.cache) if arguments.cache else tempfile.TemporaryDirectory() as folder:
        text = markdown(_measured(arguments, Path(folder)))
    print(text)
    arguments.out.write_text(text, encoding="utf-8")
    _say(f"wrote {arguments.out}", 0, None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder in football-data.co.uk's layout")
    parser.add_argument("--five-thirty-eight", type=Path, help="FiveThirtyEight's forecasts (CSV)")
    parser.add_argument("--from", dest="start", type=_day, default=_day("2021-07-01"))
    parser.add_argument("--to", dest="end", type=_day, default=_day("2025-07-01"))
    parser.add_argument("--models", default=",".join(RECIPES), help="names of recipes, comma-separated")
    parser.add_argument("--refit", default=REFIT)
    parser.add_argument("--cache", type=Path, help="keep fits here, for the next run")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _measured(arguments: argparse.Namespace, folder: Path) -> Document:
    folder.mkdir(parents=True, exist_ok=True)
    priced = from_folder(arguments.data)
    backtests = []
    for model in arguments.models.split(","):
        request = BacktestRequest(
            model, arguments.start, arguments.end, folder / f"{model}.csv", refit=arguments.refit
        )
        with Parts.beside(request.out) as parts:
            backtests.append(run_backtest(priced, request, parts, _say))
    comparison = compare(
        priced,
        backtests,
        on_progress=_say,
        dixon_coles=folder / "dixon-coles.jsonl",
        five_thirty_eight=arguments.five_thirty_eight,
    )
    return _document(backtests, comparison, priced)


def _document(backtests: list[Backtest], comparison: Comparison, priced: PricedMatches) -> Document:
    request = backtests[0].request
    document = Document("How good the forecasts are")
    usual = comparison.of(*comparison.usual)
    top = usual.in_competitions(TOP_FIVE)
    document.add(
        Text(
            "Written by `python -m benchmarks.quality`: forecasts walked forward over the matches from "
            f"{request.start:%Y-%m-%d} to {request.end:%Y-%m-%d} (models refitted each {request.refit}; no "
            "match is forecast by a model that has seen it). Settings were chosen on seasons to 2023/24: "
            f"figures of those flatter the models{_LATER if request.end > CHOSEN_BEFORE else ''}."
        ),
        *(Text(_told(backtest)) for backtest in backtests),
        Text(f"{METHOD} {DIXON_COLES_NOTE}"),
        Heading("On the same matches"),
        Text("Mean RPS; each line holds the matches that all of its forecasters have forecast."),
        tables.scope_table(tables.scopes(comparison)),
        *_scores("All divisions: scores and calibration", usual),
        *_scores("Top five: scores and calibration", top),
        *_over_time("", usual),
        *_over_time(", top five", top),
        Heading("By division"),
        tables.scope_table(tables.by_league(usual), "division"),
    )
    for model in comparison.ours:
        document.add(
            Heading(f"How sure: {model} against others"),
            tables.difference_table(tables.scopes(comparison), model),
        )
    if priced.faults:
        document.add(Text(f"{len(priced.faults)} files or lines could not be read."))
    return document


def _told(backtest: Backtest) -> str:
    reasons = Counter(reason(one.needs) for one in backtest.left_out)
    left = "; ".join(f"{count:,} were left out: {why}" for why, count in sorted(reasons.items()))
    told = f"`{backtest.request.model}` forecast {len(backtest.fixtures):,} matches with {backtest.fits} fits"
    return f"{told}; {left}." if left else f"{told}."


def _scores(title: str, comparison: Comparison) -> list[Block]:
    return [Heading(title), tables.score_table(comparison)] if len(comparison) else []


def _over_time(of: str, comparison: Comparison) -> list[Block]:
    if not len(comparison):
        return []
    word, groups = tables.over_time(comparison)
    return [Heading(f"By {word}{of}"), tables.scope_table(groups, word)]


def _say(step: str, done: int, total: int | None) -> None:
    if total is None or done == total or done % 20 == 0:
        print(f"{time.strftime('%H:%M:%S')} {step} {done}/{total or '?'}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
