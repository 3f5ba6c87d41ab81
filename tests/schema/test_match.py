"""Matches: lists, pages, filters, and everything below one."""

from typing import Any

import pytest

from app.football.features import MATCH
from tests.schema.conftest import UPCOMING, Api

LIST = """
query ($first: Int! = 20, $after: String, $where: MatchWhere, $orderBy: MatchOrder! = KICKOFF_ASC) {
  matches(first: $first, after: $after, where: $where, orderBy: $orderBy) {
    totalCount
    nodes {
      id kickoff status score { home away }
      home { name } away { name } competition { code } season { code }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def _pages(api: Api, first: int, **variables: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await api.data(LIST, first=first, after=after, **variables))["matches"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes


@pytest.mark.parametrize("order", ["KICKOFF_ASC", "KICKOFF_DESC"])
async def test_pages_of_any_size_hold_every_match_once_in_order(api: Api, order: str) -> None:
    whole = await _pages(api, 100, orderBy=order)
    paged = await _pages(api, 7, orderBy=order)
    assert [one["id"] for one in paged] == [one["id"] for one in whole]
    assert len({one["id"] for one in paged}) == 30 + UPCOMING
    kickoffs = [one["kickoff"] for one in paged]
    assert kickoffs == sorted(kickoffs, reverse=order == "KICKOFF_DESC")


async def test_total_count_is_of_the_whole_list(api: Api) -> None:
    page = (await api.data(LIST, first=2, where={"status": ["FINISHED"]}))["matches"]
    assert page["totalCount"] == 30
    assert len(page["nodes"]) == 2
    assert page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"competitions": ["E0"]}, 30 + UPCOMING),
        ({"competitions": ["SP1"]}, 0),
        ({"competitions": []}, 0),
        ({"kind": "INTERNATIONAL"}, 0),
        ({"country": "England", "season": "2425"}, 30),
        ({"season": "2526", "hasOdds": True}, UPCOMING),
        ({"season": "2526", "hasOdds": False}, 0),
        ({"season": "2526", "toldLive": True}, 0),
        ({"season": "2526", "toldLive": False}, UPCOMING),
        ({"team": {"name": "Arsenal"}, "season": "2425"}, 10),
        ({"team": {"name": "Arsenal"}, "opponent": {"name": "Chelsea"}, "season": "2425"}, 2),
        ({"team": {"name": "Wolverhampton Wanderers"}, "season": "2425"}, 10),
        ({"team": {"name": "Everton", "country": "Chile"}}, 0),
        ({"search": "ARSEN", "season": "2425"}, 10),
        ({"search": "%", "season": "2425"}, 0),
        ({"day": "2024-08-17"}, 1),
        ({"day": "9999-12-31"}, 0),
        ({"from": "2024-08-17T14:00:00Z", "to": "2024-08-19T14:00:00Z"}, 2),
        ({"from": "2024-08-17T15:00:00+01:00", "to": "2024-08-18T14:00:01Z"}, 2),
    ],
)
async def test_every_condition_narrows_the_list(api: Api, where: dict[str, Any], count: int) -> None:
    assert (await api.data(LIST, where=where))["matches"]["totalCount"] == count


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        ({"first": 1000}, "VALIDATION_FAILED", "from 1 to 100, not 1000"),
        ({"first": 0}, "VALIDATION_FAILED", "from 1 to 100, not 0"),
        ({"after": "nonsense"}, "VALIDATION_FAILED", "not a cursor"),
        ({"after": "WzEsICJYIl0"}, "VALIDATION_FAILED", "not a cursor"),
        ({"where": {"team": {"name": "Everton"}}}, "VALIDATION_FAILED", "Chile, England"),
        ({"where": {"team": {"name": "Arsenel"}}}, "NOT_FOUND", "did you mean Arsenal?"),
        ({"where": {"team": {}}}, "VALIDATION_FAILED", "its name"),
        ({"where": {"team": {"id": "xyz"}}}, "VALIDATION_FAILED", "not an id of this service"),
        ({"where": {"search": " "}}, "VALIDATION_FAILED", "characters"),
        ({"where": {"from": "2024-08-17T14:00:00"}}, "VALIDATION_FAILED", "no time zone"),
        ({"where": {"from": "tomorrow"}}, "VALIDATION_FAILED", "no instant"),
        ({"where": {"day": "17/08/2024"}}, "VALIDATION_FAILED", "no day"),
        ({"where": {"from": "0001-01-01T00:00:00+14:00"}}, "VALIDATION_FAILED", "no instant"),
    ],
)
async def test_a_bad_argument_is_refused_in_words_that_help(
    api: Api, variables: dict[str, Any], code: str, words: str
) -> None:
    found, message = await api.error(LIST, **variables)
    assert found == code
    assert words in message


async def test_a_cursor_is_bound_to_its_ordering(api: Api) -> None:
    page = (await api.data(LIST, first=1))["matches"]
    code, message = await api.error(LIST, after=page["pageInfo"]["endCursor"], orderBy="KICKOFF_DESC")
    assert code == "VALIDATION_FAILED"
    assert "KICKOFF_ASC, not KICKOFF_DESC" in message


DETAIL = """
query ($id: ID!, $asOf: DateTime) {
  match(id: $id) {
    id kickoffTimeKnown neutral knownAt source statistics { homeShots } halfTime { home }
    home { id name aliases { source alias } }
    features(asOf: $asOf) {
      __typename ... on Features { featureSet asOf digest values { name value } }
      ... on InsufficientData { code missing } ... on ValidationFailed { field message }
    }
    prediction(asOf: $asOf) {
      __typename
      ... on Prediction {
        id sequence kind inSample featureSet featureDigest dataCutoff madeAt
        outcome { home draw away } expectedGoals { home away } model { name version sha256 } scoreGrid
        match { id }
      }
      ... on Error { code message }
    }
    odds {
      bookmaker market line taken home over overround impliedProbabilities { home draw away over under }
    }
    headToHead(first: 5) { kickoff home { name } away { name } }
  }
}
"""


async def _first_id(api: Api, **variables: Any) -> str:
    found: str = (await api.data(LIST, first=1, **variables))["matches"]["nodes"][0]["id"]
    return found


async def test_a_match_tells_its_prediction_with_the_receipt_of_its_features(api: Api) -> None:
    match = (await api.data(DETAIL, id=await _first_id(api, where={"status": ["SCHEDULED"]})))["match"]
    prediction, features = match["prediction"], match["features"]
    assert prediction["__typename"] == "Prediction"
    assert sum(prediction["outcome"].values()) == pytest.approx(1)
    assert sum(map(sum, prediction["scoreGrid"])) == pytest.approx(1)
    assert prediction["id"] is prediction["sequence"] is None
    assert prediction["featureDigest"] == features["digest"]
    assert prediction["dataCutoff"] == features["asOf"] == "2025-06-01T12:00:00Z"
    assert [value["name"] for value in features["values"]] == list(MATCH.names)
    assert prediction["match"]["id"] == match["id"]


async def test_prices_come_with_their_margin_and_what_is_behind_it(api: Api) -> None:
    match = (await api.data(DETAIL, id=await _first_id(api, where={"status": ["SCHEDULED"]})))["match"]
    result, total = match["odds"]
    assert (result["market"], total["market"], total["line"]) == ("MATCH_RESULT", "TOTAL_GOALS", 2.5)
    assert result["overround"] == pytest.approx(1 / 2.1 + 1 / 3.4 + 1 / 3.6 - 1)
    behind = result["impliedProbabilities"]
    assert behind["home"] + behind["draw"] + behind["away"] == pytest.approx(1)
    assert behind["over"] is None
    assert total["impliedProbabilities"]["over"] + total["impliedProbabilities"]["under"] == pytest.approx(1)


async def test_earlier_meetings_are_of_these_two_teams_the_latest_first(api: Api) -> None:
    match = (await api.data(DETAIL, id=await _first_id(api, where={"status": ["SCHEDULED"]})))["match"]
    meetings = match["headToHead"]
    assert [{one["home"]["name"], one["away"]["name"]} for one in meetings] == [{"Arsenal", "Chelsea"}] * 2
    assert meetings[0]["kickoff"] > meetings[1]["kickoff"]


async def test_before_the_first_match_the_data_do_not_suffice(api: Api) -> None:
    id_ = await _first_id(api, where={"status": ["SCHEDULED"]})
    match = (await api.data(DETAIL, id=id_, asOf="1900-01-01T00:00:00Z"))["match"]
    assert match["features"]["__typename"] == match["prediction"]["__typename"] == "InsufficientData"
    assert any("home team" in line for line in match["features"]["missing"])


@pytest.mark.parametrize("as_of", ["2030-01-01T00:00:00Z", "2025-06-01T12:00:01Z"])
async def test_nothing_is_answered_as_of_the_future(api: Api, as_of: str) -> None:
    id_ = await _first_id(api, where={"status": ["SCHEDULED"]})
    match = (await api.data(DETAIL, id=id_, asOf=as_of))["match"]
    assert match["features"]["field"] == "asOf"
    assert match["prediction"]["code"] == "VALIDATION_FAILED"


async def test_an_instant_without_zone_is_refused_with_what_to_write(api: Api) -> None:
    code, message = await api.error(DETAIL, id=await _first_id(api), asOf="2024-08-17T14:00:00")
    assert code == "VALIDATION_FAILED"
    assert "no time zone" in message


async def test_an_unknown_model_or_feature_set_is_named(api: Api) -> None:
    data = await api.data(
        """query ($id: ID!) { match(id: $id) {
          prediction(model: "oracle") { __typename ... on ModelUnavailable { message } }
          features(set: "match-0") { __typename ... on ValidationFailed { field message } }
        } }""",
        id=await _first_id(api),
    )
    assert "oracle" in data["match"]["prediction"]["message"]
    assert data["match"]["features"]["field"] == "set"


@pytest.mark.parametrize(
    ("id_", "code"),
    [
        ("TWF0Y2g6OTk5OTk5", "NOT_FOUND"),  # Match:999999
        ("VGVhbTox", "VALIDATION_FAILED"),  # Team:1
        ("TWF0Y2g6OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ==", "VALIDATION_FAILED"),  # beyond a bigint
        ("TWF0Y2g6eA==", "VALIDATION_FAILED"),  # Match:x
        ("", "VALIDATION_FAILED"),
        ("\N{SNOWMAN}", "VALIDATION_FAILED"),
    ],
)
async def test_an_unknown_id_and_a_malformed_one_are_told_apart(api: Api, id_: str, code: str) -> None:
    assert (await api.error("query ($id: ID!) { match(id: $id) { id } }", id=id_))[0] == code
