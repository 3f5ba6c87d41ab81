"""A version in MLflow is all there or not found, whenever the server dies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from app.errors import Conflict, SettingsInvalid, Unavailable
from app.football.match import PlayedMatch
from app.training.pipeline import train
from app.training.publish import Published, check, publish, shown
from app.training.request import TrainingRequest
from tests.servers import free_port

CUTOFF = datetime(2020, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def trained(invented: list[PlayedMatch], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models")
    return train(invented, TrainingRequest("1.0.0", CUTOFF, out)).folder


@pytest.fixture(scope="module")
def published(mlflow_server: str, trained: Path) -> tuple[Path, Published]:
    """A version under a name that no other test publishes as."""
    folder = renamed(trained, "published-whole")
    return folder, publish(folder, SecretStr(mlflow_server))


def renamed(folder: Path, name: str, *, models: Path | None = None) -> Path:
    """A copy of the version under a name of its own, for the server is shared."""
    copied = (models or folder.parents[1]) / name / folder.name
    copied.mkdir(parents=True)
    for path in folder.iterdir():
        (copied / path.name).write_bytes(path.read_bytes())
    facts = json.loads((folder / "model.json").read_text()) | {"name": name}
    (copied / "model.json").write_text(json.dumps(facts))
    return copied


def ask(server: str, path: str, **parameters: str) -> Any:
    return httpx.get(f"{server}/api/2.0/mlflow/{path}", params=parameters, timeout=30).json()


def artifact(server: str, uri: str, name: str) -> bytes:
    place = uri.removeprefix("mlflow-artifacts:").strip("/")
    got = httpx.get(f"{server}/api/2.0/mlflow-artifacts/artifacts/{place}/{name}", timeout=30)
    assert got.status_code == 200, got.text
    return got.content


def challenger(server: str, name: str) -> Any:
    return ask(server, "registered-models/alias", name=name, alias="challenger").get("model_version")


def test_the_challenger_is_the_folder_with_its_run_behind_it(
    mlflow_server: str, published: tuple[Path, Published]
) -> None:
    folder, told = published
    version = challenger(mlflow_server, "published-whole")
    facts = json.loads((folder / "model.json").read_text())
    tags = {tag["key"]: tag["value"] for tag in version["tags"]}
    assert {
        name: facts[name] for name in ("version", "sha256", "feature_set", "data_digest")
    }.items() <= tags.items()
    for path in folder.iterdir():
        assert artifact(mlflow_server, version["source"], path.name) == path.read_bytes()

    run = ask(mlflow_server, "runs/get", run_id=version["run_id"])["run"]
    assert run["info"]["status"] == "FINISHED"
    assert told.address.endswith(version["run_id"])
    metrics = {metric["key"]: metric["value"] for metric in run["data"]["metrics"]}
    assert metrics == pytest.approx(facts["metrics"])
    parameters = {one["key"]: one["value"] for one in run["data"]["params"]}
    assert float(parameters["half_life_days"]) == facts["parameters"]["half_life_days"]
    for plot in ("reliability.png", "rps_by_season.png", "rps_by_division.png"):
        assert artifact(mlflow_server, run["info"]["artifact_uri"], f"plots/{plot}").startswith(b"\x89PNG")


def test_mlflow_itself_loads_the_registered_model(
    mlflow_server: str, published: tuple[Path, Published], tmp_path: Path
) -> None:
    """From one file, whose digest is the published one."""
    import mlflow.artifacts
    import mlflow.onnx
    import onnx

    folder, told = published
    version = challenger(mlflow_server, told.name)
    fetched = mlflow.artifacts.download_artifacts(
        artifact_uri=version["source"], dst_path=str(tmp_path), tracking_uri=mlflow_server
    )
    graph = mlflow.onnx.load_model(fetched)
    assert graph == onnx.load(folder / "model.onnx")
    assert sha256((Path(fetched) / "model.onnx").read_bytes()).hexdigest() == version_tag(version, "sha256")


def version_tag(version: Any, name: str) -> str:
    return next(str(tag["value"]) for tag in version["tags"] if tag["key"] == name)


def test_publishing_again_changes_nothing(mlflow_server: str, published: tuple[Path, Published]) -> None:
    folder, told = published
    assert publish(folder, SecretStr(mlflow_server)) == told
    assert (versions(mlflow_server, told.name), runs(mlflow_server, told.name)) == (1, 1)


def test_a_version_with_other_content_is_refused(
    mlflow_server: str, published: tuple[Path, Published], tmp_path: Path
) -> None:
    folder = renamed(published[0], published[1].name, models=tmp_path)
    content = (folder / "model.onnx").read_bytes() + b"\0"
    (folder / "model.onnx").write_bytes(content)
    facts = json.loads((folder / "model.json").read_text()) | {"sha256": sha256(content).hexdigest()}
    (folder / "model.json").write_text(json.dumps(facts))
    with pytest.raises(Conflict, match="a version never changes"):
        publish(folder, SecretStr(mlflow_server))
    assert versions(mlflow_server, published[1].name) == 1


def test_the_champion_is_not_made_its_own_challenger(mlflow_server: str, trained: Path) -> None:
    folder = renamed(trained, "published-champion")
    (folder / "evaluation.json").unlink()
    number = publish(folder, SecretStr(mlflow_server)).number
    body = {"name": "published-champion", "alias": "champion", "version": number}
    httpx.post(f"{mlflow_server}/api/2.0/mlflow/registered-models/alias", json=body).raise_for_status()
    assert publish(folder, SecretStr(mlflow_server)).alias == "champion"


STEPS = ("runs/create", "runs/log-batch", "artifacts/", "model-versions/create", "registered-models/alias")


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_dies_midway_leaves_no_challenger_and_publishing_goes_on(
    mlflow_server: str, trained: Path, step: str
) -> None:
    name = f"published-until-{step.strip('/').replace('/', '-')}"
    folder = renamed(trained, name)
    (folder / "evaluation.json").unlink()  # drawing the plots again would prove nothing
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with dying_at(step, mlflow_server) as relay:
        with pytest.raises(Unavailable, match=f"football models publish {name} 1.0.0"):
            publish(folder, SecretStr(relay.address))
        assert challenger(mlflow_server, name) is None
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        relay.step = ""
        publish(folder, SecretStr(relay.address))
    assert challenger(mlflow_server, name)["run_id"]
    assert (versions(mlflow_server, name), runs(mlflow_server, name)) == (1, 1)


def test_a_server_that_is_down_is_told_with_the_way_to_go_on(trained: Path) -> None:
    address = f"http://me:hunter2@127.0.0.1:{free_port()}"
    with pytest.raises(Unavailable, match=r"does not answer .*football models publish match 1\.0\.0") as told:
        publish(trained, SecretStr(address))
    assert "hunter2" not in told.value.message


def test_a_tracking_server_has_to_be_named() -> None:
    with pytest.raises(SettingsInvalid, match="FOOTBALL_MLFLOW_TRACKING_URI"):
        check(None)


def test_addresses_are_shown_without_passwords() -> None:
    assert shown("https://me:hunter2@mlflow.example:5000/x") == "https://mlflow.example:5000/x"
    told = str(Published("match", "3", "http://mlflow.example/#/run", "challenger"))
    assert "match 3 (challenger)" in told


def versions(server: str, name: str) -> int:
    return len(ask(server, "model-versions/search", filter=f"name='{name}'")["model_versions"])


def runs(server: str, name: str) -> int:
    experiment = ask(server, "experiments/get-by-name", experiment_name=f"football {name}")["experiment"]
    body = {"experiment_ids": [experiment["experiment_id"]]}
    found = httpx.post(f"{server}/api/2.0/mlflow/runs/search", json=body, timeout=30).json()
    return len(found.get("runs", ()))


class Relay(ThreadingHTTPServer):
    """Hands everything on until the first change at a step; then it hangs up, until there is no step."""

    def __init__(self, server: str, step: str) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.behind, self.step, self.dead = server, step, False
        self.address = f"http://127.0.0.1:{self.server_port}"

    def lets_pass(self, method: str, path: str) -> bool:
        self.dead = bool(self.step) and (self.dead or (method != "GET" and self.step in path))
        return not self.dead

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is none."""


class _Request(BaseHTTPRequestHandler):
    server: Relay

    def _relay(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.server.lets_pass(self.command, self.path):
            self.close_connection = True
            return
        kept = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_CONNECTION}
        url = self.server.behind + self.path
        got = httpx.request(self.command, url, content=body, headers=kept, timeout=30)
        self.send_response(got.status_code)
        self.send_header("Content-Type", got.headers.get("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(got.content)))
        self.end_headers()
        self.wfile.write(got.content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _relay  # noqa: N815  named by http.server

    def log_message(self, *_: Any) -> None:
        """Quiet."""


OF_THE_CONNECTION = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}


@contextmanager
def dying_at(step: str, server: str) -> Iterator[Relay]:
    relay = Relay(server, step)
    Thread(target=relay.serve_forever, daemon=True).start()
    try:
        yield relay
    finally:
        relay.shutdown()
        relay.server_close()
