"""What a team did in a set of matches."""

import strawberry

from app.football import team_statistics as domain
from schema.views import view


@strawberry.type(description="Something counted in some of the matches.")
class Count:
    total: int = strawberry.field(description="How many in all.")
    matches: int = strawberry.field(description="In how many matches it was recorded.")
    per_match: float | None = strawberry.field(
        description="Mean over the matches in which it was recorded; null where there is none."
    )


@strawberry.type(description="What a team did in a set of finished matches.")
class TeamStatistics:
    played: int = strawberry.field(description="Matches.")
    won: int = strawberry.field(description="Matches won.")
    drawn: int = strawberry.field(description="Matches drawn.")
    lost: int = strawberry.field(description="Matches lost.")
    points: int = strawberry.field(description="3 for each win, 1 for each draw.")
    points_per_match: float | None = strawberry.field(description="Mean points; null without a match.")
    clean_sheets: int = strawberry.field(description="Matches without a goal conceded.")
    failed_to_score: int = strawberry.field(description="Matches without a goal of its own.")
    goals: Count = strawberry.field(description="Goals.")
    goals_against: Count = strawberry.field(description="The opponents' goals.")
    shots: Count = strawberry.field(description="Shots.")
    shots_against: Count = strawberry.field(description="The opponents' shots.")
    shots_on_target: Count = strawberry.field(description="Shots on target.")
    shots_on_target_against: Count = strawberry.field(description="The opponents' shots on target.")
    corners: Count = strawberry.field(description="Corners.")
    corners_against: Count = strawberry.field(description="The opponents' corners.")
    fouls: Count = strawberry.field(description="Fouls committed.")
    yellow_cards: Count = strawberry.field(description="Yellow cards.")
    red_cards: Count = strawberry.field(description="Red cards.")

    @classmethod
    def of(cls, statistics: domain.TeamStatistics) -> "TeamStatistics":
        counts = {
            name: view(Count, value)
            for name in cls.__annotations__
            if isinstance(value := getattr(statistics, name), domain.Count)
        }
        return view(cls, statistics, **counts)
