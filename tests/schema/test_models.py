"""Model versions over GraphQL: what they are, how good, which answers, and changing that."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from app.clock import system_clock
from app.config import Settings
from app.db import models
from app.football.features import MATCH
from app.services import open_services
from tests.fakes import write_model
from tests.schema.conftest import Api

GOOD, POOR = (1.8, 1.25), (1.0, 2.0)
CUTOFF = datetime(2006, 7, 1, tzinfo=UTC)
NO_WEIGHTS = np.zeros((len(MATCH.names), 2), dtype=np.float32)


@pytest.fixture
async def api(archive_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The Bundesliga to 2009, a poor version and a better one."""
    for version, goals in (("1.0.0", POOR), ("1.1.0", GOOD)):
        write_model(tmp_path / "models", version, goals=goals, weights=NO_WEIGHTS, data_cutoff=CUTOFF)
    settings = Settings(
        database_url=SecretStr(archive_url), models_dir=tmp_path / "models", home=tmp_path / "home"
    )
    async with open_services(settings, system_clock) as services:
        yield Api(services)


PROMOTE = """
mutation ($input: PromoteModelVersionInput!) { promoteModelVersion(input: $input) { result {
  __typename
  ... on ChampionChange {
    warning champion { version champion serving }
    promotion { kind version previous actor reason
      comparison { championVersion candidateVersion matches leftOut inSample rpsDifference low high
        champion { rps logLoss brier calibrationError } candidate { rps } } } }
  ... on PromotionRefused { comparison { champion { rps } candidate { rps } } }
  ... on ValidationFailed { field }
  ... on Error { code message }
} } }
"""
ROLLBACK = """
mutation ($input: RollbackModelInput!) { rollbackModel(input: $input) { result {
  __typename ... on ChampionChange { champion { version serving } promotion { kind previous reason } }
  ... on Error { code message } } } }
"""
CHALLENGE = """
mutation ($input: SetChallengerInput!) { setChallenger(input: $input) { result {
  __typename ... on ChallengerChange { challenger { version challenger } } ... on Error { code message } } } }
"""


async def promote(api: Api, version: str, **others: Any) -> dict[str, Any]:
    asked = {"name": "match", "version": version, **others}
    result: dict[str, Any] = (await api.data(PROMOTE, input=asked))["promoteModelVersion"]["result"]
    return result


async def test_a_better_version_is_promoted_with_its_comparison(api: Api) -> None:
    first = await promote(api, "1.0.0")
    assert (first["__typename"], first["promotion"]["comparison"]) == ("ChampionChange", None)
    better = await promote(api, "1.1.0")
    assert better["champion"] == {"version": "1.1.0", "champion": True, "serving": True}
    made = better["promotion"].pop("comparison")
    assert better["promotion"] == {
        "kind": "PROMOTED",
        "version": "1.1.0",
        "previous": "1.0.0",
        "actor": "anonymous",
        "reason": None,
    }
    assert (made["championVersion"], made["candidateVersion"], made["inSample"]) == ("1.0.0", "1.1.0", False)
    assert made["matches"] >= 300
    assert made["low"] < made["rpsDifference"] < made["high"]


async def test_a_worse_version_is_refused_with_both_sides_figures_unless_there_is_a_reason(api: Api) -> None:
    await promote(api, "1.1.0")
    refused = await promote(api, "1.0.0")
    assert (refused["__typename"], refused["code"]) == ("PromotionRefused", "PROMOTION_REFUSED")
    assert refused["comparison"]["candidate"]["rps"] > refused["comparison"]["champion"]["rps"]
    done = await promote(api, "1.0.0", overrideReason="a drill")
    assert (done["__typename"], done["promotion"]["reason"]) == ("ChampionChange", "a drill")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"version": "9.9.9"}, "NotFound"),
        ({"version": "1.0.0"}, "Conflict"),
        ({"version": "1.1.0", "overrideReason": " "}, "ValidationFailed"),
        (
            {"version": "1.1.0", "from": "2008-01-01T00:00:00Z", "to": "2007-01-01T00:00:00Z"},
            "ValidationFailed",
        ),
        ({"version": "1.1.0", "from": "2000-01-01T00:00:00Z"}, "PromotionRefused"),
    ],
)
async def test_why_nothing_was_promoted_is_a_value(api: Api, change: dict[str, Any], kind: str) -> None:
    await promote(api, "1.0.0")
    assert (await promote(api, **change))["__typename"] == kind


async def test_a_version_whose_file_is_gone_is_unavailable(api: Api) -> None:
    (api.services.settings.models_dir / "match" / "1.1.0" / "model.onnx").unlink()
    assert (await promote(api, "1.1.0"))["__typename"] == "ModelUnavailable"


async def test_a_rollback_returns_to_the_champion_before(api: Api) -> None:
    for version in ("1.0.0", "1.1.0"):
        await promote(api, version)
    asked = {"name": "match", "reason": "odd scores"}
    result = (await api.data(ROLLBACK, input=asked))["rollbackModel"]["result"]
    assert result["champion"] == {"version": "1.0.0", "serving": True}
    assert result["promotion"] == {"kind": "ROLLED_BACK", "previous": "1.1.0", "reason": "odd scores"}
    again = (await api.data(ROLLBACK, input=asked))["rollbackModel"]["result"]
    assert again["__typename"] == "Conflict"
    nobody = (await api.data(ROLLBACK, input={"name": "oracle"}))["rollbackModel"]["result"]
    assert nobody["__typename"] == "NotFound"


async def test_a_challenger_is_set_and_taken_away(api: Api) -> None:
    await promote(api, "1.0.0")
    done = (await api.data(CHALLENGE, input={"name": "match", "version": "1.1.0"}))["setChallenger"]["result"]
    assert done["challenger"] == {"version": "1.1.0", "challenger": True}
    refused = (await api.data(CHALLENGE, input={"name": "match", "version": "1.0.0"}))["setChallenger"][
        "result"
    ]
    assert refused["__typename"] == "Conflict"
    gone = (await api.data(CHALLENGE, input={"name": "match"}))["setChallenger"]["result"]
    assert gone == {"__typename": "ChallengerChange", "challenger": None}
    assert await models.AuditEntry.filter(action="setChallenger", result="DONE").count() == 2


async def test_a_model_lists_its_versions_and_how_its_champions_followed(api: Api) -> None:
    for version in ("1.0.0", "1.1.0"):
        await promote(api, version)
    query = """query ($id: ID) { model(id: $id) { id version champion challenger
      versions(first: 1) { totalCount nodes { version } pageInfo { hasNextPage } }
      promotions(first: 1) { totalCount nodes { version previous } pageInfo { endCursor } } } }"""
    model = (await api.data(query))["model"]
    assert (model["version"], model["champion"], model["challenger"]) == ("1.1.0", True, False)
    assert model["versions"]["totalCount"] == 2
    assert model["versions"]["pageInfo"]["hasNextPage"]
    assert model["promotions"]["totalCount"] == 2
    assert model["promotions"]["nodes"] == [{"version": "1.1.0", "previous": "1.0.0"}]
    assert (await api.data(query, id=model["id"]))["model"] == model
    after = """query ($after: String) { model { promotions(after: $after) { nodes { version } } } }"""
    cursor = model["promotions"]["pageInfo"]["endCursor"]
    assert (await api.data(after, after=cursor))["model"]["promotions"]["nodes"] == [{"version": "1.0.0"}]


PERFORMANCE = """
query ($window: KickoffWindow, $competition: String) { model(version: "1.1.0") {
  performance(window: $window, competition: $competition) {
    __typename
    ... on ModelPerformance { from to n rps logLoss brier calibrationError market { matches }
      baseRates { matches figures { rps } model { rps } }
      bins { home { count meanForecast observed low high } } }
    ... on InsufficientData { missing }
    ... on Error { code message } } } }
"""


async def test_the_performance_stands_beside_base_rates(api: Api) -> None:
    window = {"from": "2007-08-01T00:00:00Z", "to": "2008-07-01T00:00:00Z"}
    made = (await api.data(PERFORMANCE, window=window, competition="D1"))["model"]["performance"]
    assert (made["from"], made["to"], made["n"]) == (window["from"], window["to"], 306)
    assert made["baseRates"]["model"]["rps"] == made["rps"]
    assert made["baseRates"]["matches"] == sum(bin_["count"] for bin_ in made["bins"]["home"]) == 306
    assert made["market"] is None


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"window": {"from": "2000-01-01T00:00:00Z"}}, "ValidationFailed"),
        ({"competition": "E0"}, "InsufficientData"),
    ],
)
async def test_why_there_are_no_figures_is_a_value(api: Api, asked: dict[str, Any], kind: str) -> None:
    assert (await api.data(PERFORMANCE, **asked))["model"]["performance"]["__typename"] == kind
