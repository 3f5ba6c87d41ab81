"""The tables of a report: the same matches for all forecasters of a line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.ingest.catalogue import DIVISIONS, NEW_LEAGUES
from app.ingest.seasons import season_of_code
from app.training.backtest.comparison import (
    BASE,
    BEFORE,
    CLOSING,
    FIVE_THIRTY_EIGHT,
    Comparison,
)
from app.training.backtest.document import Table
from app.training.backtest.statistics import Interval
from app.training.evaluate import TOP_FIVE

NONE = "–"
ORDER = (BASE, "Dixon-Coles", FIVE_THIRTY_EIGHT)


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of matches under a name."""

    name: str
    comparison: Comparison

    def mean_rps(self, forecaster: str) -> float:
        """NaN where it has no forecast here."""
        known = forecaster in self.comparison.forecasts and len(self.comparison)
        return float(self.comparison.rps(forecaster).mean()) if known else float("nan")


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def scopes(comparison: Comparison) -> list[Scope]:
    """All matches, the top five leagues, and the matches of each peer, as far as there are any."""
    usual = comparison.usual
    every = comparison.of(*usual)
    found = [Scope(_all(every), every)]
    if not set(every.competitions()) <= set(TOP_FIVE):
        found.append(Scope("top five", every.in_competitions(TOP_FIVE)))
    for peer in comparison.peers:
        both = comparison.of(*usual, peer)
        found.append(Scope(f"{peer}'s matches", both))
        if peer == FIVE_THIRTY_EIGHT and not set(both.competitions()) <= set(TOP_FIVE):
            found.append(Scope(f"{peer}'s, top five", both.in_competitions(TOP_FIVE)))
    return [scope for scope in found if len(scope.comparison)]


def _all(comparison: Comparison) -> str:
    codes = comparison.competitions()
    return league_name(codes[0]) if len(codes) == 1 else f"all {len(codes)} divisions"


def league_name(code: str) -> str:
    """`E0 Premier League`, where the catalogue has it."""
    known = DIVISIONS.get(code) or (NEW_LEAGUES[code].league if code in NEW_LEAGUES else None)
    return f"{code} {known.name}" if known else code


def by_league(comparison: Comparison) -> list[Scope]:
    return [
        Scope(league_name(code), comparison.in_competitions((code,))) for code in comparison.competitions()
    ]


def over_time(comparison: Comparison) -> tuple[str, list[Scope]]:
    """By season, or by month where there is but one."""
    seasons = comparison.seasons()
    if len(seasons) > 1:
        return "season", [
            Scope(season_name(code, comparison), comparison.in_season(code)) for code in seasons
        ]
    months = np.array([f"{one.kickoff:%Y-%m}" for one in comparison.fixtures])
    found = [(month, comparison.where(months == month)) for month in sorted(set(months.tolist()))]
    return "month", [Scope(month, matches) for month, matches in found]


def season_name(code: str, comparison: Comparison) -> str:
    """2425 as 2024/25 where all competitions span two years."""
    spanning = DIVISIONS.keys() >= set(comparison.competitions())
    return season_of_code(code).label if spanning else code


def scope_table(scopes_: Sequence[Scope], word: str = "matches of") -> Table:
    """Mean RPS of every forecaster, and the shares of the market's skill."""
    names = _columns(scopes_)
    ours = scopes_[0].comparison.ours
    shared = [name for name in names if name in (*ours, BEFORE)] if CLOSING in names else []
    columns = (word, "matches", *names, *(f"{name} share" for name in shared))
    rows = [
        (
            scope.name,
            f"{len(scope.comparison):,}",
            *(_rps(scope, name) for name in names),
            *(_share(scope.comparison, name) for name in shared),
        )
        for scope in scopes_
    ]
    return Table(columns, rows, strong=(*ours, *(f"{name} share" for name in ours)))


def _columns(scopes_: Sequence[Scope]) -> list[str]:
    """The forecasters of any of the scopes: base rates, peers, ours, the market."""
    ours = scopes_[0].comparison.ours
    found = {name for scope in scopes_ for name in scope.comparison.forecasts}
    return [name for name in (*ORDER, *ours, BEFORE, CLOSING) if name in found]


def _rps(scope: Scope, name: str) -> str:
    value = scope.mean_rps(name)
    return NONE if np.isnan(value) else f"{value:.5f}"


def _share(comparison: Comparison, name: str) -> str:
    share = comparison.share(name) if name in comparison.forecasts else None
    return NONE if share is None else f"{share.value:.1%}"


def shares(comparison: Comparison) -> dict[str, Interval]:
    """Of the market's skill, with intervals: our models and the odds before the match."""
    names = [name for name in (*comparison.ours, BEFORE) if name in comparison.forecasts]
    found = {name: comparison.share(name) for name in names}
    return {name: share for name, share in found.items() if share is not None}


def differences(comparison: Comparison, model: str) -> dict[str, Interval]:
    """RPS of a model of ours less that of each other forecaster but base rates."""
    others = [name for name in comparison.forecasts if name not in (model, BASE)]
    return {name: comparison.ahead(model, name) for name in others}


def difference_table(scopes_: Sequence[Scope], model: str) -> Table:
    """The same with base rates, as a table."""
    rows = [
        (f"{scope.name}: {model} – {name}", *_told(scope.comparison.ahead(model, name)))
        for scope in scopes_
        for name in _columns([scope])
        if name != model
    ]
    return Table(("RPS of the model less that of another", "difference", "95 % interval"), rows)


def _told(ahead: Interval) -> tuple[str, str]:
    return f"{ahead.value:+.5f}", f"{ahead.low:+.5f} to {ahead.high:+.5f}"


def score_table(comparison: Comparison) -> Table:
    """Every score of every forecaster on the same matches."""
    rows = []
    for name in _columns([Scope("", comparison)]):
        figures = comparison.figures(name)
        rows.append(
            (
                name,
                f"{figures.rps:.5f}",
                f"{figures.log_loss:.5f}",
                f"{figures.brier:.5f}",
                f"{figures.calibration_error:.4f}",
                f"{figures.floor:.4f}",
            )
        )
    return Table(("forecaster", "RPS", "log loss", "Brier", "calibration error", "by chance alone"), rows)
