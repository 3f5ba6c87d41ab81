"""How earlier predictions of similar probability ended, asked of many predictions at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.db.sql import fetch
from app.football.match import Outcome
from app.football.scoring import wilson_interval

BINS = 20
"""Bins of one width: 5 percentage points, the lower edge included; the last one includes 1."""

_EARLIER = f"""
WITH counted AS MATERIALIZED (
    SELECT DISTINCT ON (p.match_id, v.name) v.name AS model, m.known_at, t.outcome, p.home, p.draw, p.away
    FROM prediction_score s JOIN prediction p ON p.id = s.prediction_id
    JOIN match_settlement t ON t.match_id = s.match_id JOIN match m ON m.id = s.match_id
    JOIN model_version v ON v.id = p.model_version_id
    WHERE NOT p.shadow AND v.name = ANY($2::text[])
    ORDER BY p.match_id, v.name, p.made_at DESC, p.id DESC
), earlier AS MATERIALIZED (
    SELECT c.model, c.known_at, o.side, least(floor(o.chance * {BINS})::int, {BINS - 1}) AS bin,
        c.outcome = o.side AS happened
    FROM counted c
    CROSS JOIN LATERAL (VALUES ('HOME', c.home), ('DRAW', c.draw), ('AWAY', c.away)) o (side, chance)
), asked AS MATERIALIZED (
    SELECT a.place, a.model, a.cutoff, o.side, least(floor(o.chance * {BINS})::int, {BINS - 1}) AS bin
    FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::float8[], $5::float8[], $6::float8[])
        AS a (place, model, cutoff, home, draw, away)
    CROSS JOIN LATERAL (VALUES ('HOME', a.home), ('DRAW', a.draw), ('AWAY', a.away)) o (side, chance)
)
SELECT place, side, bin, n, happened FROM (
    SELECT place, side, bin, count(happened) OVER until AS n,
        count(*) FILTER (WHERE happened) OVER until AS happened
    FROM (
        SELECT NULL::int AS place, model, side, bin, known_at AS at, happened FROM earlier
        WHERE (model, side, bin) IN (SELECT model, side, bin FROM asked)
        UNION ALL SELECT place, model, side, bin, cutoff, NULL FROM asked
    ) in_time
    WINDOW until AS (PARTITION BY model, side, bin ORDER BY at)
) counts WHERE place IS NOT NULL
"""


class Forecast(NamedTuple):
    """What a model said of a match; `cutoff`: nothing that was known later counts."""

    model: str
    cutoff: datetime
    home: float
    draw: float
    away: float


@dataclass(frozen=True, slots=True)
class EarlierOutcomes:
    """Earlier predictions that gave an outcome a probability from `lower` to `upper`: how many there were,
    in which share it happened, and the 95 % interval of that share (Wilson). None without any."""

    lower: float
    upper: float
    n: int
    happened: float | None
    low: float | None
    high: float | None


async def earlier_outcomes(
    forecasts: Sequence[Forecast],
) -> dict[Forecast, dict[Outcome, EarlierOutcomes]]:
    """For each outcome of each forecast, the model's earlier predictions in its bin; one statement.

    The last prediction of a match before its kickoff counts, once the result was known at the cutoff.
    """
    unique = list(dict.fromkeys(forecasts))
    columns = [list(column) for column in zip(*unique, strict=True)] or [[] for _ in Forecast._fields]
    rows = await fetch(_EARLIER, list(range(len(unique))), *columns)
    found: dict[Forecast, dict[Outcome, EarlierOutcomes]] = {one: {} for one in unique}
    for row in rows:
        told = _outcomes(row["bin"], row["n"], row["happened"])
        found[unique[row["place"]]][Outcome(row["side"])] = told
    return found


def _outcomes(bin_: int, n: int, happened: int) -> EarlierOutcomes:
    low, high = wilson_interval(happened, n) if n else (None, None)
    return EarlierOutcomes(bin_ / BINS, (bin_ + 1) / BINS, n, happened / n if n else None, low, high)
