"""Recorded matches at a minute as the model sees them."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.football.inplay.features import IN_PLAY
from app.football.scoregrid import GRID
from app.training.inplay.beliefs import Beliefs
from app.training.inplay.fit import Lesson
from app.training.inplay.matches import RecordedMatches
from app.training.inplay.model import COLUMN
from app.training.inplay.parameters import Floats

MINUTES = range(5, 90, 10)
"""When the matches that teach are looked at."""

HALF_LIFE_SEASONS = 5.0
LEAST_WEIGHT = 2.0**-7
"""Matches that count less teach nothing worth their time."""

CHECKED_ROWS = 10_000

Rows = NDArray[np.int64]


def features_at(matches: RecordedMatches, rows: Rows, minute: int, beliefs: Beliefs) -> NDArray[np.float32]:
    """The features of IN_PLAY [M, F] of the matches at `rows` once `minute` is over; 45 is half time."""
    state = matches.states(minute)[rows]
    told = np.zeros((len(rows), len(IN_PLAY.names)), dtype=np.float32)
    told[:, COLUMN["expected_home"] : COLUMN["expected_away"] + 1] = beliefs.rates[rows]
    told[:, COLUMN["outcome_known"]] = 1
    told[:, COLUMN["outcome_home"] : COLUMN["outcome_away"] + 1] = beliefs.outcomes[rows]
    told[:, COLUMN["season"]] = matches.seasons[rows]
    told[:, COLUMN["second_half"]] = minute >= 45
    told[:, COLUMN["minute"]] = minute
    told[:, COLUMN["goals_home"] : COLUMN["goals_away"] + 1] = np.minimum(state[:, :2], GRID - 1)
    told[:, COLUMN["red_cards_home"] : COLUMN["red_cards_away"] + 1] = state[:, 2:]
    return told


def weights_by_age(matches: RecordedMatches, known: NDArray[np.bool_]) -> Floats:
    """How much each match counts [N]: nothing if not `known`, else the less the older its season is."""
    age = matches.seasons.max(where=known, initial=0) - matches.seasons
    weights = np.where(known, 0.5 ** (age / HALF_LIFE_SEASONS), 0)
    return np.asarray(np.where(weights < LEAST_WEIGHT, 0, weights), dtype=np.float64)


def lesson(
    matches: RecordedMatches,
    weights: Floats,
    beliefs: Sequence[Beliefs],
    minutes: Iterable[int] = MINUTES,
) -> Lesson:
    """The matches that have `weights` [N] above 0 at each of `minutes`, as the believers saw them in turn.

    One look at a match says nearly what two at the same minute would, and costs half.
    """
    features, outcomes, to_come, counting = [], [], [], []
    places = np.arange(len(matches))
    for turn, minute in enumerate(minutes):
        state = matches.states(minute)
        for number, one in enumerate(beliefs):
            rows = np.flatnonzero((weights > 0) & one.known & ((places + turn) % len(beliefs) == number))
            features.append(features_at(matches, rows, minute, one))
            outcomes.append(matches.outcomes[rows])
            to_come.append(matches.final[rows] - state[rows, :2])
            counting.append(weights[rows])
    return Lesson(
        np.concatenate(features), np.concatenate(outcomes), np.concatenate(to_come), np.concatenate(counting)
    )


def rows_to_check(features: NDArray[np.float32], count: int = CHECKED_ROWS) -> NDArray[np.float32]:
    """About `count` rows of `features` [N, F], evenly taken, every fifth of each kind changed to what no
    recorded match tells: no known outcome, added time running, added time announced, the match over."""
    rows = features[:: max(1, len(features) // count)].copy()
    unknown, running, announced, over = (slice(start, None, 5) for start in range(1, 5))
    rows[unknown, COLUMN["outcome_known"] : COLUMN["outcome_away"] + 1] = 0
    rows[running, COLUMN["minute"]] = np.where(rows[running, COLUMN["second_half"]] > 0, 90, 45)
    rows[running, COLUMN["added_played"]] = 2.5
    rows[announced, COLUMN["announced_known"]] = 1
    rows[announced, COLUMN["announced"]] = 4
    rows[over, COLUMN["over"]] = 1
    # the first rows become the samples of the file: all kinds and minutes among them
    return rows[np.random.default_rng(0).permutation(len(rows))]
