"""Training rows are what would have been served at kickoff."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.football.features import build_features
from app.football.match import PlayedMatch, Score
from app.football.ratings import RatingBook, in_fold_order
from app.training.dataset import Dataset, build_dataset


def test_a_row_is_bit_for_bit_what_is_built_from_the_matches_known_at_kickoff(
    invented: list[PlayedMatch], data: Dataset
) -> None:
    for index in range(50, len(data), 97):
        fixture = data.matches[index].fixture
        book = RatingBook()
        for match in in_fold_order(invented):
            if match.known_at <= fixture.kickoff:
                book.apply(match)
        built = build_features(fixture, *book.states(fixture), fixture.kickoff)
        assert tuple(data.features[index].tolist()) == built.values


def test_a_changed_result_changes_no_row_of_a_match_kicked_off_before_it_was_known(
    invented: list[PlayedMatch], data: Dataset
) -> None:
    at = invented[300].known_at
    changed = [replace(match, score=Score(9, 0)) if match.known_at >= at else match for match in invented]
    again = build_dataset(changed)
    before = [match.fixture.kickoff < at for match in data.matches]
    assert sum(before) > 100
    assert np.array_equal(again.features[before], data.features[before])
    assert not np.array_equal(again.features, data.features)


def test_matches_of_teams_hardly_known_give_no_row(invented: list[PlayedMatch], data: Dataset) -> None:
    absent = {match.fixture.match_id for match in invented} - {
        match.fixture.match_id for match in data.matches
    }
    assert 24 * 3 // 2 <= len(absent) <= 24 * 3


def test_internationals_neither_teach_nor_are_learned(invented: list[PlayedMatch], data: Dataset) -> None:
    abroad = [
        replace(match, fixture=replace(match.fixture, competition="INT-FRIENDLY", match_id=f"9{number}"))
        for number, match in enumerate(invented[:50])
    ]
    assert build_dataset([*invented, *abroad]).digest == data.digest


def test_the_digest_holds_features_and_goals_but_not_the_order_given(
    invented: list[PlayedMatch], data: Dataset
) -> None:
    assert build_dataset(reversed(invented)).digest == data.digest
    other = replace(data, goals=data.goals + np.eye(len(data), 2, dtype=np.int64))
    assert other.digest != data.digest


def test_a_window_holds_results_known_from_its_start_and_before_its_end(data: Dataset) -> None:
    start = datetime(2016, 8, 1, tzinfo=UTC)
    end = start + timedelta(days=365)
    window = data.between(start, end)
    assert len(window)
    assert all(start <= match.known_at < end for match in window.matches)
    assert len(data.between(None, start)) + len(data.between(start, None)) == len(data)


def test_outcomes_count_home_draw_away_from_zero(data: Dataset) -> None:
    for match, code in zip(data.matches[:200], data.outcomes.tolist(), strict=False):
        assert ("HOME", "DRAW", "AWAY")[code] == match.score.outcome


def test_no_matches_make_an_empty_dataset() -> None:
    empty = build_dataset([])
    assert (len(empty), empty.features.shape[0], empty.goals.shape) == (0, 0, (0, 2))


@pytest.mark.parametrize("changed", ["features", "goals"])
def test_rows_line_up(data: Dataset, changed: str) -> None:
    chosen = data.where(np.arange(len(data)) % 2 == 0)
    assert np.array_equal(getattr(chosen, changed), getattr(data, changed)[::2])
    assert chosen.matches == data.matches[::2]
