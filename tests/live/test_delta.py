"""Why probabilities moved adds up to the last bit, over any number of updates."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.predictions import Receipt
from app.errors import FootballError, InsufficientData, NotFound, ValidationFailed
from app.football.inplay.delta import UpdateCause, movements, quantised
from app.football.inplay.state import MatchState
from app.football.scoregrid import ExpectedGoals, ScoreGrid
from app.live.delta import change_of, delta_of, prediction_delta
from app.live.updates import InPlayPrediction, LiveUpdate

AT = datetime(2025, 6, 1, 12, tzinfo=UTC)
RECEIPT = Receipt("in-play", "1.0.0", "0" * 64, "in-play-1", "0" * 64, AT, AT, in_sample=False)
RATES = st.floats(0.0, 6.0)
Rates = tuple[float, float]


def _said(rates: Rates) -> InPlayPrediction:
    grid = ScoreGrid.from_rates(*rates)
    return InPlayPrediction(grid, grid.match_result, ExpectedGoals(*rates), RECEIPT)


def _updates(walk: Sequence[tuple[UpdateCause, Rates, Rates]]) -> list[LiveUpdate]:
    """A stream in which each update first lets time pass to one prediction, then comes to another."""
    updates: list[LiveUpdate] = []
    for sequence, (cause, passed, reached) in enumerate(walk, 1):
        before = updates[-1].prediction if updates else None
        said = _said(reached)
        stages = [
            (UpdateCause.CLOCK, quantised(_said(passed).outcome)),
            (cause, quantised(said.outcome)),
        ]
        updates.append(
            LiveUpdate(
                match_id=1,
                competition="E0",
                sequence=sequence,
                position=sequence,
                competition_position=sequence,
                run=None,
                cause=cause,
                event=None,
                state=MatchState(),
                made_at=AT,
                prediction=said,
                movements=movements(quantised(before.outcome), stages) if before else (),
            )
        )
    return updates


STREAMS = st.lists(
    st.tuples(st.sampled_from(UpdateCause), st.tuples(RATES, RATES), st.tuples(RATES, RATES)),
    min_size=1,
    max_size=40,
).map(_updates)


class Stream:
    """A match's stored updates."""

    def __init__(self, length: int) -> None:
        self.updates = _updates([(UpdateCause.EVENT, (1.0, 1.0), (1.0 + n % 5, 1.0)) for n in range(length)])

    async def after(self, match_id: int, sequence: int, limit: int) -> list[LiveUpdate]:
        assert match_id == 1
        return self.updates[sequence : sequence + limit]

    async def of_run(self, match_id: int) -> tuple[int, int] | None:
        assert match_id == 1
        return (self.updates[0].sequence, self.updates[-1].sequence) if self.updates else None


@given(STREAMS)
def test_before_and_change_are_after_bit_for_bit(updates: list[LiveUpdate]) -> None:
    delta = delta_of(updates)
    for side in ("home", "draw", "away"):
        assert getattr(delta.before, side) + getattr(delta.change, side) == getattr(delta.after, side)


@given(STREAMS)
def test_parts_and_steps_both_sum_to_the_change(updates: list[LiveUpdate]) -> None:
    delta = delta_of(updates)
    assert change_of(delta.parts) == delta.change
    steps = [change_of(update.movements) for update in delta.steps]
    assert tuple(map(sum, zip(*steps, strict=True))) == delta.change or not steps
    assert change_of(reversed(delta.parts)) == delta.change


@given(STREAMS, st.data())
def test_deltas_of_consecutive_ranges_add_up(updates: list[LiveUpdate], data: st.DataObject) -> None:
    middle = data.draw(st.integers(0, len(updates) - 1))
    first, second, whole = delta_of(updates[: middle + 1]), delta_of(updates[middle:]), delta_of(updates)
    assert tuple(map(sum, zip(first.change, second.change, strict=True))) == whole.change
    assert first.after == second.before


async def test_a_range_tells_the_steps_after_its_first_update() -> None:
    delta = await prediction_delta(Stream(5), 1, 2, 4)
    assert [update.sequence for update in delta.steps] == [3, 4]


async def test_a_range_of_one_update_is_no_change() -> None:
    delta = await prediction_delta(Stream(5), 1, 2, 2)
    assert (delta.change, delta.parts, delta.steps) == ((0, 0, 0), (), ())
    assert delta.before == delta.after


@pytest.mark.parametrize(
    ("given", "steps"), [((), [2, 3, 4, 5]), ((3,), [4, 5]), ((None, 3), [2, 3])], ids=str
)
async def test_without_a_range_the_whole_match_is_told(
    given: tuple[int | None, ...], steps: list[int]
) -> None:
    delta = await prediction_delta(Stream(5), 1, *given)
    assert [update.sequence for update in delta.steps] == steps
    assert (delta.from_, delta.to) == (steps[0] - 1, steps[-1])


async def test_of_a_match_that_nothing_was_told_of_there_is_no_delta() -> None:
    with pytest.raises(NotFound, match="nothing was told of it live"):
        await prediction_delta(Stream(0), 1)


@pytest.mark.parametrize(
    ("from_", "to", "error"),
    [
        (0, 3, ValidationFailed),
        (3, 2, ValidationFailed),
        (1, 2002, ValidationFailed),
        (4, 6, NotFound),
        (7, 8, NotFound),
    ],
)
async def test_a_range_that_is_not_there_is_refused(from_: int, to: int, error: type[FootballError]) -> None:
    with pytest.raises(error):
        await prediction_delta(Stream(5), 1, from_, to)


async def test_two_thousand_steps_are_summed_up() -> None:
    assert len((await prediction_delta(Stream(2001), 1, 1, 2001)).steps) == 2000


async def test_updates_without_a_prediction_say_what_is_missing() -> None:
    stream = Stream(2)
    stream.updates[1] = LiveUpdate(
        1, "E0", 2, 2, 2, None, UpdateCause.EVENT, None, MatchState(), AT, None, ("a rating of Leeds",)
    )
    with pytest.raises(InsufficientData, match="a rating of Leeds"):
        await prediction_delta(stream, 1, 1, 2)
