"""Databases in which matches are about to kick off."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import copied_database, execute, with_database
from tests.live.playing import KICKOFF, MATCHES, World, playing
from tests.live_matches import scheduled


@pytest.fixture(scope="session")
async def live_template(postgres_server: str, template_database: str) -> tuple[str, list[str]]:
    """Name of a database with matches that are about to be played, and their ids."""
    name = "template_live"
    await execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    return name, await scheduled(with_database(postgres_server, name), MATCHES, KICKOFF)


@pytest.fixture
async def world(postgres_server: str, live_template: tuple[str, list[str]]) -> AsyncIterator[World]:
    """Three matches kick off now."""
    name, matches = live_template
    async with copied_database(postgres_server, name) as url, playing(url, matches) as world:
        yield world
