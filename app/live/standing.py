"""A live match within one transaction: as it was read, and as each step leaves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.db.live_matches import SOURCE, LiveRow, LockedMatch, Result
from app.football.inplay.clock import NOT_STARTED, next_minute_at
from app.football.inplay.delta import Quantised
from app.football.inplay.fold import MatchLog
from app.football.inplay.state import MatchClock, MatchPhase, MatchState
from app.football.match import MatchStatus, result_known_at
from app.live.predictor import Expected, expected_from_text, expected_text

AT_LEAST_APART = timedelta(seconds=1)
"""Between an update and the next one that only the clock makes."""

DONE = (MatchStatus.FINISHED, MatchStatus.ABANDONED)


@dataclass(frozen=True, slots=True)
class Said:
    """What a match's last update said: when, at which minute, and what of the outcome by which model."""

    at: datetime
    clock: MatchClock
    outcome: Quantised | None = None
    model: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "minute": self.clock.minute,
            "second_half": self.clock.second_half,
            "outcome": self.outcome,
            "model": self.model,
        }


def said_from_json(value: Mapping[str, Any]) -> Said:
    outcome = value["outcome"]
    return Said(
        at=datetime.fromisoformat(value["at"]),
        clock=MatchClock(value["minute"], value["second_half"]),
        outcome=None if outcome is None else (outcome[0], outcome[1], outcome[2]),
        model=value["model"],
    )


@dataclass(slots=True)
class Standing:
    """`began`: whether any event was ever accepted; `logs`: the events known here, by run."""

    match: LockedMatch
    began: bool
    run: str | None
    speed: float
    sequence: int
    state: MatchState
    expected: Expected | None
    said: Said | None
    started_at: datetime
    ended_at: datetime | None
    clock: MatchClock = NOT_STARTED
    logs: dict[str | None, MatchLog] = field(default_factory=dict)

    @property
    def log(self) -> MatchLog:
        return self.logs[self.run]

    def row(self, now: datetime) -> LiveRow:
        """The row to write after the last step."""
        assert self.said is not None  # noqa: S101  every step says something
        return LiveRow(
            match_id=self.match.id,
            run=self.run,
            speed=self.speed,
            sequence=self.sequence,
            state=self.state,
            expectation=expected_text(self.expected),
            told=self.said.as_json(),
            started_at=self.started_at,
            updated_at=now,
            ended_at=self.ended_at,
            due_at=self._due_at(),
        )

    def next_tick_at(self) -> datetime | None:
        """When the clock makes the next update, if no event comes before."""
        if self.said is None:
            return None
        due = next_minute_at(self.state, self.said.clock, self.speed)
        return None if due is None else max(due, self.said.at + AT_LEAST_APART)

    def _due_at(self) -> datetime | None:
        if self.expected is not None and self.expected.settled and self.expected.expectation is None:
            return None  # nothing would move
        return self.next_tick_at()

    def result(self, now: datetime) -> Result | None:
        """What the match's own row must say now, if that is for the feed to say and is news."""
        if self.run is not None or self.state.phase is MatchPhase.NOT_STARTED:
            return None
        match, state = self.match, self.state
        if match.status in DONE and match.source != SOURCE:
            return None
        new = Result(match.id, MatchStatus.LIVE, None, None, None)
        if state.phase is MatchPhase.FULL_TIME:
            known_at = max(now, result_known_at(match.kickoff, match.kickoff_time_known))
            new = Result(match.id, MatchStatus.FINISHED, state.score, state.half_time, known_at)
        elif state.phase is MatchPhase.ABANDONED:
            new = Result(match.id, MatchStatus.ABANDONED, None, None, None)
        same = (new.status, new.score, new.half_time) == (match.status, match.score, match.half_time)
        return None if same else new


def standing(match: LockedMatch, row: LiveRow | None, now: datetime) -> Standing:
    if row is None:
        return Standing(
            match=match,
            began=False,
            run=None,
            speed=1.0,
            sequence=0,
            state=MatchState(),
            expected=None,
            said=None,
            started_at=now,
            ended_at=None,
        )
    said = said_from_json(row.told)
    return Standing(
        match=match,
        began=True,
        run=row.run,
        speed=row.speed,
        sequence=row.sequence,
        state=row.state,
        expected=None if row.expectation is None else expected_from_text(row.expectation),
        said=said,
        started_at=row.started_at,
        ended_at=row.ended_at,
        clock=said.clock,
    )
