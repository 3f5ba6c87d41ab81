"""What the in-play files say of goals and dismissals."""

from datetime import date
from pathlib import Path

import pytest

from app.training.inplay.matches import RecordedMatches, read_matches
from tests.ingest import inplay_files


@pytest.fixture
def matches(tmp_path: Path) -> RecordedMatches:
    return read_matches(inplay_files.write(tmp_path / "inplay"))


def place(matches: RecordedMatches, home: str) -> int:
    return next(index for index, one in enumerate(matches.records) if one.home == home)


def test_the_state_of_a_match_follows_its_minutes(matches: RecordedMatches) -> None:
    """A goal at 12, an own goal for the guests in added time, a dismissal at 61, a penalty at 90."""
    arsenal = place(matches, "Arsenal")
    told = {minute: matches.states(minute)[arsenal].tolist() for minute in (11, 12, 45, 61, 89, 90)}
    assert told == {
        11: [0, 0, 0, 0],
        12: [1, 0, 0, 0],
        45: [1, 1, 0, 0],
        61: [1, 1, 0, 1],
        89: [1, 1, 0, 1],
        90: [2, 1, 0, 1],
    }


def test_a_goal_that_was_taken_back_never_counts(matches: RecordedMatches) -> None:
    arsenal = place(matches, "Arsenal")
    assert matches.states(90)[arsenal, :2].tolist() == matches.final[arsenal].tolist()


def test_a_match_whose_goals_are_not_its_score_is_left_out(matches: RecordedMatches) -> None:
    assert "Chelsea" not in {one.home for one in matches.records}


def test_later_matches_are_left_out(tmp_path: Path) -> None:
    folder = inplay_files.write(tmp_path / "inplay")
    assert len(read_matches(folder, date(2024, 8, 17))) == 0
    assert len(read_matches(folder, date(2024, 8, 18))) == 2


def test_outcomes_are_those_of_the_scores(matches: RecordedMatches) -> None:
    assert matches.outcomes[place(matches, "Arsenal")] == 0
    assert matches.outcomes[place(matches, "Leeds")] == 1


def test_other_goals_are_other_data(matches: RecordedMatches, tmp_path: Path) -> None:
    same = read_matches(inplay_files.write(tmp_path / "again"))
    moved = [(1, 13, *inplay_files.LINES[0][2:]), *inplay_files.LINES[1:]]
    changed = read_matches(inplay_files.write(tmp_path / "changed", lines=moved))
    assert same.digest == matches.digest != changed.digest
