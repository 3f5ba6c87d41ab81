"""Settling: how finished matches ended, and the one score of every prediction made before their kickoff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.clock import Clock
from app.db import settlement as rows
from app.db.audit import Act
from app.db.connection import RawConnection, raw_connection
from app.db.settlement import Ended, NewScore, NewSettlement, Prices, SeasonCounts, Unscored
from app.errors import Conflict, InsufficientData, NotFound, ValidationFailed
from app.football.match import MatchStatus, Outcome
from app.football.odds import implied_probabilities_array
from app.football.scoregrid import OutcomeProbabilities
from app.football.scoring import (
    base_rates,
    brier_per_match,
    log_loss_per_match,
    outcome_codes,
    rps_per_match,
)
from app.progress import OnProgress, unheard

BATCH = 500
"""Matches of one transaction."""


@dataclass(frozen=True, slots=True)
class SettlementReport:
    """Matches that were settled or had a prediction left to score, and predictions that got their score."""

    matches: int = 0
    predictions: int = 0

    def __add__(self, other: "SettlementReport") -> "SettlementReport":
        return SettlementReport(self.matches + other.matches, self.predictions + other.predictions)


async def settle(
    database_url: str,
    clock: Clock,
    competitions: Sequence[str] | None = None,
    on_progress: OnProgress = unheard,
) -> SettlementReport:
    """Settle every finished match that has a prediction without a score.

    May be run again, at once, and killed at any instant: each batch is one transaction. Raises
    ValidationFailed for the code of a competition that is not stored.
    """
    async with raw_connection(database_url) as connection:
        if unknown := await rows.unknown(connection, competitions or ()):
            raise ValidationFailed("competitions", f"no stored competition has the code {', '.join(unknown)}")
        ids = await rows.pending(connection, competitions)
        settler = _Settler(connection, clock)
        report = SettlementReport()
        await on_progress(0, len(ids))
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            async with connection.transaction():
                report += await settler.settle(part)
            await on_progress(start + len(part), len(ids))
        return report


async def settle_match(
    database_url: str, match_id: int, clock: Clock, act: Act | None = None
) -> SettlementReport:
    """Settle one match, with predictions or without; one that is settled stays as it is.

    Raises NotFound, and Conflict for a match that is not finished or is being changed right now.
    """
    async with raw_connection(database_url) as connection, connection.transaction():
        status = await rows.status(connection, match_id)
        if status is None:
            raise NotFound(f"there is no match {match_id}")
        if status is not MatchStatus.FINISHED:
            raise Conflict(f"the match is {status.lower()}, not finished: it is settled once it has a result")
        report = await _Settler(connection, clock).settle([match_id])
        if not report.matches:
            raise Conflict("the match is being changed right now; try again")
        if act is not None:
            act.after = {"predictions": report.predictions}
            await act.write_raw(connection)
        return report


class _Settler:
    """Settles batches inside the caller's transactions; remembers how the seasons of a league ended."""

    def __init__(self, connection: RawConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._seasons: dict[int, list[SeasonCounts]] = {}

    async def settle(self, match_ids: Sequence[int]) -> SettlementReport:
        await rows.take_turn(self._connection)
        ended = await rows.claim(self._connection, match_ids)
        if not ended:
            return SettlementReport()
        await self._add_settlements(ended)
        predictions = await rows.unscored(self._connection, [match.match_id for match in ended])
        outcomes = {match.match_id: match.outcome for match in ended}
        await rows.add_scores(self._connection, _scores(predictions, outcomes))
        return SettlementReport(len(ended), len(predictions))

    async def _add_settlements(self, ended: Sequence[Ended]) -> None:
        await self._learn_seasons({match.competition_id for match in ended})
        prices = await rows.closing_prices(self._connection, [match.match_id for match in ended])
        market = _market(prices)
        new = [
            NewSettlement(match.match_id, match.outcome, self._base_rates(match), market.get(match.match_id))
            for match in ended
        ]
        await rows.add_settlements(self._connection, new, at=self._clock())

    async def _learn_seasons(self, competition_ids: Iterable[int]) -> None:
        if new := [one for one in competition_ids if one not in self._seasons]:
            self._seasons |= await rows.outcome_counts(self._connection, new)

    def _base_rates(self, match: Ended) -> OutcomeProbabilities | None:
        """Those of the league's three seasons before the match's own; None without any."""
        earlier = [
            season.counts
            for season in self._seasons[match.competition_id]
            if season.starts_in < match.season_starts_in
        ]
        try:
            return base_rates(earlier)
        except InsufficientData:
            return None


def _market(prices: dict[int, Prices]) -> dict[int, OutcomeProbabilities]:
    """The probabilities behind the prices, margin removed by the power method."""
    if not prices:
        return {}
    implied = implied_probabilities_array(list(prices.values())).tolist()
    return {
        match_id: OutcomeProbabilities(home=home, draw=draw, away=away)
        for match_id, (home, draw, away) in zip(prices, implied, strict=True)
    }


def _scores(predictions: Sequence[Unscored], outcomes: dict[int, Outcome]) -> list[NewScore]:
    if not predictions:
        return []
    forecasts = np.array([(one.home, one.draw, one.away) for one in predictions])
    codes = outcome_codes(outcomes[one.match_id] for one in predictions)
    scores = (
        score(forecasts, codes).tolist() for score in (rps_per_match, log_loss_per_match, brier_per_match)
    )
    return [NewScore(one.id, one.match_id, *three) for one, *three in zip(predictions, *scores, strict=True)]
