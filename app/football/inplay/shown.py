"""The match's clock as people read it."""

from app.football.inplay.events import FIRST_HALF_ENDS, LAST_MINUTE
from app.football.inplay.state import MatchClock


def shown(clock: MatchClock) -> tuple[int, int]:
    """The full minutes on the clock, and those beyond the end of the half: (45, 2) is written 45+2."""
    # instants have microseconds: a clock that has just reached a minute shows it
    minute = int(clock.minute + 1e-4)
    end = LAST_MINUTE if clock.second_half else FIRST_HALF_ENDS
    return min(minute, end), max(minute - end, 0)
