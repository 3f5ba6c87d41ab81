"""What the in-play files tell of matches."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import NotFound
from app.football.inplay.timeline import tally
from app.football.match import Score
from app.ingest.inplay import InPlayDataUnusable, InPlayFiles, RecordedMatch
from tests.ingest import inplay_files

DAY = date(2024, 8, 17)


@pytest.fixture
def files(tmp_path: Path) -> InPlayFiles:
    return InPlayFiles(inplay_files.write(tmp_path / "inplay"))


def found(files: InPlayFiles, home: str, away: str, day: date = DAY) -> RecordedMatch:
    record = files.find("E0", day, {home, "another name"}, {away})
    assert record
    return record


def test_a_match_is_told_from_kick_off_to_full_time(files: InPlayFiles) -> None:
    record = found(files, "Arsenal", "Chelsea")
    told = files.happenings([record])[record.number]
    assert isinstance(told, tuple)
    assert [(str(one.kind), one.minute, one.added, one.side, one.player) for one in told] == [
        ("KICK_OFF", 0, 0, None, None),
        ("GOAL", 12, 0, "HOME", "Archer"),
        ("YELLOW_CARD", 30, 0, "AWAY", "Cobb"),
        ("ADDED_TIME", 45, 0, None, None),
        ("OWN_GOAL", 45, 2, "HOME", "Ames"),
        ("HALF_TIME", 45, 2, None, None),
        ("SECOND_HALF", 45, 0, None, None),
        ("SUBSTITUTION", 46, 0, "HOME", "Abbot"),
        ("SECOND_YELLOW", 61, 0, "AWAY", "Cobb"),
        ("PENALTY_MISSED", 70, 0, "HOME", "Archer"),
        ("GOAL", 77, 0, "AWAY", "Cole"),
        ("VAR_CANCELLATION", 77, 0, None, None),
        ("ADDED_TIME", 90, 0, None, None),
        ("PENALTY_SCORED", 90, 4, "HOME", "Archer"),
        ("FULL_TIME", 90, 4, None, None),
    ]
    assert tally(told) == record.score


def test_added_time_is_at_least_what_the_last_event_says(files: InPlayFiles) -> None:
    record = found(files, "Arsenal", "Chelsea")
    told = files.happenings([record])[record.number]
    assert isinstance(told, tuple)
    assert [one.announced for one in told if one.announced] == [2, 4]


def test_a_match_is_found_by_the_names_of_its_teams_on_the_day_or_the_day_beside_it(
    files: InPlayFiles,
) -> None:
    """Kickoffs are in UTC, the files' days are local; a name that the lines lack is in team_map.json."""
    assert found(files, "Arsenal", "Chelsea", date(2024, 8, 16)).number == 1
    assert found(files, "Leeds", "Everton").number == 2
    assert files.find("E0", date(2024, 8, 19), {"Arsenal"}, {"Chelsea"}) is None
    assert files.find("E1", DAY, {"Arsenal"}, {"Chelsea"}) is None
    assert files.find("E0", DAY, {"Chelsea"}, {"Arsenal"}) is None


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((), "none of its events were recorded"),
        (((3, 10, None, "home", "Yellow Card", "Cobb", None, None),), "its events give 0-0, it ended 1-0"),
        (((3, 95, None, "home", "Goal", "Cobb", 1, 0),), "it went to extra time"),
        (((3, None, None, "home", "Goal", "Cobb", 1, 0),), "it has a Goal without a minute"),
    ],
)
def test_what_is_not_recorded_whole_is_not_told(
    tmp_path: Path, lines: tuple[inplay_files.Line, ...], reason: str
) -> None:
    files = InPlayFiles(inplay_files.write(tmp_path / "inplay", lines=lines))
    refused = files.happenings([found(files, "Chelsea", "Leeds", date(2024, 8, 24))])[3]
    assert isinstance(refused, NotFound)
    assert reason in refused.message


def test_a_player_who_is_off_gets_no_further_card(tmp_path: Path) -> None:
    """A red card that follows the second yellow one of the same player is the same dismissal."""
    lines: list[inplay_files.Line] = [
        (3, 10, None, "home", "Yellow Card", "Cobb", None, None),
        (3, 20, None, "home", "Yellow Card", "Cobb", None, None),
        (3, 20, None, "home", "Red Card", "Cobb", None, None),
        (3, 30, None, "home", "Goal", "Coe", 1, 0),
    ]
    files = InPlayFiles(inplay_files.write(tmp_path / "inplay", lines=lines))
    told = files.happenings([found(files, "Chelsea", "Leeds", date(2024, 8, 24))])[3]
    assert isinstance(told, tuple)
    cards = [str(one.kind) for one in told if one.player == "Cobb"]
    assert cards == ["YELLOW_CARD", "SECOND_YELLOW"]


@pytest.mark.parametrize("broken", ["matches.csv", "events.parquet", "team_map.json"])
@pytest.mark.parametrize("content", [None, b"", b"what is this,\n1,2\n"])
def test_a_folder_without_the_files_is_refused_with_its_setting(
    tmp_path: Path, broken: str, content: bytes | None
) -> None:
    folder = inplay_files.write(tmp_path / "inplay")
    if content is None:
        (folder / broken).unlink()
    else:
        (folder / broken).write_bytes(content)
    files = InPlayFiles(folder)
    with pytest.raises(InPlayDataUnusable, match="FOOTBALL_INPLAY_DATA"):
        files.happenings([RecordedMatch(1, "E0", "2425", DAY, None, None, Score(0, 0)), *files.matches])
