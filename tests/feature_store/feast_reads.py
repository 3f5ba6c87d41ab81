"""A process of its own in which Feast runs: `football features` commands, then what Feast itself reads.

A JSON request on standard input, the answer on standard output. Instants travel as ISO text, numbers as the
hexadecimal digits of their float32 bytes, so that the two sides compare bits.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from struct import pack
from typing import Any

Request = dict[str, Any]


def main() -> None:
    requests: list[Request] = json.load(sys.stdin)
    with redirect_stdout(sys.stderr):
        answers = [answer(request) for request in requests]
    json.dump(answers, sys.stdout)


def answer(request: Request) -> dict[str, Any]:
    os.environ.update(request["settings"])
    from feast import FeatureStore

    reports = [run(words) for words in request["commands"]]
    store = FeatureStore(repo_path=request["repo"])
    return {
        "reports": reports,
        "offline": {name: offline(store, name, request["asked"]) for name in request["sets"]},
        "online": {name: online(store, name, request["asked"]) for name in request["sets"]},
        "parsed": parsed(Path(request["repo"])),
    }


def run(words: Sequence[str]) -> Any:
    """The JSON that a command prints."""
    from app.cli.main import app

    printed = StringIO()
    with redirect_stdout(printed):
        app(words, standalone_mode=False)
    return json.loads(printed.getvalue())


def offline(store: Any, name: str, asked: Sequence[tuple[int, str]]) -> dict[int, str | None]:
    """Feast's point-in-time join: match id to the features known at the instant asked about."""
    import pandas as pd

    entities = pd.DataFrame(
        {
            "match_id": [match_id for match_id, _ in asked],
            "event_timestamp": pd.to_datetime([instant for _, instant in asked], utc=True, format="ISO8601"),
        }
    )
    names = features(store, name)
    found = store.get_historical_features(entities, [f"{name}:{one}" for one in names]).to_df()
    return {row["match_id"]: bits([row[one] for one in names]) for _, row in found.iterrows()}


def online(store: Any, name: str, asked: Sequence[tuple[int, str]]) -> dict[int, str | None]:
    names = features(store, name)
    entities = [{"match_id": match_id} for match_id, _ in asked]
    found = store.get_online_features([f"{name}:{one}" for one in names], entities).to_dict()
    return {
        match_id: bits([found[one][place] for one in names])
        for place, match_id in enumerate(found["match_id"])
    }


def features(store: Any, name: str) -> list[str]:
    """The view's numbers, in their order."""
    view = store.get_feature_view(name)
    return [field.name for field in view.features if field.name not in {"instant", "digest", "inputs"}]


def bits(values: Sequence[float | None]) -> str | None:
    if any(value is None or value != value for value in values):  # noqa: PLR0124  NaN is what pandas has for None
        return None
    return pack(f"<{len(values)}f", *values).hex()


def parsed(repo: Path) -> list[str]:
    """The views that Feast's own commands find in the folder."""
    from feast.repo_operations import parse_repo

    sys.modules.pop("definitions", None)
    sys.path.insert(0, str(repo))
    with chdir(repo):
        return sorted(view.name for view in parse_repo(repo).feature_views)


if __name__ == "__main__":
    main()
