"""The speed benchmark's arithmetic: order of rounds, ratios, and when a rate is borne."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.speed.figures import Round, even_rate, interleaved, median_round, ratio, sustains

FIGURES = st.lists(st.floats(1, 1e6), min_size=1, max_size=9)


@given(targets=st.lists(st.integers(), min_size=1, max_size=6, unique=True), pairs=st.integers(1, 4))
def test_there_and_back_every_target_has_the_same_mean_place(targets: list[int], pairs: int) -> None:
    turns = interleaved(targets, 2 * pairs)
    places = {target: sum(turn.index(target) for turn in turns) for target in targets}
    assert len(set(places.values())) == 1
    assert all(sorted(turn) == sorted(targets) for turn in turns)


def test_rounds_go_there_and_back() -> None:
    assert interleaved("AB", 3) == [["A", "B"], ["B", "A"], ["A", "B"]]


@given(FIGURES)
def test_a_ratio_is_of_rounds_side_by_side_and_lies_in_its_range(theirs: list[float]) -> None:
    found = ratio([2 * one for one in theirs], theirs)
    assert found.least <= found.median <= found.greatest
    assert found.least == pytest.approx(2)
    assert found.greatest == pytest.approx(2)


def test_a_ratio_is_the_median_of_ratios_and_not_the_ratio_of_medians() -> None:
    assert str(ratio([10, 30, 20], [10, 10, 40])) == "1.00 (0.50-3.00)"


def test_each_figure_of_rounds_has_its_own_median() -> None:
    rounds = [Round(1, 30, 1, 5, 7), Round(2, 10, 2, 6, 8), Round(3, 20, 9, 4, 9)]
    middle = median_round(rounds)
    assert middle == Round(2, 20, 2, 5, 8)
    assert middle.total_us == 22


@given(st.dictionaries(st.text(), st.floats(1, 1e6), min_size=1), st.floats(0.1, 0.8))
def test_the_even_rate_is_borne_by_all_that_it_was_made_of(
    throughputs: dict[str, float], share: float
) -> None:
    rate = even_rate(throughputs, share)
    assert all(sustains(one, rate) for one in throughputs.values())


@pytest.mark.parametrize(("throughput", "rate", "borne"), [(100, 85, True), (100, 86, False)])
def test_a_rate_near_what_a_target_can_do_is_not_asked_of_it(
    throughput: float, rate: float, *, borne: bool
) -> None:
    assert sustains(throughput, rate) is borne
