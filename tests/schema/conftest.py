"""A filled database of invented matches and the services opened on it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from strawberry.types import ExecutionResult

from app.config import Settings
from app.db import models
from app.db.connection import open_database
from app.db.models import OddsMarket, OddsTaken
from app.prediction.ratings import refresh
from app.services import Services, open_services
from schema import build_schema
from schema.context import Context
from tests import builders
from tests.askers import asker
from tests.conftest import copied_database, execute, with_database
from tests.fakes import write_model

FILLED = "template_schema"
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
TEAMS = ("Arsenal", "Chelsea", "Everton", "Fulham", "Leeds", "Wolves")
SCHEMA = build_schema()
PATIENCE_S = 60
"""A machine that stands still for a while is not a failure."""

UPCOMING = 60
"""Scheduled matches after NOW, one a day."""


@dataclass(frozen=True)
class Api:
    """Runs operations as a client would, each with a context of its own."""

    services: Services

    async def run(self, query: str, **variables: Any) -> ExecutionResult:
        context = Context(self.services, asker("request-1"))
        return await SCHEMA.execute(query, variables, context_value=context)

    async def data(self, query: str, **variables: Any) -> dict[str, Any]:
        result = await self.run(query, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def error(self, query: str, **variables: Any) -> tuple[str, str]:
        """Code and message of the one error."""
        result = await self.run(query, **variables)
        assert result.errors is not None
        assert len(result.errors) == 1, result.errors
        return (result.errors[0].extensions or {})["code"], result.errors[0].message


@pytest.fixture(scope="session")
async def filled_template(postgres_server: str, template_database: str) -> str:
    """Name of a database with two seasons of E0, another country's Everton, prices, and coming matches."""
    try:
        await execute(postgres_server, f"CREATE DATABASE {FILLED} TEMPLATE {template_database}")
    except asyncpg.DuplicateDatabaseError:  # another package of tests that borrows this fixture filled it
        return FILLED
    url = with_database(postgres_server, FILLED)
    async with open_database(url):
        await _fill()
    await refresh(url)
    return FILLED


async def _fill() -> None:
    await builders.season_of_matches(TEAMS, start=datetime(2024, 8, 17, 14, tzinfo=UTC))
    for code, country in (("CHL", "Chile"), ("INT-FRIENDLY", "World")):
        kind = (
            models.CompetitionKind.INTERNATIONAL if code.startswith("INT") else models.CompetitionKind.LEAGUE
        )
        await builders.competition(code, country=country, kind=kind)
    await builders.team("Everton", "Chile")
    await models.TeamAlias.create(
        team=await builders.team("Wolves"), source="test", country="England", alias="Wolverhampton Wanderers"
    )
    england = await models.Competition.get(code="E0")
    pairs = [(home, away) for home in TEAMS for away in TEAMS if home != away]
    for day in range(UPCOMING):
        home, away = pairs[day % len(pairs)]
        match = await builders.match(
            home,
            away,
            kickoff=NOW + timedelta(days=day + 1),
            of=england,
            season_code="2526",
            meeting=1 + day // len(pairs),
        )
        await _price(match)


async def _price(match: models.Match) -> None:
    await models.Odds.create(
        match=match,
        bookmaker="B365",
        market=OddsMarket.MATCH_RESULT,
        taken=OddsTaken.OPENING,
        home=2.1,
        draw=3.4,
        away=3.6,
    )
    await models.Odds.create(
        match=match,
        bookmaker="B365",
        market=OddsMarket.TOTAL_GOALS,
        line=2.5,
        taken=OddsTaken.CLOSING,
        over=1.9,
        under=1.95,
    )


@pytest.fixture(scope="module")
async def filled_url(postgres_server: str, filled_template: str) -> AsyncIterator[str]:
    async with copied_database(postgres_server, filled_template) as url:
        yield url


@pytest.fixture(scope="module")
def settings(filled_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    write_model(home / "models")
    return Settings(
        database_url=SecretStr(filled_url),
        database_pool_size=1,
        database_timeout_s=PATIENCE_S,
        models_dir=home / "models",
        data_url=home.as_uri(),
    )


@pytest.fixture(scope="module")
async def services(settings: Settings) -> AsyncIterator[Services]:
    """Opened once for the tests of a module, which therefore ask about different matches where they write."""
    async with open_services(settings, lambda: NOW) as opened:
        yield opened


@pytest.fixture
def api(services: Services) -> Api:
    return Api(services)
