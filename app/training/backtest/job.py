"""A whole backtest: read, forecast, compare, report; what the command does."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.errors import ValidationFailed
from app.football import scoring
from app.ingest.catalogue import DIVISIONS, NEW_LEAGUES, parse_competitions
from app.training.backtest.compare import compare
from app.training.backtest.parts import Parts
from app.training.backtest.report import backtest_report, make_folder, write_report
from app.training.backtest.run import Backtest, BacktestRequest, OnProgress, run_backtest
from app.training.evaluate import TOP_FIVE, scores
from app.training.folder import PricedMatches
from app.training.recipes import recipe

__all__ = ["BacktestRequest", "Job", "Outcome", "dixon_coles_in", "run_job"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to do; without `report` there is no comparison. `dixon_coles` are divisions, none when empty."""

    request: BacktestRequest
    report: Path | None = None
    five_thirty_eight: Path | None = None
    dixon_coles: tuple[str, ...] = TOP_FIVE

    @property
    def needs_prices(self) -> bool:
        return self.report is not None or recipe(self.request.model).feature_set.uses_odds


@dataclass(frozen=True)
class Outcome:
    """What was done; `scores` of the matches that have a result."""

    backtest: Backtest
    scores: Mapping[str, float]
    faults: tuple[str, ...]
    written: tuple[Path, ...] = field(default=())

    @property
    def reasons(self) -> list[str]:
        """Why each match that has no forecast has none, in words that many share."""
        return [reason(one.needs) for one in self.backtest.left_out]

    def as_json(self) -> dict[str, Any]:
        backtest = self.backtest
        return {
            "out": backtest.request.out,
            "model": backtest.request.model,
            "from": backtest.request.start,
            "to": backtest.request.end,
            "refit": backtest.request.refit,
            "forecasts": len(backtest.fixtures),
            "fits": backtest.fits,
            "resumed_fits": backtest.resumed,
            "begun_anew_because_of": backtest.restarted,
            "scores": self.scores,
            "left_out": dict(Counter(self.reasons)),
            "left_out_matches": [
                {
                    "league": one.fixture.competition,
                    "kickoff": one.fixture.kickoff,
                    "home": backtest.names[one.fixture.match_id].home,
                    "away": backtest.names[one.fixture.match_id].away,
                    "needs": one.needs,
                }
                for one in backtest.left_out
            ],
            "not_read": self.faults,
            "report": [str(path) for path in self.written],
        }


def dixon_coles_in(text: str) -> tuple[str, ...]:
    """The divisions meant by `top-five`, `all`, `none` or codes. Raises ValidationFailed."""
    match text.strip().lower():
        case "top-five":
            return TOP_FIVE
        case "none":
            return ()
    return parse_competitions(text, {**DIVISIONS, **NEW_LEAGUES})


def run_job(job: Job, read: Callable[[], PricedMatches], on_progress: OnProgress) -> Outcome:
    """Do it; nothing is read before the request is known to be one that can be answered."""
    recipe(job.request.model)
    if job.report:
        make_folder(job.report)
    if job.five_thirty_eight and not job.five_thirty_eight.is_file():
        raise ValidationFailed("--five-thirty-eight", f"{job.five_thirty_eight} is not a file")
    with Parts.beside(job.request.out) as parts:
        priced = read()
        backtest = run_backtest(priced, job.request, parts, on_progress)
        written = _reported(job, priced, backtest, parts, on_progress) if job.report else ()
        parts.remove()
    return Outcome(backtest, _scores(priced, backtest), priced.faults, tuple(written))


def _reported(
    job: Job, priced: PricedMatches, backtest: Backtest, parts: Parts, on_progress: OnProgress
) -> list[Path]:
    assert job.report is not None  # noqa: S101  `run_job` reports only then
    comparison = compare(
        priced,
        [backtest],
        on_progress=on_progress,
        dixon_coles=parts.folder / "dixon-coles.jsonl" if job.dixon_coles else None,
        dixon_coles_in=job.dixon_coles,
        five_thirty_eight=job.five_thirty_eight,
    )
    on_progress("writing the report", 0, None)
    return write_report(job.report, backtest_report(backtest, comparison, priced.faults))


def _scores(priced: PricedMatches, backtest: Backtest) -> dict[str, float]:
    results = {match.fixture.match_id: match.score for match in priced.matches}
    played = [index for index, one in enumerate(backtest.fixtures) if one.match_id in results]
    if not played:
        return {}
    outcomes = scoring.outcome_codes(results[backtest.fixtures[index].match_id].outcome for index in played)
    return scores(backtest.forecast[np.array(played)], outcomes)


def reason(needs: tuple[str, ...]) -> str:
    """Why a match has no forecast, in words that many share."""
    if any("odds" in need or "price" in need for need in needs):
        return "no pre-match odds"
    return "too little is known of a team or the competition"
