"""Team statistics: averages only over the matches in which something was recorded."""

from hypothesis import given
from hypothesis import strategies as st

from app.football.match import MatchStatistics
from app.football.team_statistics import Count, team_statistics
from tests.builders import played

RECORDED = MatchStatistics(
    home_shots=14,
    away_shots=9,
    home_shots_on_target=6,
    away_shots_on_target=2,
    home_corners=7,
    away_corners=3,
    home_fouls=10,
    away_fouls=12,
    home_yellow_cards=1,
    away_yellow_cards=4,
    home_red_cards=0,
    away_red_cards=1,
)


def test_counts_are_taken_from_the_teams_own_side() -> None:
    home, away = (team_statistics([played(2, 0, RECORDED)], team) for team in ("1", "2"))
    assert (home.shots.total, home.shots_against.total) == (14, 9)
    assert (away.shots.total, away.shots_against.total) == (9, 14)
    assert (home.shots_on_target.total, home.shots_on_target_against.total) == (6, 2)
    assert (away.corners.total, away.corners_against.total) == (3, 7)
    assert (home.fouls.total, away.fouls.total) == (10, 12)
    assert (home.yellow_cards.total, away.yellow_cards.total) == (1, 4)
    assert (home.red_cards.total, away.red_cards.total) == (0, 1)


def test_an_average_counts_only_matches_with_a_record() -> None:
    matches = [played(2, 0, RECORDED), played(1, 1), played(0, 3, MatchStatistics(home_shots=4))]
    statistics = team_statistics(matches, "1")
    assert statistics.played == 3
    assert statistics.shots == Count(total=18, matches=2)
    assert statistics.shots.per_match == 9
    assert statistics.corners == Count(total=7, matches=1)
    assert statistics.goals.per_match == 1
    assert statistics.goals_against.total == 4


def test_what_was_never_recorded_has_no_average() -> None:
    statistics = team_statistics([played(2, 0)], "1")
    assert statistics.shots.per_match is None
    assert statistics.red_cards == Count(total=0, matches=0)


def test_a_recorded_nought_is_an_average_of_nought() -> None:
    assert team_statistics([played(2, 0, RECORDED)], "1").red_cards.per_match == 0


def test_a_team_without_matches_has_no_averages() -> None:
    statistics = team_statistics([played()], "3")
    assert statistics.played == 0
    assert statistics.points_per_match is None
    assert statistics.goals.per_match is None


def test_arsenal_went_unbeaten_with_these_results() -> None:
    """Premier League 2003/04: the first five matches of the 38 without a defeat."""
    matches = [
        played(2, 1, home="ARS", away="EVE"),
        played(0, 4, home="MID", away="ARS"),
        played(2, 0, home="ARS", away="AVL"),
        played(1, 2, home="MCI", away="ARS"),
        played(1, 1, home="ARS", away="POR"),
    ]
    statistics = team_statistics(matches, "ARS")
    assert (statistics.won, statistics.drawn, statistics.lost) == (4, 1, 0)
    assert statistics.points == 13
    assert statistics.points_per_match == 2.6
    assert (statistics.goals.total, statistics.goals_against.total) == (11, 3)
    assert statistics.clean_sheets == 2
    assert statistics.failed_to_score == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_one_sides_clean_sheet_is_the_others_blank(scores: list[tuple[int, int]]) -> None:
    matches = [played(home, away) for home, away in scores]
    home, away = team_statistics(matches, "1"), team_statistics(matches, "2")
    assert home.clean_sheets == away.failed_to_score
    assert home.goals == away.goals_against
    assert (home.won, home.drawn, home.lost) == (away.lost, away.drawn, away.won)
    assert home.played == len(scores)
