"""Features of a match from what was known at an instant: one pure function for training and serving."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from math import log
from struct import pack, unpack

from app.clock import written
from app.errors import InsufficientData, ValidationFailed
from app.football.match import Fixture
from app.football.ratings.channels import CHANNEL_NAMES, CHANNELS
from app.football.ratings.competition import CompetitionState
from app.football.ratings.elo import SCALE, expected_score
from app.football.ratings.pi import expected_supremacy
from app.football.ratings.strength import Strength
from app.football.ratings.team import DAY_S, TeamState, arriving, code_number
from app.football.ratings.update import home_advantage_elo, venue_levels

FEATURE_SET = "match-1"
KNOWN_MATCHES_NEEDED = 3
"""Matches a team must have in the data, in any division: before that its rating is mostly its start."""

MOST_REST_DAYS = 30.0

_CHANNEL_FEATURES = tuple(f"{name}_{what}" for name in CHANNEL_NAMES for what in ("supremacy", "total"))
_COUNTED_FEATURES = tuple(f"{name}_supremacy_counted" for name in (*CHANNEL_NAMES, "elo", "pi"))
FEATURE_NAMES: tuple[str, ...] = (
    *_CHANNEL_FEATURES,
    *_COUNTED_FEATURES,
    "goals_level_home",
    "goals_level_away",
    "elo_expected_score",
    "elo_difference",
    "pi_supremacy",
    "home_edge_sum",
    "goals_variance_home",
    "goals_variance_away",
    "draw_rate",
    "shot_evidence_home",
    "shot_evidence_away",
    "rest_days_home",
    "rest_days_away",
    "load_home",
    "load_away",
    "season_matches_home",
    "season_matches_away",
    "season_days",
    "competition_matches_home",
    "competition_matches_away",
    "tier",
    "neutral",
)
"""Order of `FeatureVector.values`. `*_supremacy` and `*_total` are the half difference and the half sum of
the two sides' log attack minus the opponent's log defence: the log rates are level + total ± supremacy.
`*_counted` are multiplied by the mean shot evidence: goals weigh more where no shots are known."""


@dataclass(frozen=True)
class FeatureVector:
    """Features as of an instant; `values` are in the order of `FEATURE_NAMES` and exact in float32."""

    feature_set: str
    values: tuple[float, ...]
    as_of: datetime

    @cached_property
    def digest(self) -> str:
        """sha256 (hex) of the set's name, the feature names and the values as little-endian float32."""
        names = "\n".join((self.feature_set, *FEATURE_NAMES)).encode()
        return sha256(names + pack(f"<{len(self.values)}f", *self.values)).hexdigest()


def build_features(
    fixture: Fixture,
    home: TeamState | None,
    away: TeamState | None,
    competition: CompetitionState | None,
    as_of: datetime,
) -> FeatureVector:
    """The features of `fixture` from the last states known at `as_of` (UTC).

    Raises InsufficientData with each missing need in words, and ValidationFailed for an `as_of` without a
    zone or earlier than a match that a state has already seen.
    """
    _check_instant(as_of)
    missing = _missing(fixture, home, away, competition, as_of)
    if home is None or away is None or competition is None or missing:
        raise InsufficientData(missing)
    _check_not_ahead(as_of, home.last_kickoff, away.last_kickoff, competition.last_kickoff)
    values = _values(fixture, arriving(home, fixture), arriving(away, fixture), competition)
    return FeatureVector(FEATURE_SET, _as_float32(values), as_of)


def _check_instant(as_of: datetime) -> None:
    if as_of.tzinfo is None or as_of.utcoffset() != timedelta(0):
        raise ValidationFailed("asOf", f"must be an instant in UTC, not {as_of.isoformat()}")


def _check_not_ahead(as_of: datetime, *last_kickoffs: float) -> None:
    if max(last_kickoffs) > as_of.timestamp():
        raise ValidationFailed("asOf", f"the ratings have seen matches after {written(as_of)}")


def _missing(
    fixture: Fixture,
    home: TeamState | None,
    away: TeamState | None,
    competition: CompetitionState | None,
    as_of: datetime,
) -> tuple[str, ...]:
    missing = []
    if competition is None:
        missing.append(f"competition {fixture.competition} has no matches before {written(as_of)}")
    for side, state in (("home", home), ("away", away)):
        known = 0 if state is None else int(state.matches)
        if known < KNOWN_MATCHES_NEEDED:
            noun = "match" if known == 1 else "matches"
            missing.append(
                f"the {side} team has {known} {noun} before {written(as_of)}; "
                f"{KNOWN_MATCHES_NEEDED} are needed"
            )
    return tuple(missing)


def _as_float32(values: list[float]) -> tuple[float, ...]:
    layout = f"<{len(values)}f"
    return unpack(layout, pack(layout, *values))


def _values(fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState) -> list[float]:
    channels = _channel_values(home.strengths, away.strengths)
    ratings = _rating_values(fixture, home, away, competition)
    evidence = (home.shot_evidence + away.shot_evidence) / 2.0
    supremacies = (*channels[::2], (home.elo - away.elo) / SCALE, _pi_supremacy(fixture, home, away))
    return [
        *channels,
        *(evidence * supremacy for supremacy in supremacies),
        *ratings,
        *_calendar_values(fixture, home, away, competition),
    ]


def _channel_values(home: tuple[Strength, ...], away: tuple[Strength, ...]) -> list[float]:
    values = []
    for index in range(len(CHANNELS)):
        home_log = home[index].attack - away[index].defence
        away_log = away[index].attack - home[index].defence
        values += [(home_log - away_log) / 2.0, (home_log + away_log) / 2.0]
    return values


def _rating_values(
    fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState
) -> list[float]:
    home_level, away_level = venue_levels(competition.levels[0], neutral=fixture.neutral)
    advantage = home_advantage_elo(competition, neutral=fixture.neutral)
    difference = home.elo + advantage - away.elo
    return [
        home_level,
        away_level,
        expected_score(difference),
        difference,
        _pi_supremacy(fixture, home, away),
        0.0 if fixture.neutral else home.home_edge + away.home_edge,
        home.strengths[0].variance,
        away.strengths[0].variance,
        competition.draw_rate,
        home.shot_evidence,
        away.shot_evidence,
    ]


def _pi_supremacy(fixture: Fixture, home: TeamState, away: TeamState) -> float:
    """Expected goals ahead; where nobody is at home, each side by the mean of its two ratings."""
    if not fixture.neutral:
        return expected_supremacy(home.pi, away.pi)
    return expected_supremacy(home.pi.anywhere, away.pi.anywhere)


def _calendar_values(
    fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState
) -> list[float]:
    kickoff = fixture.kickoff.timestamp()
    opened = competition.season == code_number(fixture.season)
    return [
        _rest_days(kickoff, home),
        _rest_days(kickoff, away),
        home.load,
        away.load,
        home.season_matches,
        away.season_matches,
        (kickoff - competition.season_start) / DAY_S if opened else 0.0,
        log(1.0 + home.competition_matches),
        log(1.0 + away.competition_matches),
        home.tier,
        1.0 if fixture.neutral else 0.0,
    ]


def _rest_days(kickoff: float, team: TeamState) -> float:
    return min(MOST_REST_DAYS, (kickoff - team.last_kickoff) / DAY_S)
