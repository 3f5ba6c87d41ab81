"""The competitions this program knows, and the names their files go by.

Divisions keep football-data.co.uk's codes (E0 is the Premier League). Leagues of its second format have the
three letters of their file; mirrors that name a file otherwise are listed beside it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.errors import ValidationFailed
from app.ingest.rows import CompetitionName


class NewLeague(NamedTuple):
    """A league of the second format: one file with all its seasons, found under any of `files`."""

    league: CompetitionName
    files: tuple[str, ...]
    others: Mapping[str, CompetitionName]
    """Competitions that share the file, by what its column `League` says."""


DIVISIONS: Mapping[str, CompetitionName] = {
    league.code: league
    for league in (
        CompetitionName("E0", "Premier League", "England", 1),
        CompetitionName("E1", "Championship", "England", 2),
        CompetitionName("E2", "League One", "England", 3),
        CompetitionName("E3", "League Two", "England", 4),
        CompetitionName("EC", "National League", "England", 5),
        CompetitionName("SC0", "Scottish Premiership", "Scotland", 1),
        CompetitionName("SC1", "Scottish Championship", "Scotland", 2),
        CompetitionName("SC2", "Scottish League One", "Scotland", 3),
        CompetitionName("SC3", "Scottish League Two", "Scotland", 4),
        CompetitionName("D1", "Bundesliga", "Germany", 1),
        CompetitionName("D2", "2. Bundesliga", "Germany", 2),
        CompetitionName("I1", "Serie A", "Italy", 1),
        CompetitionName("I2", "Serie B", "Italy", 2),
        CompetitionName("SP1", "La Liga", "Spain", 1),
        CompetitionName("SP2", "Segunda División", "Spain", 2),
        CompetitionName("F1", "Ligue 1", "France", 1),
        CompetitionName("F2", "Ligue 2", "France", 2),
        CompetitionName("N1", "Eredivisie", "Netherlands", 1),
        CompetitionName("B1", "Belgian Pro League", "Belgium", 1),
        CompetitionName("P1", "Primeira Liga", "Portugal", 1),
        CompetitionName("T1", "Süper Lig", "Turkey", 1),
        CompetitionName("G1", "Super League Greece", "Greece", 1),
    )
}


def _new(
    code: str, name: str, country: str, *mirrors: str, others: Mapping[str, CompetitionName] | None = None
) -> NewLeague:
    return NewLeague(CompetitionName(code, name, country, 1), (code, *mirrors), others or {})


NEW_LEAGUES: Mapping[str, NewLeague] = {
    new.league.code: new
    for new in (
        _new(
            "ARG",
            "Liga Profesional",
            "Argentina",
            others={
                "Copa de la Liga Profesional": CompetitionName(
                    "ARG-CLP", "Copa de la Liga Profesional", "Argentina", None
                )
            },
        ),
        _new("AUT", "Austrian Bundesliga", "Austria", "AUS"),
        _new("BRA", "Brasileirão Série A", "Brazil"),
        _new("CHN", "Chinese Super League", "China"),
        _new("DNK", "Danish Superliga", "Denmark", "DEN"),
        _new("FIN", "Veikkausliiga", "Finland"),
        _new("IRL", "League of Ireland Premier Division", "Ireland", "REP"),
        _new("JPN", "J1 League", "Japan"),
        _new("MEX", "Liga MX", "Mexico"),
        _new("NOR", "Eliteserien", "Norway"),
        _new("POL", "Ekstraklasa", "Poland"),
        _new("ROU", "Romanian Liga 1", "Romania", "ROM"),
        _new("RUS", "Russian Premier League", "Russia"),
        _new("SWE", "Allsvenskan", "Sweden"),
        _new(
            "SWZ",
            "Swiss Super League",
            "Switzerland",
            "SWI",
            others={
                "Challenge League": CompetitionName("SWZ-2", "Swiss Challenge League", "Switzerland", 2),
            },
        ),
        _new("USA", "Major League Soccer", "USA"),
    )
}

REPEATED_PAIRINGS = frozenset({"SC0", "SC1", "SC2", "SC3", "B1", "G1"})
"""Divisions where a pair may meet at one ground more than once in a season; so may all NEW_LEAGUES."""


def parse_competitions(text: str, known: Mapping[str, object] = DIVISIONS) -> tuple[str, ...]:
    """`E0,E1` or `all`; each once, in the order of the catalogue. Raises ValidationFailed."""
    if text.strip().lower() == "all":
        return tuple(known)
    wanted = {part.strip().upper() for part in text.split(",") if part.strip()}
    if not wanted:
        raise ValidationFailed("competitions", f"none named; write {_some(known)} or all")
    if unknown := sorted(wanted - set(known)):
        raise ValidationFailed(
            "competitions", f"unknown: {', '.join(unknown)[:80]}; known are {', '.join(known)}, or all"
        )
    return tuple(code for code in known if code in wanted)


def _some(known: Iterable[str]) -> str:
    return ",".join(list(known)[:2])
