"""Scores."""

import strawberry

from app.football import match as domain
from app.football.match import Outcome
from schema.views import view


@strawberry.type(description="Goals of the two sides.")
class Score:
    home: int = strawberry.field(description="The home side's goals.")
    away: int = strawberry.field(description="The away side's goals.")
    outcome: Outcome = strawberry.field(description="Who was ahead.")


def score_of(score: domain.Score | None) -> Score | None:
    return None if score is None else view(Score, score)
