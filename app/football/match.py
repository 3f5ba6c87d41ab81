"""The words of the domain: a match, its score, its statistics, and when its result was known."""

from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

FULL_TIME_AFTER = timedelta(minutes=150)
"""A result counts as known this long after kickoff (two halves, the break, added time, a margin)."""


class MatchStatus(StrEnum):
    SCHEDULED = "SCHEDULED"
    LIVE = "LIVE"
    FINISHED = "FINISHED"
    POSTPONED = "POSTPONED"
    ABANDONED = "ABANDONED"
    CANCELLED = "CANCELLED"


class Outcome(StrEnum):
    HOME = "HOME"
    DRAW = "DRAW"
    AWAY = "AWAY"


@dataclass(frozen=True, slots=True)
class Score:
    """Goals of the two sides."""

    home: int
    away: int

    def __post_init__(self) -> None:
        if self.home < 0 or self.away < 0:
            raise ValueError(f"goals cannot be negative: {self.home}-{self.away}")

    @property
    def outcome(self) -> Outcome:
        if self.home > self.away:
            return Outcome.HOME
        return Outcome.AWAY if self.away > self.home else Outcome.DRAW


@dataclass(frozen=True, slots=True)
class MatchStatistics:
    """Counts for each side; None where the source did not record them."""

    home_shots: int | None = None
    away_shots: int | None = None
    home_shots_on_target: int | None = None
    away_shots_on_target: int | None = None
    home_corners: int | None = None
    away_corners: int | None = None
    home_fouls: int | None = None
    away_fouls: int | None = None
    home_yellow_cards: int | None = None
    away_yellow_cards: int | None = None
    home_red_cards: int | None = None
    away_red_cards: int | None = None


STATISTIC_NAMES = tuple(one.name for one in fields(MatchStatistics))
NO_STATISTICS = MatchStatistics()
INTERNATIONAL_PREFIX = "INT-"
"""What the codes of competitions between national sides begin with."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A match before it is played.

    `home` and `away` identify teams across competitions and seasons (the database id as text, or any
    stable name in a file-based backtest). `kickoff` is in UTC; where a source gives only the day,
    `kickoff_time_known` is False and `kickoff` is 12:00 UTC of that day.
    """

    match_id: str
    competition: str
    season: str
    home: str
    away: str
    kickoff: datetime
    kickoff_time_known: bool = True
    neutral: bool = False

    def __post_init__(self) -> None:
        if self.kickoff.tzinfo is None or self.kickoff.utcoffset() != timedelta(0):
            raise ValueError(f"kickoff must be in UTC: {self.kickoff!r}")

    @property
    def international(self) -> bool:
        """Whether national sides play."""
        return self.competition.startswith(INTERNATIONAL_PREFIX)


@dataclass(frozen=True, slots=True)
class PlayedMatch:
    """A finished match: a fixture with its score and whatever was counted.

    `price_move`: how far the market moved towards the home side between its first and its closing prices, in
    log odds of home against away (`app.football.prices.price_move`); None where either is not recorded.
    `closing`: the market's last decimal prices of home, draw and away.
    """

    fixture: Fixture
    score: Score
    half_time: Score | None = None
    statistics: MatchStatistics = field(default=NO_STATISTICS)
    price_move: float | None = None
    closing: tuple[float, float, float] | None = None

    @property
    def known_at(self) -> datetime:
        return result_known_at(self.fixture.kickoff, self.fixture.kickoff_time_known)


def result_known_at(kickoff: datetime, kickoff_time_known: bool) -> datetime:
    """The instant (UTC) from which the result may be used.

    Kickoff + 150 minutes; where only the day is known, the end of that day, so that matches of one
    day never see each other's results.
    """
    if kickoff_time_known:
        return kickoff + FULL_TIME_AFTER
    return datetime.combine(kickoff.date() + timedelta(days=1), time(0), UTC)


def day_kickoff(day: date) -> datetime:
    """The kickoff written for a match of which only the day is known: 12:00 UTC."""
    return datetime.combine(day, time(12), UTC)
