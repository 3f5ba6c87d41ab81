"""What is known of a team, and what becomes of it between matches: rest, new seasons, promotion, relegation.

Where a team starts:
- In the first season of a competition in the data every team starts at the competition's average.
- A team first seen in a later season came up from a division the data do not hold: it starts at the entrants'
  level, below the average.
- A team that changed division keeps its own ratings, moved by a fixed step for each division: the same team
  is further below the others one division up, and further above them one division down.
- Between seasons, and over years of absence, ratings return towards the average and become less certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp
from typing import NamedTuple, Self
from zlib import crc32

from app.football.match import Fixture
from app.football.ratings import elo
from app.football.ratings.channels import CHANNELS, GOALS
from app.football.ratings.competition import NEVER, CompetitionState
from app.football.ratings.divisions import tier
from app.football.ratings.pi import PiRating
from app.football.ratings.strength import Strength, nearer, returned, tired

DAY_S = 86_400.0
YEAR_DAYS = 365.0

ENTRANT_ELO = -56.15
ENTRANT_PI = -0.02767

DIVISION_ELO = 76.9
DIVISION_PI = 0.6325
DIVISION_VARIANCE = 0.01
"""A step between neighbouring divisions: Elo, pi-rating, and the variance it adds to each strength."""

LOW_TIER = 2
LOW_STEP = 0.4309
"""Below the second tier divisions lie closer together: that much of a step apart."""

TURNOVER = (1.0, 2.251, 1.904)
UNREST = (1.0, 1.226, 1.758)
"""In lower tiers (second, all below) players come and go faster: a break takes as much as so many, and the
variance grows so many times faster."""

ELO_KEEP = 0.6943
LOAD_DAYS = 10.0

_STRENGTHS_AT, _REST_AT = 3, 3 + 3 * len(CHANNELS)
MATCHES_AT, LAST_KICKOFF_AT = _REST_AT + 3, _REST_AT + 10
"""Where a state's vector has the number of matches, and the last kickoff."""
_ANCHORS = tuple(one.memory.anchor for one in CHANNELS)
_DIVISIONS = tuple(one.memory.division for one in CHANNELS)


@dataclass(frozen=True, slots=True)
class TeamState:
    """A team's state after its last known match; `strengths` are in the order of `CHANNELS`.

    `home_edge`: goals of supremacy a match the team is better at home than its rating says (and worse away).
    `load`: matches of the last days, fading with a time constant of ten days. `season_points`: won this
    season. `competition` and `season` are numbers made from codes; `last_kickoff` is in epoch seconds.
    `price_moves`: fading sum of how far the market moved towards the team before its matches,
    `price_evidence`: of the matches in that sum.
    """

    elo: float
    pi_home: float
    pi_away: float
    strengths: tuple[Strength, ...]
    home_edge: float
    shot_evidence: float
    load: float
    matches: float
    season_matches: float
    season_points: float
    competition_matches: float
    season: float
    competition: float
    tier: float
    last_kickoff: float
    price_moves: float = 0.0
    price_evidence: float = 0.0

    @property
    def attack(self) -> float:
        """Log attack by goals, relative to the average team of its division."""
        return self.strengths[0].attack

    @property
    def defence(self) -> float:
        """Log defence by goals; positive means fewer goals conceded than the average team."""
        return self.strengths[0].defence

    @property
    def pi(self) -> PiRating:
        return PiRating(self.pi_home, self.pi_away)

    def to_vector(self) -> tuple[float, ...]:
        strengths = [value for one in self.strengths for value in (one.attack, one.defence, one.variance)]
        return (
            self.elo,
            self.pi_home,
            self.pi_away,
            *strengths,
            self.home_edge,
            self.shot_evidence,
            self.load,
            self.matches,
            self.season_matches,
            self.season_points,
            self.competition_matches,
            self.season,
            self.competition,
            self.tier,
            self.last_kickoff,
            self.price_moves,
            self.price_evidence,
        )

    @classmethod
    def from_vector(cls, values: Sequence[float]) -> Self:
        """Inverse of `to_vector`; raises ValueError if the vector has another length."""
        if len(values) != _REST_AT + 13:
            raise ValueError(f"a team's state has {_REST_AT + 13} numbers, not {len(values)}")
        strengths = tuple(Strength(*values[i : i + 3]) for i in range(_STRENGTHS_AT, _REST_AT, 3))
        return cls(values[0], values[1], values[2], strengths, *values[_REST_AT:])


class Arrived(NamedTuple):
    """What features read of a team as it arrives at a match, as `arriving` gives it."""

    elo: float
    pi_home: float
    pi_away: float
    attacks: Sequence[float]
    defences: Sequence[float]
    shot_evidence: float
    load: float
    season_matches: float
    season_points: float
    competition_matches: float
    tier: float
    price_moves: float
    price_evidence: float


@lru_cache(maxsize=4096)
def code_number(code: str) -> float:
    """A number that stands for a season's or a competition's code in a state; never 0."""
    return float(crc32(code.encode()) + 1)


def new_team(competition: CompetitionState) -> TeamState:
    """A team before its first match: average in a competition's first season, an entrant later."""
    entrant = 1.0 if competition.seasons > 1 else 0.0
    return TeamState(
        elo=elo.START + ENTRANT_ELO * entrant,
        pi_home=ENTRANT_PI * entrant,
        pi_away=ENTRANT_PI * entrant,
        strengths=tuple(
            Strength(one.memory.entrant * entrant, one.memory.entrant * entrant, one.memory.start)
            for one in CHANNELS
        ),
        home_edge=0.0,
        shot_evidence=0.0,
        load=0.0,
        matches=0.0,
        season_matches=0.0,
        season_points=0.0,
        competition_matches=0.0,
        season=0.0,
        competition=0.0,
        tier=0.0,
        last_kickoff=NEVER,
    )


def arriving(team: TeamState, fixture: Fixture) -> TeamState:
    """The team as it is believed at the kickoff of `fixture`, before that match is seen."""
    season, competition = code_number(fixture.season), code_number(fixture.competition)
    division = float(tier(fixture.competition))
    if team.matches == 0:
        return replace(team, season=season, competition=competition, tier=division)
    days = _days(team.last_kickoff, fixture.kickoff.timestamp())
    new_season = team.season != season
    known = _rested(team, days, division, new_season=new_season)
    known = _moved(known, division) if division != team.tier else known
    elsewhere = competition != team.competition
    return replace(
        known,
        season=season,
        competition=competition,
        tier=division,
        season_matches=0.0 if new_season or elsewhere else team.season_matches,
        season_points=0.0 if new_season or elsewhere else team.season_points,
        competition_matches=0.0 if elsewhere else team.competition_matches,
    )


def arrived(
    state: Sequence[float], season: float, competition: float, division: float, kickoff_s: float
) -> Arrived:
    """The same from the vector of a team that has played before, without the variances."""
    elo_, pi_home, pi_away = state[:_STRENGTHS_AT]
    attacks, defences = state[_STRENGTHS_AT:_REST_AT:3], state[_STRENGTHS_AT + 1 : _REST_AT : 3]
    _, shot_evidence, load, _, season_matches, season_points, competition_matches, *others = state[_REST_AT:]
    own_season, own_competition, own_tier, last_kickoff, price_moves, price_evidence = others
    days = _days(last_kickoff, kickoff_s)
    keep = 1.0
    if own_season != season:
        losses = _breaks(days) * by_tier(TURNOVER, division)
        keep = ELO_KEEP**losses
        keeps = _keeps(losses)
        attacks, defences = _returned(attacks, keeps), _returned(defences, keeps)
    elo_, pi_home, pi_away = nearer(elo_, elo.START, keep), pi_home * keep, pi_away * keep
    if own_tier != division:
        step = _step(own_tier, division)
        elo_ += DIVISION_ELO * step
        pi_home, pi_away = pi_home + DIVISION_PI * step, pi_away + DIVISION_PI * step
        attacks, defences = _raised(attacks, step), _raised(defences, step)
    if own_competition != competition:
        season_matches = season_points = competition_matches = 0.0
    elif own_season != season:
        season_matches = season_points = 0.0
    return Arrived(
        elo_,
        pi_home,
        pi_away,
        attacks,
        defences,
        shot_evidence,
        load * exp(-days / LOAD_DAYS),
        season_matches,
        season_points,
        competition_matches,
        division,
        price_moves,
        price_evidence,
    )


@lru_cache(maxsize=1024)
def _keeps(breaks: float) -> tuple[float, ...]:
    """What each channel keeps over so many breaks; nearly always it is the one of a summer."""
    return tuple(one.memory.keep**breaks for one in CHANNELS)


def _returned(values: Sequence[float], keeps: Sequence[float]) -> list[float]:
    by_goals = values[GOALS]
    # `nearer`, written out: this is most of what a prediction costs
    return [
        (anchor := own * by_goals) + (value - anchor) * keep
        for value, own, keep in zip(values, _ANCHORS, keeps, strict=True)
    ]


def _raised(values: Sequence[float], step: float) -> list[float]:
    return [value + own * step for value, own in zip(values, _DIVISIONS, strict=True)]


def by_tier(values: tuple[float, float, float], division: float) -> float:
    """The value of the first tier, the second, or all below."""
    return values[min(int(division), len(values)) - 1]


def _rested(team: TeamState, days: float, division: float, *, new_season: bool) -> TeamState:
    breaks = _breaks(days) if new_season else 0.0
    losses = breaks * by_tier(TURNOVER, division)
    unrest = by_tier(UNREST, division)
    keep = ELO_KEEP**losses
    anchor = team.strengths[GOALS]
    strengths = [
        replace(strength, variance=tired(strength, one.memory, days, breaks, unrest))
        for strength, one in zip(team.strengths, CHANNELS, strict=True)
    ]
    if new_season:
        strengths = [
            returned(strength, one.memory, losses, anchor)
            for strength, one in zip(strengths, CHANNELS, strict=True)
        ]
    return replace(
        team,
        elo=nearer(team.elo, elo.START, keep),
        pi_home=team.pi_home * keep,
        pi_away=team.pi_away * keep,
        strengths=tuple(strengths),
        load=team.load * exp(-days / LOAD_DAYS),
    )


def _moved(team: TeamState, division: float) -> TeamState:
    step = _step(team.tier, division)
    return replace(
        team,
        elo=team.elo + DIVISION_ELO * step,
        pi_home=team.pi_home + DIVISION_PI * step,
        pi_away=team.pi_away + DIVISION_PI * step,
        strengths=tuple(
            strength.raised(one.memory.division * step, DIVISION_VARIANCE * abs(division - team.tier))
            for strength, one in zip(team.strengths, CHANNELS, strict=True)
        ),
    )


def _days(last_kickoff: float, kickoff: float) -> float:
    return max(0.0, (kickoff - last_kickoff) / DAY_S)


def _breaks(days: float) -> float:
    return max(1.0, days / YEAR_DAYS)


def _step(before: float, division: float) -> float:
    """Divisions down (negative: up), in steps between the top ones."""
    down = division - before
    return down if min(division, before) <= LOW_TIER else down * LOW_STEP
