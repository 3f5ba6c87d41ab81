"""The ids behind the names of a file: competitions, seasons and teams, created where they are new."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.db import ingest as tables
from app.db.connection import RawConnection
from app.ingest.errors import FileRefused
from app.ingest.rows import CompetitionName, MatchRow, ParsedFile
from app.ingest.teams import NATIONAL_SCOPE, Resolution, TeamBook

INTERNATIONAL = "INTERNATIONAL"


@dataclass(slots=True)
class Names:
    """Ids by competition code, by (competition, season) code, and by (scope, source's name of the team)."""

    competitions: dict[str, int] = field(default_factory=dict)
    seasons: dict[tuple[str, str], int] = field(default_factory=dict)
    teams: dict[tuple[str, str], int] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[tuple[str, str], str] = field(default_factory=dict)
    new_teams: tuple[str, ...] = ()
    new_competitions: tuple[str, ...] = ()

    def fault(self, row: MatchRow) -> str | None:
        """Why a line's teams cannot be told apart from others, if so."""
        scope = self.scopes[row.competition]
        return self.ambiguous.get((scope, row.home)) or self.ambiguous.get((scope, row.away))

    def team(self, row: MatchRow, name: str) -> int:
        return self.teams[self.scopes[row.competition], name]


async def ensure_names(connection: RawConnection, parsed: ParsedFile, *, source: str) -> Names:
    """Look up every name of the file and create what is new.

    Raises FileRefused where a season's code stands for other years already.
    """
    names = Names()
    told = {competition.code: competition for competition in parsed.competitions}
    await _ensure_competitions(connection, parsed, told, names)
    await _ensure_seasons(connection, parsed, names)
    wanted: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in parsed.rows:
        kind = "NATIONAL" if told[row.competition].kind == INTERNATIONAL else "CLUB"
        wanted[names.scopes[row.competition], kind] |= {row.home: None, row.away: None}
    for (scope, kind), teams in wanted.items():
        await _ensure_teams(connection, names, scope=scope, kind=kind, source=source, wanted=list(teams))
    return names


async def _ensure_competitions(
    connection: RawConnection, parsed: ParsedFile, told: dict[str, CompetitionName], names: Names
) -> None:
    for code in dict.fromkeys(row.competition for row in parsed.rows):
        competition = told[code]
        international = competition.kind == INTERNATIONAL
        names.scopes[code] = NATIONAL_SCOPE if international else competition.country
        names.competitions[code], new = await tables.ensure_competition(connection, **competition._asdict())
        if new:
            names.new_competitions += (code,)


async def _ensure_seasons(connection: RawConnection, parsed: ParsedFile, names: Names) -> None:
    told = {season.code: season for season in parsed.seasons}
    for code, season_code in dict.fromkeys((row.competition, row.season) for row in parsed.rows):
        season = told[season_code]
        season_id, starts_in = await tables.ensure_season(
            connection,
            names.competitions[code],
            code=season_code,
            label=season.label,
            starts_in=season.starts_in,
        )
        if starts_in != season.starts_in:
            raise FileRefused(
                parsed.file,
                f"{code} has a season {season_code} that began in {starts_in}, not {season.label}",
            )
        names.seasons[code, season_code] = season_id


async def _ensure_teams(
    connection: RawConnection, names: Names, *, scope: str, kind: str, source: str, wanted: list[str]
) -> None:
    book = TeamBook(scope, *await tables.teams_of(connection, scope, kind=kind))
    found = book.resolve(source, wanted)
    aliases = list(found.new_aliases)
    for name, meant_by in found.new_teams.items():
        country = name if kind == "NATIONAL" else scope
        team_id = await tables.add_team(connection, name=name, country=country[:60], kind=kind)
        aliases += [(alias, team_id) for alias in meant_by]
    await tables.add_aliases(connection, scope, source, aliases)
    _note(names, scope, found, aliases)


def _note(names: Names, scope: str, found: Resolution, aliases: list[tuple[str, int]]) -> None:
    names.teams |= {(scope, name): team_id for name, team_id in (*found.known.items(), *aliases)}
    names.ambiguous |= {(scope, name): reason for name, reason in found.ambiguous.items()}
    names.new_teams += tuple(found.new_teams)
