"""Whatever is asked, a plan answers as graphql-core does: the same bytes, errors, paths and order of keys."""

import gc
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.http.operation import Operation
from app.ids import global_id
from tests.query.conftest import Both
from tests.query.operations import Pools, Writer

EXAMPLES = 2_000
CURSORS = """
{
  matches(first: 3) { edges { cursor } }
  down: matches(first: 3, orderBy: KICKOFF_DESC) { edges { cursor } }
  predictions(first: 3) { edges { cursor } }
  teams(first: 3) { edges { cursor } }
  competitions(first: 3) { edges { cursor } }
}
"""
BAD_IDS = ["nonsense", "", global_id("Job", "x")]


def ids(type_name: str, *numbers: int) -> list[str]:
    return [global_id(type_name, number) for number in numbers] * 10


MATCHES = ids("Match", 1, 2, 3, 30, 61, 90)
TEAMS = ids("Team", 1, 5, 7)
COMPETITIONS = ids("Competition", 1, 2)
POOLS: dict[str, Any] = {
    "first": [*(1, 2, 3, 4) * 20, 0, 101, -1],
    "match.id": [*MATCHES, *BAD_IDS, TEAMS[0], global_id("Match", 999)],
    "team.id": [*TEAMS, *BAD_IDS, MATCHES[0], global_id("Team", 999)],
    "competition.id": [*COMPETITIONS, *BAD_IDS, MATCHES[0], global_id("Competition", 999)],
    "node.id": [*MATCHES, *TEAMS, *COMPETITIONS, *BAD_IDS, global_id("Match", 999)],
    "id": [*TEAMS, *BAD_IDS],
    "ids": [*MATCHES, *TEAMS, *COMPETITIONS, "nonsense", global_id("Team", 999)],
    "name": [*["Arsenal", "Leeds", "Wolverhampton Wanderers"] * 9, "Everton", "Nobody", ""],
    "country": [*["England"] * 9, "Chile", "Spain"],
    "code": [*["E0", "CHL"] * 9, "XX", ""],
    "codes": ["E0", "CHL", "XX"],
    "competition": ["E0", "XX"],
    "competitions": ["E0", "CHL", "INT-FRIENDLY"],
    "season": ["2425", "2526", "1900"],
    "search": [*["e", "ARS", "_%", "ö"] * 5, ""],
    "model": ["match", "other", "none"],
    "version": ["1.0.0", "0.1"],
    "totalGoals.line": [*[2.5, 0, 9.5, 2.75, 3.25] * 9, 2.6, -1],
    "asianHandicap.line": [*[0, -0.5, 0.75, 10] * 9, 0.1, 11],
    "max": [*[1, 2, 3] * 9, 0, 122],
    "ID": ["nonsense"],
    "String": ["2425", "x", 'a "quoted" text'],
    "Int": [1, 2, 3, 101, -1],
    "Float": [2.5, 0.25, -1, 2.6, 100, 1],
    "Boolean": [True, False],
    "DateTime": [
        *["2025-06-05T12:00:00Z", "2025-05-01T12:40:00+02:00", "2024-08-20T00:00:00Z"] * 10,
        "yesterday",
    ],
    "Date": [*["2025-06-05", "2024-08-20"] * 10, "never"],
    "JSON": [{}],
    "Probability": [0.5],
}


# graphql-core leaves resolvers unawaited whose siblings failed at once
pytestmark = pytest.mark.filterwarnings("ignore:coroutine 'GraphQLCoreConverter:RuntimeWarning")
PATHS = ("compiled", "declined", "abandoned")


@pytest.fixture(scope="module")
async def pools(both: Both) -> Pools:
    data = (await both.ask(CURSORS)).data
    assert data is not None
    cursors = {key: [edge["cursor"] for edge in page["edges"]] for key, page in data.items()}
    matches = [*cursors["matches"], *cursors.pop("down")]
    return (
        POOLS
        | {f"{key}.after": [*found * 5, matches[0], "nonsense"] for key, found in cursors.items()}
        | {"matches.after": [*matches * 5, "nonsense"]}
    )


@pytest.fixture(scope="module")
def ways() -> Counter[str]:
    """How the generated operations were answered."""
    return Counter()


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(random=st.randoms(use_true_random=False))
async def test_generated_operations_are_answered_alike(
    both: Both, pools: Pools, ways: Counter[str], random: Random
) -> None:
    written = Writer(both.schema, both.covered, pools, random).write()
    before = {path: both.counted(path) for path in PATHS}
    answer = await both.run(Operation(written.text, written.variables))
    way = next((path for path in PATHS if both.counted(path) > before[path]), "refused")
    ways[way] += 1
    if written.covered and not answer.refused:
        assert way != "declined", written.text
    gc.collect(0)


def test_most_generated_operations_were_answered_by_plans(ways: Counter[str]) -> None:
    assert ways.total() >= EXAMPLES
    # those beyond the limits are refused before anything is planned
    assert ways["compiled"] > (ways.total() - ways["refused"]) / 2
