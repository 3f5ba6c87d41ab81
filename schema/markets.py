"""Every market of a match, read off one score grid. Odds are fair decimal prices, without a margin."""

from typing import Annotated

import strawberry

from app.football import markets as domain
from app.football.scoregrid import ProbabilitiesInvalid, ScoreGrid
from schema.scalars import Probability
from schema.views import view

Line = Annotated[float, strawberry.argument(description="A multiple of 0.25 from 0 to 9.5.")]
FAIR = "null where it cannot be won."


@strawberry.type(description="Home win, draw, away win; the three sum to 1.")
class OutcomeProbabilities:
    home: Probability = strawberry.field(description="The home side wins.")
    draw: Probability = strawberry.field(description="Neither side wins.")
    away: Probability = strawberry.field(description="The away side wins.")


@strawberry.type(description="Home win, draw, away win (1X2), with fair prices.")
class MatchResultMarket:
    home: Probability = strawberry.field(description="The home side wins.")
    draw: Probability = strawberry.field(description="Neither side wins.")
    away: Probability = strawberry.field(description="The away side wins.")
    home_odds: float | None = strawberry.field(description=f"Fair price of a home win; {FAIR}")
    draw_odds: float | None = strawberry.field(description=f"Fair price of a draw; {FAIR}")
    away_odds: float | None = strawberry.field(description=f"Fair price of an away win; {FAIR}")


@strawberry.type(description="One final score.")
class CorrectScore:
    home: int = strawberry.field(description="The home side's goals; 10 means 10 or more.")
    away: int = strawberry.field(description="The away side's goals; 10 means 10 or more.")
    probability: Probability = strawberry.field(description="How probable the score is.")
    odds: float | None = strawberry.field(description=f"Its fair price; {FAIR}")


@strawberry.type(
    description="How a bet on a line ends; the five sum to 1. Only quarter lines are won or lost by halves."
)
class Settlement:
    win: Probability = strawberry.field(description="It is won.")
    half_win: Probability = strawberry.field(description="Half of it is won, half returned.")
    push: Probability = strawberry.field(description="The stake is returned.")
    half_loss: Probability = strawberry.field(description="Half of it is lost, half returned.")
    loss: Probability = strawberry.field(description="It is lost.")
    odds: float | None = strawberry.field(description=f"Its fair price; {FAIR}")


@strawberry.type(
    description="Goals of both sides against a line. On a quarter line the three are shares of the stake."
)
class TotalGoalsMarket:
    line: float = strawberry.field(description="The line.")
    over: Probability = strawberry.field(description="More goals than the line.")
    push: Probability = strawberry.field(description="Exactly the line: the stake is returned.")
    under: Probability = strawberry.field(description="Fewer goals than the line.")
    over_odds: float | None = strawberry.field(description=f"Fair price of over; {FAIR}")
    under_odds: float | None = strawberry.field(description=f"Fair price of under; {FAIR}")
    over_bet: Settlement = strawberry.field(description="How a bet on over ends.")
    under_bet: Settlement = strawberry.field(description="How a bet on under ends.")


@strawberry.type(description="The winner after the line's goals are given to the home side.")
class AsianHandicapMarket:
    line: float = strawberry.field(description="Goals given to the home side.")
    home: Settlement = strawberry.field(description="How a bet on the home side ends.")
    away: Settlement = strawberry.field(description="How a bet on the away side ends.")


@strawberry.type(description="A question with two answers; they sum to 1.")
class YesNoMarket:
    yes: Probability = strawberry.field(description="It happens.")
    no: Probability = strawberry.field(description="It does not.")
    yes_odds: float | None = strawberry.field(description=f"Fair price of yes; {FAIR}")
    no_odds: float | None = strawberry.field(description=f"Fair price of no; {FAIR}")


@strawberry.type(description="Two of the three outcomes at once; the three sum to 2.")
class DoubleChanceMarket:
    home_or_draw: Probability = strawberry.field(description="The home side does not lose (1X).")
    home_or_away: Probability = strawberry.field(description="One side wins (12).")
    draw_or_away: Probability = strawberry.field(description="The away side does not lose (X2).")
    home_or_draw_odds: float | None = strawberry.field(description=f"Fair price of 1X; {FAIR}")
    home_or_away_odds: float | None = strawberry.field(description=f"Fair price of 12; {FAIR}")
    draw_or_away_odds: float | None = strawberry.field(description=f"Fair price of X2; {FAIR}")


@strawberry.type(description="The winner where a draw returns the stake; the two sum to 1.")
class DrawNoBetMarket:
    home: Probability = strawberry.field(description="The home side wins, given that one side does.")
    away: Probability = strawberry.field(description="The away side wins, given that one side does.")
    home_odds: float | None = strawberry.field(description=f"Fair price of the home side; {FAIR}")
    away_odds: float | None = strawberry.field(description=f"Fair price of the away side; {FAIR}")


@strawberry.type(description="A side wins without conceding.")
class WinToNilMarket:
    home: Probability = strawberry.field(description="The home side does.")
    away: Probability = strawberry.field(description="The away side does.")


@strawberry.type(description="Every market, read off one grid of scores: they cannot contradict each other.")
class Markets:
    grid: strawberry.Private[ScoreGrid]

    @strawberry.field(description="Home win, draw, away win (1X2).")
    def match_result(self) -> MatchResultMarket:
        return view(MatchResultMarket, self.grid.match_result)

    @strawberry.field(description="The likeliest final scores, the likeliest first.")
    def correct_score(
        self, max: Annotated[int, strawberry.argument(description="How many, from 1 to 121.")] = 10
    ) -> list[CorrectScore]:
        return [view(CorrectScore, score) for score in self.grid.correct_score(max)]

    @strawberry.field(description="Over and under a number of goals of both sides.")
    def total_goals(self, line: Line = 2.5) -> TotalGoalsMarket:
        total = self.grid.total_goals(line)
        return view(
            TotalGoalsMarket,
            total,
            over_bet=view(Settlement, total.over_bet),
            under_bet=view(Settlement, total.under_bet),
        )

    @strawberry.field(description="Both sides score at least one goal.")
    def both_teams_to_score(self) -> YesNoMarket:
        return view(YesNoMarket, self.grid.both_teams_to_score)

    @strawberry.field(description="The winner after the line's goals are given to the home side.")
    def asian_handicap(
        self,
        line: Annotated[
            float, strawberry.argument(description="A multiple of 0.25 from -10 to 10; -0.5 favours away.")
        ] = 0.0,
    ) -> AsianHandicapMarket:
        handicap: domain.AsianHandicap = self.grid.asian_handicap(line)
        return AsianHandicapMarket(
            line=handicap.line, home=view(Settlement, handicap.home), away=view(Settlement, handicap.away)
        )

    @strawberry.field(description="Two of the three outcomes at once.")
    def double_chance(self) -> DoubleChanceMarket:
        return view(DoubleChanceMarket, self.grid.double_chance)

    @strawberry.field(description="The winner where a draw returns the stake; null where a draw is certain.")
    def draw_no_bet(self) -> DrawNoBetMarket | None:
        try:
            return view(DrawNoBetMarket, self.grid.draw_no_bet)
        except ProbabilitiesInvalid:
            return None

    @strawberry.field(description="A side wins without conceding.")
    def win_to_nil(self) -> WinToNilMarket:
        return view(WinToNilMarket, self.grid.win_to_nil)
