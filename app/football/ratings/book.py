"""The fold: every finished match once, in the order in which the results became known."""

from collections.abc import Iterable
from datetime import datetime

from app.football.match import Fixture, PlayedMatch
from app.football.ratings.competition import CompetitionState, new_competition
from app.football.ratings.team import TeamState, new_team
from app.football.ratings.update import Update, after_match, opened

FoldKey = tuple[datetime, int, str]
States = tuple[TeamState | None, TeamState | None, CompetitionState | None]


def fold_key(match: PlayedMatch) -> FoldKey:
    """Order of the fold: `known_at`, then the match's id (as a number where it is one)."""
    match_id = match.fixture.match_id
    return (match.known_at, int(match_id), "") if match_id.isdecimal() else (match.known_at, -1, match_id)


def in_fold_order(matches: Iterable[PlayedMatch]) -> list[PlayedMatch]:
    return sorted(matches, key=fold_key)


class RatingBook:
    """The latest states of all teams and competitions.

    Teams are keyed by `Fixture.home` / `Fixture.away`, competitions by their code. States taken out of a
    database can be put in at the start, so that a fold continues where it stopped.
    """

    def __init__(
        self,
        teams: dict[str, TeamState] | None = None,
        competitions: dict[str, CompetitionState] | None = None,
    ) -> None:
        self.teams: dict[str, TeamState] = dict(teams or {})
        self.competitions: dict[str, CompetitionState] = dict(competitions or {})

    def states(self, fixture: Fixture) -> States:
        """The states of home, away and competition as they are now; None for what was never seen."""
        return (
            self.teams.get(fixture.home),
            self.teams.get(fixture.away),
            self.competitions.get(fixture.competition),
        )

    def apply(self, match: PlayedMatch) -> Update:
        """Learn from `match` and keep the new states. The caller applies matches in fold order."""
        home, away, competition = self.states(match.fixture)
        competition = opened(competition or new_competition(), match)
        update = after_match(match, home or new_team(competition), away or new_team(competition), competition)
        self.teams[match.fixture.home] = update.home
        self.teams[match.fixture.away] = update.away
        self.competitions[match.fixture.competition] = update.competition
        return update
