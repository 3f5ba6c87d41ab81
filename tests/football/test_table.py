"""League tables: real groups, and what must hold for any results."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.football.match import PlayedMatch
from app.football.table import league_table
from tests.builders import played

Result = tuple[str, int, int, str]

EURO_2024_GROUP_E: list[Result] = [
    ("Romania", 3, 0, "Ukraine"),
    ("Belgium", 0, 1, "Slovakia"),
    ("Slovakia", 1, 2, "Ukraine"),
    ("Belgium", 2, 0, "Romania"),
    ("Slovakia", 1, 1, "Romania"),
    ("Ukraine", 0, 0, "Belgium"),
]
"""Every team ended with four points."""

WORLD_CUP_2022_GROUP_C: list[Result] = [
    ("Argentina", 1, 2, "Saudi Arabia"),
    ("Mexico", 0, 0, "Poland"),
    ("Poland", 2, 0, "Saudi Arabia"),
    ("Argentina", 2, 0, "Mexico"),
    ("Poland", 0, 2, "Argentina"),
    ("Saudi Arabia", 1, 2, "Mexico"),
]


def matches(results: list[Result]) -> list[PlayedMatch]:
    return [
        played(home_goals, away_goals, match_id=str(number), home=home, away=away)
        for number, (home, home_goals, away_goals, away) in enumerate(results)
    ]


def test_level_teams_are_separated_by_goal_difference_then_goals() -> None:
    table = league_table(matches(EURO_2024_GROUP_E))
    assert [row.team for row in table] == ["Romania", "Belgium", "Slovakia", "Ukraine"]
    assert {row.points for row in table} == {4}
    assert [row.goal_difference for row in table] == [1, 1, 0, -2]
    assert [row.goals_for for row in table] == [4, 2, 3, 2]


def test_a_row_counts_a_teams_whole_record() -> None:
    table = league_table(matches(WORLD_CUP_2022_GROUP_C))
    assert [row.team for row in table] == ["Argentina", "Poland", "Mexico", "Saudi Arabia"]
    argentina = table[0]
    assert (argentina.position, argentina.played, argentina.points) == (1, 3, 6)
    assert (argentina.won, argentina.drawn, argentina.lost) == (2, 0, 1)
    assert (argentina.goals_for, argentina.goals_against) == (5, 2)


def test_names_decide_between_equal_teams() -> None:
    results = matches([("1", 1, 1, "2")])
    assert [row.team for row in league_table(results)] == ["1", "2"]
    named = league_table(results, names={"1": "Wolves", "2": "Arsenal"})
    assert [row.team for row in named] == ["2", "1"]


def test_teams_that_have_not_played_stand_in_the_table() -> None:
    table = league_table(matches([("1", 0, 1, "2")]), teams=("3", "2"))
    assert [(row.position, row.team, row.played) for row in table] == [(1, "2", 1), (2, "3", 0), (3, "1", 1)]


def test_no_matches_make_an_empty_table() -> None:
    assert league_table([]) == ()


teams = st.sampled_from("ABCDEF")
seasons = st.lists(
    st.tuples(teams, st.integers(0, 9), st.integers(0, 9), teams).filter(
        lambda result: result[0] != result[3]
    ),
    max_size=40,
)


@given(seasons)
def test_a_table_adds_up(results: list[Result]) -> None:
    table = league_table(matches(results))
    draws = sum(home == away for _, home, away, _ in results)
    assert sum(row.played for row in table) == 2 * len(results)
    assert sum(row.points for row in table) == 3 * len(results) - draws
    assert sum(row.goal_difference for row in table) == 0
    assert sum(row.won for row in table) == sum(row.lost for row in table) == len(results) - draws
    assert all(row.played == row.won + row.drawn + row.lost for row in table)
    assert all(row.points == 3 * row.won + row.drawn for row in table)
    assert [row.position for row in table] == list(range(1, len(table) + 1))


@given(seasons, st.randoms(use_true_random=False))
def test_the_order_of_the_matches_does_not_matter(results: list[Result], random: Random) -> None:
    shuffled = random.sample(results, len(results))
    assert league_table(matches(shuffled)) == league_table(matches(results))
