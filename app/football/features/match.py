"""The set `match`: what ratings and calendar say of a match, without prices."""

from math import log

from app.football.features.definition import FeatureSet
from app.football.match import Fixture
from app.football.ratings.channels import CHANNEL_NAMES, CHANNELS
from app.football.ratings.competition import CompetitionState
from app.football.ratings.elo import SCALE, expected_score
from app.football.ratings.pi import expected_supremacy
from app.football.ratings.strength import Strength
from app.football.ratings.team import DAY_S, TeamState, code_number
from app.football.ratings.update import home_advantage_elo, venue_levels

MOST_REST_DAYS = 30.0

_CHANNEL_FEATURES = tuple(f"{name}_{what}" for name in CHANNEL_NAMES for what in ("supremacy", "total"))
_COUNTED_FEATURES = tuple(f"{name}_supremacy_counted" for name in (*CHANNEL_NAMES, "elo", "pi"))
NAMES: tuple[str, ...] = (
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
"""`*_supremacy` and `*_total` are the half difference and the half sum of
the two sides' log attack minus the opponent's log defence: the log rates are level + total ± supremacy.
`*_counted` are multiplied by the mean shot evidence: goals weigh more where no shots are known."""


def _grouped() -> dict[str, tuple[str, ...]]:
    return {
        "goals": _about("goals", "recent_goals"),
        "shots on target": _about("on_target", "recent_on_target"),
        "shots and corners": _about("shots", "corners"),
        "Elo and pi-ratings": (
            "elo_supremacy_counted",
            "pi_supremacy_counted",
            "elo_expected_score",
            "elo_difference",
            "pi_supremacy",
        ),
        "home advantage and league": (
            "goals_level_home",
            "goals_level_away",
            "home_edge_sum",
            "draw_rate",
            "tier",
            "neutral",
        ),
        "what is known of the teams": (
            "goals_variance_home",
            "goals_variance_away",
            "shot_evidence_home",
            "shot_evidence_away",
            "competition_matches_home",
            "competition_matches_away",
        ),
        "rest and schedule": (
            "rest_days_home",
            "rest_days_away",
            "load_home",
            "load_away",
            "season_matches_home",
            "season_matches_away",
            "season_days",
        ),
    }


def _about(*channels: str) -> tuple[str, ...]:
    kinds = ("supremacy", "total", "supremacy_counted")
    return tuple(f"{channel}_{kind}" for channel in channels for kind in kinds)


MATCH = FeatureSet("match-1", NAMES, _grouped())


def match_values(
    fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState
) -> list[float]:
    """The values in the order of `MATCH.names`, of teams as they arrive at the match."""
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
