"""A team's recent matches seen from its own side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from app.errors import ValidationFailed
from app.football.match import PlayedMatch

POINTS_FOR_WIN = 3
POINTS_FOR_DRAW = 1


class Venue(StrEnum):
    HOME = "HOME"
    AWAY = "AWAY"
    NEUTRAL = "NEUTRAL"


class FormResult(StrEnum):
    """W, D or L, as form is written."""

    WON = "W"
    DRAWN = "D"
    LOST = "L"

    @property
    def points(self) -> int:
        return _POINTS[self]


_POINTS = {FormResult.WON: POINTS_FOR_WIN, FormResult.DRAWN: POINTS_FOR_DRAW, FormResult.LOST: 0}


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One match from the side of one of its teams. `kickoff` is in UTC."""

    match_id: str
    kickoff: datetime
    opponent: str
    venue: Venue
    goals_for: int
    goals_against: int

    @classmethod
    def of(cls, match: PlayedMatch, team: str) -> Self:
        """The match as `team` played it; raises ValidationFailed where it did not."""
        fixture, score = match.fixture, match.score
        if team not in (fixture.home, fixture.away):
            raise ValidationFailed("team", f"{team} did not play in match {fixture.match_id}")
        at_home = team == fixture.home
        return cls(
            match_id=fixture.match_id,
            kickoff=fixture.kickoff,
            opponent=fixture.away if at_home else fixture.home,
            venue=Venue.NEUTRAL if fixture.neutral else Venue.HOME if at_home else Venue.AWAY,
            goals_for=score.home if at_home else score.away,
            goals_against=score.away if at_home else score.home,
        )

    @property
    def result(self) -> FormResult:
        if self.goals_for > self.goals_against:
            return FormResult.WON
        return FormResult.DRAWN if self.goals_for == self.goals_against else FormResult.LOST

    @property
    def points(self) -> int:
        return self.result.points


@dataclass(frozen=True, slots=True)
class Form:
    """A team's last matches, the latest first; fewer where it has not played that many."""

    team: str
    entries: tuple[FormEntry, ...]

    @property
    def letters(self) -> str:
        """Results in the order of the entries: "WWDLW" won the latest."""
        return "".join(entry.result.value for entry in self.entries)

    @property
    def points(self) -> int:
        return sum(entry.points for entry in self.entries)

    @property
    def goals_for(self) -> int:
        return sum(entry.goals_for for entry in self.entries)

    @property
    def goals_against(self) -> int:
        return sum(entry.goals_against for entry in self.entries)


def form(matches: Iterable[PlayedMatch], team: str, last: int = 5) -> Form:
    """The team's `last` matches among those given, which may be in any order and of any teams."""
    if last < 1:
        raise ValidationFailed("last", f"{last} must be at least 1")
    entries = sorted(entries_of(matches, team), key=lambda entry: (entry.kickoff, entry.match_id))
    return Form(team, tuple(reversed(entries[-last:])))


def entries_of(matches: Iterable[PlayedMatch], team: str) -> list[FormEntry]:
    """The team's matches among those given, in the order given."""
    return [FormEntry.of(match, team) for match in matches if plays(match, team)]


def plays(match: PlayedMatch, team: str) -> bool:
    return team in (match.fixture.home, match.fixture.away)
