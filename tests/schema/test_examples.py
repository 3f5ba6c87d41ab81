"""Every file of examples/ runs as it stands."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, OperationType, parse

from schema.context import Context
from tests import builders
from tests.askers import asker
from tests.schema.conftest import PATIENCE_S, SCHEMA, TEAMS, Api

FOLDER = Path(__file__).resolve().parents[2] / "examples"
FILES = sorted(FOLDER.glob("*.graphql"))


@pytest.fixture(scope="module", autouse=True)
async def german_league(services: Any) -> None:
    """The teams that the examples name."""
    league = await builders.competition("D1", country="Germany")
    for name in ("Bayern Munich", "Dortmund"):
        await builders.team(name, "Germany")
    await builders.season(league, "0708")


def _text(name: str) -> str:
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")


def _operation(text: str) -> OperationDefinitionNode:
    [operation] = [one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)]
    return operation


async def _first(api: Api, text: str) -> Any:
    """The answer, of a subscription the first."""
    if _operation(text).operation is not OperationType.SUBSCRIPTION:
        return await api.run(text)
    stream: Any = await SCHEMA.subscribe(text, context_value=Context(api.services, asker("request-5")))
    async with asyncio.timeout(PATIENCE_S), aclosing(stream) as updates:
        return await anext(updates)


def test_there_are_examples() -> None:
    assert {"MatchPrediction", "UpcomingMatches", "JobProgress", "Health"} <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_an_example_runs_as_it_stands(api: Api, path: Path) -> None:
    if path.stem == "JobProgress":
        await api.data(_text("BackfillFeatures"))
    result = await _first(api, _text(path.stem))
    assert result.errors is None, result.errors
    assert result.data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_explains_itself_and_is_named_as_its_file(path: Path) -> None:
    text = _text(path.stem)
    name = _operation(text).name
    assert text.startswith("# ")
    assert name is not None
    assert name.value == path.stem


async def test_the_match_prediction_gives_probabilities_markets_and_the_receipt(api: Api) -> None:
    data = await api.data(_text("MatchPrediction"))
    [match] = data["matches"]["nodes"]
    assert match["home"]["name"] in TEAMS
    prediction = match["prediction"]
    assert prediction["__typename"] == "Prediction"
    assert sum(prediction["outcome"].values()) == pytest.approx(1)
    assert len(prediction["markets"]["correctScore"]) == 5
    assert prediction["model"]["name"] == "match"
    assert len(prediction["featureDigest"]) == len(prediction["model"]["sha256"]) == 64


async def test_the_upcoming_matches_are_predicted(api: Api) -> None:
    data = await api.data(_text("UpcomingMatches"))
    nodes = data["matches"]["nodes"]
    assert len(nodes) == 10
    assert all("outcome" in node["prediction"] for node in nodes)
