"""What one finished match teaches: the only way a state moves."""

from dataclasses import dataclass, replace

from app.football.match import Outcome, PlayedMatch
from app.football.ratings import elo
from app.football.ratings.channels import GOALS
from app.football.ratings.competition import CompetitionState
from app.football.ratings.learn import Lesson, learn
from app.football.ratings.pi import revise
from app.football.ratings.stakes import replaced
from app.football.ratings.strength import Strength, mean_count
from app.football.ratings.team import TeamState, arriving, code_number

HOME_ADVANTAGE_STEP = 0.476
DRAW_MEMORY = 1000.0
EVIDENCE_MEMORY = 12.17
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
    lesson = learn(match, before_home, before_away, before)
    after_home = _next_team(match, before_home, before_away, before, lesson.home, at_home=True)
    after_away = _next_team(match, before_home, before_away, before, lesson.away, at_home=False)
    after = _next_competition(match, before_home, before_away, before, lesson)
    return Update(
        after_home,
        after_away,
        replace(
            after,
            rounds=max(before.rounds, after_home.season_matches, after_away.season_matches),
            table=_next_table(before.table, (before_home, after_home), (before_away, after_away)),
        ),
    )


def home_advantage_elo(competition: CompetitionState, *, neutral: bool) -> float:
    return 0.0 if neutral else competition.home_advantage_elo


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
        rounds=0.0,
        last_rounds=competition.rounds or competition.last_rounds,
        table=(),
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
        season_points=team.season_points + _points(goal_difference if at_home else -goal_difference),
        competition_matches=team.competition_matches + 1.0,
        last_kickoff=match.fixture.kickoff.timestamp(),
        price_moves=moves,
        price_evidence=evidence,
    )


def _points(goal_difference: int) -> float:
    return 3.0 if goal_difference > 0 else 1.0 if goal_difference == 0 else 0.0


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
    lesson: Lesson,
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
        levels=lesson.levels,
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


def _next_table(table: tuple[float, ...], *moves: tuple[TeamState, TeamState]) -> tuple[float, ...]:
    """The table with each side's points before and after, `moves`, put right."""
    for before, after in moves:
        first = before.season_matches == 0
        table = replaced(table, None if first else before.season_points, after.season_points)
    return table
