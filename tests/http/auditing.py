"""The GraphQL-over-HTTP audit of npm's `graphql-http`, installed once into the cache folder."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.conftest import skip_or_fail

HERE = Path(__file__).with_name("audit")
CACHE = Path(__file__).parents[2] / ".cache" / "graphql-over-http-audit"
FILES = ("package.json", "package-lock.json", "audit.mjs")
AUDITS = 61


async def audit(address: str) -> list[dict[str, Any]]:
    """Every audit of the server at `address`: id, name, status (ok, notice, warn, error) and reason."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            skip_or_fail(f"the audit needs {program}")
    await asyncio.to_thread(_install)
    process = await asyncio.create_subprocess_exec(
        "node", "audit.mjs", f"{address}/graphql", cwd=CACHE, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        output, _ = await process.communicate()
    assert process.returncode == 0
    results: list[dict[str, Any]] = json.loads(output)
    return results


def failed(results: list[dict[str, Any]]) -> list[str]:
    return [f"{one['id']} {one['name']}: {one['reason']}" for one in results if one["status"] != "ok"]


def _install() -> None:
    if all(_same(name) for name in FILES) and (CACHE / "node_modules" / "graphql-http").is_dir():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", CACHE)
    shutil.copy(HERE / "package-lock.json", CACHE)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        skip_or_fail(f"the audit cannot be installed: {done.stderr.strip()[-300:]}")
    # last, so that an installation cut short is done again
    shutil.copy(HERE / "audit.mjs", CACHE)


def _same(name: str) -> bool:
    cached = CACHE / name
    return cached.is_file() and cached.read_bytes() == (HERE / name).read_bytes()
