"""What a team did in a set of matches; the caller chooses the matches (season, venue, days)."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.football.form import FormResult, entries_of, plays
from app.football.match import PlayedMatch


@dataclass(frozen=True, slots=True)
class Count:
    """Something counted in some of the matches; a match without a record counts for nothing."""

    total: int
    matches: int

    @property
    def per_match(self) -> float | None:
        """Mean over the `matches` in which it was recorded; None where there is none."""
        return self.total / self.matches if self.matches else None


@dataclass(frozen=True, slots=True)
class TeamStatistics:
    """Results, goals and counts of one team; `..._against` are its opponents'."""

    team: str
    won: int
    drawn: int
    lost: int
    goals: Count
    goals_against: Count
    clean_sheets: int
    failed_to_score: int
    points: int
    shots: Count
    shots_against: Count
    shots_on_target: Count
    shots_on_target_against: Count
    corners: Count
    corners_against: Count
    fouls: Count
    yellow_cards: Count
    red_cards: Count

    @property
    def played(self) -> int:
        return self.won + self.drawn + self.lost

    @property
    def points_per_match(self) -> float | None:
        return self.points / self.played if self.played else None


def team_statistics(matches: Iterable[PlayedMatch], team: str) -> TeamStatistics:
    """The team's statistics over those of the given matches in which it played."""
    own = [match for match in matches if plays(match, team)]
    entries = entries_of(own, team)
    results = [entry.result for entry in entries]
    return TeamStatistics(
        team=team,
        won=results.count(FormResult.WON),
        drawn=results.count(FormResult.DRAWN),
        lost=results.count(FormResult.LOST),
        goals=_count([entry.goals_for for entry in entries]),
        goals_against=_count([entry.goals_against for entry in entries]),
        clean_sheets=sum(entry.goals_against == 0 for entry in entries),
        failed_to_score=sum(entry.goals_for == 0 for entry in entries),
        points=sum(entry.points for entry in entries),
        shots=_recorded(own, team, "shots"),
        shots_against=_recorded(own, team, "shots", against=True),
        shots_on_target=_recorded(own, team, "shots_on_target"),
        shots_on_target_against=_recorded(own, team, "shots_on_target", against=True),
        corners=_recorded(own, team, "corners"),
        corners_against=_recorded(own, team, "corners", against=True),
        fouls=_recorded(own, team, "fouls"),
        yellow_cards=_recorded(own, team, "yellow_cards"),
        red_cards=_recorded(own, team, "red_cards"),
    )


def _recorded(matches: list[PlayedMatch], team: str, name: str, *, against: bool = False) -> Count:
    return _count([_value(match, team, name, against=against) for match in matches])


def _value(match: PlayedMatch, team: str, name: str, *, against: bool) -> int | None:
    side = "home" if (match.fixture.home == team) != against else "away"
    value: int | None = getattr(match.statistics, f"{side}_{name}")
    return value


def _count(values: list[int] | list[int | None]) -> Count:
    known = [value for value in values if value is not None]
    return Count(total=sum(known), matches=len(known))
