"""What a folder of a model version holds, read and checked before anything is run.

`<name>/<version>/` has model.onnx, model.json (the facts below with the file's sha256) and sample_io.npz
(arrays `features`, `expected_goals`, `score_grid`, `outcome`: inputs with the outputs they must give).
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile

import numpy as np
import orjson
from numpy.typing import NDArray

from app.errors import ModelUnavailable

FloatArray = NDArray[np.float32]
OUTCOMES = ("home", "draw", "away")
LARGEST = float(np.finfo(np.float32).max)
SUM_TOLERANCE = 1e-6
OUTPUTS = ("expected_goals", "score_grid", "outcome")
_UNREADABLE = (
    *(OSError, KeyError, TypeError, ValueError, EOFError, RuntimeError, MemoryError, OverflowError),
    *(BadZipFile, zlib.error, struct.error, TokenError),
)
"""What numpy raises for a file that is no archive of arrays, or a broken one."""

_LONGEST = {"name": 60, "version": 40, "feature_set": 40}
_MOST_ROWS, _HIGHEST_OPSET = 2**31 - 1, 2**15 - 1
"""What the database keeps of a version."""

REINSTALL = "install the version again from where it was exported"


class ModelFileCorrupt(ModelUnavailable):
    """A file of the version is missing, unreadable or not the one that model.json describes."""

    code = "MODEL_FILE_CORRUPT"


class ModelContractBroken(ModelUnavailable):
    """The files are whole, but the graph is not one this program can use."""

    code = "MODEL_CONTRACT_BROKEN"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What model.json says. `data_cutoff` (UTC): the model has seen nothing later.

    `baselines` and `base_rates`: mean features, and frequencies of home, draw and away, in the last three
    seasons it learned from, by code of the competition and, as "*", of all; empty in files of old.
    """

    name: str
    version: str
    sha256: str
    feature_set: str
    feature_names: tuple[str, ...]
    data_cutoff: datetime
    training_rows: int
    opset: int
    metrics: Mapping[str, Any]
    git_revision: str
    competition_kinds: tuple[str, ...]
    baselines: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    base_rates: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """Inputs float32 [N, F] and the outputs that they must give."""

    features: FloatArray
    outputs: Mapping[str, FloatArray]


def read_info(folder: Path) -> ModelInfo:
    """model.json, with the digest of model.onnx checked. Raises ModelFileCorrupt."""
    info = _info(folder)
    digest = sha256(_bytes(folder / "model.onnx")).hexdigest()
    if digest != info.sha256:
        raise ModelFileCorrupt(
            f"{shown(folder / 'model.onnx')} has sha256 {digest}, model.json says {info.sha256}; {REINSTALL}"
        )
    return info


def read_sample(folder: Path) -> Sample:
    """sample_io.npz. Raises ModelFileCorrupt."""
    path = folder / "sample_io.npz"
    try:
        # numpy leaves a broken file open that it has opened itself
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            features = np.asarray(arrays["features"], dtype=np.float32)
            outputs = {name: np.asarray(arrays[name], dtype=np.float32) for name in OUTPUTS}
    except _UNREADABLE as error:
        raise ModelFileCorrupt(
            f"{shown(path)} cannot be read ({type(error).__name__}: {error}); {REINSTALL}"
        ) from None
    if not len(features):
        raise ModelFileCorrupt(f"{shown(path)} holds no sample; {REINSTALL}")
    return Sample(features, outputs)


def shown(path: Path) -> str:
    """The path as far as the model's name: clients read these messages too."""
    return "/".join(path.parts[-3:])


def _info(folder: Path) -> ModelInfo:
    path = folder / "model.json"
    try:
        facts = _facts(path)
        return ModelInfo(
            name=_text(facts, "name"),
            version=_text(facts, "version"),
            sha256=str(facts["sha256"]),
            feature_set=_text(facts, "feature_set"),
            feature_names=tuple(map(str, facts["feature_names"])),
            data_cutoff=_instant(facts["data_cutoff"]),
            training_rows=_count(facts, "training_rows", _MOST_ROWS),
            opset=_count(facts, "opset", _HIGHEST_OPSET),
            metrics=dict(facts["metrics"]),
            git_revision=str(facts["git_revision"]),
            competition_kinds=tuple(map(str, facts["competition_kinds"])),
            baselines=_vectors(facts, "baselines", len(facts["feature_names"])),
            base_rates=_base_rates(facts),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ModelFileCorrupt(
            f"{shown(path)} cannot be read ({type(error).__name__}: {error}); {REINSTALL}"
        ) from None


def _facts(path: Path) -> Any:
    content = _bytes(path)
    if rb"\u0000" in content:
        raise ValueError("it holds a NUL character")
    return orjson.loads(content)


def _text(facts: Mapping[str, Any], name: str) -> str:
    text = str(facts[name])
    if len(text) > _LONGEST[name]:
        raise ValueError(f"{name} is longer than {_LONGEST[name]} characters")
    return text


def _count(facts: Mapping[str, Any], name: str, most: int) -> int:
    number = int(facts[name])
    if not 0 <= number <= most:
        raise ValueError(f"{name} is {number}, not from 0 to {most}")
    return number


def _vectors(facts: Mapping[str, Any], name: str, length: int) -> dict[str, tuple[float, ...]]:
    found = {str(code): tuple(map(float, vector)) for code, vector in dict(facts.get(name, {})).items()}
    for code, vector in found.items():
        if len(vector) != length:
            raise ValueError(f"{name} of {code} has {len(vector)} values, not {length}")
        if any(abs(value) > LARGEST for value in vector):
            raise ValueError(f"{name} of {code} has values that float32 cannot hold")
    return found


def _base_rates(facts: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    found = _vectors(facts, "base_rates", len(OUTCOMES))
    for code, rates in found.items():
        if min(rates) < 0 or abs(sum(rates) - 1) > SUM_TOLERANCE:
            raise ValueError(f"base_rates of {code} are no probabilities: {rates}")
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileCorrupt(f"{shown(path)} cannot be read ({error.strerror}); {REINSTALL}") from None


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"data_cutoff {text} has no time zone")
    return instant.astimezone(UTC)
