"""League tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.football.form import FormEntry, FormResult
from app.football.match import PlayedMatch


@dataclass(frozen=True, slots=True)
class TableRow:
    """One team's line. Equal teams share no position: the name decides last."""

    position: int
    team: str
    played: int
    won: int
    drawn: int
    lost: int
    goals_for: int
    goals_against: int
    points: int

    @property
    def goal_difference(self) -> int:
        return self.goals_for - self.goals_against


def league_table(
    matches: Iterable[PlayedMatch], teams: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> tuple[TableRow, ...]:
    """The table of the given matches: three points for a win, one for a draw.

    Order: points, goal difference, goals for, then name (`names` by team id; the id itself where none is
    given). Results between level teams, play-offs and deducted points are not considered, so leagues that
    separate teams by them may print another order. `teams` adds those who have not played yet.
    """
    entries: dict[str, list[FormEntry]] = {team: [] for team in teams}
    for match in matches:
        for team in (match.fixture.home, match.fixture.away):
            entries.setdefault(team, []).append(FormEntry.of(match, team))
    name = names or {}
    rows = sorted(
        (_row(team, played) for team, played in entries.items()),
        key=lambda row: (-row.points, -row.goal_difference, -row.goals_for, name.get(row.team, row.team)),
    )
    return tuple(replace(row, position=position) for position, row in enumerate(rows, start=1))


def _row(team: str, entries: list[FormEntry]) -> TableRow:
    results = [entry.result for entry in entries]
    return TableRow(
        position=0,
        team=team,
        played=len(entries),
        won=results.count(FormResult.WON),
        drawn=results.count(FormResult.DRAWN),
        lost=results.count(FormResult.LOST),
        goals_for=sum(entry.goals_for for entry in entries),
        goals_against=sum(entry.goals_against for entry in entries),
        points=sum(entry.points for entry in entries),
    )
