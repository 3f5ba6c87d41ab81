"""Whatever is asked of any field of the schema, the service answers with data or a coded error, never with a
failure of its own. FUZZ_CASES=5000 asks that often."""

import os
import re
from collections.abc import Iterator

import httpx
import hypothesis
import pytest
from graphql import GraphQLSchema
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.config import Settings
from schema import build_schema
from tests.abuse.attacked import logged_nothing_wrong
from tests.abuse.fuzzing import Request, encoded, invalid_documents, valid_documents, variables
from tests.program import ROOT, served_by
from tests.schema.conftest import filled_template, filled_url, settings

__all__ = ["filled_template", "filled_url", "settings"]

CASES = int(os.environ.get("FUZZ_CASES", "240"))
SCHEMA: GraphQLSchema = build_schema()._schema
SECRETS = re.compile(rf"Traceback|asyncpg|SELECT |\.py\b|{re.escape(str(ROOT))}")
FIRST_IDS = (
    "{ matches(first: 2) { nodes { id } } teams(first: 2) { nodes { id } } competitions { nodes { id } } }"
)
JSON = {"Content-Type": "application/json"}

patient = hypothesis.settings(
    max_examples=CASES // 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def http(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the real service, which lets anybody do anything and at the end has logged no error."""
    log = tmp_path_factory.mktemp("fuzz") / "server.log"
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    given = {
        "FOOTBALL_ANONYMOUS": "admin",
        "FOOTBALL_LOG_FORMAT": "json",
        "FOOTBALL_MODELS_DIR": str(settings.models_dir),
        "FOOTBALL_DATA_URL": settings.data_url,
    }
    with (
        served_by(database_url=url, settings=given, log=log) as (
            _,
            address,
        ),
        httpx.Client(base_url=address, timeout=60, headers=JSON) as client,
    ):
        yield client
    logged_nothing_wrong(log)


@pytest.fixture(scope="module")
def ids(http: httpx.Client) -> list[str]:
    """Global ids of things that exist."""
    data = http.post("/graphql", json={"query": FIRST_IDS}).json()["data"]
    return [node["id"] for one in data.values() for node in one["nodes"]]


def survives(http: httpx.Client, request: Request) -> None:
    answer = http.post("/graphql", content=encoded(request))
    assert answer.status_code < 500, (request, answer.text)
    told = answer.json()
    hypothesis.event("data" if told.get("data") else told["errors"][0]["extensions"]["code"])
    for error in told.get("errors", ()):
        assert error["extensions"]["code"] != "INTERNAL", (request, error)
        assert not SECRETS.search(error["message"]), (request, error)
    assert '"INTERNAL"' not in answer.text, request


@patient
@given(data=st.data())
def test_valid_documents_are_answered(http: httpx.Client, ids: list[str], data: st.DataObject) -> None:
    survives(http, data.draw(valid_documents(SCHEMA, ids)))


@patient
@given(data=st.data())
def test_invalid_documents_are_refused(http: httpx.Client, ids: list[str], data: st.DataObject) -> None:
    survives(http, data.draw(invalid_documents(SCHEMA, ids)))


@patient
@given(data=st.data())
def test_variables_of_any_value_are_taken_or_refused(
    http: httpx.Client, ids: list[str], data: st.DataObject
) -> None:
    survives(http, data.draw(variables(SCHEMA, ids)))
