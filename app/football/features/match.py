"""The set `match`: what ratings, table and calendar say of a match, without prices."""

from math import log
from operator import sub

from app.football.features.definition import FeatureSet
from app.football.match import Fixture
from app.football.ratings.channels import CHANNEL_NAMES
from app.football.ratings.competition import KnownCompetition
from app.football.ratings.elo import SCALE, expected_score
from app.football.ratings.learn import venue_levels
from app.football.ratings.pi import PiRating, expected_goal_difference, expected_supremacy
from app.football.ratings.stakes import NOTHING_KNOWN, Stakes, matches_left, stakes
from app.football.ratings.team import Arrived, code_number

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
    fixture: Fixture, home: Arrived, away: Arrived, competition: KnownCompetition
) -> list[float]:
    """The values in the order of `MATCH.names`."""
    supremacies, totals = _channel_values(home, away)
    evidence = (home.shot_evidence + away.shot_evidence) / 2.0
    pi = _pi_supremacy(fixture, home, away)
    advantage = 0.0 if fixture.neutral else competition.home_advantage_elo
    difference = home.elo + advantage - away.elo
    return [
        *supremacies,
        *totals,
        *[evidence * supremacy for supremacy in supremacies],
        evidence * ((home.elo - away.elo) / SCALE),
        evidence * pi,
        expected_score(difference),
        difference,
        pi,
        *venue_levels(competition.goals, neutral=fixture.neutral),
        competition.draw_rate,
        home.tier,
        1.0 if fixture.neutral else 0.0,
        home.shot_evidence,
        away.shot_evidence,
        log(1.0 + home.competition_matches),
        log(1.0 + away.competition_matches),
        home.load,
        away.load,
        *_stake_values(fixture, home, away, competition),
    ]


def _channel_values(home: Arrived, away: Arrived) -> tuple[list[float], list[float]]:
    ours = [*map(sub, home.attacks, away.defences)]
    theirs = [*map(sub, away.attacks, home.defences)]
    supremacies = [difference / 2.0 for difference in map(sub, ours, theirs)]
    return supremacies, [(ours[index] + theirs[index]) / 2.0 for index in _TOTALLED]


def _pi_supremacy(fixture: Fixture, home: Arrived, away: Arrived) -> float:
    """Expected goals ahead; where nobody is at home, each side by the mean of its two ratings."""
    if fixture.neutral:
        ours, theirs = PiRating(home.pi_home, home.pi_away), PiRating(away.pi_home, away.pi_away)
        return expected_supremacy(ours.anywhere, theirs.anywhere)
    return expected_goal_difference(home.pi_home) - expected_goal_difference(away.pi_away)


def _stake_values(
    fixture: Fixture, home: Arrived, away: Arrived, competition: KnownCompetition
) -> list[float]:
    if competition.season != code_number(fixture.season):
        ours = theirs = NOTHING_KNOWN
    else:
        ours, theirs = (_stakes(fixture, side, competition) for side in (home, away))
    return [
        *[mine - other for mine, other in zip(ours.lines, theirs.lines, strict=True)],
        ours.greatest - theirs.greatest,
        ours.dead - theirs.dead,
    ]


def _stakes(fixture: Fixture, side: Arrived, competition: KnownCompetition) -> Stakes:
    table = competition.table
    left = matches_left(side.season_matches, competition.last_rounds, len(table))
    return stakes(fixture.competition, table, side.season_points, left)
