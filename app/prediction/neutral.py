"""Matches on neutral ground, asked about both ways round.

Models learn from leagues, where one side is always at home, and so favour whoever is named first. The answer
is the mean of both ways: neither side gains by its place.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.football.match import Fixture
from app.prediction.runtime import ModelOutput


def turned(fixture: Fixture) -> Fixture:
    """The same match with the sides named the other way round."""
    return replace(fixture, home=fixture.away, away=fixture.home)


def both_ways(output: ModelOutput, neutral: Sequence[int]) -> ModelOutput:
    """The rows of the matches alone, those at the places `neutral` averaged with their turned rows.

    The turned rows are the last ones of `output`, in the order of `neutral`.
    """
    if not neutral:
        return output
    matches = len(output.outcome) - len(neutral)
    goals, grid, outcome = (
        np.array(rows[:matches]) for rows in (output.expected_goals, output.score_grid, output.outcome)
    )
    places = list(neutral)
    goals[places] = (goals[places] + output.expected_goals[matches:, ::-1]) / 2
    grid[places] = (grid[places] + output.score_grid[matches:].swapaxes(1, 2)) / 2
    outcome[places] = (outcome[places] + output.outcome[matches:, ::-1]) / 2
    return ModelOutput(goals, grid, outcome)
