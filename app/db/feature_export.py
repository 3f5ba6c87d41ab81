"""The stored feature rows as they go into files and online stores."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.features import StoredFeatures
from app.db.fixtures import WHERE, FixtureFilter
from app.db.sql import fetch
from app.football.features import FeatureSet

PAGE = 5000

# a match that was brought forward may have rows from after its kickoff
_OFFLINE = """
FROM feature_row f JOIN match m ON m.id = f.match_id
WHERE f.feature_set = $1 AND f.as_of <= m.kickoff AND f.inputs IS NOT NULL
"""
_YEARS = f"""
SELECT extract(year FROM f.as_of AT TIME ZONE 'UTC')::int AS year, count(*) AS rows,
    bit_xor(hashtextextended(concat_ws(' ', f.match_id, extract(epoch FROM f.as_of), f.digest, f.inputs), 0))
        AS content
{_OFFLINE} GROUP BY 1 ORDER BY 1
"""
_OF_YEAR = f"""
SELECT f.id, f.match_id, f.as_of, f.computed_at, f.digest, f.inputs, f."values"
{_OFFLINE} AND f.as_of >= make_timestamptz($2, 1, 1, 0, 0, 0, 'UTC')
    AND f.as_of < make_timestamptz($2 + 1, 1, 1, 0, 0, 0, 'UTC') AND f.id > $3 ORDER BY f.id LIMIT $4
"""
_LATEST = f"""
SELECT m.id AS last, f.match_id, f.as_of, f.digest, f.inputs
FROM (SELECT m.id, m.kickoff {WHERE} AND m.id > $7 ORDER BY m.id LIMIT $8) m
LEFT JOIN LATERAL (
    SELECT * FROM feature_row f WHERE f.match_id = m.id AND f.feature_set = $6 AND f.as_of <= m.kickoff
        AND f.inputs IS NOT NULL
    ORDER BY f.as_of DESC LIMIT 1
) f ON TRUE ORDER BY m.id
"""
_VALUES = """
SELECT f.match_id, f.as_of, f.computed_at, f.digest, f.inputs, f."values"
FROM feature_row f
JOIN unnest($2::bigint[], $3::timestamptz[]) AS asked (match_id, as_of) USING (match_id, as_of)
WHERE f.feature_set = $1
"""


@dataclass(frozen=True, slots=True)
class Year:
    """The rows of a set with `as_of` in a year (UTC); `content` differs when any of them does."""

    year: int
    rows: int
    content: str


@dataclass(frozen=True, slots=True)
class RowKey:
    """Which row is a match's latest, and what it holds, told by digest and fingerprint (hex)."""

    match_id: int
    as_of: datetime
    digest: str
    inputs: str


async def years(feature_set: FeatureSet) -> list[Year]:
    rows = await fetch(_YEARS, feature_set.name)
    return [Year(row["year"], row["rows"], f"{row['rows']} {row['content']}") for row in rows]


async def of_year(feature_set: FeatureSet, year: int) -> list[StoredFeatures]:
    """All rows of the year, in the order in which they were stored."""
    found: list[StoredFeatures] = []
    while rows := await fetch(_OF_YEAR, feature_set.name, year, found[-1].id if found else 0, PAGE):
        found += [_stored(row, feature_set) for row in rows]
    return found


async def latest(where: FixtureFilter, feature_set: FeatureSet) -> AsyncIterator[tuple[int, list[RowKey]]]:
    """By match id, the last row of each match up to its kickoff, in pages; each with the number of matches
    gone through."""
    last = 0
    while rows := await fetch(_LATEST, *where.arguments(), None, feature_set.name, last, PAGE):
        last = rows[-1]["last"]
        found = [row for row in rows if row["match_id"] is not None]
        yield (
            len(rows),
            [RowKey(row["match_id"], row["as_of"], row["digest"], row["inputs"]) for row in found],
        )


async def values_of(keys: Sequence[RowKey], feature_set: FeatureSet) -> list[StoredFeatures]:
    """The whole rows."""
    ids, instants = [one.match_id for one in keys], [one.as_of for one in keys]
    return [_stored(row, feature_set) for row in await fetch(_VALUES, feature_set.name, ids, instants)]


def _stored(row: dict[str, Any], feature_set: FeatureSet) -> StoredFeatures:
    return StoredFeatures(**(row | {"feature_set": feature_set.name, "values": tuple(row["values"])}))
