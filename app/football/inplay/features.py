"""What the model `in-play` sees of a running match."""

from dataclasses import dataclass
from datetime import date, datetime
from struct import Struct

from app.football.features.definition import FeatureSet
from app.football.inplay.events import LAST_MINUTE
from app.football.inplay.state import MatchClock, MatchPhase, MatchState
from app.football.scoregrid import GRID, OutcomeProbabilities

HALF = 45.0
FIRST_MONTH = 7
"""July: seasons are counted from here on, in the calendar year in which they begin."""

IN_PLAY = FeatureSet(
    "in-play-1",
    (
        *("expected_home", "expected_away"),
        *("outcome_known", "outcome_home", "outcome_draw", "outcome_away"),
        *("season", "second_half", "minute", "added_played", "announced_known", "announced", "over"),
        *("goals_home", "goals_away", "red_cards_home", "red_cards_away"),
    ),
    {
        "goals expected before kickoff": ("expected_home", "expected_away"),
        "outcome expected before kickoff": (
            *("outcome_known", "outcome_home", "outcome_draw", "outcome_away"),
        ),
        "clock": (
            *("season", "second_half", "minute", "added_played", "announced_known", "announced", "over"),
        ),
        "score": ("goals_home", "goals_away"),
        "dismissals": ("red_cards_home", "red_cards_away"),
    },
)

_FLOATS = Struct(f"<{len(IN_PLAY.names)}f")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was believed before kickoff: goals of both sides in 90 minutes with added time, and the outcome
    where it is known apart from them."""

    home: float
    away: float
    outcome: OutcomeProbabilities | None = None


def in_play_features(
    expectation: Expectation, state: MatchState, clock: MatchClock, kickoff: datetime
) -> tuple[float, ...]:
    """The values of `IN_PLAY`, exact in float32, of a match that stands at `state` when `clock` shows its
    time. An abandoned match counts as over at the score it was abandoned at."""
    second = clock.second_half or state.phase in _FIRST_HALF_OVER
    announced = state.announced_second if second else state.announced_first
    ends = LAST_MINUTE if second else HALF
    minute = HALF if state.phase is MatchPhase.HALF_TIME else clock.minute
    return _FLOATS.unpack(
        _FLOATS.pack(
            expectation.home,
            expectation.away,
            *_outcome(expectation.outcome),
            season_of(kickoff),
            second,
            max(HALF if second else 0.0, min(minute, ends)),
            max(0.0, minute - ends),
            announced is not None,
            announced or 0,
            state.phase.over,
            min(state.score.home, GRID - 1),
            min(state.score.away, GRID - 1),
            state.home.red_cards,
            state.away.red_cards,
        )
    )


def season_of(kickoff: date) -> int:
    """The year in which the kickoff's season began."""
    return kickoff.year - (kickoff.month < FIRST_MONTH)


_FIRST_HALF_OVER = frozenset({MatchPhase.HALF_TIME, MatchPhase.SECOND_HALF, MatchPhase.FULL_TIME})


def _outcome(outcome: OutcomeProbabilities | None) -> tuple[bool, float, float, float]:
    return (False, 0.0, 0.0, 0.0) if outcome is None else (True, outcome.home, outcome.draw, outcome.away)
