"""Collecting season files: what is written, what is reported, and that doing it again changes nothing."""

import json
from typing import Any

import pytest

from app.errors import Unavailable, ValidationFailed
from app.ingest.budget import Limits
from app.ingest.collector import Collector
from app.ingest.result import CollectionReport, FileOutcome, FileReport
from tests.ingest.conftest import QUICK
from tests.ingest.contents import contents, rows, value
from tests.ingest.samples import ARSENAL, E0_KEY, LEEDS, SEASON, UNPLAYED, Mirror, round_robin, season
from tests.ingest.server import payload, site, status, with_etag

COUNTS = "SELECT status, added, changed, unchanged, refused FROM collection_run ORDER BY id"


async def collect(collector: Collector) -> CollectionReport:
    return await collector.football_data(["E0"], ["2425"])


def counts(report: CollectionReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.refused_lines


async def match(url: str, home: str = "Arsenal") -> dict[str, Any]:
    """The stored match of this home team."""
    query = "SELECT to_jsonb(m) FROM match m JOIN team t ON t.id = m.home_id WHERE t.name = $1"
    found: dict[str, Any] = json.loads(await value(url, query, home))
    return found


async def test_a_season_is_written_with_its_teams_and_prices(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    report = await collect(collector)
    assert (counts(report), report.odds_added) == ((3, 0, 0, 0), 3)
    assert report.new_teams == ("Arsenal", "Chelsea", "Leeds", "Everton")
    arsenal = await match(database_url)
    assert (arsenal["home_goals"], arsenal["away_goals"], arsenal["status"]) == (2, 1, "FINISHED")
    assert arsenal["known_at"].startswith("2024-08-17T16:30:00")
    assert await rows(database_url, "SELECT code, label, starts_in FROM season") == [
        ("2425", "2024/25", 2024)
    ]
    assert await rows(database_url, COUNTS) == [("SUCCEEDED", 3, 0, 0, 0)]


async def test_a_second_run_changes_nothing_and_says_so(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    before = (
        await contents(database_url),
        await rows(database_url, "SELECT updated_at FROM match ORDER BY id"),
    )
    report = await collect(collector)
    assert [(file.outcome, file.unchanged) for file in report.files] == [(FileOutcome.UNCHANGED, 3)]
    assert (counts(report), report.nothing_changed) == ((0, 0, 3, 0), True)
    after = await contents(database_url), await rows(database_url, "SELECT updated_at FROM match ORDER BY id")
    assert after == before


async def test_other_bytes_with_the_same_matches_change_nothing_either(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    before = await rows(database_url, "SELECT updated_at FROM match ORDER BY id")
    mirror.write(E0_KEY, SEASON + b"\n\n")
    report = await collect(collector)
    assert (report.files[0].outcome, counts(report), report.nothing_changed) == (
        FileOutcome.LOADED,
        (0, 0, 3, 0),
        True,
    )
    assert await rows(database_url, "SELECT updated_at FROM match ORDER BY id") == before


async def test_a_result_completes_the_fixture_it_belongs_to(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, season(ARSENAL, UNPLAYED))
    await collect(collector)
    assert (await match(database_url, "Chelsea"))["status"] == "SCHEDULED"
    mirror.write(
        E0_KEY, season(ARSENAL, UNPLAYED.replace("15:00,Chelsea,Leeds,,,", "15:00,Chelsea,Leeds,3,0,H"))
    )
    assert counts(await collect(collector)) == (0, 1, 1, 0)
    chelsea = await match(database_url, "Chelsea")
    assert (chelsea["status"], chelsea["home_goals"]) == ("FINISHED", 3)
    assert await value(database_url, "SELECT count(*) FROM match_revision") == 0


async def test_a_corrected_score_is_remembered_and_its_ratings_are_forgotten(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    await rate_all(database_url)
    mirror.write(E0_KEY, season(ARSENAL.replace(",2,1,H,", ",2,2,D,"), LEEDS, UNPLAYED))
    assert counts(await collect(collector)) == (0, 1, 2, 0)
    ((source, before, after),) = await rows(database_url, "SELECT source, before, after FROM match_revision")
    assert (source, json.loads(before), json.loads(after)) == (
        "football-data",
        {"away_goals": 1},
        {"away_goals": 2},
    )
    rated = "SELECT t.name FROM {} r JOIN match m ON m.id = r.match_id JOIN team t ON t.id = m.home_id"
    for table in ("rating_history", "competition_rating_history"):
        assert await rows(database_url, rated.format(table)) == [("Leeds",)]


async def rate_all(url: str) -> None:
    """Ratings for every finished match."""
    await rows(
        url,
        "INSERT INTO rating_history"
        " (match_id, team_id, known_at, elo, pi_home, pi_away, state_version, state)"
        " SELECT id, home_id, known_at, 1500, 0, 0, 'x', '{}' FROM match WHERE status = 'FINISHED'",
    )
    await rows(
        url,
        "INSERT INTO competition_rating_history (match_id, competition_id, known_at, state_version, state)"
        " SELECT id, competition_id, known_at, 'x', '{}' FROM match WHERE status = 'FINISHED'",
    )


async def test_a_new_referee_or_price_leaves_the_ratings_alone(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    await rate_all(database_url)
    mirror.write(
        E0_KEY, season(ARSENAL.replace("A Referee", "C Referee").replace("1.9", "1.8"), LEEDS, UNPLAYED)
    )
    report = await collect(collector)
    assert (report.changed, report.odds_changed, report.odds_added) == (1, 1, 0)
    assert await value(database_url, "SELECT count(*) FROM rating_history") == 2


async def test_a_postponed_match_moves_to_its_new_date(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    late = LEEDS.replace("17/08/2024", "31/08/2024")
    mirror.write(E0_KEY, season(ARSENAL, UNPLAYED, late))
    await collect(collector)
    assert (await match(database_url, "Chelsea"))["status"] == "POSTPONED"
    mirror.write(E0_KEY, season(ARSENAL, UNPLAYED.replace("24/08/2024", "12/03/2025"), late))
    await collect(collector)
    chelsea = await match(database_url, "Chelsea")
    assert (chelsea["status"], chelsea["kickoff"]) == ("SCHEDULED", "2025-03-12T15:00:00+00:00")
    assert await value(database_url, "SELECT count(*) FROM match") == 3


async def test_a_file_that_loses_a_score_takes_nothing_back(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    mirror.write(E0_KEY, season(ARSENAL.replace(",2,1,H,1,0,H,", ",,,,,,,"), LEEDS, UNPLAYED))
    assert counts(await collect(collector)) == (0, 0, 3, 0)
    assert (await match(database_url))["home_goals"] == 2


async def test_a_moved_handicap_replaces_the_one_before(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    columns = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,AHh,B365AHH,B365AHA\n"
    for line in ("-0.5", "-0.75"):
        told = f"E0,17/08/2024,Arsenal,Chelsea,,,,{line},1.95,1.97\n"
        mirror.write(E0_KEY, (columns + told).encode())
        report = await collect(collector)
    assert (report.odds_added, report.odds_changed) == (0, 1)
    assert [float(line) for (line,) in await rows(database_url, "SELECT line FROM odds")] == [-0.75]


async def test_refused_lines_are_reported_with_file_line_and_reason(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, season(ARSENAL.replace(",2,1,H", ",2,1,A"), LEEDS))
    report = await collect(collector)
    assert counts(report) == (1, 0, 0, 1)
    assert report.refused == ((E0_KEY, 2, "FTR A contradicts the score 2-1"),)
    stored = json.loads(await value(database_url, "SELECT report FROM collection_run"))
    assert stored["files"][0]["refused"] == [
        {"file": E0_KEY, "line": 2, "reason": "FTR A contradicts the score 2-1"}
    ]


async def test_an_ambiguous_team_is_refused_with_its_line(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    await rows(
        database_url,
        "WITH two AS (INSERT INTO team (name, country, kind) VALUES"
        " ('Arsenal', 'England', 'CLUB'), ('Arsenal Ladies', 'England', 'CLUB') RETURNING id, name)"
        " INSERT INTO team_alias (team_id, source, country, alias)"
        " SELECT id, 'elsewhere', 'England', 'ARSENAL' FROM two WHERE name = 'Arsenal Ladies'",
    )
    mirror.write(E0_KEY, SEASON)
    report = await collect(collector)
    assert counts(report) == (2, 0, 0, 1)
    assert report.refused[0].line == 2
    assert "'Arsenal' may mean Arsenal (team" in report.refused[0].reason


@pytest.mark.parametrize(
    "broken",
    [
        b"<html><body>Service Unavailable</body></html>",
        b"PK\x03\x04\x00\x00\x00",
        SEASON[:-30],
        SEASON.replace(b"E0,", b"E1,"),
        b"HomeTeam,AwayTeam\nArsenal,Chelsea\n",
    ],
)
async def test_a_broken_file_is_refused_whole_and_the_others_load(
    collector: Collector, mirror: Mirror, database_url: str, broken: bytes
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    before = await rows(database_url, "SELECT * FROM match ORDER BY id")
    mirror.write(E0_KEY, broken)
    mirror.write("mmz4281/2425/E1.csv", round_robin(4, division="E1"))
    report = await collector.football_data(["E0", "E1"], ["2425"])
    assert [file.outcome for file in report.files] == [FileOutcome.REFUSED, FileOutcome.LOADED]
    assert "nothing of it was loaded" in (report.files[0].reason or "")
    first = await rows(database_url, "SELECT * FROM match ORDER BY id LIMIT $1", len(before))
    assert first == before
    assert await rows(database_url, COUNTS + " DESC LIMIT 1") == [("PARTIAL", 12, 0, 0, 0)]


async def test_a_broken_file_is_refused_again_until_it_is_whole_again(
    collector: Collector, mirror: Mirror
) -> None:
    outcomes = []
    for content in (SEASON[:-30], SEASON[:-30], SEASON):
        mirror.write(E0_KEY, content)
        outcomes.append((await collect(collector)).files[0].outcome)
    assert outcomes == [FileOutcome.REFUSED, FileOutcome.REFUSED, FileOutcome.LOADED]


async def test_a_version_that_comes_back_is_written_again(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    goals = []
    for score in (",2,1,H,", ",3,1,H,", ",2,1,H,"):
        mirror.write(E0_KEY, season(ARSENAL.replace(",2,1,H,", score)))
        await collect(collector)
        goals.append((await match(database_url))["home_goals"])
    assert goals == [2, 3, 2]
    assert await value(database_url, "SELECT count(*) FROM match_revision") == 2


async def test_files_the_source_does_not_have_are_absent_and_no_failure(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    report = await collector.football_data(["E0"], ["2324", "2425"])
    assert [file.outcome for file in report.files] == [FileOutcome.ABSENT, FileOutcome.LOADED]
    assert (report.whole, report.failed) == (True, False)


async def test_a_source_that_has_none_of_the_files_is_a_failed_run(
    collector: Collector, database_url: str
) -> None:
    assert (await collect(collector)).failed
    assert await rows(database_url, COUNTS) == [("FAILED", 0, 0, 0, 0)]


async def test_progress_is_told_file_by_file(collector: Collector, mirror: Mirror) -> None:
    mirror.write(E0_KEY, SEASON)
    steps: list[tuple[int, int | None]] = []
    files: list[FileReport] = []

    async def heard(done: int, total: int | None) -> None:
        steps.append((done, total))

    await collector.football_data(["E0"], ["2324", "2425"], heard, files.append)
    assert steps == [(0, 2), (1, 2), (2, 2)]
    assert [(file.file, file.added) for file in files] == [("mmz4281/2324/E0.csv", 0), (E0_KEY, 3)]


@pytest.mark.parametrize(
    ("competitions", "seasons"), [(["XX"], ["2425"]), (["E0"], ["2426"]), (["E0"], []), ([], ["2425"])]
)
async def test_what_cannot_be_asked_for_is_refused_before_anything_is_done(
    collector: Collector, database_url: str, competitions: list[str], seasons: list[str]
) -> None:
    with pytest.raises(ValidationFailed):
        await collector.football_data(competitions, seasons)
    assert await rows(database_url, COUNTS) == []


async def test_a_database_that_does_not_answer_is_unavailable(mirror: Mirror) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        await collect(Collector("postgres://x:y@127.0.0.1:9/none", mirror.url))


async def test_a_run_of_a_dead_process_is_closed_by_the_next(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    await rows(
        database_url,
        "INSERT INTO collection_run (source, requested, status, started_at)"
        " VALUES ('football-data', '{}', 'RUNNING', now())",
    )
    mirror.write(E0_KEY, SEASON)
    await collect(collector)
    assert [row[0] for row in await rows(database_url, COUNTS)] == ["FAILED", "SUCCEEDED"]


async def test_over_http_an_unchanged_file_is_not_sent_again(database_url: str) -> None:
    async with site() as served:
        served[f"/{E0_KEY}"] = with_etag(SEASON, '"v1"')
        collector = Collector(database_url, served.url, patience=QUICK)
        reports = [await collect(collector) for _ in range(2)]
        assert [report.files[0].outcome for report in reports] == [FileOutcome.LOADED, FileOutcome.UNCHANGED]
        assert served.asked[1].headers["if-none-match"] == '"v1"'


async def test_an_error_page_in_place_of_a_season_is_refused(database_url: str) -> None:
    async with site() as served:
        served[f"/{E0_KEY}"] = payload(b"<!DOCTYPE html><html>please log in</html>")
        report = await collect(Collector(database_url, served.url, patience=QUICK))
    assert [(file.outcome, "HTML" in (file.reason or "")) for file in report.files] == [
        (FileOutcome.REFUSED, True)
    ]


async def test_a_source_out_of_reach_is_given_up_after_three_files(database_url: str) -> None:
    async with site() as served:
        for code in ("1920", "2021", "2122", "2223", "2324"):
            served[f"/mmz4281/{code}/E0.csv"] = status(500)
        collector = Collector(database_url, served.url, patience=QUICK)
        report = await collector.football_data(["E0"], ["1920", "2021", "2122", "2223", "2324"])
        assert len(served.asked) == 3 * QUICK.attempts
    assert [file.outcome for file in report.files] == [FileOutcome.FAILED] * 3
    assert "gave up after 3 files in a row" in (report.error or "")
    assert [row[0] for row in await rows(database_url, COUNTS)] == ["FAILED"]


async def test_a_spent_budget_ends_the_run_and_keeps_what_was_loaded(database_url: str) -> None:
    async with site() as served:
        served[f"/{E0_KEY}"] = payload(SEASON)
        served["/mmz4281/2324/E0.csv"] = status(404)
        limits = Limits(requests=2, per_second=1000)
        collector = Collector(database_url, served.url, patience=QUICK, limits=limits)
        report = await collector.football_data(["E0"], ["2324", "2425", "2526"])
    assert (report.added, "all it may be" in (report.error or "")) == (3, True)
    assert [row[0] for row in await rows(database_url, COUNTS)] == ["PARTIAL"]


async def test_reachable_asks_the_address_and_stores_nothing(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    assert not await collector.reachable()
    mirror.write(E0_KEY, SEASON)
    assert await collector.reachable()
    async with site() as served:
        assert await Collector(database_url, served.url, patience=QUICK).reachable()
    assert not await Collector(database_url, "http://127.0.0.1:9", patience=QUICK).reachable()
    assert await value(database_url, "SELECT count(*) FROM raw_record") == 0
