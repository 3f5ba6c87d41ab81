"""Settled matches and the scores of their predictions. Writers work inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.db.connection import RawConnection
from app.db.sql import fetch
from app.football.match import MatchStatus, Outcome, Score
from app.football.scoregrid import OutcomeProbabilities
from app.football.scoring import OutcomeCounts

SETTLER_LOCK = 0x53657474  # "Sett": one batch is settled at a time, whoever settles

Prices = tuple[float, float, float]

SCORED = (
    "p.kind = 'PRE_MATCH' AND p.made_at < m.kickoff AND p.data_cutoff <= m.kickoff"
    " AND p.data_cutoff >= v.data_cutoff"
)
"""Which predictions `p` (of match `m` by version `v`) prove something: made before kickoff, from what was
known before it, by a model that has seen no later match."""

_PENDING = f"""
SELECT DISTINCT p.match_id FROM prediction p
JOIN model_version v ON v.id = p.model_version_id
JOIN match m ON m.id = p.match_id
JOIN competition c ON c.id = m.competition_id
WHERE m.status = 'FINISHED' AND m.home_goals IS NOT NULL AND {SCORED}
    AND ($1::text[] IS NULL OR c.code = ANY($1))
    AND NOT EXISTS (SELECT FROM prediction_score s WHERE s.prediction_id = p.id)
ORDER BY p.match_id
"""
_CLAIM = """
SELECT m.id, m.competition_id, s.starts_in, m.home_goals, m.away_goals
FROM match m JOIN season s ON s.id = m.season_id
WHERE m.id = ANY($1::bigint[]) AND m.status = 'FINISHED' AND m.home_goals IS NOT NULL
ORDER BY m.id FOR SHARE OF m SKIP LOCKED
"""
_CLOSING = """
SELECT DISTINCT ON (match_id) match_id, home, draw, away FROM odds
WHERE match_id = ANY($1::bigint[]) AND market = 'MATCH_RESULT'
    AND (bookmaker, taken) IN (('Avg', 'CLOSING'), ('PS', 'CLOSING'), ('Avg', 'OPENING'))
    AND home > 1 AND draw > 1 AND away > 1
ORDER BY match_id, taken = 'CLOSING' DESC, bookmaker = 'Avg' DESC
"""
_COUNTS = """
SELECT m.competition_id, s.starts_in,
    count(*) FILTER (WHERE m.home_goals > m.away_goals) AS home,
    count(*) FILTER (WHERE m.home_goals = m.away_goals) AS draw,
    count(*) FILTER (WHERE m.home_goals < m.away_goals) AS away
FROM match m JOIN season s ON s.id = m.season_id
WHERE m.competition_id = ANY($1::bigint[]) AND m.status = 'FINISHED' AND m.home_goals IS NOT NULL
GROUP BY m.competition_id, s.starts_in, s.id ORDER BY s.starts_in, s.id
"""
_UNSCORED = f"""
SELECT p.id, p.match_id, p.home, p.draw, p.away FROM prediction p
JOIN model_version v ON v.id = p.model_version_id
JOIN match m ON m.id = p.match_id
WHERE p.match_id = ANY($1::bigint[]) AND {SCORED}
    AND NOT EXISTS (SELECT FROM prediction_score s WHERE s.prediction_id = p.id)
ORDER BY p.id
"""
_ADD_SETTLEMENTS = """
INSERT INTO match_settlement (match_id, outcome, settled_at, base_home, base_draw, base_away,
    market_home, market_draw, market_away)
SELECT new.id, new.outcome, $2, new.bh, new.bd, new.ba, new.mh, new.md, new.ma
FROM unnest($1::bigint[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[],
    $9::float8[]) AS new (id, outcome, bh, bd, ba, mh, md, ma)
ON CONFLICT (match_id) DO NOTHING
"""
_ADD_SCORES = """
INSERT INTO prediction_score (prediction_id, match_id, rps, log_loss, brier)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::float8[], $5::float8[])
ON CONFLICT (prediction_id) DO NOTHING
"""


class Ended(NamedTuple):
    """A finished match that the caller's transaction holds still."""

    match_id: int
    competition_id: int
    season_starts_in: int
    outcome: Outcome


class SeasonCounts(NamedTuple):
    """How the finished matches of one season ended."""

    starts_in: int
    counts: OutcomeCounts


class NewSettlement(NamedTuple):
    match_id: int
    outcome: Outcome
    base: OutcomeProbabilities | None
    market: OutcomeProbabilities | None


class Unscored(NamedTuple):
    """A prediction that a settled match has no score of yet, with its three probabilities."""

    id: int
    match_id: int
    home: float
    draw: float
    away: float


class NewScore(NamedTuple):
    prediction_id: int
    match_id: int
    rps: float
    log_loss: float
    brier: float


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """How a match ended, and the forecasts that its predictions are measured against."""

    match_id: int
    outcome: Outcome
    settled_at: datetime
    base_rates: OutcomeProbabilities | None
    market: OutcomeProbabilities | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The score of one prediction; lower is better."""

    prediction_id: int
    match_id: int
    outcome: Outcome
    rps: float
    log_loss: float
    brier: float


async def take_turn(connection: RawConnection) -> None:
    """Wait for the batch of another settler; held to the end of the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", SETTLER_LOCK)


async def pending(connection: RawConnection, competitions: Sequence[str] | None) -> list[int]:
    """Finished matches with a prediction that has no score yet, by id."""
    codes = None if competitions is None else list(competitions)
    return [row["match_id"] for row in await connection.fetch(_PENDING, codes)]


async def unknown(connection: RawConnection, competitions: Sequence[str]) -> list[str]:
    """Those of the codes that no stored competition has."""
    rows = await connection.fetch("SELECT code FROM competition WHERE code = ANY($1)", list(competitions))
    return sorted(set(competitions) - {row["code"] for row in rows})


async def status(connection: RawConnection, match_id: int) -> MatchStatus | None:
    found = await connection.fetchval("SELECT status FROM match WHERE id = $1", match_id)
    return None if found is None else MatchStatus(found)


async def claim(connection: RawConnection, match_ids: Sequence[int]) -> list[Ended]:
    """Those of the matches that are finished, held until the transaction ends.

    One that is being changed right now is left out: waiting for it could cross its writer's locks.
    """
    return [
        Ended(
            row["id"],
            row["competition_id"],
            row["starts_in"],
            Score(row["home_goals"], row["away_goals"]).outcome,
        )
        for row in await connection.fetch(_CLAIM, list(match_ids))
    ]


async def closing_prices(connection: RawConnection, match_ids: Sequence[int]) -> dict[int, Prices]:
    """Decimal prices of home, draw and away: the closing average, else Pinnacle's closing prices, else the
    last average before."""
    rows = await connection.fetch(_CLOSING, list(match_ids))
    return {row["match_id"]: (row["home"], row["draw"], row["away"]) for row in rows}


async def outcome_counts(
    connection: RawConnection, competition_ids: Sequence[int]
) -> dict[int, list[SeasonCounts]]:
    """The seasons of each competition, the earliest first."""
    found: dict[int, list[SeasonCounts]] = {one: [] for one in competition_ids}
    for row in await connection.fetch(_COUNTS, list(competition_ids)):
        counts = OutcomeCounts(row["home"], row["draw"], row["away"])
        found[row["competition_id"]].append(SeasonCounts(row["starts_in"], counts))
    return found


async def unscored(connection: RawConnection, match_ids: Sequence[int]) -> list[Unscored]:
    return [Unscored(*row.values()) for row in await connection.fetch(_UNSCORED, list(match_ids))]


async def add_settlements(connection: RawConnection, new: Sequence[NewSettlement], *, at: datetime) -> None:
    """Those of matches that are settled already change nothing."""
    columns = [
        [one.match_id for one in new],
        at,
        [one.outcome.value for one in new],
        *_columns(one.base for one in new),
        *_columns(one.market for one in new),
    ]
    await connection.execute(_ADD_SETTLEMENTS, *columns)


async def add_scores(connection: RawConnection, new: Sequence[NewScore]) -> None:
    if new:
        await connection.execute(_ADD_SCORES, *(list(column) for column in zip(*new, strict=True)))


async def forget(connection: RawConnection, match_ids: Sequence[int]) -> None:
    """Drop what followed from these matches' results, scores included: the next settlement makes it anew."""
    await connection.execute("DELETE FROM match_settlement WHERE match_id = ANY($1)", list(match_ids))


async def by_match_ids(match_ids: Sequence[int]) -> dict[int, SettlementRow]:
    rows = await fetch("SELECT * FROM match_settlement WHERE match_id = ANY($1::bigint[])", list(match_ids))
    return {
        row["match_id"]: SettlementRow(
            match_id=row["match_id"],
            outcome=Outcome(row["outcome"]),
            settled_at=row["settled_at"],
            base_rates=_probabilities(row["base_home"], row["base_draw"], row["base_away"]),
            market=_probabilities(row["market_home"], row["market_draw"], row["market_away"]),
        )
        for row in rows
    }


async def scores_of_predictions(prediction_ids: Sequence[int]) -> dict[int, ScoreRow]:
    rows = await fetch(
        "SELECT s.prediction_id, s.match_id, m.outcome, s.rps, s.log_loss, s.brier FROM prediction_score s"
        " JOIN match_settlement m ON m.match_id = s.match_id WHERE s.prediction_id = ANY($1::bigint[])",
        list(prediction_ids),
    )
    return {row["prediction_id"]: ScoreRow(**(row | {"outcome": Outcome(row["outcome"])})) for row in rows}


async def scores_of_matches(match_ids: Sequence[int], first: int) -> dict[int, tuple[ScoreRow, ...]]:
    """The scores of each match's last predictions (shadows left out), the latest prediction first."""
    rows = await fetch(
        "SELECT k.id AS k_id, r.* FROM unnest($1::bigint[]) AS k(id) CROSS JOIN LATERAL ("
        " SELECT s.prediction_id, s.match_id, m.outcome, s.rps, s.log_loss, s.brier FROM prediction_score s"
        " JOIN match_settlement m ON m.match_id = s.match_id JOIN prediction p ON p.id = s.prediction_id"
        f" WHERE s.match_id = k.id AND NOT p.shadow ORDER BY p.sequence DESC LIMIT {int(first)}) r",
        list(match_ids),
    )
    found: dict[int, list[ScoreRow]] = {}
    for row in rows:
        match_id = row.pop("k_id")
        found.setdefault(match_id, []).append(ScoreRow(**(row | {"outcome": Outcome(row["outcome"])})))
    return {match: tuple(scores) for match, scores in found.items()}


def _columns(forecasts: Iterable[OutcomeProbabilities | None]) -> list[list[float | None]]:
    rows = [
        (None, None, None) if forecast is None else (forecast.home, forecast.draw, forecast.away)
        for forecast in forecasts
    ]
    return [[row[side] for row in rows] for side in range(3)]


def _probabilities(home: float | None, draw: float | None, away: float | None) -> OutcomeProbabilities | None:
    if home is None or draw is None or away is None:
        return None
    return OutcomeProbabilities(home=home, draw=draw, away=away)
