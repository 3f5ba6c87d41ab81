"""The stored rating history is the plain fold of all finished matches, whatever happened to them."""

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import models
from app.db.connection import connection, raw_connection
from app.football.match import MatchStatus, result_known_at
from app.prediction.ratings import LOCK_KEY, refresh
from tests import leagues

Operation = tuple[str, int, int]

OPERATIONS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(("correct", "move", "take back", "add", "delete")),
            st.integers(0, 1000),
            st.integers(-20, 20),
        ),
        min_size=1,
        max_size=3,
    ),
    max_size=4,
)


async def assert_is_plain_fold() -> None:
    assert await leagues.stored_fold() == await leagues.plain_fold()


async def test_states_are_those_of_a_plain_fold_bit_for_bit(database: str) -> None:
    matches = await leagues.seasons()
    report = await refresh(database)
    assert report.matches == len(matches)
    assert report.groups == ("England", "Germany")
    await assert_is_plain_fold()


async def test_a_second_refresh_does_nothing(database: str) -> None:
    await leagues.seasons()
    await refresh(database)
    before = await row_versions()
    report = await refresh(database)
    assert (report.matches, report.groups) == (0, ())
    assert await row_versions() == before


async def test_only_what_comes_after_a_correction_is_made_anew(database: str) -> None:
    matches = await leagues.seasons()
    await refresh(database)
    english = await models.Match.filter(competition__country="England").order_by("known_at", "id")
    before = await row_versions()
    await leagues.correct(english[-3].id, 6, 0)
    report = await refresh(database)
    assert report.groups == ("England",)
    assert report.matches == 3
    untouched = {match.id for match in matches} - {match.id for match in english[-3:]}
    after = await row_versions()
    assert all(after[match_id] == before[match_id] for match_id in untouched)
    await assert_is_plain_fold()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=OPERATIONS)
async def test_late_results_corrections_moves_and_strikings_lead_to_the_same_states(
    database: str, batches: Sequence[Sequence[Operation]]
) -> None:
    await connection().execute_query("DELETE FROM match")
    await leagues.seasons(divisions=("E0", "E1"))
    await refresh(database)
    for batch in batches:
        for operation in batch:
            await apply(*operation)
        await refresh(database)
        await assert_is_plain_fold()


async def apply(what: str, which: int, amount: int) -> None:
    ids = [row.id for row in await models.Match.filter(status=MatchStatus.FINISHED).order_by("id")]
    if not ids:
        return
    match_id = ids[which % len(ids)]
    if what == "correct":
        await leagues.correct(match_id, abs(amount), which % 4)
    elif what == "move":
        await leagues.move(match_id, amount)
    elif what == "take back":
        await leagues.take_back(match_id)
    elif what == "delete":
        await models.Match.filter(id=match_id).delete()
    else:
        await add_beside(match_id, amount)


async def add_beside(match_id: int, days: int) -> None:
    """A late result: the same pair once more, some days from the other match."""
    row = await models.Match.get(id=match_id).prefetch_related(*leagues.RELATED)
    meetings = await models.Match.filter(season=row.season, home=row.home, away=row.away).count()
    copy = row.clone(pk=None)
    copy.meeting = meetings + 1
    await copy.save()
    await leagues.move(copy.id, days)


async def test_rows_of_another_state_version_are_made_anew(database: str) -> None:
    matches = await leagues.seasons()
    await refresh(database)
    await models.RatingHistory.all().update(state_version="ratings-0")
    assert (await refresh(database)).matches == len(matches)
    await assert_is_plain_fold()


@pytest.mark.parametrize("days", [-9, 9])
async def test_rows_left_behind_by_a_match_that_moved_are_noticed(database: str, days: int) -> None:
    matches = await leagues.seasons(divisions=("E0",))
    await refresh(database)
    row = await models.Match.get(id=matches[6].id)
    moved = row.kickoff + timedelta(days=days)
    known_at = result_known_at(moved, row.kickoff_time_known)
    await models.Match.filter(id=row.id).update(kickoff=moved, known_at=known_at)
    await refresh(database)
    await assert_is_plain_fold()


async def test_rows_left_behind_by_a_result_that_was_struck_are_noticed(database: str) -> None:
    matches = await leagues.seasons(divisions=("E0",))
    await refresh(database)
    struck = models.Match.filter(id=matches[6].id)
    await struck.update(status=MatchStatus.CANCELLED, home_goals=None, away_goals=None, known_at=None)
    await refresh(database)
    await assert_is_plain_fold()


async def test_progress_is_told_and_ends_at_the_total(database: str) -> None:
    matches = await leagues.seasons()
    heard: list[tuple[int, int | None]] = []

    async def listen(done: int, total: int | None) -> None:
        heard.append((done, total))

    await refresh(database, listen)
    assert heard[-1] == (len(matches), len(matches))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


async def test_two_refreshes_at_once_wait_for_each_other(database: str) -> None:
    matches = await leagues.seasons()
    reports = await asyncio.gather(refresh(database), refresh(database))
    assert sorted(report.matches for report in reports) == [0, len(matches)]
    await assert_is_plain_fold()


async def test_a_writer_of_matches_waits_for_the_fold_that_would_miss_it(database: str) -> None:
    matches = await leagues.seasons()
    await refresh(database)
    await leagues.correct(matches[0].id, 5, 5)
    changes: list[asyncio.Task[None]] = []

    async def change_meanwhile(done: int, total: int | None) -> None:
        if not changes:
            changes.append(asyncio.create_task(leagues.correct(matches[0].id, 0, 7)))
            await asyncio.sleep(0.05)

    await refresh(database, change_meanwhile)
    await changes[0]
    await refresh(database)
    await assert_is_plain_fold()


async def test_a_kill_in_the_middle_leaves_whole_groups(database: str) -> None:
    """The process dies with one country folded and the other begun; a later refresh does the rest."""
    await leagues.seasons()
    code = (
        "import asyncio, sys\n"
        "from app.prediction.ratings import refresh\n"
        "async def hang(done, total):\n"
        "    if done > 24:\n"
        "        print('here', flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(refresh(sys.argv[1], hang))\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, database), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"here\n"
    process.kill()
    await process.wait()
    await lock_is_free(database)
    groups = await connection().execute_query_dict(
        "SELECT c.country, count(*) FROM rating_history r JOIN match m ON m.id = r.match_id "
        "JOIN competition c ON c.id = m.competition_id GROUP BY 1"
    )
    whole = {"England": 48, "Germany": 24}
    [kept] = groups
    assert kept["count"] == whole.pop(kept["country"])
    assert (await refresh(database)).groups == tuple(whole)
    await assert_is_plain_fold()


async def lock_is_free(database: str) -> None:
    """The server needs a moment to notice that its client died."""
    deadline = time.monotonic() + 10
    async with raw_connection(database) as other:
        while not await other.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
            if time.monotonic() > deadline:
                pytest.fail("the killed process still holds the lock")
            await asyncio.sleep(0.02)


async def row_versions() -> dict[int, list[int]]:
    """The ids of each match's rating rows: they change when a row is made anew."""
    rows = await models.RatingHistory.all().order_by("id").values("id", "match_id")
    versions: dict[int, list[int]] = {}
    for row in rows:
        versions.setdefault(row["match_id"], []).append(row["id"])
    return versions
