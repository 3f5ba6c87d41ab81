"""The match's clock at an instant: it goes on between events."""

from datetime import datetime, timedelta

from app.football.inplay.events import FIRST_HALF_ENDS, LAST_MINUTE, MOST_ADDED
from app.football.inplay.state import MatchClock, MatchPhase, MatchState

RUNNING = frozenset({MatchPhase.FIRST_HALF, MatchPhase.SECOND_HALF})
NOT_STARTED = MatchClock(0.0, second_half=False)


def clock_at(state: MatchState, at: datetime, speed: float = 1.0) -> MatchClock:
    """What the clock shows at that instant (UTC), `speed` times as fast as in a match that is played.

    Never less than at the last event, and never more than 30 minutes beyond the end of the half: a feed
    that falls silent does not let a match go on for ever.
    """
    if state.phase is MatchPhase.NOT_STARTED:
        return NOT_STARTED
    second = _second(state)
    told = float(state.minute + state.added)
    if state.phase not in RUNNING or state.period_started_at is None:
        return MatchClock(told, second)
    begun = FIRST_HALF_ENDS if second else 0
    shown = begun + (at - state.period_started_at).total_seconds() / 60.0 * speed
    return MatchClock(min(max(shown, told), latest_minute(second=second)), second)


def next_minute_at(state: MatchState, shown: MatchClock, speed: float = 1.0) -> datetime | None:
    """When the clock will show a minute more; None where it stands still."""
    if state.phase not in RUNNING or state.period_started_at is None:
        return None
    minute = shown.minute + 1.0
    if minute > latest_minute(second=shown.second_half):
        return None
    begun = FIRST_HALF_ENDS if shown.second_half else 0
    return state.period_started_at + timedelta(minutes=(minute - begun) / speed)


def latest_minute(*, second: bool) -> float:
    return float((LAST_MINUTE if second else FIRST_HALF_ENDS) + MOST_ADDED)


def _second(state: MatchState) -> bool:
    if state.phase in (MatchPhase.SECOND_HALF, MatchPhase.FULL_TIME):
        return True
    return state.phase is MatchPhase.ABANDONED and state.minute > FIRST_HALF_ENDS
