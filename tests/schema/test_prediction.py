"""Predictions: one grid, every market; matches nobody has scheduled."""

from typing import Any

import pytest

from tests.schema.conftest import Api

MARKETS = """
query ($total: Float! = 2.5, $handicap: Float! = 0, $scores: Int! = 121) {
  matches(first: 1, where: { status: [SCHEDULED] }) { nodes { prediction { ... on Prediction {
    outcome { home draw away }
    scoreGrid
    markets {
      matchResult { home draw away homeOdds }
      correctScore(max: $scores) { home away probability odds }
      totalGoals(line: $total) { line over push under overOdds overBet { win halfWin push halfLoss loss } }
      bothTeamsToScore { yes no yesOdds }
      asianHandicap(line: $handicap) { line home { win push loss odds } away { win } }
      doubleChance { homeOrDraw homeOrAway drawOrAway }
      drawNoBet { home away homeOdds }
      winToNil { home away }
    }
  } } } }
}
"""


async def _prediction(api: Api, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(MARKETS, **variables))["matches"]["nodes"][0]["prediction"]
    return found


async def test_every_market_is_read_off_the_one_grid(api: Api) -> None:
    prediction = await _prediction(api)
    outcome, grid, markets = prediction["outcome"], prediction["scoreGrid"], prediction["markets"]
    home = sum(grid[i][j] for i in range(11) for j in range(11) if i > j)
    over = sum(grid[i][j] for i in range(11) for j in range(11) if i + j > 2.5)
    assert outcome["home"] == pytest.approx(home)
    assert markets["matchResult"]["home"] == outcome["home"]
    assert markets["matchResult"]["homeOdds"] == pytest.approx(1 / home)
    assert markets["totalGoals"]["over"] == pytest.approx(over)
    assert markets["totalGoals"]["over"] + markets["totalGoals"]["under"] == pytest.approx(1)
    assert sum(score["probability"] for score in markets["correctScore"]) == pytest.approx(1)
    assert markets["asianHandicap"]["home"]["odds"] == pytest.approx(markets["drawNoBet"]["homeOdds"])
    assert markets["doubleChance"]["homeOrDraw"] == pytest.approx(outcome["home"] + outcome["draw"])


@pytest.mark.parametrize(
    "variables", [{"total": 2.6}, {"total": -1}, {"handicap": 11}, {"scores": 0}, {"scores": 122}]
)
async def test_lines_that_nobody_offers_are_refused(api: Api, variables: dict[str, Any]) -> None:
    assert (await api.error(MARKETS, **variables))[0] == "VALIDATION_FAILED"


HYPOTHETICAL = """
query (
  $home: TeamRef!, $away: TeamRef!, $competition: String! = "E0", $kickoff: DateTime!, $neutral: Boolean!
) {
  hypotheticalMatch(
    home: $home, away: $away, competition: $competition, kickoff: $kickoff, neutral: $neutral
  ) {
    __typename
    ... on Prediction { outcome { home draw away } match { id } id dataCutoff }
    ... on Error { code message }
  }
}
"""
ASKED: dict[str, Any] = {
    "home": {"name": "Arsenal"},
    "away": {"name": "Leeds"},
    "kickoff": "2025-06-20T14:00:00Z",
    "neutral": False,
}


async def test_a_match_that_nobody_has_scheduled_is_predicted(api: Api) -> None:
    made = (await api.data(HYPOTHETICAL, **ASKED))["hypotheticalMatch"]
    assert sum(made["outcome"].values()) == pytest.approx(1)
    assert made["match"] is None
    assert made["id"] is None
    assert made["dataCutoff"] == "2025-06-01T12:00:00Z"


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"away": {"name": "Arsenal"}}, "ValidationFailed", "another team"),
        ({"away": {"name": "Everton"}}, "ValidationFailed", "say which one"),
        ({"away": {"name": "Everton", "country": "Chile"}}, "InsufficientData", "matches before"),
        ({"away": {"name": "Nobody"}}, "NotFound", "is called"),
        ({"competition": "E9"}, "NotFound", "E9"),
        ({"competition": "INT-FRIENDLY"}, "ModelUnavailable", "league"),
        ({"home": {"id": "TWF0Y2g6MQ=="}}, "ValidationFailed", "id of a Team is needed"),
    ],
)
async def test_why_there_is_no_prediction_is_a_value(
    api: Api, changes: dict[str, Any], kind: str, words: str
) -> None:
    made = (await api.data(HYPOTHETICAL, **(ASKED | changes)))["hypotheticalMatch"]
    assert made["__typename"] == kind
    assert words in made["message"]


async def test_a_kickoff_without_zone_is_refused(api: Api) -> None:
    code, message = await api.error(HYPOTHETICAL, **(ASKED | {"kickoff": "2025-06-20T14:00:00"}))
    assert code == "VALIDATION_FAILED"
    assert "no time zone" in message
