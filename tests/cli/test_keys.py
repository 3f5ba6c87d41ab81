"""`football keys`: a key is shown once, works at once, and no more once it is revoked."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.http.server import bind, is_local
from app.security.keys import parse
from tests.fakes import write_model
from tests.program import football, served_by


def viewer(address: str, key: str | None) -> httpx.Response:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    return httpx.post(
        f"{address}/graphql", json={"query": "{ viewer { name } }"}, headers=headers, timeout=30
    )


def test_on_the_embedded_database_keys_are_made_and_revoked_while_it_serves_and_while_it_does_not(
    tmp_path: Path,
) -> None:
    write_model(tmp_path / "models")
    settings = {
        "FOOTBALL_HOME": str(tmp_path / "home"),
        "FOOTBALL_MODELS_DIR": str(tmp_path / "models"),
        "FOOTBALL_ANONYMOUS": "none",
    }

    def run(*arguments: str) -> str:
        done = football(*arguments, database_url=None, settings=settings)
        assert done.returncode == 0, done.stderr
        assert "fp_" not in done.stderr
        return done.stdout

    run("migrate")
    early: dict[str, Any] = json.loads(run("keys", "create", "early", "--expires", "90d", "--json"))
    assert (early["name"], early["role"], early["created_by"]) == ("early", "READER", "cli")
    with served_by("serve", "--port", "0", database_url=None, settings=settings, log=tmp_path / "log") as (
        _,
        address,
    ):
        late = run("keys", "create", "late", "--role", "admin", "--rate-limit", "60").strip()
        parsed = parse(late)
        assert parsed is not None
        for key, name in ((early["key"], "early"), (late, "late")):
            assert viewer(address, key).json()["data"]["viewer"]["name"] == name
        assert viewer(address, None).status_code == 401
        listed = run("keys", "list")
        assert listed.index("late") < listed.index("early")
        assert late.rpartition("_")[2] not in listed
        assert f"{parsed.prefix} (late) is revoked since 20" in run("keys", "revoke", f"fp_{parsed.prefix}")
        time.sleep(0.9)
        assert viewer(address, late).status_code == 401
        assert viewer(address, early["key"]).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "told", "status"),
    [
        (("create", "x", "--role", "king"), "--role: 'king' is none of reader, operator, admin", 2),
        (("revoke", "00000000"), "no API key has the prefix '00000000'", 1),
    ],
)
def test_what_cannot_be_meant_is_refused_and_says_why(
    database_url: str, arguments: tuple[str, ...], told: str, status: int
) -> None:
    done = football("keys", *arguments, database_url=database_url)
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_to_everybody_as_admin_is_warned_of() -> None:
    with bind("0.0.0.0", 0) as taken:  # noqa: S104  the address to be warned of
        port = str(taken.getsockname()[1])
        done = football("serve", "--host", "0.0.0.0", "--port", port)  # noqa: S104  as above
    assert done.returncode == 1
    assert "anybody_may_change_things" in done.stderr


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("api.example", False)],  # noqa: S104  told apart
)
def test_only_loopback_is_this_machine_alone(host: str, local: bool) -> None:
    assert is_local(host) is local
