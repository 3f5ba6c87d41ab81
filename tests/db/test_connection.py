"""A database's URL says how to reach it, and never tells its password."""

import asyncpg
import pytest

from app.db.connection import open_database, raw_connection, redacted
from app.errors import SettingsInvalid, Unavailable


def test_a_shown_address_has_no_password() -> None:
    assert redacted("postgres://me:secret@db.example:5433/football") == "db.example:5433/football"


async def test_a_url_that_demands_encryption_is_not_answered_in_the_clear(database_url: str) -> None:
    """The test server has no certificate, so both ways to connect must refuse."""
    with pytest.raises(Unavailable, match="does not answer"):
        async with open_database(f"{database_url}?sslmode=require"):
            pass
    with pytest.raises(Unavailable, match="does not answer"):
        async with raw_connection(f"{database_url}?sslmode=require"):
            pass
    async with open_database(f"{database_url}?sslmode=prefer"):
        pass


async def test_a_wrong_password_is_told_without_it(database_url: str) -> None:
    wrong = database_url.replace("football:", "football:wrong-", 1)
    with pytest.raises(Unavailable, match="InvalidPasswordError") as refused:
        async with open_database(wrong):
            pass
    assert "wrong-" not in str(refused.value)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)


@pytest.mark.parametrize("end", [":99999/football", ":five/football", ":5432/football?sslmode=perhaps"])
async def test_a_url_that_cannot_be_meant_is_refused_by_the_setting_name(end: str) -> None:
    with pytest.raises(SettingsInvalid, match="FOOTBALL_DATABASE_URL"):
        async with open_database(f"postgres://me:secret@127.0.0.1{end}"):
            pass
    with pytest.raises(SettingsInvalid, match="FOOTBALL_DATABASE_URL"):
        async with raw_connection(f"postgres://me:secret@127.0.0.1{end}"):
            pass
