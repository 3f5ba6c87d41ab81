"""What a person who watches a replay is told on stderr."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.cli.output import err
from app.db.matches import MatchRow
from app.football.inplay.events import EventKind, Happening, MatchEvent, Side
from app.football.inplay.log import GOALS
from app.football.inplay.timeline import tally
from app.live.replay import Progress

LATE = timedelta(seconds=1)
FEW = 3
"""Matches that are told in full, unless it is to be brief; of more, what changes them."""
DECISIVE = GOALS | {
    EventKind.VAR_CANCELLATION,
    EventKind.SECOND_YELLOW,
    EventKind.RED_CARD,
    EventKind.FULL_TIME,
    EventKind.ABANDONMENT,
}
WORDS: Mapping[EventKind, str] = {EventKind.VAR_CANCELLATION: "goal taken back"}


@dataclass(slots=True)
class Commentary:
    """Lines about the events of a replay, and a warning each time it falls behind."""

    rows: Mapping[int, MatchRow]
    brief: bool = False
    behind: bool = False
    _told: defaultdict[int, list[Happening]] = field(default_factory=lambda: defaultdict(list))

    async def __call__(self, progress: Progress) -> None:
        for line in self.lines(progress.events):
            err.print(line, markup=False)
        late = progress.behind > LATE
        if late and not self.behind:
            err.print(
                f"the replay is {progress.behind.total_seconds():.0f} s behind: "
                "events are taken more slowly than they come; choose a lower --speed"
            )
        self.behind = late

    def lines(self, events: Iterable[MatchEvent]) -> list[str]:
        return [line for event in events if (line := self._line(event))]

    def _line(self, event: MatchEvent) -> str | None:
        told = self._told[event.match_id]
        told.append(event.happening)
        if (self.brief or len(self.rows) > FEW) and event.kind not in DECISIVE:
            return None
        row, score = self.rows[event.match_id], tally(told)
        pairing = f"{row.home.name} – {row.away.name} {score.home}–{score.away}"
        return f"{_minute(event.happening):>6}  {pairing}  {_words(event.happening, row)}"


def _minute(happening: Happening) -> str:
    beyond = f"+{happening.added}" if happening.added else ""
    return f"{happening.minute}{beyond}'"


def _words(happening: Happening, row: MatchRow) -> str:
    words = WORDS.get(happening.kind, happening.kind.value.lower().replace("_", " "))
    if happening.announced is not None:
        words = f"{words}: {happening.announced} min"
    side = {Side.HOME: row.home.name, Side.AWAY: row.away.name, None: None}[happening.side]
    who = ", ".join(one for one in (happening.player, side) if one)
    return f"{words} ({who})" if who else words
