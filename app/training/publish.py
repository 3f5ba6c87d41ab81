"""A version folder recorded in MLflow: a run with figures, plots and files, and a registered model version.

The alias `challenger` is set last: until then nobody finds a version that is not all there. Whatever fails,
the folder is complete; publishing it again goes on with the same run.
"""

import json
import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import numpy as np
import onnx
from pydantic import SecretStr

from app.errors import Conflict, SettingsInvalid, Unavailable
from app.prediction.contract import ModelInfo, read_info
from app.progress import Say
from app.training.plots import draw

ALIAS = "challenger"
CHAMPION = "champion"
MODEL = "model"
PLOTS = "plots"
KIND = "custom_model_development"
"""Has MLflow show the pages of trained models rather than those of chat programs."""

HEALTH_TIMEOUT_S = 5.0
_SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "GIT_PYTHON_REFRESH": "quiet",
}


@dataclass(frozen=True, slots=True)
class Published:
    """`number`: MLflow's own of the version; `address`: the run's page; `alias`: what was set on it."""

    name: str
    number: str
    address: str
    alias: str

    def __str__(self) -> str:
        return f"registered in MLflow as {self.name} {self.number} ({self.alias})\nits run: {self.address}"


def check(uri: SecretStr | None) -> str:
    """The tracking server's address. Raises SettingsInvalid without one, Unavailable without the extra."""
    if uri is None:
        raise SettingsInvalid("FOOTBALL_MLFLOW_TRACKING_URI: set it to the MLflow server to publish on")
    _mlflow()
    return uri.get_secret_value().rstrip("/")


def _reach(address: str) -> None:
    """MLflow's own client would try for minutes."""
    try:
        healthy = httpx.get(f"{address}/health", timeout=HEALTH_TIMEOUT_S).status_code == httpx.codes.OK
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unavailable(f"MLflow at {shown(address)} does not answer ({error})") from None
    if not healthy:
        raise Unavailable(f"what answers at {shown(address)} is no healthy MLflow server")


def publish(folder: Path, uri: SecretStr | None, on_progress: Say = lambda _: None) -> Published:
    """Record the version in `folder` (NAME/VERSION) and make it the challenger; again is no harm.

    Raises Conflict where MLflow has that version with another digest, Unavailable where MLflow fails.
    """
    info = read_info(folder)
    address = check(uri)
    with _told_how_to_go_on(info):
        _reach(address)
        on_progress(f"publishing {info.name} {info.version} on {shown(address)}")
        return _Publication(info, folder, address).made()


def shown(address: str) -> str:
    """Without user and password."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


@contextmanager
def _told_how_to_go_on(info: ModelInfo) -> Iterator[None]:
    mlflow = _mlflow()
    try:
        yield
    except (mlflow.exceptions.MlflowException, OSError, Unavailable) as error:
        why = str(error).partition("\n")[0][:300]
        raise Unavailable(
            f"{why}; the folder of {info.name} {info.version} is complete and nothing was made the {ALIAS}: "
            f"`football models publish {info.name} {info.version}` goes on from there"
        ) from None


class _Publication:
    def __init__(self, info: ModelInfo, folder: Path, address: str) -> None:
        self._mlflow = _mlflow()
        self._info, self._folder, self._address = info, folder, address
        self._client = self._mlflow.MlflowClient(tracking_uri=address, registry_uri=address)
        self._facts: dict[str, Any] = json.loads((folder / "model.json").read_text())
        self._data_digest = str(self._facts.get("data_digest", "unknown"))

    def made(self) -> Published:
        registered = self._registered()
        if registered is None:
            run = self._run()
            self._fill(run)
            registered = self._register(run)
        alias = self._alias(registered)
        page = f"{shown(self._address)}/#/experiments/{self._experiment()}/runs/{registered.run_id}"
        return Published(self._info.name, str(registered.version), page, alias)

    def _registered(self) -> Any:
        """The version, if an earlier publication got as far as that."""
        for one in self._client.search_model_versions(f"name='{self._info.name}'"):
            if one.tags.get("version") != self._info.version:
                continue
            if one.tags.get("sha256") != self._info.sha256:
                raise Conflict(
                    f"MLflow has {self._info.name} {self._info.version} with other content (sha256 "
                    f"{one.tags.get('sha256')}, here {self._info.sha256}): a version never changes"
                )
            return one
        return None

    def _experiment(self) -> str:
        name = f"football {self._info.name}"
        known = self._client.get_experiment_by_name(name)
        if known:
            return str(known.experiment_id)
        return str(self._client.create_experiment(name, tags={"mlflow.experimentKind": KIND}))

    def _run(self) -> Any:
        """The run of an earlier, interrupted publication of the same file, or a new one."""
        experiment = self._experiment()
        same = f"tags.sha256 = '{self._info.sha256}'"
        for run in self._client.search_runs([experiment], same, max_results=1):
            return run
        label = f"{self._info.name} {self._info.version}"
        return self._client.create_run(experiment, tags=self._tags(), run_name=label)

    def _run_tags(self) -> dict[str, str]:
        return self._tags() | {
            "mlflow.note.content": _text(self._folder / "README.md"),
            "mlflow.source.name": "football train",
            "mlflow.source.git.commit": self._info.git_revision,
        }

    def _tags(self) -> dict[str, str]:
        return {
            "version": self._info.version,
            "sha256": self._info.sha256,
            "feature_set": self._info.feature_set,
            "data_digest": self._data_digest,
            "data_cutoff": str(self._facts["data_cutoff"]),
            "git_revision": self._info.git_revision,
        }

    def _fill(self, run: Any) -> None:
        run_id = run.info.run_id
        entities = self._mlflow.entities
        now = run.info.start_time
        self._client.log_batch(
            run_id,
            metrics=[
                entities.Metric(name, float(value), now, 0) for name, value in self._info.metrics.items()
            ],
            params=[entities.Param(name, str(value)) for name, value in self._parameters().items()],
            tags=[entities.RunTag(name, value) for name, value in self._run_tags().items()],
        )
        self._client.log_inputs(run_id, datasets=[self._matches()])
        with TemporaryDirectory() as place:
            plots = Path(place) / PLOTS
            plots.mkdir()
            draw(_evaluation(self._folder), f"{self._info.name} {self._info.version}", plots)
            self._client.log_artifacts(run_id, str(plots), PLOTS)
            self._client.log_artifacts(run_id, str(self._model(Path(place) / MODEL)), MODEL)
        self._client.set_terminated(run_id)

    def _matches(self) -> Any:
        """What it learned from, for MLflow's list of datasets; the digest as long as MLflow takes it."""
        entities, digest = self._mlflow.entities, self._data_digest[:36]
        source = json.dumps({"feature_set": self._info.feature_set, "until": self._facts["data_cutoff"]})
        learned = entities.Dataset("matches", digest, "code", source)
        return entities.DatasetInput(learned, [entities.InputTag("mlflow.data.context", "training")])

    def _parameters(self) -> dict[str, Any]:
        told = {name: self._facts.get(name) for name in ("seed", "training_rows", "feature_set", "opset")}
        return dict(self._facts.get("parameters", {})) | told

    def _model(self, place: Path) -> Path:
        """The version's files beside MLflow's own, so that its loaders know the model, too."""
        graph = onnx.load(self._folder / "model.onnx")
        requirements = (
            [f"onnxruntime=={self._facts['packages']['onnxruntime']}"] if "packages" in self._facts else []
        )
        self._mlflow.onnx.save_model(
            graph,
            str(place),
            save_as_external_data=False,
            signature=self._signature(),
            pip_requirements=requirements,
        )
        for path in self._folder.iterdir():
            if path.is_file():
                shutil.copyfile(path, place / path.name)  # model.onnx byte by byte: its digest is known
        return place

    def _signature(self) -> Any:
        types, tensor = self._mlflow.types, np.dtype(np.float32)
        shapes = {"expected_goals": (-1, 2), "score_grid": (-1, 11, 11), "outcome": (-1, 3)}
        features = types.TensorSpec(tensor, (-1, len(self._info.feature_names)), "features")
        outputs = [types.TensorSpec(tensor, shape, name) for name, shape in shapes.items()]
        return self._mlflow.models.ModelSignature(types.Schema([features]), types.Schema(outputs))

    def _register(self, run: Any) -> Any:
        name = self._info.name
        if not self._client.search_registered_models(f"name='{name}'"):
            self._client.create_registered_model(
                name, description="Football match predictions, one ONNX graph."
            )
        return self._client.create_model_version(
            name,
            source=f"{run.info.artifact_uri}/{MODEL}",
            run_id=run.info.run_id,
            tags=self._tags(),
            await_creation_for=0,
            description=f"{name} {self._info.version}, data until {self._info.data_cutoff:%Y-%m-%d}",
        )

    def _alias(self, registered: Any) -> str:
        """The champion stays what it is."""
        model = self._client.get_registered_model(self._info.name)
        if str(model.aliases.get(CHAMPION)) == str(registered.version):
            return CHAMPION
        self._client.set_registered_model_alias(self._info.name, ALIAS, registered.version)
        return ALIAS


def _evaluation(folder: Path) -> Mapping[str, Any]:
    return dict(json.loads(_text(folder / "evaluation.json") or "{}"))


def _text(file: Path) -> str:
    """Nothing where an older version has no such file."""
    return file.read_text() if file.is_file() else ""


def _mlflow() -> ModuleType:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        with warnings.catch_warnings(action="ignore"):  # of parts of MLflow that are not used here
            import mlflow.onnx  # noqa: PLC0415  seconds and 200 MB, for who publishes
            import mlflow.pyfunc  # noqa: PLC0415
    except ImportError as missing:
        raise Unavailable(
            f"publishing needs the `mlflow` extra ({missing.name} is missing): install it or use --no-publish"
        ) from None
    return mlflow
