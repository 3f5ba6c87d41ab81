"""How many statements an answer costs."""

from tests.schema.conftest import Api
from tests.schema.counting import counted_statements

FIFTY = """
{
  matches(first: 50, where: { status: [SCHEDULED] }) {
    totalCount
    nodes {
      id kickoff
      home { id name country } away { id name country } competition { id code name } season { code label }
      odds(first: 10) { bookmaker market home draw away impliedProbabilities { home draw away } }
      prediction {
        ... on Prediction {
          outcome { home draw away }
          markets {
            totalGoals { over under } bothTeamsToScore { yes } asianHandicap(line: -0.5) { home { win } }
          }
          match { id }
        }
      }
    }
  }
}
"""


async def test_fifty_matches_with_everything_take_at_most_six_statements(api: Api) -> None:
    await api.data(FIFTY)  # a new connection asks PostgreSQL once for the types of its arrays
    async with counted_statements() as statements:
        nodes = (await api.data(FIFTY))["matches"]["nodes"]
    assert len(nodes) == 50
    assert all(node["odds"] and node["prediction"]["outcome"] for node in nodes)
    assert 4 <= len(statements) <= 6, statements


async def test_the_total_is_counted_only_where_it_is_selected(api: Api) -> None:
    async with counted_statements() as statements:
        await api.data("{ matches(first: 5) { nodes { id } } }")
    assert len(statements) == 1, statements
    async with counted_statements() as statements:
        await api.data("{ matches(first: 5) { totalCount nodes { id } } }")
    assert len(statements) == 2, statements


async def test_what_is_asked_of_many_teams_is_read_once(api: Api) -> None:
    async with counted_statements() as statements:
        data = await api.data(
            """{ teams(where: { competition: "E0" }) { nodes {
              name aliases { alias } form(last: 5) { letters entries { opponent { name } match { id } } }
              stats(season: "2425") { played goals { total } } ratings(last: 3) { elo match { id } }
              features { ... on TeamFeatures { attack rating { elo } } }
              matches(first: 2) { nodes { id headToHead(first: 1) { id } predictions { nodes { id } } } }
            } } }"""
        )
    assert len(data["teams"]["nodes"]) == 6
    assert len(statements) <= 10, statements


async def test_each_operation_reads_again(api: Api) -> None:
    for _ in range(2):
        async with counted_statements() as statements:
            await api.data('{ team(name: "Arsenal") { name } }')
        assert len(statements) == 2
