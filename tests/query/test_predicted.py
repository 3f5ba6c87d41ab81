"""Predictions in plans: what they cost, and that they are those of the resolvers."""

import asyncio

from app.db import matches
from app.db.ratings import states_at
from app.http.operation import Operation
from app.ids import global_id
from app.prediction.predictor import Known
from tests.askers import asker
from tests.query.conftest import Both
from tests.schema.conftest import NOW
from tests.schema.counting import counted_statements

SAID = """{
  __typename
  ... on Prediction {
    id sequence kind outcome { home draw away } expectedGoals { home away }
    model { name version sha256 } featureSet featureDigest dataCutoff madeAt inSample
    markets {
      totalGoals(line: $line) { over under overBet { odds } }
      correctScore(max: 3) { home away odds }
    }
    scoreGrid
  }
  ... on Error { code message }
  ... on InsufficientData { missing }
}"""
MANY = f"""query ($line: Float = 2.5, $from: DateTime) {{
  matches(first: 50, where: {{ from: $from }}) {{ nodes {{ id prediction {SAID} }} }}
}}"""
ONE = (
    "query ($id: ID!) { match(id: $id) { prediction { ... on Prediction { outcome { home draw away } } } } }"
)
AHEAD = {"from": "2025-06-02T00:00:00Z"}


async def test_fifty_predictions_are_one_statement_and_one_run(both: Both) -> None:
    await both.ask(MANY, **AHEAD)
    model, before = both.services.models.get(None), both.counted("compiled")
    runs = model.times_run
    async with counted_statements() as statements:
        answer = await both.compiled.execute(Operation(MANY, dict(AHEAD)), asker("request-1"))
    assert answer.data is not None
    said = [node["prediction"]["__typename"] for node in answer.data["matches"]["nodes"]]
    assert said.count("Prediction") > 30
    assert (len(statements), model.times_run - runs, both.counted("compiled") - before) == (1, 1, 1)


async def test_predictions_whose_ratings_come_at_the_same_time_are_one_run(both: Both) -> None:
    predictor, model = both.services.predictor, both.services.models.get(None)
    fixtures = list((await matches.fixtures(range(31, 71))).values())
    states = await states_at([(fixture, NOW) for fixture in fixtures])
    together = await predictor.predict(fixtures, known=Known(NOW, states))
    runs = model.times_run
    alone = await asyncio.gather(
        *(
            predictor.predict([fixture], known=Known(NOW, [own]))
            for fixture, own in zip(fixtures, states, strict=True)
        )
    )
    assert model.times_run - runs == 1
    assert [one for (one,) in alone] == together


async def test_every_way_to_have_no_prediction_is_answered_by_the_plan(both: Both) -> None:
    """A match with too little before it, an instant after kickoff, a model that nobody has."""
    played, ahead = global_id("Match", 1), global_id("Match", 31)
    before = both.counted("compiled")
    query = f"""query ($line: Float = 2.5) {{
      first: match(id: "{played}") {{ prediction {SAID} }}
      late: match(id: "{ahead}") {{ prediction(asOf: "2030-01-01T00:00:00Z") {SAID} }}
      unknown: match(id: "{ahead}") {{ prediction(model: "nobody") {SAID} }}
      again: match(id: "{ahead}") {{
        one: prediction(asOf: "2025-05-01T00:00:00Z") {SAID}
        other: prediction {SAID}
      }}
    }}"""
    data = (await both.ask(query)).data
    assert data is not None
    kinds = [data[key]["prediction"]["__typename"] for key in ("first", "late", "unknown")]
    assert kinds == ["InsufficientData", "ValidationFailed", "ModelUnavailable"]
    assert both.counted("compiled") == before + 1


async def test_states_that_matches_share_reach_every_one_of_them(both: Both) -> None:
    """In a page cut short, in lists that share matches, by id, and below another row."""
    said = "id prediction { ... on Prediction { outcome { home } featureDigest } ... on Error { message } }"
    ids = [global_id("Match", number) for number in range(31, 61)]
    before = both.counted("compiled")
    for query in (
        f"query ($from: DateTime) {{ matches(first: 7, where: {{ from: $from }}) {{ nodes {{ {said} }} }} }}",
        f"{{ teams(first: 20) {{ nodes {{ matches(first: 6) {{ nodes {{ {said} }} }} }} }} }}",
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Match {{ {said} }} }} }}",
        f"{{ predictions(first: 20) {{ nodes {{ match {{ {said} }} }} }} }}",
    ):
        await both.ask(query, **({"ids": ids} if "$ids" in query else AHEAD if "$from" in query else {}))
    assert both.counted("compiled") == before + 4
