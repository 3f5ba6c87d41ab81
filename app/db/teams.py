"""Teams and the names that sources give them."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.db.listing import Listing
from app.db.models import TeamKind
from app.db.paging import MOST, Ordering, Page, Slice, Where, like
from app.db.sql import fetch
from app.errors import NotFound, ValidationFailed

BY_NAME = Ordering("NAME_ASC", ("t.name", "t.id"), ("text", "bigint"))


@dataclass(frozen=True, slots=True)
class TeamRow:
    id: int
    name: str
    country: str
    kind: TeamKind


@dataclass(frozen=True, slots=True)
class AliasRow:
    source: str
    alias: str


@dataclass(frozen=True, slots=True)
class TeamFilter:
    """`search` is any part of a name or alias, `competition` and `season` a competition played in."""

    search: str | None = None
    country: str | None = None
    kind: TeamKind | None = None
    competition: str | None = None
    season: str | None = None


async def page(where: TeamFilter, part: Slice) -> Page[TeamRow]:
    return await _TEAMS.page(conditions_of(where), part)


async def count(where: TeamFilter) -> int:
    return await _TEAMS.count(conditions_of(where))


async def by_ids(ids: Sequence[int]) -> dict[int, TeamRow]:
    return await _TEAMS.by_ids(ids)


async def one_named(name: str, country: str | None = None) -> TeamRow:
    """The one team with this name; where no team has it, the one that some source calls so.

    Raises NotFound with the nearest names, and ValidationFailed("country") naming the countries where
    several teams have the name.
    """
    found = await _named("t.name = {}", name, country)
    found = found or await _named("t.id IN (SELECT team_id FROM team_alias WHERE alias = {})", name, country)
    if not found:
        raise NotFound(await _nobody(name, country))
    if len(found) > 1:
        countries = ", ".join(sorted(team.country for team in found))
        raise ValidationFailed("country", f"{len(found)} teams are called {name}; say which one: {countries}")
    return found[0]


async def aliases_of(team_ids: Sequence[int]) -> dict[int, tuple[AliasRow, ...]]:
    rows = await fetch(
        "SELECT team_id, source, alias FROM team_alias WHERE team_id = ANY($1::bigint[])"
        " ORDER BY team_id, source, alias",
        list(team_ids),
    )
    found: dict[int, list[AliasRow]] = {}
    for row in rows:
        found.setdefault(row["team_id"], []).append(AliasRow(row["source"], row["alias"]))
    return {team: tuple(aliases) for team, aliases in found.items()}


async def _named(condition: str, name: str, country: str | None) -> tuple[TeamRow, ...]:
    where = Where().add(condition, name)
    if country is not None:
        where.add("t.country = {}", country)
    return (await _TEAMS.page(where, Slice(BY_NAME, MOST))).rows


async def _nobody(name: str, country: str | None) -> str:
    names = [row["name"] for row in await fetch("SELECT DISTINCT name FROM team ORDER BY name")]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else "; `teams(where: {search: ...})` lists names"
    return f"no team{f' of {country}' if country else ''} is called {name}{hint}"


def conditions_of(where: TeamFilter) -> Where:
    conditions = Where()
    if where.search is not None:
        pattern = like(where.search)
        conditions.add(
            "(t.name ILIKE {} OR EXISTS"
            " (SELECT FROM team_alias a WHERE a.team_id = t.id AND a.alias ILIKE {}))",
            pattern,
            pattern,
        )
    if where.country is not None:
        conditions.add("t.country = {}", where.country)
    if where.kind is not None:
        conditions.add("t.kind = {}", where.kind.value)
    if where.competition is not None:
        conditions.add(
            "t.id IN (SELECT side.id FROM competition c JOIN season s ON s.competition_id = c.id"
            " JOIN match m ON m.competition_id = c.id AND m.season_id = s.id"
            " CROSS JOIN LATERAL (VALUES (m.home_id), (m.away_id)) side(id)"
            " WHERE c.code = {} AND ({}::text IS NULL OR s.code = {}))",
            where.competition,
            where.season,
            where.season,
        )
    return conditions


def team_row(row: Mapping[str, Any], prefix: str = "") -> TeamRow:
    """The value of a row with the columns of `team`, each behind `prefix`."""
    id_, name, country, kind = (row[prefix + column] for column in ("id", "name", "country", "kind"))
    return TeamRow(id_, name, country, TeamKind(kind))


_TEAMS = Listing("t.id, t.name, t.country, t.kind", "team t", "t.id", team_row)
