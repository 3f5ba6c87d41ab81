"""Small real stand-ins: tiny ONNX models that keep the contract, and ones that break it in one way."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from math import lgamma
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from app.football.features import MATCH, FeatureSet

DATA_CUTOFF = datetime(2024, 6, 30, tzinfo=UTC)
OPSET = 18
BASE_RATES: Mapping[str, tuple[float, ...]] = {"*": (0.44, 0.27, 0.29), "E0": (0.46, 0.25, 0.29)}


class Broken(StrEnum):
    """One way in which a version breaks the contract."""

    DIGEST = "DIGEST"
    TRUNCATED = "TRUNCATED"
    NO_FACTS = "NO_FACTS"
    NO_SAMPLE = "NO_SAMPLE"
    NOT_A_GRAPH = "NOT_A_GRAPH"
    OUTPUTS = "OUTPUTS"
    METADATA = "METADATA"
    SAMPLE_OUTPUTS = "SAMPLE_OUTPUTS"
    NAN = "NAN"
    FEATURES = "FEATURES"


def write_model(
    models_dir: Path,
    version: str = "1.0.0",
    *,
    name: str = "match",
    goals: float | tuple[float, float] = 1.3,
    broken: Broken | None = None,
    contradicting: bool = False,
    total: float = 1.0,
    competition_kinds: tuple[str, ...] = ("LEAGUE",),
    feature_set: FeatureSet = MATCH,
    weights: NDArray[np.float32] | None = None,
    baselines: Mapping[str, tuple[float, ...]] | None = None,
    base_rates: Mapping[str, tuple[float, ...]] = BASE_RATES,
    data_cutoff: datetime = DATA_CUTOFF,
) -> Path:
    """A version whose log rates move with the first two features around `goals`, of both sides or of home
    and away; returns its folder.

    `contradicting` gives an outcome that is not its grid's, `total` what its grid sums to; `weights` [F, 2]
    let other features move the log rates.
    """
    folder = models_dir / name / version
    folder.mkdir(parents=True, exist_ok=True)
    names = feature_set.names if broken is not Broken.FEATURES else (*feature_set.names[:-1], "weather")
    if weights is None:
        weights = two_weights(len(names))
    graph = build_graph(
        goals, nan=broken is Broken.NAN, contradicting=contradicting, total=total, weights=weights
    )
    if broken is Broken.OUTPUTS:
        del graph.graph.output[2]
    facts = {"name": name, "version": version, "feature_set": feature_set.name}
    helper.set_model_props(graph, facts | ({"version": "0.0.0"} if broken is Broken.METADATA else {}))
    content = b"no graph" if broken is Broken.NOT_A_GRAPH else graph.SerializeToString()
    (folder / "model.onnx").write_bytes(content[:100] if broken is Broken.TRUNCATED else content)
    if broken is not Broken.NO_FACTS:
        everything = facts | {
            "feature_names": names,
            "competition_kinds": competition_kinds,
            "baselines": baselines_of(feature_set) if baselines is None else baselines,
            "base_rates": base_rates,
            "data_cutoff": data_cutoff.isoformat(),
        }
        _write_facts(folder, everything, content, wrong=broken is Broken.DIGEST)
    if broken is not Broken.NO_SAMPLE:
        _write_sample(
            folder,
            build_graph(goals, contradicting=contradicting, total=total, weights=weights),
            sample_features(width=len(names)),
            shift=0.001 if broken is Broken.SAMPLE_OUTPUTS else 0.0,
        )
    return folder


def baselines_of(feature_set: FeatureSet) -> dict[str, tuple[float, ...]]:
    return {code: (mean,) * len(feature_set.names) for code, mean in (("*", 0.0), ("E0", 0.1))}


def two_weights(width: int) -> NDArray[np.float32]:
    """[F, 2]: of the first two features alone, both about goals."""
    weights = np.zeros((width, 2), dtype=np.float32)
    weights[0] = (0.5, -0.5)
    weights[1] = (0.5, 0.5)
    return weights


def build_graph(
    goals: float | tuple[float, float],
    *,
    nan: bool = False,
    contradicting: bool = False,
    total: float = 1.0,
    weights: NDArray[np.float32],
) -> onnx.ModelProto:
    """features [N, F] -> independent Poisson goals: expected_goals, score_grid, outcome."""
    level = np.log(np.atleast_1d(np.array(goals, dtype=np.float32)))
    exact = np.arange(10, dtype=np.float32)
    constants: dict[str, NDArray[Any]] = {
        "weights": weights,
        "level": np.full_like(level, np.nan) if nan else level,
        "lowest": np.array(-2, dtype=np.float32),
        "highest": np.array(1.5, dtype=np.float32),
        "count": exact,
        "log_factorial": np.array([lgamma(k + 1) for k in exact], dtype=np.float32),
        "total": np.array([total], dtype=np.float32),
        "one": np.array([1], dtype=np.float32),
        "last": np.array([2], dtype=np.int64),
        "home_axis": np.array([2], dtype=np.int64),
        "away_axis": np.array([1], dtype=np.int64),
        "flat": np.array([-1, 121], dtype=np.int64),
        "masks": _outcome_masks(contradicting=contradicting),
    }
    nodes = [
        helper.make_node("MatMul", ["features", "weights"], ["moved"]),
        helper.make_node("Clip", ["moved", "lowest", "highest"], ["bounded"]),
        helper.make_node("Add", ["bounded", "level"], ["log_rates"]),
        helper.make_node("Exp", ["log_rates"], ["expected_goals"]),
        helper.make_node("Unsqueeze", ["log_rates", "last"], ["log_rate"]),
        helper.make_node("Unsqueeze", ["expected_goals", "last"], ["rate"]),
        helper.make_node("Mul", ["log_rate", "count"], ["powers"]),
        helper.make_node("Sub", ["powers", "rate"], ["less_rate"]),
        helper.make_node("Sub", ["less_rate", "log_factorial"], ["log_exact"]),
        helper.make_node("Exp", ["log_exact"], ["exact"]),
        helper.make_node("ReduceSum", ["exact", "last"], ["within"], keepdims=1),
        helper.make_node("Sub", ["one", "within"], ["signed_tail"]),
        helper.make_node("Relu", ["signed_tail"], ["tail"]),
        helper.make_node("Concat", ["exact", "tail"], ["goals"], axis=2),
        helper.make_node("Split", ["goals"], ["home_goals", "away_goals"], axis=1, num_outputs=2),
        helper.make_node("Squeeze", ["home_goals", "away_axis"], ["home"]),
        helper.make_node("Squeeze", ["away_goals", "away_axis"], ["away"]),
        helper.make_node("Unsqueeze", ["home", "home_axis"], ["column"]),
        helper.make_node("Unsqueeze", ["away", "away_axis"], ["row"]),
        helper.make_node("Mul", ["column", "row"], ["independent"]),
        helper.make_node("Mul", ["independent", "total"], ["score_grid"]),
        helper.make_node("Reshape", ["score_grid", "flat"], ["scores"]),
        helper.make_node("MatMul", ["scores", "masks"], ["outcome"]),
    ]
    graph = helper.make_graph(
        nodes,
        "stand-in",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", len(weights)])],
        [
            helper.make_tensor_value_info("expected_goals", TensorProto.FLOAT, ["N", 2]),
            helper.make_tensor_value_info("score_grid", TensorProto.FLOAT, ["N", 11, 11]),
            helper.make_tensor_value_info("outcome", TensorProto.FLOAT, ["N", 3]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)


def sample_features(rows: int = 8, width: int = len(MATCH.names)) -> NDArray[np.float32]:
    return np.random.default_rng(7).normal(size=(rows, width)).astype(np.float32)


def _outcome_masks(*, contradicting: bool) -> NDArray[np.float32]:
    margin = np.arange(11)[:, None] - np.arange(11)[None, :]
    masks = [(margin > 0).ravel(), (margin == 0).ravel(), (margin < 0).ravel()]
    if contradicting:
        masks[0], masks[2] = masks[2], masks[0]
    return np.stack(masks, axis=1).astype(np.float32)


def _write_facts(
    folder: Path,
    facts: Mapping[str, Any],
    content: bytes,
    *,
    wrong: bool,
) -> None:
    everything = {
        **facts,
        "sha256": "0" * 64 if wrong else sha256(content).hexdigest(),
        "training_rows": 1000,
        "opset": OPSET,
        "metrics": {"rps": 0.2},
        "git_revision": "unknown",
    }
    (folder / "model.json").write_text(json.dumps(everything))


def _write_sample(folder: Path, graph: onnx.ModelProto, features: NDArray[np.float32], shift: float) -> None:
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs = session.run(["expected_goals", "score_grid", "outcome"], {"features": features})
    np.savez(
        folder / "sample_io.npz",
        features=features,
        expected_goals=outputs[0] + np.float32(shift),
        score_grid=outputs[1],
        outcome=outputs[2],
    )
