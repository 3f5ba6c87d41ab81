"""Season files as a backtest reads them: later formats, broken files, and what a wrong folder is told."""

from pathlib import Path

import pytest

from app.errors import ValidationFailed
from app.training.folder import Names, PricedMatches, from_folder, source_day

LATER = (
    "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HS,AS,HST,AST,NEWH,NEWD,NEWA,BFEH,BFED,BFEA,"
    "AvgH,AvgD,AvgA,AvgCH,AvgCD,AvgCA,xGH,xGA"
)
EARLIER = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,GBH,GBD,GBA,PSCH,PSCD,PSCA"


def write(folder: Path, season: str, division: str, *lines: str, header: str = LATER) -> Path:
    file = folder / "mmz4281" / season / f"{division}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join((header, *lines)) + "\n")
    return folder


def later(home: str, away: str, result: str = "2,0,H,9,3,4,1", day: str = "16/08/2025") -> str:
    prices = "2,3,4,2.1,3.3,3.6,2.05,3.2,3.5,2.02,3.25,3.6"
    return f"E0,{day},17:30,{home},{away},{result},{prices},1.9,0.4"


@pytest.fixture
def season(tmp_path: Path) -> PricedMatches:
    """A season after all known ones: new columns, a new bookmaker, half of it still to be played."""
    write(
        tmp_path,
        "2526",
        "E0",
        later("Wrexham", "Luton"),
        later("Luton", "Wrexham", ",,,,,,", "14/02/2026"),
    )
    return from_folder(tmp_path)


def test_columns_and_bookmakers_nobody_knew_do_not_matter(season: PricedMatches) -> None:
    [match] = season.matches
    assert (match.score.home, match.statistics.home_shots_on_target) == (2, 4)
    odds = season.pre_match[match.fixture.match_id]
    assert odds.match_result == {"BFE": (2.1, 3.3, 3.6), "Avg": (2.05, 3.2, 3.5)}
    assert season.closing[match.fixture.match_id] == (2.02, 3.25, 3.6)
    assert season.faults == ()


def test_a_match_without_a_result_is_kept_apart_from_the_played_ones(season: PricedMatches) -> None:
    [ahead] = season.unplayed
    assert f"{source_day(ahead.kickoff)}" == "2026-02-14"
    assert season.names[ahead.match_id] == Names("Luton", "Wrexham")
    assert ahead.home == season.matches[0].fixture.away
    assert [one.match_id for one in season.fixtures] == ["1", "2"]


def test_the_day_is_the_one_of_the_file_whatever_the_hour(tmp_path: Path) -> None:
    """Half past midnight in British summer time is the day before in UTC."""
    late = later("Wrexham", "Luton").replace("17:30", "00:30")
    [match] = from_folder(write(tmp_path, "2526", "E0", late)).matches
    assert match.fixture.kickoff.day == 15
    assert f"{source_day(match.fixture.kickoff)}" == "2025-08-16"


def test_a_club_under_two_names_is_one_team_told_as_the_file_spells_it(tmp_path: Path) -> None:
    for season, name in (("1415", "Mouscron-Peruwelz"), ("1617", "Mouscron")):
        line = f"B1,10/09/20{season[:2]},Genk,{name},1,1,D,2,3,4,2,3,4"
        write(tmp_path, season, "B1", line, header=EARLIER)
    read = from_folder(tmp_path)
    first, second = (match.fixture for match in read.matches)
    assert first.away == second.away
    assert {read.names[one.match_id].away for one in (first, second)} == {"Mouscron-Peruwelz", "Mouscron"}


def test_without_an_average_pinnacles_closing_prices_count(tmp_path: Path) -> None:
    line = "E0,16/08/2014,Arsenal,Crystal Palace,2,1,H,1.3,5,9,1.28,5.9,13"
    read = from_folder(write(tmp_path, "1415", "E0", line, header=EARLIER))
    assert read.closing == {"1": (1.28, 5.9, 13.0)}


def test_broken_files_and_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, "2526", "E0", later("Wrexham", "Luton"), later("Luton", "Luton"), later("", "Luton"))
    write(tmp_path, "2526", "E1", "<html>", header="<!doctype html>")
    write(tmp_path, "2526", "ZZ", later("A", "B"))
    write(tmp_path, "notes", "E0", later("A", "B"))
    (tmp_path / "mmz4281" / "2526" / "D1.csv").mkdir()
    read = from_folder(tmp_path)
    assert len(read.matches) == 1
    told = "\n".join(read.faults)
    for name in (
        "2526/E0.csv:3:",
        "2526/E0.csv:4:",
        "2526/E1.csv:",
        "2526/ZZ.csv:",
        "notes/E0.csv:",
        "2526/D1.csv:",
    ):
        assert name in told
    assert len(read.faults) == 6


def test_a_match_told_twice_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "2526", "E0", later("Wrexham", "Luton"), later("Wrexham", "Luton", day="17/08/2025"))
    read = from_folder(tmp_path)
    assert (len(read.matches), len(read.faults)) == (1, 1)
    assert "played once a season" in read.faults[0]


def test_files_are_told_of_as_they_are_read(season: PricedMatches, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    from_folder(tmp_path, lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "absent", "absent is not a folder"),
        (lambda folder: folder, r"holds no season files; their layout is mmz4281/SSSS/DIV\.csv"),
        (lambda folder: write(folder, "2526", "E0"), "no match could be read in .*: no file has a line"),
        (lambda folder: write(folder, "2526", "E0", header="a,b"), "no match could be read in .*E0.csv"),
    ],
    ids=["absent", "empty", "no-lines", "refused"],
)
def test_a_wrong_folder_is_told_what_is_wrong(tmp_path: Path, make: object, says: str) -> None:
    with pytest.raises(ValidationFailed, match=says):
        from_folder(make(tmp_path))  # type: ignore[operator]  # each makes a folder
