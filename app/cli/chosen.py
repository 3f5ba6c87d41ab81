"""Which finished matches a replay tells."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.db import matches, teams
from app.db.matches import KICKOFF_DESC, MatchFilter, MatchRow
from app.db.paging import Slice
from app.errors import NotFound, ValidationFailed
from app.football.match import MatchStatus
from app.ids import row_id
from app.ingest.inplay import InPlayFiles

LATEST = 20
_PAIRING = re.compile(r"(.+?)\s+[-–]\s+(.+)")
_HINT = "`football replay --list` shows what can be replayed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Matches by id or as "Home - Away", or all of a day; `competitions` narrow both."""

    named: tuple[str, ...] = ()
    day: date | None = None
    competitions: tuple[str, ...] = ()

    @property
    def filter(self) -> MatchFilter:
        return MatchFilter(
            competitions=self.competitions or None, statuses=(MatchStatus.FINISHED,), day=self.day
        )


async def chosen(wanted: Wanted) -> list[MatchRow]:
    """The matches; of a day, in order of kickoff. Raises NotFound or ValidationFailed."""
    if wanted.named:
        return [await _named(text, wanted) for text in dict.fromkeys(wanted.named)]
    ids = await matches.ids(wanted.filter)
    if not ids:
        raise NotFound(f"no finished match of {wanted.day} is stored; {_HINT}")
    found = await matches.by_ids(ids)
    return [found[one] for one in ids if one in found]


async def latest(wanted: Wanted, files: InPlayFiles | None) -> list[MatchRow]:
    """The latest finished matches, the last one first; with in-play data, of the time it tells of."""
    where = wanted.filter
    if files and not wanted.day:
        end = datetime.combine(files.last_day + timedelta(days=1), time(0), UTC)
        told = replace(where, competitions=where.competitions or files.divisions, kickoff_to=end)
        if found := await _latest(told):
            return found
    return await _latest(where)


async def _latest(where: MatchFilter) -> list[MatchRow]:
    return list((await matches.page(where, Slice(KICKOFF_DESC, LATEST))).rows)


async def _named(text: str, wanted: Wanted) -> MatchRow:
    if pairing := _PAIRING.fullmatch(text.strip()):
        return await _meeting(pairing[1], pairing[2], wanted)
    match_id = _id(text)
    row = (await matches.by_ids([match_id])).get(match_id)
    if row is None:
        raise NotFound(f"no match has the id {text}; {_HINT}")
    return row


def _id(text: str) -> int:
    try:
        return row_id("Match", text, "--match")
    except ValidationFailed:
        raise ValidationFailed(
            "--match", f'{text[:60]!r} is neither the id of a match nor two teams, as in "Arsenal - Chelsea"'
        ) from None


async def _meeting(home: str, away: str, wanted: Wanted) -> MatchRow:
    """The last finished match of two teams at the first one's ground."""
    host, guest = await teams.one_named(home), await teams.one_named(away)
    for row in await _latest(replace(wanted.filter, team_id=host.id, opponent_id=guest.id)):
        if row.home.id == host.id:
            return row
    raise NotFound(f"{host.name} and {guest.name} have no such finished match; {_HINT}")
