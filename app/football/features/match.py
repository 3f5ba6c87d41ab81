"""The set `match`: what ratings, table and calendar say of a match, without prices."""

from math import log

from app.football.features.definition import FeatureSet
from app.football.match import Fixture
from app.football.ratings.channels import CHANNEL_NAMES, CHANNELS
from app.football.ratings.competition import CompetitionState
from app.football.ratings.elo import SCALE, expected_score
from app.football.ratings.learn import venue_levels
from app.football.ratings.pi import expected_supremacy
from app.football.ratings.stakes import NOTHING_KNOWN, Stakes, matches_left, stakes
from app.football.ratings.strength import Strength
from app.football.ratings.team import TeamState, code_number
from app.football.ratings.update import home_advantage_elo

TOTALLED = ("goals", "recent_goals", "on_target")
"""Channels that say how many goals to expect of both together; the others added nothing to these."""

_TOTALLED = tuple(CHANNEL_NAMES.index(name) for name in TOTALLED)
_SUPREMACIES = tuple(f"{name}_supremacy" for name in CHANNEL_NAMES)
_COUNTED = tuple(f"{name}_supremacy_counted" for name in (*CHANNEL_NAMES, "elo", "pi"))
_RATINGS = ("elo_expected_score", "elo_difference", "pi_supremacy")
_LEAGUE = ("goals_level_home", "goals_level_away", "draw_rate", "tier", "neutral")
_EVIDENCE = (
    "shot_evidence_home",
    "shot_evidence_away",
    "competition_matches_home",
    "competition_matches_away",
)
_LOAD = ("load_home", "load_away")
_STAKES = (
    "stake_title",
    "stake_first",
    "stake_second",
    "stake_relegated",
    "stake_threatened",
    "stake_greatest",
    "stake_none",
)
NAMES: tuple[str, ...] = (
    *_SUPREMACIES,
    *(f"{name}_total" for name in TOTALLED),
    *_COUNTED,
    *_RATINGS,
    *_LEAGUE,
    *_EVIDENCE,
    *_LOAD,
    *_STAKES,
)
"""`*_supremacy` and `*_total` are the half difference and the half sum of
the two sides' log attack minus the opponent's log defence: the log rates are level + total ± supremacy.
`*_counted` are multiplied by the mean shot evidence: goals weigh more where no shots are known.
`stake_*`: how much more is at stake for the home side than for the away side (`ratings.stakes`)."""


def _about(*channels: str) -> tuple[str, ...]:
    supremacies = (f"{channel}_{kind}" for channel in channels for kind in ("supremacy", "supremacy_counted"))
    return *supremacies, *(f"{channel}_total" for channel in channels if channel in TOTALLED)


MATCH = FeatureSet(
    "match-2",
    NAMES,
    {
        "goals": _about("goals", "recent_goals", "lasting_goals"),
        "shots on target": _about("on_target", "recent_on_target", "lasting_on_target"),
        "other shots and corners": _about("off_target", "corners"),
        "Elo and pi-ratings": ("elo_supremacy_counted", "pi_supremacy_counted", *_RATINGS),
        "home advantage and league": _LEAGUE,
        "what is known of the teams": _EVIDENCE,
        "stakes and schedule": (*_LOAD, *_STAKES),
    },
)


def match_values(
    fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState
) -> list[float]:
    """The values in the order of `MATCH.names`, of teams as they arrive at the match."""
    supremacies, totals = _channel_values(home.strengths, away.strengths)
    evidence = (home.shot_evidence + away.shot_evidence) / 2.0
    elo, pi = (home.elo - away.elo) / SCALE, _pi_supremacy(fixture, home, away)
    return [
        *supremacies,
        *(totals[index] for index in _TOTALLED),
        *(evidence * supremacy for supremacy in (*supremacies, elo, pi)),
        *_rating_values(fixture, home, away, competition),
        *_league_values(fixture, home, competition),
        home.shot_evidence,
        away.shot_evidence,
        log(1.0 + home.competition_matches),
        log(1.0 + away.competition_matches),
        home.load,
        away.load,
        *_stake_values(fixture, home, away, competition),
    ]


def _channel_values(
    home: tuple[Strength, ...], away: tuple[Strength, ...]
) -> tuple[list[float], list[float]]:
    supremacies, totals = [], []
    for index in range(len(CHANNELS)):
        home_log = home[index].attack - away[index].defence
        away_log = away[index].attack - home[index].defence
        supremacies.append((home_log - away_log) / 2.0)
        totals.append((home_log + away_log) / 2.0)
    return supremacies, totals


def _rating_values(
    fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState
) -> list[float]:
    difference = home.elo + home_advantage_elo(competition, neutral=fixture.neutral) - away.elo
    return [expected_score(difference), difference, _pi_supremacy(fixture, home, away)]


def _pi_supremacy(fixture: Fixture, home: TeamState, away: TeamState) -> float:
    """Expected goals ahead; where nobody is at home, each side by the mean of its two ratings."""
    if not fixture.neutral:
        return expected_supremacy(home.pi, away.pi)
    return expected_supremacy(home.pi.anywhere, away.pi.anywhere)


def _league_values(fixture: Fixture, home: TeamState, competition: CompetitionState) -> list[float]:
    levels = venue_levels(competition.levels[0], neutral=fixture.neutral)
    return [*levels, competition.draw_rate, home.tier, 1.0 if fixture.neutral else 0.0]


def _stake_values(
    fixture: Fixture, home: TeamState, away: TeamState, competition: CompetitionState
) -> list[float]:
    ours, theirs = (_stakes(fixture, side, competition) for side in (home, away))
    return [
        *(mine - other for mine, other in zip(ours.lines, theirs.lines, strict=True)),
        ours.greatest - theirs.greatest,
        ours.dead - theirs.dead,
    ]


def _stakes(fixture: Fixture, side: TeamState, competition: CompetitionState) -> Stakes:
    if competition.season != code_number(fixture.season):
        return NOTHING_KNOWN
    table = competition.table
    left = matches_left(side.season_matches, competition.last_rounds, len(table))
    return stakes(fixture.competition, table, side.season_points, left)
