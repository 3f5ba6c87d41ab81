"""What one finished match teaches: the only way a state moves."""

from dataclasses import dataclass, replace

from app.football.match import Outcome, PlayedMatch
from app.football.ratings import elo
from app.football.ratings.channels import CHANNELS, GOALS, CountedChannel
from app.football.ratings.competition import CompetitionState, Level
from app.football.ratings.pi import revise
from app.football.ratings.strength import Strength, gain, mean_count, surprise
from app.football.ratings.team import TeamState, arriving, code_number

LEVEL_MEMORY = 310.0
"""Matches a competition's means remember (most of a season of a league of twenty)."""

LEVEL_PRIOR = 48.0
"""Matches the usual means count for in a competition not seen before."""

HOME_ADVANTAGE_STEP = 1.5
RED_CARD_NOISE = 2.0
"""Counts of a match with a dismissal say less of what eleven do against eleven: their noise is doubled."""

DRAW_MEMORY = 1000.0
EVIDENCE_MEMORY = 20.0
HOME_EDGE_STEP = 0.01
PRICE_MEMORY = 0.85
"""Share of the earlier price moves that each further one leaves."""


@dataclass(frozen=True, slots=True)
class Update:
    """The three states after a match."""

    home: TeamState
    away: TeamState
    competition: CompetitionState


def after_match(
    match: PlayedMatch, home: TeamState, away: TeamState, competition: CompetitionState
) -> Update:
    """The states after `match`, from those before it (as they were left by the teams' last known matches)."""
    before_home, before_away = arriving(home, match.fixture), arriving(away, match.fixture)
    before = opened(competition, match)
    strengths, levels = _learn(match, before_home, before_away, before)
    return Update(
        _next_team(match, before_home, before_away, before, strengths[0], at_home=True),
        _next_team(match, before_home, before_away, before, strengths[1], at_home=False),
        _next_competition(match, before_home, before_away, before, levels),
    )


def home_advantage_elo(competition: CompetitionState, *, neutral: bool) -> float:
    return 0.0 if neutral else competition.home_advantage_elo


def venue_levels(level: Level, *, neutral: bool) -> tuple[float, float]:
    """Log means of the two sides: both at the middle where nobody is at home."""
    if not neutral:
        return level.home, level.away
    middle = (level.home + level.away) / 2.0
    return middle, middle


def opened(competition: CompetitionState, match: PlayedMatch) -> CompetitionState:
    """The competition with the match's season opened, if this is its first match."""
    season = code_number(match.fixture.season)
    if season == competition.season:
        return competition
    return replace(
        competition,
        season=season,
        seasons=competition.seasons + 1,
        season_matches=0.0,
        season_start=match.fixture.kickoff.timestamp(),
    )


_Strengths = tuple[tuple[Strength, ...], tuple[Strength, ...]]


def _learn(
    match: PlayedMatch, home: TeamState, away: TeamState, competition: CompetitionState
) -> tuple[_Strengths, tuple[Level, ...]]:
    homes, aways, levels = [], [], []
    goals = CHANNELS[GOALS]
    for index, channel in enumerate(CHANNELS):
        counts = channel.count(match)
        evidence, level = (channel, competition.levels[index])
        if counts is None:
            evidence, level = goals, competition.levels[GOALS]
        home_strength, away_strength, learned = _learn_channel(
            match, evidence, level, home.strengths[index], away.strengths[index]
        )
        homes.append(home_strength)
        aways.append(away_strength)
        levels.append(competition.levels[index] if counts is None else learned)
    return (tuple(homes), tuple(aways)), tuple(levels)


def _learn_channel(
    match: PlayedMatch, evidence: CountedChannel, level: Level, home: Strength, away: Strength
) -> tuple[Strength, Strength, Level]:
    neutral = match.fixture.neutral
    home_level, away_level = venue_levels(level, neutral=neutral)
    home_mean = mean_count(home_level, home, away)
    away_mean = mean_count(away_level, away, home)
    home_count, away_count = evidence.count(match) or (match.score.home, match.score.away)
    home_error, away_error = surprise(home_count, home_mean), surprise(away_count, away_mean)
    noise = evidence.channel.dispersion / ((home_mean + away_mean) / 2) * _disorder(match)
    home_gain, away_gain = gain(home, away, noise), gain(away, home, noise)
    step = 0.0 if neutral else 1.0 / min(level.matches + LEVEL_PRIOR, LEVEL_MEMORY)
    return (
        _learned(home, home_gain, home_error, away_error),
        _learned(away, away_gain, away_error, home_error),
        Level(level.home + step * home_error, level.away + step * away_error, level.matches + 1.0),
    )


def _disorder(match: PlayedMatch) -> float:
    sent_off = (match.statistics.home_red_cards or 0) + (match.statistics.away_red_cards or 0)
    return RED_CARD_NOISE if sent_off else 1.0


def _learned(own: Strength, share: float, for_error: float, against_error: float) -> Strength:
    return Strength(
        own.attack + share * for_error, own.defence - share * against_error, own.variance * (1.0 - share)
    )


def _next_team(
    match: PlayedMatch,
    home: TeamState,
    away: TeamState,
    competition: CompetitionState,
    strengths: tuple[Strength, ...],
    *,
    at_home: bool,
) -> TeamState:
    team = home if at_home else away
    goal_difference = match.score.home - match.score.away
    advantage = home_advantage_elo(competition, neutral=match.fixture.neutral)
    points = elo.exchange(home.elo + advantage - away.elo, goal_difference)
    pi = revise(home.pi, away.pi, goal_difference, neutral=match.fixture.neutral)[0 if at_home else 1]
    recorded = 1.0 if match.statistics.home_shots_on_target is not None else 0.0
    moves, evidence = _price_moves(match, team, at_home=at_home)
    return replace(
        team,
        elo=team.elo + points if at_home else team.elo - points,
        pi_home=pi.home,
        pi_away=pi.away,
        strengths=strengths,
        home_edge=team.home_edge + _edge_step(match, home, away, competition),
        shot_evidence=_remembered(team.shot_evidence, recorded, team.matches, EVIDENCE_MEMORY),
        load=team.load + 1.0,
        matches=team.matches + 1.0,
        season_matches=team.season_matches + 1.0,
        competition_matches=team.competition_matches + 1.0,
        last_kickoff=match.fixture.kickoff.timestamp(),
        price_moves=moves,
        price_evidence=evidence,
    )


def _price_moves(match: PlayedMatch, team: TeamState, *, at_home: bool) -> tuple[float, float]:
    if match.price_move is None:
        return team.price_moves, team.price_evidence
    towards = match.price_move if at_home else -match.price_move
    return PRICE_MEMORY * team.price_moves + towards, PRICE_MEMORY * team.price_evidence + 1.0


def _edge_step(match: PlayedMatch, home: TeamState, away: TeamState, competition: CompetitionState) -> float:
    """Goals the home side did better than expected, which says as much of the away side's journey."""
    if match.fixture.neutral:
        return 0.0
    level = competition.levels[GOALS]
    expected = mean_count(level.home, home.strengths[GOALS], away.strengths[GOALS]) - mean_count(
        level.away, away.strengths[GOALS], home.strengths[GOALS]
    )
    return HOME_EDGE_STEP * (match.score.home - match.score.away - expected)


def _remembered(mean: float, value: float, matches: float, memory: float) -> float:
    return mean + (value - mean) / min(matches + 1.0, memory)


def _next_competition(
    match: PlayedMatch,
    home: TeamState,
    away: TeamState,
    competition: CompetitionState,
    levels: tuple[Level, ...],
) -> CompetitionState:
    advantage = competition.home_advantage_elo
    if not match.fixture.neutral:
        actual = {Outcome.HOME: 1.0, Outcome.DRAW: 0.5, Outcome.AWAY: 0.0}[match.score.outcome]
        expected = elo.expected_score(home.elo + advantage - away.elo)
        advantage += HOME_ADVANTAGE_STEP * (actual - expected)
    drawn = 1.0 if match.score.outcome is Outcome.DRAW else 0.0
    recorded = 1.0 if match.statistics.home_shots_on_target is not None else 0.0
    return replace(
        competition,
        levels=levels,
        home_advantage_elo=advantage,
        draw_rate=competition.draw_rate
        + (drawn - competition.draw_rate) / min(competition.matches + 100.0, DRAW_MEMORY),
        shot_evidence=_remembered(
            competition.shot_evidence, recorded, competition.matches, EVIDENCE_MEMORY * 10
        ),
        matches=competition.matches + 1.0,
        season_matches=competition.season_matches + 1.0,
        last_kickoff=max(competition.last_kickoff, match.fixture.kickoff.timestamp()),
    )
