"""Publishing model versions to a real MLflow, over the interface that any client has."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from app.prediction.shipped import FILES


def publish(address: str, folder: Path, *, name: str, tags: Mapping[str, str] | None = None) -> str:
    """Upload and register the version in `folder`; its number there. Signed unless `tags` say otherwise."""
    signed = {"version": folder.name, "sha256": sha256((folder / FILES[0]).read_bytes()).hexdigest()}
    run = _post(address, "runs/create", experiment_id="0")["run"]["info"]
    source = f"{run['artifact_uri']}/model"
    for file in FILES:
        path = source.partition(":/")[2]
        url = f"{address}/api/2.0/mlflow-artifacts/artifacts/{path}/{file}"
        httpx.put(url, content=(folder / file).read_bytes()).raise_for_status()
    httpx.post(f"{address}/api/2.0/mlflow/registered-models/create", json={"name": name})
    made = _post(
        address,
        "model-versions/create",
        name=name,
        source=source,
        run_id=run["run_id"],
        tags=[{"key": key, "value": value} for key, value in (signed if tags is None else tags).items()],
    )
    number: str = made["model_version"]["version"]
    return number


def set_alias(address: str, name: str, alias: str, number: str) -> None:
    _post(address, "registered-models/alias", name=name, alias=alias, version=number)


def alias_of(address: str, name: str, alias: str) -> str | None:
    """The number that the alias names."""
    question = {"name": name, "alias": alias}
    answer = httpx.get(f"{address}/api/2.0/mlflow/registered-models/alias", params=question)
    if answer.status_code != httpx.codes.OK:
        return None
    number: str = answer.json()["model_version"]["version"]
    return number


def remove_alias(address: str, name: str, alias: str) -> None:
    question = {"name": name, "alias": alias}
    url = f"{address}/api/2.0/mlflow/registered-models/alias"
    httpx.request("DELETE", url, json=question).raise_for_status()


def lose_files(address: str, name: str, number: str) -> None:
    """The version stays registered, its files are gone."""
    url = f"{address}/api/2.0/mlflow/model-versions/get-download-uri"
    uri: str = httpx.get(url, params={"name": name, "version": number}).json()["artifact_uri"]
    path = uri.partition(":/")[2]
    httpx.delete(f"{address}/api/2.0/mlflow-artifacts/artifacts/{path}").raise_for_status()


def _post(address: str, path: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{address}/api/2.0/mlflow/{path}", json=body)
    assert answer.status_code == httpx.codes.OK, answer.text
    told: dict[str, Any] = answer.json()
    return told
