"""Creating API keys: what cannot be meant is refused by name, and nothing is made."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.db import api_keys as rows
from app.db import audit
from app.db.audit import AuditFilter
from app.db.paging import Slice
from app.errors import NotFound, ValidationFailed
from app.operations import api_keys
from app.operations.api_keys import KeyWish
from app.security.keys import mint, parse
from app.security.viewer import Role
from tests.askers import act

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 8, 15, 12, tzinfo=UTC)
WISH = KeyWish("match centre", Role.OPERATOR)


async def test_a_key_is_kept_without_its_secret_and_audited() -> None:
    made = await api_keys.create(replace(WISH, name="  match centre "), act("ada", "createApiKey", NOW))
    parsed = parse(made.text)
    assert parsed is not None
    stored = await rows.by_prefix(parsed.prefix)
    assert stored is not None
    assert parsed.matches(stored.digest)
    assert (stored.name, stored.role, made.row.created_by) == ("match centre", "OPERATOR", "ada")
    assert made.text not in repr(made)
    [entry] = (await audit.page(AuditFilter(), Slice(audit.LATEST_FIRST, 10))).rows
    assert (entry.actor, entry.target, entry.result) == ("ada", f"key {parsed.prefix}", "DONE")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "Anonymous"}, "name"),
        ({"name": "cli"}, "name"),
        ({"name": mint().text[:40]}, "name"),
        ({"expires_at": NOW}, "expiresAt"),
        ({"expires_at": datetime(2030, 1, 1)}, "expiresAt"),  # noqa: DTZ001  what is refused
        ({"rate_limit": -1}, "rateLimit"),
        ({"rate_limit": 1_000_001}, "rateLimit"),
    ],
    ids=str,
)
async def test_what_cannot_be_meant_is_refused_by_name(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        await api_keys.create(replace(WISH, **change), act("ada", "createApiKey", NOW))
    assert refused.value.field == field
    assert await rows.count() == 0


@pytest.mark.parametrize("prefix", ["", "short", mint().text, "fp_", "with some"])
async def test_a_whole_key_or_a_part_of_one_is_no_prefix(prefix: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        await api_keys.revoke(prefix, act("ada"))
    assert refused.value.field == "prefix"


async def test_a_prefix_that_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        await api_keys.revoke("00000000", act("ada"))


async def test_a_revoked_key_keeps_the_instant_it_was_revoked_at() -> None:
    made = await api_keys.create(WISH, act("ada", at=NOW))
    first = await api_keys.revoke(made.row.prefix, act("bob", at=NOW + timedelta(hours=1)))
    again = await api_keys.revoke(made.row.prefix, act("bob", at=NOW + timedelta(hours=2)))
    assert first.revoked_at == again.revoked_at == NOW + timedelta(hours=1)


async def test_keys_are_listed_the_latest_first_and_living_ones_are_told() -> None:
    made = [await api_keys.create(WISH, act("ada", at=NOW + timedelta(minutes=n))) for n in range(3)]
    page = await rows.page(Slice(rows.LATEST_FIRST, 2))
    assert [row.prefix for row in page.rows] == [made[2].row.prefix, made[1].row.prefix]
    assert page.has_next
    await api_keys.revoke(made[0].row.prefix, act("ada", at=NOW + timedelta(hours=1)))
    ids = [one.row.id for one in made]
    assert set(await rows.living(ids, NOW + timedelta(hours=1))) == set(ids[1:])
    await rows.touch(ids, NOW + timedelta(hours=1))
    assert {row.last_used_at for row in (await rows.page(Slice(rows.LATEST_FIRST, 3))).rows} == {
        NOW + timedelta(hours=1)
    }
