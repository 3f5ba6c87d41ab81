"""The other sources, and how they meet: fixtures, the second format, internationals, the archive."""

import pytest

from app.errors import ValidationFailed
from app.ingest.collector import Collector
from app.ingest.result import FileOutcome
from tests.ingest.contents import contents, rows, value
from tests.ingest.samples import (
    ARSENAL,
    E0_KEY,
    FIXTURES_HEADER,
    HEADER,
    INTERNATIONAL_HEADER,
    NEW_HEADER,
    Mirror,
    csv_file,
    season,
)

FIXTURE = "E0,17/08/2024,15:00,Arsenal,Chelsea,2.0,3.5,4.0"
MEETINGS = """
    SELECT m.meeting, m.kickoff::date::text, m.status
    FROM match m JOIN team h ON h.id = m.home_id WHERE h.name = $1 ORDER BY m.meeting"""


def scottish(*days: str, goals: str = "1,0,H,0,0,D") -> bytes:
    lines = (f"SC0,{day},15:00,Celtic,Rangers,{goals},A Referee,9,8,4,3,1.9,3.6,4.2" for day in days)
    return csv_file(HEADER, *lines)


async def test_a_fixture_becomes_the_played_match_of_the_season_file(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write("fixtures.csv", csv_file(FIXTURES_HEADER, FIXTURE))
    assert (await collector.fixtures()).added == 1
    mirror.write(E0_KEY, season(ARSENAL))
    report = await collector.football_data(["E0"], ["2425"])
    assert (report.added, report.changed, report.odds_changed) == (0, 1, 1)
    assert await rows(database_url, "SELECT home, draw, away FROM odds") == [(1.9, 3.6, 4.2)]


async def test_fixtures_of_matches_already_played_change_nothing(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, season(ARSENAL))
    await collector.football_data(["E0"], ["2425"])
    before = await contents(database_url)
    mirror.write("fixtures.csv", csv_file(FIXTURES_HEADER, FIXTURE))
    report = await collector.fixtures()
    assert (report.unchanged, report.nothing_changed) == (1, True)
    assert {name: rows_ for name, rows_ in (await contents(database_url)).items() if name != "raw"} == {
        name: rows_ for name, rows_ in before.items() if name != "raw"
    }


async def test_a_coming_fixture_stays_scheduled_however_late_it_is_read(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write("fixtures.csv", csv_file(FIXTURES_HEADER, FIXTURE.replace("2024", "2004")))
    await collector.fixtures()
    assert await value(database_url, "SELECT status FROM match") == "SCHEDULED"


async def test_repeated_meetings_are_numbered_by_date(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write("mmz4281/2425/SC0.csv", scottish("02/03/2025", "01/09/2024"))
    report = await collector.football_data(["SC0"], ["2425"])
    assert (report.added, report.refused_lines) == (2, 0)
    assert [row[:2] for row in await rows(database_url, MEETINGS, "Celtic")] == [
        (1, "2024-09-01"),
        (2, "2025-03-02"),
    ]


async def test_an_earlier_meeting_that_arrives_later_takes_its_number(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write("mmz4281/2425/SC0.csv", scottish("02/03/2025"))
    await collector.football_data(["SC0"], ["2425"])
    mirror.write("mmz4281/2425/SC0.csv", scottish("01/09/2024", "02/03/2025"))
    report = await collector.football_data(["SC0"], ["2425"])
    assert (report.added, report.changed) == (1, 1)
    assert [row[:2] for row in await rows(database_url, MEETINGS, "Celtic")] == [
        (1, "2024-09-01"),
        (2, "2025-03-02"),
    ]


async def test_a_meeting_postponed_past_the_next_one_changes_places_with_it(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    unplayed = {"goals": ",,,,,"}
    mirror.write("mmz4281/2425/SC0.csv", scottish("01/09/2024", "02/03/2025", **unplayed))
    await collector.football_data(["SC0"], ["2425"])
    mirror.write("mmz4281/2425/SC0.csv", scottish("30/04/2025", "02/03/2025", **unplayed))
    report = await collector.football_data(["SC0"], ["2425"])
    assert (report.added, report.changed) == (0, 2)
    assert [row[:2] for row in await rows(database_url, MEETINGS, "Celtic")] == [
        (1, "2025-03-02"),
        (2, "2025-04-30"),
    ]


async def test_a_league_of_the_second_format_is_found_under_its_mirror_s_name(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    denmark = "Denmark,Superliga ,2012/2013,13/07/2012,17:30,Aarhus,Aalborg,1,1,D,2.4,3.4,3.4,2.4,3.4,3.4"
    mirror.write("new/DEN.csv", csv_file(NEW_HEADER, denmark))
    report = await collector.new_leagues(["DNK"])
    assert (report.added, report.odds_added, report.files[0].new_competitions) == (1, 2, ("DNK",))
    assert await rows(database_url, "SELECT code, country FROM competition") == [("DNK", "Denmark")]
    assert (await collector.new_leagues(["DNK"])).files[0].outcome is FileOutcome.UNCHANGED
    with pytest.raises(ValidationFailed, match="unknown: E0"):
        await collector.new_leagues(["E0"])


async def test_internationals_have_national_sides_and_a_competition_for_each_tournament(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    lines = (
        "2024-03-22,Spain,Italy,1,0,Friendly,A City,England,TRUE",
        "2024-06-20,Spain,Italy,1,0,UEFA Euro,A City,Germany,TRUE",
        "2024-09-09,Spain,Italy,NA,NA,Friendly,A City,Spain,FALSE",
    )
    mirror.write("results.csv", csv_file(INTERNATIONAL_HEADER, *lines))
    report = await collector.international(f"{mirror.url}/results.csv")
    assert (report.added, report.new_teams) == (3, ("Spain", "Italy"))
    assert await rows(database_url, "SELECT name, country, kind FROM team ORDER BY id") == [
        ("Spain", "Spain", "NATIONAL"),
        ("Italy", "Italy", "NATIONAL"),
    ]
    assert await rows(database_url, "SELECT code, kind FROM competition ORDER BY code") == [
        ("INT-friendly", "INTERNATIONAL"),
        ("INT-uefa-euro", "INTERNATIONAL"),
    ]
    query = "SELECT neutral, status FROM match ORDER BY kickoff"
    assert await rows(database_url, query) == [
        (True, "FINISHED"),
        (True, "FINISHED"),
        (False, "SCHEDULED"),
    ]


async def test_the_archive_and_the_season_files_of_one_league_never_make_duplicates(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    d1 = "D1,16/05/2009,,Stuttgart,Wolfsburg,{},1,0,H,,,,,,1.9,3.6,4.2"
    told = d1.format("4,1,H")
    mirror.write("mmz4281/0809/D1.csv", csv_file(HEADER, told))
    first = await collector.football_data(["D1"], ["0809"])
    assert first.added == 1
    archive = await collector.archive()
    assert archive.added > 14_000
    assert archive.unchanged == 1
    sides = """
        SELECT h.name, a.name, m.source FROM match m JOIN season s ON s.id = m.season_id
            JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id
        WHERE s.code = '0809' AND h.name LIKE '%Stuttgart' AND a.name LIKE '%Wolfsburg'"""
    assert await rows(database_url, sides) == [("Stuttgart", "Wolfsburg", "football-data")]
    per_season = "SELECT count(*) FROM match m JOIN season s ON s.id = m.season_id WHERE s.code = '0809'"
    assert await value(database_url, per_season) == 306
    again = await collector.archive()
    assert (again.files[0].outcome, again.nothing_changed) == (FileOutcome.UNCHANGED, True)


async def test_the_season_file_wins_over_the_archive_and_keeps_what_it_does_not_say(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    await collector.archive()
    line = "D1,16/05/2009,,Stuttgart,Wolfsburg,0,9,A,0,0,D,A Referee,9,8,4,3,1.9,3.6,4.2"
    day = await value(
        database_url,
        "SELECT m.kickoff::date FROM match m JOIN season s ON s.id = m.season_id"
        " JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id"
        " WHERE s.code = '0809' AND h.name = 'Stuttgart' AND a.name = 'Wolfsburg'",
    )
    told = line.replace("16/05/2009", day.strftime("%d/%m/%Y"))
    mirror.write("mmz4281/0809/D1.csv", csv_file(HEADER, told))
    report = await collector.football_data(["D1"], ["0809"])
    assert (report.added, report.changed, report.new_teams) == (0, 1, ())
    stored = await rows(
        database_url,
        "SELECT home_goals, away_goals, kickoff_time_known, referee FROM match"
        " WHERE source = 'football-data'",
    )
    assert stored == [(0, 9, True, "A Referee")]
    assert await value(database_url, "SELECT count(*) FROM match_revision") == 1
