"""The parts of a movement add up to it exactly."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.delta import Movement, UpdateCause, movements, quantised, rounded, total
from app.football.scoregrid import OutcomeProbabilities

CAUSES = st.sampled_from(UpdateCause)


@st.composite
def outcomes(draw: st.DrawFn) -> OutcomeProbabilities:
    home = draw(st.floats(0, 1))
    draws = draw(st.floats(0, 1)) * (1 - home)
    return OutcomeProbabilities(home, draws, max(0.0, 1 - home - draws))


@given(outcomes(), st.lists(st.tuples(CAUSES, outcomes()), min_size=1, max_size=30))
def test_start_and_parts_give_the_end_bit_for_bit(
    start: OutcomeProbabilities, way: list[tuple[UpdateCause, OutcomeProbabilities]]
) -> None:
    parts = movements(quantised(start), [(cause, quantised(one)) for cause, one in way])
    end = rounded(way[-1][1])
    summed = list(rounded(start))
    for part in parts:
        summed = [summed[0] + part.home, summed[1] + part.draw, summed[2] + part.away]
    assert tuple(summed) == end
    causes = total(parts)
    assert len({one.cause for one in causes}) == len(causes)
    grouped = [
        start_ + sum(getattr(one, side) for one in causes)
        for start_, side in zip(rounded(start), ("home", "draw", "away"), strict=True)
    ]
    assert tuple(grouped) == end


@given(outcomes())
def test_rounding_moves_no_probability_by_more_than_half_a_step(outcome: OutcomeProbabilities) -> None:
    for exact, near in zip((outcome.home, outcome.draw, outcome.away), rounded(outcome), strict=True):
        assert abs(Fraction(exact) - Fraction(near)) <= Fraction(1, 2**41)


@given(outcomes(), st.lists(CAUSES, max_size=3))
def test_what_moves_nothing_has_no_part(outcome: OutcomeProbabilities, causes: list[UpdateCause]) -> None:
    there = quantised(outcome)
    assert movements(there, [(cause, there) for cause in causes]) == ()


def test_parts_that_cancel_each_other_are_left_out_of_the_total() -> None:
    up = Movement(UpdateCause.EVENT, 0.25, -0.25, 0.0)
    down = Movement(UpdateCause.EVENT, -0.25, 0.25, 0.0)
    clock = Movement(UpdateCause.CLOCK, 0.5, 0.0, -0.5)
    assert total([up, clock, down]) == (clock,)
