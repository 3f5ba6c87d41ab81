"""When things happen between kick-off and full time."""

from datetime import timedelta

from app.football.inplay.events import EventKind, Happening, Side
from app.football.inplay.timeline import framed, offsets, tally
from app.football.match import Score


def goal(minute: int, added: int = 0, side: Side = Side.HOME) -> Happening:
    return Happening(EventKind.GOAL, minute, added, side)


def test_a_match_is_framed_by_its_halves_and_their_added_time() -> None:
    told = framed([goal(10), goal(45, 2), goal(46), goal(90, 5)])
    assert [(one.kind.value, one.minute, one.added, one.announced) for one in told] == [
        ("KICK_OFF", 0, 0, None),
        ("GOAL", 10, 0, None),
        ("ADDED_TIME", 45, 0, 2),
        ("GOAL", 45, 2, None),
        ("HALF_TIME", 45, 2, None),
        ("SECOND_HALF", 45, 0, None),
        ("GOAL", 46, 0, None),
        ("ADDED_TIME", 90, 0, 5),
        ("GOAL", 90, 5, None),
        ("FULL_TIME", 90, 5, None),
    ]


def test_the_second_half_begins_a_quarter_of_an_hour_after_the_first_ended() -> None:
    told = framed([goal(23), goal(60)], (2, 4))
    at = dict(zip((one.kind for one in told), offsets(told), strict=True))
    assert at[EventKind.HALF_TIME] == timedelta(minutes=47)
    assert at[EventKind.SECOND_HALF] == timedelta(minutes=62)
    assert at[EventKind.GOAL] == timedelta(minutes=77)
    assert at[EventKind.FULL_TIME] == timedelta(minutes=111)


def test_what_happens_in_one_minute_is_spread_over_it() -> None:
    told = framed([goal(23), goal(23), goal(24)])
    seconds = [at.total_seconds() for at in offsets(told)[1:4]]
    assert seconds == [22.5 * 60, 23 * 60, 24 * 60]


def test_an_own_goal_counts_for_the_other_side_and_a_cancellation_takes_back_the_goal_before_it() -> None:
    told = [
        Happening(EventKind.OWN_GOAL, 5, side=Side.HOME),
        goal(30),
        Happening(EventKind.VAR_CANCELLATION, 30),
        Happening(EventKind.PENALTY_SCORED, 70, side=Side.AWAY),
        Happening(EventKind.PENALTY_MISSED, 80, side=Side.AWAY),
    ]
    assert tally(told) == Score(0, 2)
