"""Explanations over GraphQL: of computed and stored predictions, many at once, or a typed reason."""

from math import log
from pathlib import Path
from typing import Any

import pytest

from app.http.documents import DocumentRefused, Documents
from app.security.viewer import Role, Viewer
from app.services import Services
from schema import build_schema
from schema.limits import BUDGETS, PREDICTION, TARIFF
from schema.limits import EXPLANATION as EXPLANATION_WEIGHT
from tests.fakes import BASE_RATES, write_model
from tests.schema.conftest import Api
from tests.schema.counting import counted_statements

EXPLANATION = """
fragment Explained on Prediction {
  outcome { home draw away }
  explanation {
    __typename
    ... on Explanation {
      competition
      baseRate { home draw away }
      contributions {
        group sentence logOdds { home draw away } points { home draw away } features { name value mean }
      }
    }
    ... on Error { code message }
  }
}
"""
AHEAD = (
    EXPLANATION
    + """
query ($first: Int = 1) {
  matches(first: $first, where: { status: [SCHEDULED] }) {
    nodes { home { name } away { name } prediction { ...Explained } }
  }
}
"""
)
HYPOTHETICAL = (
    EXPLANATION
    + """
query ($neutral: Boolean = false) {
  hypotheticalMatch(
    home: { name: "Arsenal" }, away: { name: "Leeds" }, competition: "E0", kickoff: "2025-06-20T14:00:00Z"
    neutral: $neutral
  ) { ...Explained }
}
"""
)
STORED = EXPLANATION + "{ predictions(first: 1) { nodes { match { home { name } } ...Explained } } }"
STORE = """mutation { predictMatches(input: { upcoming: 1 }) { result { ... on PredictionList {
  results { ... on Prediction { ...Explained } } } } } }"""


def check(prediction: dict[str, Any]) -> None:
    made = prediction["explanation"]
    assert made["__typename"] == "Explanation", made
    for outcome, said in prediction["outcome"].items():
        base = made["baseRate"][outcome]
        points = sum(one["points"][outcome] for one in made["contributions"])
        log_odds = sum(one["logOdds"][outcome] for one in made["contributions"])
        assert points == pytest.approx(100 * (said - base), abs=1e-6)
        assert log_odds == pytest.approx(log(said / (1 - said)) - log(base / (1 - base)), abs=1e-6)


async def test_a_prediction_tells_what_it_is_made_of(api: Api) -> None:
    [match] = (await api.data(AHEAD))["matches"]["nodes"]
    check(match["prediction"])
    made = match["prediction"]["explanation"]
    assert (made["competition"], made["baseRate"]["home"]) == ("E0", BASE_RATES["E0"][0])
    assert made["contributions"][0]["group"] == "the league's average match"
    goals = next(one for one in made["contributions"] if one["group"] == "goals")
    assert {"name": "goals_supremacy", "mean": 0.1}.items() <= goals["features"][0].items()
    sides = (match["home"]["name"], match["away"]["name"], "a draw")
    assert any(side in goals["sentence"] for side in sides)


@pytest.mark.parametrize("neutral", [False, True])
async def test_a_match_that_nobody_has_scheduled_is_explained_with_the_names_of_its_teams(
    api: Api, *, neutral: bool
) -> None:
    made = (await api.data(HYPOTHETICAL, neutral=neutral))["hypotheticalMatch"]
    check(made)
    told = " ".join(one["sentence"] for one in made["explanation"]["contributions"])
    assert "Arsenal" in told or "Leeds" in told


async def test_a_stored_prediction_is_explained(api: Api) -> None:
    result = (await api.data(EXPLANATION + STORE))["predictMatches"]["result"]
    check(result["results"][0])
    [stored] = (await api.data(STORED))["predictions"]["nodes"]
    check(stored)
    assert stored["explanation"] == result["results"][0]["explanation"]


async def test_fifty_explanations_cost_as_many_statements_as_one(api: Api) -> None:
    await api.data(AHEAD)
    costs = []
    for first in (1, 50):
        async with counted_statements() as statements:
            nodes = (await api.data(AHEAD, first=first))["matches"]["nodes"]
        costs.append(len(statements))
    assert len(nodes) == 50
    for node in nodes:
        check(node["prediction"])
    assert costs[0] == costs[1] <= 6


async def test_why_there_is_no_explanation_is_a_value(
    api: Api, services: Services, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("other")
    await services.models.install(write_model(folder, "0.9.0", baselines={}, base_rates={}))
    try:
        [ahead] = (await api.data(AHEAD))["matches"]["nodes"]
    finally:
        await services.models.install(services.settings.models_dir / "match" / "1.0.0")
    made = ahead["prediction"]["explanation"]
    assert (made["__typename"], made["code"]) == ("ModelUnavailable", "MODEL_UNAVAILABLE")
    assert "without baselines; train a newer version" in made["message"]


def test_explanations_count_towards_the_cost_of_an_operation() -> None:
    documents = Documents(TARIFF)
    documents.install(build_schema())
    nodes = "{ nodes { prediction { ... on Prediction { explanation { __typename } } } } }"
    lists = BUDGETS[Role.READER] // (100 * (PREDICTION + EXPLANATION_WEIGHT)) + 1
    query = " ".join(f"a{number}: matches(first: 100) {nodes}" for number in range(lists))
    with pytest.raises(DocumentRefused, match="ask for fewer"):
        documents.admit(f"{{ {query} }}", None, {}, Viewer("reader", Role.READER))
