"""Invented logs of matches: what feeds may tell, in any order, with corrections and cancellations."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from app.football.inplay.events import EventKind, Happening, MatchEvent, Side

KICKOFF = datetime(2024, 8, 17, 14, tzinfo=UTC)
SOURCES = ("feed", "second")
ABOUT_A_SIDE = (
    EventKind.GOAL,
    EventKind.OWN_GOAL,
    EventKind.PENALTY_SCORED,
    EventKind.PENALTY_MISSED,
    EventKind.YELLOW_CARD,
    EventKind.SECOND_YELLOW,
    EventKind.RED_CARD,
    EventKind.SUBSTITUTION,
)


def event(
    kind: EventKind | str,
    minute: int = 0,
    number: int = 1,
    *,
    side: Side | None = None,
    added: int = 0,
    announced: int | None = None,
    source: str = "feed",
    target: str | None = None,
    replacement: Happening | None = None,
    event_id: str | None = None,
    at: datetime | None = None,
) -> MatchEvent:
    """`number` is the source's; the id is made of both."""
    return MatchEvent(
        id=event_id or f"{source}.{number}",
        match_id=1,
        source=source,
        sequence=number,
        happening=Happening(EventKind(kind), minute, added, side, None, announced),
        occurred_at=at or KICKOFF + timedelta(minutes=minute + added),
        target=target,
        replacement=replacement,
    )


def happenings() -> st.SearchStrategy[Happening]:
    about_a_side = st.builds(
        Happening,
        kind=st.sampled_from(ABOUT_A_SIDE),
        minute=st.integers(0, 90),
        added=st.integers(0, 6),
        side=st.sampled_from(Side),
    )
    boundaries = st.sampled_from(
        (
            Happening(EventKind.KICK_OFF, 0),
            Happening(EventKind.HALF_TIME, 45, 2),
            Happening(EventKind.SECOND_HALF, 45),
            Happening(EventKind.SECOND_HALF, 46),
            Happening(EventKind.FULL_TIME, 90, 4),
            Happening(EventKind.ABANDONMENT, 70),
            Happening(EventKind.ADDED_TIME, 45, announced=3),
            Happening(EventKind.ADDED_TIME, 90, announced=5),
        )
    )
    return st.one_of(about_a_side, about_a_side, about_a_side, boundaries)


@st.composite
def logs(draw: st.DrawFn, most: int = 14) -> list[MatchEvent]:
    """Distinct events of one match by two sources: numbers with gaps, and changes of what comes earlier or
    later in the log, or never; of each event at most one, but chains of any length."""
    count = draw(st.integers(0, most))
    ids = [f"e{place}" for place in range(count + 2)]
    targets: set[str] = set()
    chance = draw(st.randoms(use_true_random=False))
    numbers = {source: chance.sample(range(1, count + 6), count + 5) for source in SOURCES}
    events: list[MatchEvent] = []
    for place in range(count):
        source = draw(st.sampled_from(SOURCES))
        target = draw(st.sampled_from(ids)) if draw(st.booleans()) else None
        minutes = draw(st.integers(0, 120))
        common: dict[str, Any] = {
            "id": ids[place],
            "match_id": 1,
            "source": source,
            "sequence": numbers[source][place],
            "occurred_at": KICKOFF + timedelta(minutes=minutes),
        }
        if target is None or target in targets or target == ids[place]:
            events.append(MatchEvent(happening=draw(happenings()), **common))
            continue
        targets.add(target)
        kind = draw(st.sampled_from((EventKind.VAR_CANCELLATION, EventKind.CORRECTION)))
        replacement = draw(st.none() | happenings()) if kind is EventKind.CORRECTION else None
        minute = draw(st.integers(0, 90))
        events.append(
            MatchEvent(happening=Happening(kind, minute), target=target, replacement=replacement, **common)
        )
    return events


def plain_match(side: Side = Side.HOME) -> Sequence[MatchEvent]:
    """Kick-off, a goal in the 23rd minute, half-time, second half, full time: numbers 1 to 5."""
    return (
        event("KICK_OFF"),
        event("GOAL", 23, 2, side=side),
        event("HALF_TIME", 45, 3, added=2),
        event("SECOND_HALF", 46, 4, at=KICKOFF + timedelta(minutes=62)),
        event("FULL_TIME", 90, 5, added=3, at=KICKOFF + timedelta(minutes=112)),
    )
