"""What the features of a match hang on, as a fingerprint: as long as it stays, so do the features.

It covers the fixture itself, the rating rows known at the instant (never changed, only replaced by others)
and, for a set that uses odds, the prices of the match.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.fixtures import WHERE, FixtureFilter
from app.db.matches_fold import fixture
from app.db.sql import fetch
from app.football.features import FeatureSet
from app.football.match import Fixture
from app.football.ratings import STATE_VERSION

PAGE = 2000
"""Matches looked at in one statement, which must end within the database's time-out."""


def _last(table: str, key: str, value: str) -> str:
    """SQL: the id of the rating row that was the last one known at the instant."""
    return (
        f"(SELECT r.id FROM {table} r WHERE r.{key} = {value} AND r.known_at <= a.as_of"
        " ORDER BY r.known_at DESC, r.match_id DESC LIMIT 1)"
    )


# the same hour as app.football.prices.usual_known_at, for prices that tell no instant of their own
_USUAL = """least(a.kickoff, (date_trunc('day', a.kickoff AT TIME ZONE 'UTC') + interval '17 hours'
    - make_interval(days => CASE WHEN weekday BETWEEN 2 AND 4 THEN weekday - 2 ELSE (weekday + 2) % 7 END))
    AT TIME ZONE 'UTC')"""
# a price counts from the instant on at which it was known, so an instant before that has another fingerprint
_PRICES = f"""(SELECT bit_xor(hash_record_extended(
        ROW(o.id, o.line, o.home, o.draw, o.away, o.over, o.under, seen), 0)) FROM odds o
    CROSS JOIN LATERAL (SELECT extract(isodow FROM a.kickoff AT TIME ZONE 'UTC')::int AS weekday) AS day
    CROSS JOIN LATERAL (SELECT coalesce(o.known_at, {_USUAL}) <= a.as_of AS seen) AS known
    WHERE o.match_id = a.match_id AND o.taken = 'OPENING')"""


def _inputs(feature_set: FeatureSet) -> str:
    """SQL: the fingerprint of the request `a`; no fingerprint of one set is one of another."""
    parts = [
        f"'{STATE_VERSION} {feature_set.name}'",
        "a.competition, a.season, a.home_id, a.away_id, a.kickoff_time_known, a.neutral",
        "extract(epoch FROM a.kickoff)",
        *(f"coalesce({_last('rating_history', 'team_id', side)}, 0)" for side in ("a.home_id", "a.away_id")),
        f"coalesce({_last('competition_rating_history', 'competition_id', 'a.competition_id')}, 0)",
    ]
    if feature_set.uses_odds:
        parts.append(_PRICES)
    return f"md5(concat_ws(' ', {', '.join(parts)}))"


_ASKED = """
SELECT a.n, {inputs} AS inputs FROM (
    SELECT asked.*, c.id AS competition_id
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[],
            $7::bool[], $8::bool[], $9::timestamptz[]) WITH ORDINALITY
        AS asked (match_id, competition, season, home_id, away_id, kickoff, kickoff_time_known, neutral,
            as_of, n)
    LEFT JOIN competition c ON c.code = asked.competition
) a ORDER BY a.n
"""


async def fingerprints(requests: Sequence[tuple[Fixture, datetime]], feature_set: FeatureSet) -> list[str]:
    """One for each fixture and instant, in order; one statement. Match ids are database ids as text."""
    if not requests:
        return []
    columns: list[list[Any]] = [
        [int(one.match_id) for one, _ in requests],
        [one.competition for one, _ in requests],
        [one.season for one, _ in requests],
        [int(one.home) for one, _ in requests],
        [int(one.away) for one, _ in requests],
        [one.kickoff for one, _ in requests],
        [one.kickoff_time_known for one, _ in requests],
        [one.neutral for one, _ in requests],
        [as_of for _, as_of in requests],
    ]
    rows = await fetch(_ASKED.format(inputs=_inputs(feature_set)), *columns)
    return [row["inputs"] for row in rows]


@dataclass(frozen=True, slots=True)
class Due:
    """A match whose features at `as_of` should be stored; `stored` when they are, from these inputs."""

    fixture: Fixture
    as_of: datetime
    inputs: str
    stored: bool


# features of a match ahead stay right until an input changes; those at kickoff are kept under its instant
_DUE = """
SELECT a.*, {inputs} AS inputs, kept.inputs AS kept FROM (
    SELECT m.id, m.id AS match_id, c.id AS competition_id, c.code AS competition, s.code AS season,
        m.home_id, m.away_id, m.kickoff, m.kickoff_time_known, m.neutral, least(m.kickoff, $6) AS as_of
    {where} AND m.id > $8 ORDER BY m.id LIMIT $9
) a LEFT JOIN LATERAL (
    SELECT f.inputs FROM feature_row f WHERE f.match_id = a.match_id AND f.feature_set = $7
        AND CASE WHEN a.kickoff > a.as_of THEN f.as_of <= a.as_of ELSE f.as_of = a.as_of END
    ORDER BY f.as_of DESC LIMIT 1
) kept ON TRUE ORDER BY a.id
"""


async def due(
    where: FixtureFilter, feature_set: FeatureSet, now: datetime, *, ahead: bool
) -> AsyncIterator[list[Due]]:
    """The matches by id, as of kickoff, and with `ahead` those to come as of now; a page a statement."""
    last = 0
    sql = _DUE.format(inputs=_inputs(feature_set), where=WHERE)
    until = None if ahead else now
    while rows := await fetch(sql, *where.arguments(), until, now, feature_set.name, last, PAGE):
        yield [Due(fixture(row), row["as_of"], row["inputs"], row["inputs"] == row["kept"]) for row in rows]
        last = rows[-1]["id"]
