"""Where a replayed match's events come from: a record of them, or a made-up course that fits the score."""

from collections.abc import Mapping, Sequence

from app.db import teams
from app.db.matches import MatchRow
from app.errors import NotFound
from app.football.inplay.events import Happening
from app.football.inplay.reconstruct import SOURCE as MADE_UP
from app.football.inplay.reconstruct import reconstruct
from app.ingest.inplay import InPlayFiles, RecordedMatch
from app.live.replay import Course

RECORDED = "recorded"


async def courses(rows: Sequence[MatchRow], files: InPlayFiles | None) -> list[Course]:
    """The courses of finished matches, recorded where the in-play files tell of them, otherwise made up.

    Raises NotFound for a match that is not finished.
    """
    told = await recorded(rows, files) if files else {}
    return [
        Course(row.id, row.kickoff, RECORDED, told[row.id]) if row.id in told else reconstructed(row)
        for row in rows
    ]


def reconstructed(row: MatchRow) -> Course:
    """A made-up course, always the same one. Raises NotFound for a match that is not finished."""
    if row.played is None:
        raise NotFound(f"{row.home.name} – {row.away.name} is not finished: only a score can be told again")
    return Course(row.id, row.kickoff, MADE_UP, reconstruct(row.played, row.played.fixture.match_id))


async def recorded(rows: Sequence[MatchRow], files: InPlayFiles) -> dict[int, tuple[Happening, ...]]:
    """What happened in those of the matches that the files tell of, by match id.

    A record of another final score than ours is not of our match.
    """
    names = await _names(rows)
    found = {row.id: _record(row, names, files) for row in rows if row.played}
    same = {match_id: one for match_id, one in found.items() if one is not None}
    told = files.happenings(list(same.values())) if same else {}
    return {
        match_id: happenings
        for match_id, one in same.items()
        if not isinstance(happenings := told[one.number], NotFound)
    }


def _record(row: MatchRow, names: Mapping[int, set[str]], files: InPlayFiles) -> RecordedMatch | None:
    record = files.find(row.competition.code, row.kickoff.date(), names[row.home.id], names[row.away.id])
    return record if record and record.score == row.score else None


async def _names(rows: Sequence[MatchRow]) -> dict[int, set[str]]:
    """Every name of each team that plays."""
    sides = {side.id: side.name for row in rows for side in (row.home, row.away)}
    aliases = await teams.aliases_of(list(sides))
    return {team: {name, *(alias.alias for alias in aliases.get(team, ()))} for team, name in sides.items()}
