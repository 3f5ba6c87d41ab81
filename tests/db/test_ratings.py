"""The last states known at an instant: the right ones, in one statement, by the indexes."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import models, ratings
from app.db.connection import connection, open_database
from app.db.ratings import RatingsOutdated, States
from app.football.match import Fixture
from app.football.ratings import RatingBook
from app.prediction.ratings import refresh
from tests import builders, leagues
from tests.schema.counting import counted_statements


async def states_by_folding(fixture: Fixture, until_hours: int) -> States:
    book = RatingBook()
    as_of = leagues.START + timedelta(hours=until_hours)
    for match in await leagues.all_played():
        if match.known_at <= as_of:
            book.apply(match)
    return States(*(None if state is None else list(state.to_vector()) for state in book.states(fixture)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(-24, 24 * 30), min_size=1, max_size=4), data=st.data())
async def test_states_are_those_of_a_fold_of_what_was_known(
    database: str, hours: list[int], data: st.DataObject
) -> None:
    if not await models.Match.exists():
        await leagues.seasons()
        await refresh(database)
    ids = [row.id for row in await models.Match.all().order_by("id")]
    fixtures = [await leagues.fixture_of(data.draw(st.sampled_from(ids))) for _ in hours]
    instants = [leagues.START + timedelta(hours=hour) for hour in hours]
    found = await ratings.states_at(list(zip(fixtures, instants, strict=True)))
    assert found == [
        await states_by_folding(fixture, hour) for fixture, hour in zip(fixtures, hours, strict=True)
    ]


async def test_one_statement_answers_any_number_of_questions(database_url: str) -> None:
    async with open_database(database_url, pool_size=1):
        rows = await leagues.seasons(divisions=("E0",))
        await refresh(database_url)
        asked = [(await leagues.fixture_of(row.id), row.kickoff) for row in rows]
        await ratings.states_at(asked[:1])  # a new connection asks once what the types are
        async with counted_statements() as statements:
            assert len(await ratings.states_at(asked)) == len(rows)
            assert await ratings.states_at([]) == []
        assert len(statements) == 1


async def test_unknown_teams_and_competitions_have_no_state(database: str) -> None:
    fixture = builders.fixture(home="999", away="998", competition="XX")
    assert await ratings.states_at([(fixture, leagues.START)]) == [States(None, None, None)]


async def test_each_state_is_one_descent_of_an_index(database: str) -> None:
    await leagues.seasons(divisions=("E0",), teams=12)
    await refresh(database)
    for table in ("rating_history", "competition_rating_history"):
        await connection().execute_query(f"ANALYZE {table}")
    literal = ratings._STATES.replace("$3::text[]", "'{E0,E0,E0}'::text[]")
    for number in (1, 2):
        literal = literal.replace(f"${number}::bigint[]", "'{1,2,3}'::bigint[]")
    literal = literal.replace("$4::timestamptz[]", "array_fill('2024-01-01Z'::timestamptz, '{3}')")
    plan = "\n".join(row["QUERY PLAN"] for row in await connection().execute_query_dict(f"EXPLAIN {literal}"))
    assert plan.count("Index Scan Backward using idx_") == 3, plan
    assert "Seq Scan on rating_history" not in plan, plan


async def test_states_of_another_version_are_not_taken_for_ours(database: str) -> None:
    rows = await leagues.seasons(divisions=("E0",))
    await refresh(database)
    await models.RatingHistory.all().update(state_version="ratings-0")
    with pytest.raises(RatingsOutdated, match="football features refresh"):
        await ratings.states_at([(await leagues.fixture_of(rows[-1].id), rows[-1].kickoff)])
