"""Teams: found by name, seen through their matches."""

from typing import Any

import pytest

from tests.schema.conftest import TEAMS, Api

PAGE = """
query ($first: Int! = 20, $after: String, $where: TeamWhere) {
  teams(first: $first, after: $after, where: $where) {
    totalCount nodes { id name country kind } pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({"country": "England"}, list(TEAMS)),
        ({"search": "ever"}, ["Everton", "Everton"]),
        ({"search": "hampton"}, ["Wolves"]),
        ({"search": "_"}, []),
        ({"kind": "NATIONAL"}, []),
        ({"competition": "E0"}, list(TEAMS)),
        ({"competition": "E0", "season": "2324"}, []),
    ],
)
async def test_every_condition_narrows_the_list(api: Api, where: dict[str, Any], names: list[str]) -> None:
    page = (await api.data(PAGE, where=where))["teams"]
    assert [team["name"] for team in page["nodes"]] == names
    assert page["totalCount"] == len(names)


async def test_teams_of_one_name_follow_each_other_across_pages(api: Api) -> None:
    found, after = [], None
    for _ in range(7):
        page = (await api.data(PAGE, first=1, after=after))["teams"]
        found += [(team["name"], team["country"]) for team in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert not page["pageInfo"]["hasNextPage"]
    assert sorted(found) == sorted([*((name, "England") for name in TEAMS), ("Everton", "Chile")])


TEAM = """
query ($id: ID, $name: String, $country: String) { team(id: $id, name: $name, country: $country) {
  id name country
} }
"""


async def test_a_team_is_found_by_id_name_and_alias(api: Api) -> None:
    wolves = (await api.data(TEAM, name="Wolves"))["team"]
    assert (await api.data(TEAM, id=wolves["id"]))["team"] == wolves
    assert (await api.data(TEAM, name="Wolverhampton Wanderers"))["team"] == wolves


async def test_two_teams_of_one_name_are_told_apart_by_country(api: Api) -> None:
    code, message = await api.error(TEAM, name="Everton")
    assert code == "VALIDATION_FAILED"
    assert "country: 2 teams are called Everton; say which one: Chile, England" in message
    assert (await api.data(TEAM, name="Everton", country="Chile"))["team"]["country"] == "Chile"


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        ({"name": "Arsenel"}, "NOT_FOUND", "did you mean Arsenal?"),
        ({"name": "Qqqqqq"}, "NOT_FOUND", "lists names"),
        ({"name": "Arsenal", "country": "Chile"}, "NOT_FOUND", "no team of Chile"),
        ({"id": "VGVhbTo5OTk5"}, "NOT_FOUND", "there is no team"),
        ({}, "VALIDATION_FAILED", "its name"),
    ],
)
async def test_an_unknown_team_is_refused_with_help(
    api: Api, variables: dict[str, Any], code: str, words: str
) -> None:
    found, message = await api.error(TEAM, **variables)
    assert found == code
    assert words in message


SEEN = """
query ($name: String!, $country: String, $venue: Side, $season: String, $lastDays: Int, $last: Int! = 5) {
  team(name: $name, country: $country) {
    form(last: $last) {
      letters points goalsFor goalsAgainst
      entries { result venue goalsFor goalsAgainst points opponent { name } match { kickoff } }
    }
    stats(season: $season, venue: $venue, lastDays: $lastDays) {
      played won drawn lost points goals { total perMatch } shots { total matches perMatch }
    }
    ratings(last: 2) { knownAt elo piHome piAway match { home { name } away { name } } }
    features { __typename ... on TeamFeatures { matches seasonMatches attack rating { elo } }
      ... on InsufficientData { missing } }
    matches(first: 3) { totalCount nodes { home { name } away { name } } }
  }
}
"""


async def test_form_statistics_and_ratings_agree_with_the_matches(api: Api) -> None:
    team = (await api.data(SEEN, name="Arsenal", last=10))["team"]
    form, stats = team["form"], team["stats"]
    assert len(form["entries"]) == stats["played"] == team["features"]["matches"] == 10
    assert form["points"] == stats["points"] == 3 * stats["won"] + stats["drawn"]
    assert form["goalsFor"] == stats["goals"]["total"]
    assert form["letters"] == "".join(entry["result"][0] for entry in form["entries"])
    kickoffs = [entry["match"]["kickoff"] for entry in form["entries"]]
    assert kickoffs == sorted(kickoffs, reverse=True)
    assert stats["shots"] == {"total": 0, "matches": 0, "perMatch": None}
    assert team["ratings"][-1]["elo"] == team["features"]["rating"]["elo"]
    assert team["ratings"][0]["knownAt"] < team["ratings"][1]["knownAt"]
    assert all("Arsenal" in (one["home"]["name"], one["away"]["name"]) for one in team["matches"]["nodes"])
    assert team["matches"]["totalCount"] == 30


@pytest.mark.parametrize(
    ("variables", "played"), [({"venue": "HOME"}, 5), ({"season": "2526"}, 0), ({"lastDays": 1}, 0)]
)
async def test_statistics_are_of_the_matches_that_the_arguments_leave(
    api: Api, variables: dict[str, Any], played: int
) -> None:
    assert (await api.data(SEEN, name="Arsenal", **variables))["team"]["stats"]["played"] == played


async def test_ratings_of_a_span_of_time(api: Api) -> None:
    query = """query ($from: DateTime, $to: DateTime, $last: Int! = 100) { team(name: "Arsenal") {
      ratings(from: $from, to: $to, last: $last) { knownAt } } }"""
    whole = [one["knownAt"] for one in (await api.data(query))["team"]["ratings"]]
    assert len(whole) == 10
    part = (await api.data(query, **{"from": whole[3], "to": whole[7]}))["team"]["ratings"]
    assert [one["knownAt"] for one in part] == whole[3:7]
    assert (await api.error(query, last=1001))[0] == "VALIDATION_FAILED"


async def test_teams_of_a_season_need_its_competition(api: Api) -> None:
    assert (await api.error(PAGE, where={"season": "2425"}))[0] == "VALIDATION_FAILED"


async def test_a_team_without_matches_has_no_features(api: Api) -> None:
    team = (await api.data(SEEN, name="Everton", country="Chile"))["team"]
    assert team["form"] == {"letters": "", "points": 0, "goalsFor": 0, "goalsAgainst": 0, "entries": []}
    assert "no match with a result" in team["features"]["missing"][0]


@pytest.mark.parametrize("variables", [{"last": 0}, {"last": 101}, {"lastDays": 0}, {"lastDays": 40_000}])
async def test_counts_out_of_range_are_refused(api: Api, variables: dict[str, Any]) -> None:
    assert (await api.error(SEEN, name="Arsenal", **variables))[0] == "VALIDATION_FAILED"


async def test_the_strongest_team_of_a_season_comes_first(api: Api) -> None:
    query = """query ($first: Int! = 20, $after: String, $asOf: DateTime) {
      ratings(competition: "E0", first: $first, after: $after, asOf: $asOf) {
        totalCount nodes { team { name } rating { elo knownAt } } pageInfo { endCursor } } }"""
    ratings = (await api.data(query))["ratings"]
    elos = [one["rating"]["elo"] for one in ratings["nodes"]]
    assert elos == sorted(elos, reverse=True)
    assert ratings["totalCount"] == len(elos) == len(TEAMS)
    first = (await api.data(query, first=2))["ratings"]
    rest = (await api.data(query, after=first["pageInfo"]["endCursor"]))["ratings"]
    assert [one["team"] for one in first["nodes"] + rest["nodes"]] == [
        one["team"] for one in ratings["nodes"]
    ]
    earlier = (await api.data(query, asOf="2024-08-20T00:00:00Z"))["ratings"]
    assert all(one["rating"]["knownAt"] <= "2024-08-20T00:00:00Z" for one in earlier["nodes"])
    assert (await api.data(query, asOf="2000-01-01T00:00:00Z"))["ratings"]["nodes"] == []


async def test_ratings_of_an_unknown_competition_are_refused(api: Api) -> None:
    code, message = await api.error('{ ratings(competition: "ZZ") { totalCount } }')
    assert code == "NOT_FOUND"
    assert "`competitions` lists them" in message
