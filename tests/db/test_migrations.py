"""The way up, down and up again, on a database with something in it; and refusing one that is not ours."""

from typing import Any

import asyncpg
import pytest
from tortoise.models import Model

from app.db import migrations, models
from app.db.connection import open_database
from app.db.migrations import DatabaseIsNewer, DatabaseIsOlder
from tests import builders
from tests.conftest import execute

STRUCTURE = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY 1, 2
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""


async def shape(url: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for sql in (STRUCTURE, CONSTRAINTS) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def test_down_and_up_again_on_a_filled_database(database_url: str) -> None:
    """Every migration can be taken back with rows in the tables, and put on again to the same schema."""
    before = await shape(database_url)
    async with open_database(database_url):
        await builders.season_of_matches()
    taken_back = await migrations.downgrade(database_url, to=-1)
    assert sorted(taken_back) == sorted(migrations.known_versions())
    assert {row[0] for row in await shape(database_url)} <= {"aerich"}
    assert await migrations.upgrade(database_url) == list(migrations.known_versions())
    assert await shape(database_url) == before
    async with open_database(database_url):
        await migrations.check_schema()
        assert await models.Match.all().count() == 0


async def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    assert await migrations.upgrade(database_url) == []


async def test_the_models_and_the_migrations_agree(database_url: str) -> None:
    """Every column Tortoise knows is in the database, and the other way round."""
    async with open_database(database_url):
        in_models = {
            (model._meta.db_table, column)
            for model in vars(models).values()
            if isinstance(model, type) and issubclass(model, Model) and model is not Model
            for column in model._meta.fields_db_projection.values()
        }
    in_database = {(row[0], row[1]) for row in await shape(database_url) if len(row) == 5}
    assert {row for row in in_database if row[0] != "aerich"} == in_models


async def test_a_newer_database_is_refused(database_url: str) -> None:
    await execute(
        database_url, "INSERT INTO aerich (version, app, content) VALUES ('99_next.py', 'football', '{}')"
    )
    async with open_database(database_url):
        with pytest.raises(DatabaseIsNewer, match=r"99_next\.py.*run the program that made them"):
            await migrations.check_schema()
    with pytest.raises(DatabaseIsNewer):
        await migrations.upgrade(database_url)


async def test_an_older_database_is_refused(database_url: str) -> None:
    last = migrations.known_versions()[-1]
    await execute(database_url, f"DELETE FROM aerich WHERE version = '{last}'")
    async with open_database(database_url):
        with pytest.raises(DatabaseIsOlder, match="football migrate"):
            await migrations.check_schema()
