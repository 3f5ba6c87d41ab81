"""How good the shipped model is, against base rates, Dixon-Coles and closing odds on the same matches.

    python -m benchmarks.quality --data FOLDER [--model models_onnx/match/1.0.0] [--out quality.md] [--card]

Matches come from FOLDER (`FOLDER/mmz4281/SSSS/DIV.csv`) or, without it, from the database of
FOOTBALL_DATABASE_URL. All matches known in the year after the model's data cutoff are forecast by the ONNX
file as it is shipped. `--walk-forward 3` adds the three years before it: each is forecast by a model fitted
on the results known before that year, with the same settings. `--card` puts the tables into the model's card.
"""

import argparse
import asyncio
import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.football import scoring
from app.training.dataset import Dataset, build_dataset
from app.training.evaluate import TOP_FIVE, base_rate_forecasts
from app.training.export import run_onnx
from app.training.fit import FitParameters, fit_goal_rates
from benchmarks.quality_data import PricedMatches, from_database, from_folder
from benchmarks.quality_peers import closing_forecasts, dixon_coles_forecasts

Floats = NDArray[np.float64]
YEAR = timedelta(days=365)
CARD_SECTION = """
## Against others
Mean RPS on the same matches. Base rates: the league's frequencies of the three seasons before. Dixon-Coles:
penaltyblog's, xi .0015, refitted every week on four years, top five leagues only; teams new to it have no
forecast and are left out for all. Closing odds: the market's average, margin removed by the power method.
Share: how much of the way from base rates to closing odds. Settings (rating constants, features, rho) were
chosen among about 180 tried on 2017/18 to 2023/24: the figures of those years flatter the model. Nothing was
chosen by the year after the cutoff, but it was scored after each of five trainings, so more than once.
Made by `python -m benchmarks.quality --walk-forward 2 --card`.
"""


class Forecasts(NamedTuple):
    """Forecasts [N, 3] of the matches of `data`; NaN where a forecaster has none."""

    data: Dataset
    ours: Floats
    base: Floats
    dixon_coles: Floats
    closing: Floats


def main() -> None:
    arguments = _arguments()
    priced = _read(arguments.data)
    _say(f"{len(priced.matches)} matches, {len(priced.closing)} with closing prices")
    data = build_dataset(priced.matches)
    described = json.loads((arguments.model / "model.json").read_text())
    cutoff = datetime.fromisoformat(described["data_cutoff"])
    windows = [cutoff - YEAR * back for back in range(arguments.walk_forward, -1, -1)]
    lines = []
    for start in windows:
        wanted = data.between(start, start + YEAR)
        shipped = arguments.model if start == cutoff else None
        ours = _ours(data, wanted, start, shipped)
        found = _compared(priced, wanted, ours)
        who = "the shipped file" if shipped else "refitted before"
        lines += [f"\n### Results known from {start:%Y-%m-%d}, one year ({who})\n", *_table(found)]
        if start == cutoff:
            lines += ["\n### By division, the same year\n", *_by_division(found)]
    text = "\n".join(lines)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n")
    if arguments.card:
        _write_card(arguments.model / "README.md", text)


def _write_card(card: Path, tables: str) -> None:
    """Put the tables into the card as its last section, in place of those of an earlier run."""
    before = card.read_text().split(CARD_SECTION)[0]
    card.write_text(before + CARD_SECTION + tables + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Forecast quality of the shipped model")
    parser.add_argument("--data", type=Path, help="folder in football-data.co.uk's layout")
    parser.add_argument("--model", type=Path, default=Path("models_onnx/match/1.0.0"))
    parser.add_argument("--walk-forward", type=int, default=0, metavar="YEARS")
    parser.add_argument("--out", type=Path, help="write the tables here as well (Markdown)")
    parser.add_argument("--card", action="store_true", help="write the tables into the model's card")
    return parser.parse_args()


def _read(folder: Path | None) -> PricedMatches:
    if folder:
        return from_folder(folder)
    url = os.environ.get("FOOTBALL_DATABASE_URL")
    if not url:
        sys.exit("give --data FOLDER or set FOOTBALL_DATABASE_URL")
    return asyncio.run(from_database(url))


def _ours(data: Dataset, wanted: Dataset, start: datetime, shipped: Path | None) -> Floats:
    if shipped:
        outputs = run_onnx((shipped / "model.onnx").read_bytes(), wanted.features)
        return outputs["outcome"].astype(np.float64)
    return fit_goal_rates(data.between(None, start), FitParameters()).outcomes(wanted.features)


def _compared(priced: PricedMatches, wanted: Dataset, ours: Floats) -> Forecasts:
    dixon_coles = np.full_like(ours, np.nan)
    top = [index for index, match in enumerate(wanted.matches) if match.fixture.competition in TOP_FIVE]
    dixon_coles[top] = dixon_coles_forecasts(priced.matches, [wanted.matches[index] for index in top], _say)
    return Forecasts(
        wanted,
        ours,
        base_rate_forecasts(priced.matches, wanted.matches),
        dixon_coles,
        closing_forecasts(wanted.matches, priced.closing),
    )


def _table(found: Forecasts) -> list[str]:
    divisions = np.array([match.fixture.competition for match in found.data.matches])
    known = _has_all(found.base, found.closing)
    predicted = _has_all(found.base, found.closing, found.dixon_coles)
    top = np.array(np.isin(divisions, TOP_FIVE) & predicted, dtype=bool)
    return [
        "| scope | matches | base rates | Dixon-Coles | ours | closing odds | ours, share of closing |",
        "|---|---|---|---|---|---|---|",
        _row("top five", found, top, dixon_coles=True),
        _row(f"{len(set(divisions))} divisions", found, known, dixon_coles=False),
    ]


def _has_all(*forecasts: Floats) -> NDArray[np.bool_]:
    """Rows for which every forecaster has a forecast [N]."""
    return np.array(~np.isnan(np.concatenate(forecasts, axis=1)).any(axis=1), dtype=np.bool_)


def _row(scope: str, found: Forecasts, rows: NDArray[np.bool_], *, dixon_coles: bool) -> str:
    happened = found.data.outcomes[rows]
    base, ours, closing = (
        scoring.rps(forecast[rows], happened) for forecast in (found.base, found.ours, found.closing)
    )
    peer = f"{scoring.rps(found.dixon_coles[rows], happened):.5f}" if dixon_coles else "-"
    share = f"{scoring.skill_share(base, ours, closing):.1%}" if closing < base else "-"
    return f"| {scope} | {rows.sum():,} | {base:.5f} | {peer} | {ours:.5f} | {closing:.5f} | {share} |"


def _by_division(found: Forecasts) -> list[str]:
    divisions = np.array([match.fixture.competition for match in found.data.matches])
    known = _has_all(found.base, found.closing)
    return [
        "| division | matches | base rates | Dixon-Coles | ours | closing odds | share |",
        "|---|---|---|---|---|---|---|",
        *(
            _row(division, found, known & np.array(divisions == division, dtype=bool), dixon_coles=False)
            for division in sorted(set(divisions))
        ),
    ]


def _say(event: str) -> None:
    print(event, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
