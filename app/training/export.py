"""One self-contained ONNX file, with its description, written only if it computes what was fitted."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, helper

from app.errors import Conflict, FootballError, ValidationFailed
from app.training.graph import OPSET
from app.training.recipes import FittedModel

Features = NDArray[np.float32]
Outputs = dict[str, NDArray[np.float32]]

TOLERANCE = 1e-5
SAMPLE_ROWS = 64
OUTPUTS = ("expected_goals", "score_grid", "outcome")


class ExportRefused(FootballError):
    """The ONNX graph does not compute what the fitted model computes; nothing was written."""

    code = "EXPORT_REFUSED"


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """What the file says of itself, in its metadata and in model.json.

    `baselines` and `base_rates`: mean features, and frequencies of home, draw and away, in the last three
    seasons of the training rows, by code of the competition and, as "*", of all.
    """

    name: str
    version: str
    data_cutoff: str
    training_rows: int
    data_digest: str
    git_revision: str
    metrics: dict[str, float]
    feature_set: str
    feature_names: tuple[str, ...]
    competition_kinds: tuple[str, ...] = ("LEAGUE",)
    opset: int = OPSET
    seed: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    baselines: Mapping[str, Sequence[float]] = field(default_factory=dict)
    base_rates: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "feature_set": self.feature_set,
            "feature_names": list(self.feature_names),
            "data_cutoff": self.data_cutoff,
            "training_rows": self.training_rows,
            "data_digest": self.data_digest,
            "git_revision": self.git_revision,
            "metrics": self.metrics,
            "opset": self.opset,
            "competition_kinds": list(self.competition_kinds),
            "seed": self.seed,
            "parameters": dict(self.parameters),
            "packages": dict(self.packages),
            "baselines": {code: list(values) for code, values in self.baselines.items()},
            "base_rates": {code: list(values) for code, values in self.base_rates.items()},
        }


def run_onnx(model_bytes: bytes, features: Features) -> Outputs:
    """The graph's three outputs for features [N, F], computed by onnxruntime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model_bytes, options, providers=["CPUExecutionProvider"])
    return dict(zip(OUTPUTS, session.run(list(OUTPUTS), {"features": features}), strict=True))


def check_equal(model: FittedModel, model_bytes: bytes, features: Features) -> float:
    """The greatest difference between graph and fitted model on `features`; ExportRefused beyond 1e-5."""
    got = run_onnx(model_bytes, features)
    wanted = {
        "expected_goals": model.rates(features),
        "score_grid": model.grids(features),
        "outcome": model.outcomes(features),
    }
    worst = {name: float(np.max(np.abs(got[name] - value))) for name, value in wanted.items()}
    broken = [f"{name} by {gap:.1e}" for name, gap in worst.items() if not gap <= TOLERANCE]
    if broken:
        raise ExportRefused(
            f"onnxruntime differs from the fitted model on {len(features)} rows: {', '.join(broken)}; "
            f"at most {TOLERANCE:.0e} is accepted, nothing was written"
        )
    return max(worst.values())


def serialised(model: FittedModel, description: ModelDescription) -> bytes:
    """The graph with its metadata; the same model and description give the same bytes."""
    graph = model.graph(len(description.feature_names))
    _describe(graph, description)
    return graph.SerializeToString(deterministic=True)


def _describe(graph: ModelProto, description: ModelDescription) -> None:
    told = description.as_json().items()
    helper.set_model_props(
        graph, {key: value if isinstance(value, str) else json.dumps(value) for key, value in told}
    )


def check_out(out: Path) -> None:
    """Raises ValidationFailed where nothing can be written in a folder `out`, made or still to make."""
    try:
        nearest = next(path for path in (out, *out.parents) if path.exists())
        with TemporaryDirectory(dir=nearest, prefix="."):
            return
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> ValidationFailed:
    return ValidationFailed("--out", f"{out} cannot be written: {error.strerror}")


def export(
    model: FittedModel,
    description: ModelDescription,
    features: Features,
    documents: Mapping[str, str],
    out: Path,
) -> Path:
    """Write `out/NAME/VERSION` and return it: model.onnx, model.json, sample_io.npz, and `documents` by name.

    Refused (ExportRefused) unless onnxruntime agrees with the fitted model to 1e-5 on `features`, whose
    first rows become the samples. A version never changes: one that is there with other files is left as it
    is (Conflict). Raises ValidationFailed where nothing can be written.
    """
    if not len(features):
        raise ValidationFailed("features", "rows are needed to compare the exported graph on")
    content = serialised(model, description)
    check_equal(model, content, features)
    folder = out / description.name / description.version
    draft = folder.with_name(f".{folder.name}.draft")
    texts = {"model.json": _model_json(description, content), **documents}
    try:
        _write(draft, content, texts, features[:SAMPLE_ROWS])
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise _unwritable(folder, error) from error
    _settle(draft, folder)
    return folder


def _write(draft: Path, content: bytes, texts: Mapping[str, str], samples: Features) -> None:
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / "model.onnx").write_bytes(content)
    for name, text in texts.items():
        (draft / name).write_text(text)
    given = np.ascontiguousarray(samples)
    np.savez(draft / "sample_io.npz", allow_pickle=False, features=given, **run_onnx(content, given))


def _settle(draft: Path, folder: Path) -> None:
    """The draft becomes the version, unless that is there already."""
    try:
        draft.rename(folder)
    except OSError:
        same = folder.is_dir() and _files(draft) == _files(folder)
        shutil.rmtree(draft)
        if not same:
            raise Conflict(
                f"{folder} is there with other content, and a version never changes: "
                "choose another --version, or remove the folder if nobody has used it"
            ) from None


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _model_json(description: ModelDescription, content: bytes) -> str:
    told = description.as_json() | {"sha256": sha256(content).hexdigest()}
    return json.dumps(told, indent=2) + "\n"
