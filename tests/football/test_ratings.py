"""Ratings: what a match teaches, and what becomes of a team between matches."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.match import MatchStatistics, PlayedMatch
from app.football.ratings import (
    CompetitionState,
    RatingBook,
    TeamState,
    after_match,
    arriving,
    in_fold_order,
    new_competition,
    new_team,
    tier,
)
from app.football.ratings.team import DIVISION_ELO, arrived, code_number
from tests.builders import KICKOFF, fixture, played

SHOTS = MatchStatistics(
    home_shots=14,
    away_shots=8,
    home_shots_on_target=6,
    away_shots_on_target=3,
    home_corners=7,
    away_corners=2,
)
TEAMS = ("1", "2", "3", "4")
goals = st.integers(0, 9)


@st.composite
def matches(draw: st.DrawFn) -> list[PlayedMatch]:
    count = draw(st.integers(1, 12))
    return [
        played(
            draw(goals),
            draw(goals),
            draw(st.sampled_from((SHOTS, MatchStatistics()))),
            match_id=str(number),
            home=draw(st.sampled_from(TEAMS)),
            away=draw(st.sampled_from(("5", "6", "7"))),
            competition=draw(st.sampled_from(("E0", "E1"))),
            season=draw(st.sampled_from(("2324", "2425"))),
            kickoff=KICKOFF + timedelta(hours=draw(st.integers(0, 20_000))),
            kickoff_time_known=draw(st.booleans()),
            neutral=draw(st.booleans()),
        )
        for number in range(count)
    ]


def folded(played_matches: list[PlayedMatch]) -> RatingBook:
    book = RatingBook()
    for match in in_fold_order(played_matches):
        book.apply(match)
    return book


@given(matches())
def test_states_survive_the_round_trip_through_a_vector_exactly(some: list[PlayedMatch]) -> None:
    book = folded(some)
    for team in book.teams.values():
        assert TeamState.from_vector(team.to_vector()) == team
    for competition in book.competitions.values():
        assert CompetitionState.from_vector(competition.to_vector()) == competition


@pytest.mark.parametrize("state", [new_team(new_competition()), new_competition()])
def test_a_vector_of_another_length_is_refused(state: TeamState | CompetitionState) -> None:
    with pytest.raises(ValueError, match="numbers, not"):
        state.from_vector(state.to_vector()[:-1])


@given(matches(), st.integers())
def test_the_fold_does_not_depend_on_the_order_in_which_matches_arrive(
    some: list[PlayedMatch], seed: int
) -> None:
    shuffled = random.Random(seed).sample(some, len(some))  # noqa: S311  a permutation, no secret
    assert folded(shuffled).teams == folded(some).teams
    assert folded(shuffled).competitions == folded(some).competitions


@given(matches())
def test_a_fold_can_stop_and_go_on_from_the_states_it_left(some: list[PlayedMatch]) -> None:
    ordered = in_fold_order(some)
    first = folded(ordered[: len(ordered) // 2])
    second = RatingBook(
        {name: TeamState.from_vector(team.to_vector()) for name, team in first.teams.items()},
        first.competitions,
    )
    for match in ordered[len(ordered) // 2 :]:
        second.apply(match)
    assert second.teams == folded(some).teams


def test_matches_known_at_one_instant_are_folded_by_number_not_by_spelling() -> None:
    ten, nine = played(match_id="10"), played(match_id="9", home="3", away="4")
    assert [match.fixture.match_id for match in in_fold_order([ten, nine])] == ["9", "10"]


@given(goals, goals, st.floats(1000, 2000), st.floats(1000, 2000), st.booleans())
def test_a_match_moves_elo_points_from_one_side_to_the_other(
    home_goals: int, away_goals: int, home_elo: float, away_elo: float, neutral: bool
) -> None:
    match = played(home_goals, away_goals, neutral=neutral)
    competition = new_competition()
    home, away = (replace(new_team(competition), elo=elo) for elo in (home_elo, away_elo))
    update = after_match(match, home, away, competition)
    assert update.home.elo + update.away.elo == pytest.approx(home_elo + away_elo)


@given(st.integers(0, 8), st.integers(1, 5))
def test_a_greater_win_is_worth_more_in_every_rating(conceded: int, margin: int) -> None:
    competition = new_competition()
    team = new_team(competition)
    by_less, by_more = (
        after_match(played(conceded + by, conceded), team, team, competition).home
        for by in (margin, margin + 1)
    )
    assert by_more.elo > by_less.elo
    assert by_more.pi_home > by_less.pi_home
    assert by_more.attack > by_less.attack


def test_shots_teach_only_where_they_were_counted_and_the_state_says_so() -> None:
    competition = new_competition()
    team = new_team(competition)
    counted = after_match(played(0, 0, SHOTS), team, team, competition)
    uncounted = after_match(played(0, 0), team, team, competition)
    assert (counted.home.shot_evidence, uncounted.home.shot_evidence) == (1.0, 0.0)
    assert counted.home.strengths[2].attack > 0 > uncounted.home.strengths[2].attack
    assert uncounted.competition.levels[2] == competition.levels[2]


def test_a_match_makes_a_team_better_known_and_a_break_less() -> None:
    competition = new_competition()
    team = new_team(competition)
    after = after_match(played(), team, team, competition).home
    later = arriving(after, fixture(season="2526", kickoff=KICKOFF + timedelta(days=365)))
    for start, known, rested in zip(team.strengths, after.strengths, later.strengths, strict=True):
        assert known.variance < start.variance
        assert known.variance < rested.variance <= start.variance


def test_a_new_season_starts_its_counts_at_zero_and_keeps_the_total() -> None:
    competition = new_competition()
    after = after_match(played(), new_team(competition), new_team(competition), competition).home
    later = arriving(after, fixture(season="2526", kickoff=KICKOFF + timedelta(days=365)))
    assert (later.matches, later.season_matches) == (1.0, 0.0)


def test_a_promoted_team_stands_lower_above_and_a_relegated_one_higher_below() -> None:
    competition = new_competition()
    team = replace(new_team(competition), elo=1500.0, matches=40.0, tier=2.0)
    promoted, stayed, relegated = (arriving(team, fixture(competition=code)) for code in ("E0", "E1", "E2"))
    assert promoted.elo == pytest.approx(stayed.elo - DIVISION_ELO)
    assert relegated.elo == pytest.approx(stayed.elo + DIVISION_ELO)
    assert promoted.attack < stayed.attack < relegated.attack
    assert promoted.defence < stayed.defence < relegated.defence


def test_a_team_is_average_in_a_competitions_first_season_and_an_entrant_later() -> None:
    first, later = (replace(new_competition(), seasons=count) for count in (1.0, 2.0))
    assert new_team(first).elo == new_team(new_competition()).elo == 1500
    assert new_team(later).elo < 1500
    assert new_team(later).attack < 0


def test_whoever_opens_the_second_season_as_a_newcomer_is_an_entrant_like_the_others() -> None:
    book = folded([played(match_id="1", home="1", away="2")])
    later = KICKOFF + timedelta(days=365)
    opening = played(1, 1, match_id="2", home="3", away="1", season="2526", kickoff=later)
    following = replace(opening, fixture=replace(opening.fixture, match_id="3", home="4", away="2"))
    first, second = book.apply(opening).home, book.apply(following).home
    assert first.elo == pytest.approx(second.elo, abs=2)
    assert first.elo < 1460


def test_tiers_count_from_the_top_and_unknown_competitions_are_top() -> None:
    assert [tier(code) for code in ("E0", "E1", "EC", "SC3", "BRA", "INT-WC")] == [1, 2, 5, 4, 1, 1]


def test_home_advantage_is_learned_only_where_somebody_is_at_home() -> None:
    competition = new_competition()
    team = new_team(competition)
    neutral = after_match(played(5, 0, neutral=True), team, team, competition).competition
    usual = after_match(played(5, 0), team, team, competition).competition
    assert neutral.home_advantage_elo == competition.home_advantage_elo < usual.home_advantage_elo
    assert neutral.levels[0].home == competition.levels[0].home < usual.levels[0].home


def test_a_match_with_a_dismissal_teaches_less() -> None:
    competition = new_competition()
    team = new_team(competition)
    usual = after_match(played(3, 0), team, team, competition).home
    dismissal = MatchStatistics(home_red_cards=0, away_red_cards=1)
    disturbed = after_match(played(3, 0, dismissal), team, team, competition).home
    assert 0 < disturbed.attack < usual.attack
    assert disturbed.strengths[0].variance > usual.strengths[0].variance


@given(matches(), st.sampled_from(("E0", "E1", "E3")), st.sampled_from(("2324", "2425")), st.integers(0, 900))
def test_a_team_arrives_the_same_from_its_vector_to_the_last_bit(
    some: list[PlayedMatch], competition: str, season: str, days: int
) -> None:
    match = fixture(competition=competition, season=season, kickoff=KICKOFF + timedelta(days=days))
    at = code_number(season), code_number(competition), float(tier(competition)), match.kickoff.timestamp()
    for team in folded(some).teams.values():
        whole, read = arriving(team, match), arrived(team.to_vector(), *at)
        assert list(read.attacks) == [one.attack for one in whole.strengths]
        assert list(read.defences) == [one.defence for one in whole.strengths]
        for name in set(read._fields) - {"attacks", "defences"}:
            assert getattr(read, name) == getattr(whole, name), name
