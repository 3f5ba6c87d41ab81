"""One champion and one challenger a model; every change is written down, audited and can be taken back."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.exceptions import OperationalError

from app.db import model_versions, models, promotions
from app.db.model_versions import Marks
from app.db.models import PromotionKind
from app.db.paging import Slice
from app.db.promotions import Deed
from app.errors import NotFound
from tests.askers import act
from tests.conftest import execute
from tests.db.test_model_versions import AT, NEW

pytestmark = pytest.mark.usefixtures("database")
VERSIONS = ("1.0.0", "2.0.0", "3.0.0")
DEED = Deed(act("ada", at=AT))


@pytest.fixture(autouse=True)
async def registered(database: str) -> None:
    for version in VERSIONS:
        await model_versions.register(replace(NEW, version=version), at=AT)
    await model_versions.register(replace(NEW, name="other"), at=AT)


async def crown(version: str, deed: Deed = DEED, kind: PromotionKind = PromotionKind.PROMOTED) -> None:
    async with promotions.locked("match") as model:
        await model.crown(version, deed, kind)


async def marks() -> Marks:
    return (await model_versions.marks()).get("match", Marks())


async def test_promoting_moves_the_mark_and_is_audited_with_its_reason_and_comparison() -> None:
    await crown("1.0.0")
    await crown("2.0.0", Deed(act("bob", at=AT), "the old one drifts", {"matches": 400}))
    assert await marks() == Marks(champion="2.0.0")
    entries = await models.AuditEntry.all().order_by("id")
    assert [(entry.actor, entry.action, entry.before, entry.after) for entry in entries] == [
        ("ada", "test", {"version": None}, {"version": "1.0.0"}),
        (
            *("bob", "test", {"version": "1.0.0"}),
            {"version": "2.0.0", "reason": "the old one drifts", "comparison": {"matches": 400}},
        ),
    ]
    latest = await promotions.last_of("match")
    assert latest is not None
    assert (latest.version, latest.previous, latest.reason, latest.comparison) == (
        *("2.0.0", "1.0.0", "the old one drifts"),
        {"matches": 400},
    )


async def test_a_challenger_that_is_promoted_leaves_the_shadow() -> None:
    async with promotions.locked("match") as model:
        await model.crown("1.0.0", DEED)
        await model.challenge("2.0.0", DEED)
    assert await marks() == Marks("1.0.0", "2.0.0")
    await crown("2.0.0")
    assert await marks() == Marks("2.0.0", None)
    actions = [entry.action for entry in await models.AuditEntry.all().order_by("id")]
    assert actions == ["test", "test", "test"]


async def test_a_block_that_fails_changes_nothing() -> None:
    await crown("1.0.0")

    async def crown_and_fail() -> None:
        async with promotions.locked("match") as model:
            await model.crown("2.0.0", DEED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await crown_and_fail()
    assert await marks() == Marks("1.0.0")
    assert await promotions.count("match") == await models.AuditEntry.all().count() == 1


@pytest.mark.parametrize("name", ["match", "nobody's"])
async def test_an_unregistered_version_is_not_found(name: str) -> None:
    with pytest.raises(NotFound, match="football models list"):
        async with promotions.locked(name) as model:
            await model.crown("9.9.9", DEED)
    assert await models.AuditEntry.all().count() == 0


async def test_changes_of_one_model_come_one_after_the_other() -> None:
    await asyncio.gather(*(crown(version) for version in VERSIONS))
    rows = (await promotions.page("match", Slice(promotions.LATEST_FIRST, 10))).rows
    chain = [(row.previous, row.version) for row in sorted(rows, key=lambda row: row.id)]
    assert [previous for previous, _ in chain] == [None, chain[0][1], chain[1][1]]
    assert (await marks()).champion == chain[-1][1]


async def test_predictions_are_written_while_a_change_waits(database: str) -> None:
    """A row that refers to a version needs its key only, which a change of champion leaves alone."""
    key_share = "SELECT FROM model_version WHERE name = 'match' FOR KEY SHARE NOWAIT"
    async with promotions.locked("match") as model:
        await model.crown("1.0.0", DEED)
        await execute(database, key_share)


async def test_the_history_cannot_be_rewritten() -> None:
    await crown("1.0.0")
    with pytest.raises(OperationalError, match="append-only"):
        await models.ModelPromotion.all().update(reason="nobody will know")
    with pytest.raises(OperationalError, match="append-only"):
        await models.ModelPromotion.all().delete()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*VERSIONS, "back"]), max_size=9))
async def test_rolling_back_undoes_promotions_from_the_last_to_the_first(moves: list[str]) -> None:
    """However often one goes forward and back, going back is a stack."""
    await _forget()
    reigns: list[str] = []
    for move in moves:
        before = await promotions.champion_before("match")
        assert before == (reigns[-2] if len(reigns) > 1 else None)
        if move == "back" and before is not None:
            reigns.pop()
            await crown(before, DEED, PromotionKind.ROLLED_BACK)
        elif move != "back" and reigns[-1:] != [move]:
            reigns.append(move)
            await crown(move)
    assert (await marks()).champion == (reigns[-1] if reigns else None)


async def _forget() -> None:
    """As if nothing had ever been promoted; only its own trigger keeps the history from being emptied."""
    await models.ModelVersion.all().update(champion=False, challenger=False)
    connection = models.ModelPromotion._meta.db
    await connection.execute_script(
        "ALTER TABLE model_promotion DISABLE TRIGGER USER; DELETE FROM model_promotion;"
        "ALTER TABLE model_promotion ENABLE TRIGGER USER"
    )
