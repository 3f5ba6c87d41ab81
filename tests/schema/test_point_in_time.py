"""Answers as of an instant never use what became known later."""

from app.db.connection import connection
from app.prediction.ratings import refresh
from app.services import Services
from tests.schema.conftest import Api

POINT_IN_TIME = """
query ($id: ID!, $asOf: DateTime!) { match(id: $id) {
  features(asOf: $asOf) { ... on Features { digest values { name value } } }
  prediction(asOf: $asOf) {
    ... on Prediction { outcome { home draw away } featureDigest scoreGrid dataCutoff }
  }
} }
"""


async def test_what_became_known_later_changes_nothing(api: Api, services: Services) -> None:
    as_of = "2024-09-05T00:00:00Z"
    target = (
        await api.data('{ matches(first: 1, where: { from: "2024-09-10T00:00:00Z" }) { nodes { id } } }')
    )["matches"]["nodes"][0]["id"]
    before = (await api.data(POINT_IN_TIME, id=target, asOf=as_of))["match"]
    assert before["prediction"]["outcome"]
    await connection().execute_script(
        f"""DELETE FROM rating_history; DELETE FROM competition_rating_history;
        UPDATE match SET status = 'SCHEDULED', home_goals = NULL, away_goals = NULL, known_at = NULL
        WHERE known_at > '{as_of}'"""
    )
    await refresh(services.database_url)
    assert (await api.data(POINT_IN_TIME, id=target, asOf=as_of))["match"] == before


async def test_ratings_of_another_version_are_told_as_such(api: Api) -> None:
    await connection().execute_script("UPDATE rating_history SET state_version = 'ratings-0'")
    code, message = await api.error('{ team(name: "Arsenal") { features { __typename } } }')
    assert code == "RATINGS_OUTDATED"
    assert "ratings-0" in message
