"""Competitions and their seasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.db.listing import Listing
from app.db.models import CompetitionKind
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import fetch

LATEST_SEASON_FIRST = Ordering(
    "STARTS_IN_DESC", ("s.starts_in", "s.id"), ("bigint", "bigint"), descending=True
)
BY_CODE = Ordering("CODE_ASC", ("c.code", "c.id"), ("text", "bigint"))


@dataclass(frozen=True, slots=True)
class CompetitionRow:
    id: int
    code: str
    name: str
    country: str
    tier: int | None
    kind: CompetitionKind


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """One edition of a competition."""

    id: int
    code: str
    label: str
    starts_in: int


@dataclass(frozen=True, slots=True)
class CompetitionFilter:
    codes: tuple[str, ...] | None = None
    country: str | None = None
    kind: CompetitionKind | None = None


async def page(where: CompetitionFilter, part: Slice) -> Page[CompetitionRow]:
    return await _COMPETITIONS.page(conditions_of(where), part)


async def count(where: CompetitionFilter) -> int:
    return await _COMPETITIONS.count(conditions_of(where))


async def by_ids(ids: Sequence[int]) -> dict[int, CompetitionRow]:
    return await _COMPETITIONS.by_ids(ids)


async def by_code(code: str) -> CompetitionRow | None:
    found = await _COMPETITIONS.page(Where().add("c.code = {}", code), Slice(BY_CODE, 1))
    return found.rows[0] if found.rows else None


async def seasons_of(competition_ids: Sequence[int]) -> dict[int, tuple[SeasonRow, ...]]:
    """Every competition's seasons, the latest first."""
    rows = await fetch(
        "SELECT s.id, s.competition_id, s.code, s.label, s.starts_in FROM season s"
        f" WHERE s.competition_id = ANY($1::bigint[]) ORDER BY {LATEST_SEASON_FIRST.sql}",
        list(competition_ids),
    )
    found: dict[int, list[SeasonRow]] = {}
    for row in rows:
        season = SeasonRow(row["id"], row["code"], row["label"], row["starts_in"])
        found.setdefault(row["competition_id"], []).append(season)
    return {competition: tuple(seasons) for competition, seasons in found.items()}


def conditions_of(where: CompetitionFilter) -> Where:
    conditions = Where()
    if where.codes is not None:
        conditions.add("c.code = ANY({}::text[])", list(where.codes))
    if where.country is not None:
        conditions.add("c.country = {}", where.country)
    if where.kind is not None:
        conditions.add("c.kind = {}", where.kind.value)
    return conditions


def competition_row(row: Mapping[str, Any], prefix: str = "") -> CompetitionRow:
    """The value of a row with the columns of `competition`, each behind `prefix`."""
    id_, code, name, country, tier, kind = (
        row[prefix + column] for column in ("id", "code", "name", "country", "tier", "kind")
    )
    return CompetitionRow(id_, code, name, country, tier, CompetitionKind(kind))


_COMPETITIONS = Listing(
    "c.id, c.code, c.name, c.country, c.tier, c.kind", "competition c", "c.id", competition_row
)
