"""What the counts of one match teach about the two sides' strengths and the competition's levels."""

from dataclasses import dataclass

from app.football.match import PlayedMatch
from app.football.ratings.channels import CHANNELS, GOALS, CountedChannel
from app.football.ratings.competition import CompetitionState, Level
from app.football.ratings.strength import Memory, Strength, gain, mean_count, surprise
from app.football.ratings.team import TeamState

LEVEL_MEMORY = 398.6
"""Matches a competition's means remember (most of a season of a league of twenty)."""

LEVEL_PRIOR = 13.11
"""Matches the usual means count for in a competition not seen before."""

RED_CARD_NOISE = 1.331
"""Counts of a match with a dismissal say less of what eleven do against eleven: their noise is greater."""

MOST_AHEAD = 2
"""Goals ahead at half time beyond which nothing changes any more."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The strengths of both sides and the levels of the competition after a match, by channel."""

    home: tuple[Strength, ...]
    away: tuple[Strength, ...]
    levels: tuple[Level, ...]


def learn(match: PlayedMatch, home: TeamState, away: TeamState, competition: CompetitionState) -> Lesson:
    """Where a count was not recorded, its channel learns from the goals, and its level stays."""
    homes, aways, levels = [], [], []
    for index, channel in enumerate(CHANNELS):
        recorded = channel.count(match) is not None
        evidence = index if recorded else GOALS
        home_strength, away_strength, level = _learn_channel(
            match,
            CHANNELS[evidence],
            channel.memory,
            competition.levels[evidence],
            (home.strengths[index], away.strengths[index]),
        )
        homes.append(home_strength)
        aways.append(away_strength)
        levels.append(level if recorded else competition.levels[index])
    return Lesson(tuple(homes), tuple(aways), tuple(levels))


def venue_levels(level: Level, *, neutral: bool) -> tuple[float, float]:
    """Log means of the two sides: both at the middle where nobody is at home."""
    if not neutral:
        return level.home, level.away
    middle = (level.home + level.away) / 2.0
    return middle, middle


def _learn_channel(
    match: PlayedMatch,
    evidence: CountedChannel,
    memory: Memory,
    level: Level,
    sides: tuple[Strength, Strength],
) -> tuple[Strength, Strength, Level]:
    home, away = sides
    neutral = match.fixture.neutral
    home_level, away_level = venue_levels(level, neutral=neutral)
    course = _course(match, evidence)
    home_mean = mean_count(home_level + course, home, away)
    away_mean = mean_count(away_level - course, away, home)
    home_count, away_count = evidence.count(match) or (match.score.home, match.score.away)
    home_error = surprise(evidence.counting.weighed(home_count), home_mean)
    away_error = surprise(evidence.counting.weighed(away_count), away_mean)
    noise = evidence.counting.dispersion / ((home_mean + away_mean) / 2.0) * _disorder(match)
    home_gain, away_gain = gain(home, away, noise), gain(away, home, noise)
    step = 0.0 if neutral else 1.0 / min(level.matches + LEVEL_PRIOR, LEVEL_MEMORY)
    return (
        _learned(home, memory, home_gain, home_error, away_error),
        _learned(away, memory, away_gain, away_error, home_error),
        Level(level.home + step * home_error, level.away + step * away_error, level.matches + 1.0),
    )


def _course(match: PlayedMatch, evidence: CountedChannel) -> float:
    """How the match went changes what the home side's counts should have been, on the log scale."""
    statistics = match.statistics
    outnumbered = (statistics.away_red_cards or 0) - (statistics.home_red_cards or 0)
    course = evidence.counting.dismissal * outnumbered
    if match.half_time is not None:
        ahead = match.half_time.home - match.half_time.away
        course += evidence.counting.half_time * max(-MOST_AHEAD, min(MOST_AHEAD, ahead))
    return course


def _disorder(match: PlayedMatch) -> float:
    sent_off = (match.statistics.home_red_cards or 0) + (match.statistics.away_red_cards or 0)
    return RED_CARD_NOISE if sent_off else 1.0


def _learned(own: Strength, memory: Memory, share: float, for_error: float, against_error: float) -> Strength:
    return Strength(
        own.attack + share * for_error,
        own.defence - memory.defence * share * against_error,
        own.variance * (1.0 - share),
    )
