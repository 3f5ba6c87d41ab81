"""The examples on the smallest database, as it is served: the archive alone, where nothing is scheduled and
one match was told again."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.conftest import copied_database
from tests.program import ROOT, football, served_by

FOLDER = ROOT / "examples"
NAMES = (FOLDER / "order.txt").read_text().split()
NEEDS_A_JOB = "JobProgress"
REFUSED = {
    "ModelPerformance": "a finished match after the version's data cutoff",
    "RollbackModel": "no earlier champion to roll back to",
    "RecordMatchEvent": "it takes no more events",
}
"""What the archive, which ends long before the model was made, and a first champion give no answer to."""

EMPTY = {"UpcomingMatches": "matches", "PredictionHistory": "predictions"}
"""Lists without an entry where nothing is scheduled, by example."""


@pytest.fixture(scope="module")
async def address(
    postgres_server: str, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    log = tmp_path_factory.mktemp("examples") / "server.log"
    async with copied_database(postgres_server, archive_template) as url:
        again = football("replay", "--match", "Schalke 04 - Hoffenheim", "--speed", "max", database_url=url)
        assert again.returncode == 0, again.stderr
        with served_by(database_url=url, log=log) as (_, served):
            yield served


def first_answer(address: str, name: str) -> dict[str, Any]:
    """What the example answers, over server-sent events; of a subscription the first."""
    body = {"query": (FOLDER / f"{name}.graphql").read_text()}
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{address}/graphql", json=body, headers=headers, timeout=30) as response:
        answer = next(line for line in response.iter_lines() if line.startswith("data: "))
    told: dict[str, Any] = json.loads(answer.removeprefix("data: "))
    return told


def failures(tree: Any) -> list[str]:
    """Messages of the expected failures, however deep."""
    if isinstance(tree, list):
        return [message for item in tree for message in failures(item)]
    if not isinstance(tree, dict):
        return []
    own = [tree["message"]] if {"code", "message"} <= tree.keys() else []
    return own + [message for item in tree.values() for message in failures(item)]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"PredictMatches", *REFUSED}])
def test_an_example_has_something_to_answer(address: str, name: str) -> None:
    if name == NEEDS_A_JOB:
        first_answer(address, "BackfillFeatures")
    answer = first_answer(address, name)
    assert "errors" not in answer
    assert failures(answer["data"]) == []
    for field, value in answer["data"].items():
        if isinstance(value, dict) and "nodes" in value and field != EMPTY.get(name):
            assert value["nodes"], field


def test_without_a_match_ahead_the_examples_say_so(address: str) -> None:
    [message] = failures(first_answer(address, "PredictMatches")["data"])
    assert "no match is scheduled ahead; startCollection" in message
    known = first_answer(address, "UpcomingMatches")["data"]["known"]["nodes"]
    assert [match["status"] for match in known] == ["FINISHED"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_answered_yet_is_told(address: str, name: str) -> None:
    [message] = failures(first_answer(address, name)["data"])
    assert REFUSED[name] in message


def test_the_order_names_every_example_once() -> None:
    assert sorted(NAMES) == sorted(file.stem for file in FOLDER.glob("*.graphql"))
