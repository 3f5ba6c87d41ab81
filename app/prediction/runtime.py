"""One version of a model in ONNX Runtime, proven at load: digest, contract, sample outputs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime

from app.errors import ValidationFailed
from app.football.features import FEATURE_SETS, FeatureSet
from app.football.inplay.features import IN_PLAY
from app.prediction.batching import MicroBatcher
from app.prediction.contract import (
    OUTPUTS,
    REINSTALL,
    FloatArray,
    ModelContractBroken,
    ModelFileCorrupt,
    ModelInfo,
    Sample,
    read_info,
    read_sample,
    shown,
)

TOLERANCE = 1e-5
"""How far sample outputs may be from the recorded ones (float32, another machine)."""

INLINE_ROWS = 256
"""Up to this many rows run on the event loop: 0.03 ms, where a thread would cost 0.3 ms."""

_OUTPUT_SHAPES: Mapping[str, tuple[int, ...]] = {
    "expected_goals": (2,),
    "score_grid": (11, 11),
    "outcome": (3,),
}
_REPEATED_FACTS = ("name", "version", "feature_set")
MODEL_INPUTS: Mapping[str, FeatureSet] = {**FEATURE_SETS, IN_PLAY.name: IN_PLAY}
"""What models are given here: the sets of a match before kickoff, and that of a running one."""


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """float32: expected goals [N, 2], score grid [N, 11, 11] as [home][away], outcome [N, 3]."""

    expected_goals: FloatArray
    score_grid: FloatArray
    outcome: FloatArray

    def part(self, start: int, end: int) -> "ModelOutput":
        """The rows from `start` on, without `end`."""
        return ModelOutput(
            self.expected_goals[start:end], self.score_grid[start:end], self.outcome[start:end]
        )


class OnnxModel:
    """A loaded version. Immutable and safe to run from several threads at once.

    `times_run` counts how often it was run, whatever the number of rows.
    """

    def __init__(self, info: ModelInfo, session: Any, sample: Sample) -> None:
        self.info = info
        self._session = session
        self._sample = sample
        self.times_run = 0
        self._together = MicroBatcher(self.run, ModelOutput.part, INLINE_ROWS)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The version in `folder`, proven.

        Raises ModelFileCorrupt (files missing or changed) or ModelContractBroken (other inputs, outputs,
        features or sample outputs than promised).
        """
        info = read_info(folder)
        session = _session(folder)
        _check_features(info)
        _check_graph(session, info)
        model = cls(info, session, read_sample(folder))
        model.golden()
        return model

    def run(self, features: FloatArray) -> ModelOutput:
        """Outputs for float32 features [N, F].

        Raises ValidationFailed for another shape or values that are not finite, ModelContractBroken when
        the graph answers with anything but finite numbers.
        """
        self._check_input(features)
        self.times_run += 1
        output = ModelOutput(*self._session.run(OUTPUTS, {"features": features}))
        if not all(
            np.isfinite(array).all() for array in (output.expected_goals, output.score_grid, output.outcome)
        ):
            raise ModelContractBroken(f"{self.label} answered with values that are not finite; {REINSTALL}")
        return output

    async def run_async(self, features: FloatArray) -> ModelOutput:
        """The same, off the event loop where the batch is large."""
        if len(features) <= INLINE_ROWS:
            return self.run(features)
        return await asyncio.to_thread(self.run, features)

    async def run_together(self, features: FloatArray) -> ModelOutput:
        """The same, in one run with what else is asked of this version in the same turn of the event loop.

        How rows lie beside each other may change the last bits of what ONNX Runtime gives (float32).
        """
        if len(features) > INLINE_ROWS:
            return await self.run_async(features)
        return await self._together.run(features)

    def golden(self) -> float:
        """Re-run the shipped sample; the largest deviation. Raises ModelContractBroken above 1e-5."""
        output = self.run(self._sample.features)
        deviation = 0.0
        for name, expected in self._sample.outputs.items():
            actual = getattr(output, name)
            if actual.shape != expected.shape:
                raise ModelContractBroken(
                    f"{self.label} gives {name} of shape {actual.shape}, its sample has {expected.shape}"
                )
            deviation = max(deviation, float(np.abs(actual - expected).max()))
        if not deviation <= TOLERANCE:
            raise ModelContractBroken(
                f"{self.label} is off its sample outputs by {deviation:.2g} "
                f"(allowed {TOLERANCE:.0e}); {REINSTALL}"
            )
        return deviation

    @property
    def feature_set(self) -> FeatureSet:
        return MODEL_INPUTS[self.info.feature_set]

    @property
    def pre_match(self) -> bool:
        """Whether it says something of a match before kickoff."""
        return self.info.feature_set in FEATURE_SETS

    @property
    def label(self) -> str:
        return f"model {self.info.name} {self.info.version}"

    def _check_input(self, features: FloatArray) -> None:
        width = len(self.info.feature_names)
        if features.dtype != np.float32 or features.ndim != 2 or features.shape[1] != width:
            raise ValidationFailed(
                "features", f"must be float32 [N, {width}], not {features.dtype} {list(features.shape)}"
            )
        if not np.isfinite(features).all():
            row, column = np.argwhere(~np.isfinite(features))[0]
            raise ValidationFailed(
                "features", f"{self.info.feature_names[column]} of row {row} is not a finite number"
            )


def _session(folder: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong is raised, not printed
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(folder / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise ModelFileCorrupt(
            f"ONNX Runtime cannot load {shown(folder / 'model.onnx')} ({type(error).__name__}); {REINSTALL}"
        ) from error


def _check_features(info: ModelInfo) -> None:
    known = MODEL_INPUTS.get(info.feature_set)
    if known is None or info.feature_names != known.names:
        computed = ", ".join(f"{one.name} of {len(one.names)}" for one in MODEL_INPUTS.values())
        raise ModelContractBroken(
            f"model {info.name} {info.version} needs feature set {info.feature_set} "
            f"of {len(info.feature_names)}, this program computes {computed}; "
            "train a version on one of these sets, or run the program that it was made for"
        )


def _check_graph(session: Any, info: ModelInfo) -> None:
    expected = {"features": (len(info.feature_names),)}
    _check_arrays("input", session.get_inputs(), expected, info)
    _check_arrays("output", session.get_outputs(), _OUTPUT_SHAPES, info)
    metadata = session.get_modelmeta().custom_metadata_map
    for fact in _REPEATED_FACTS:
        if metadata.get(fact) != getattr(info, fact):
            raise ModelContractBroken(
                f"the graph's metadata says {fact} {metadata.get(fact)!r}, "
                f"model.json says {getattr(info, fact)!r}; {REINSTALL}"
            )


def _check_arrays(side: str, arrays: Any, expected: Mapping[str, tuple[int, ...]], info: ModelInfo) -> None:
    found = {array.name: (array.type, tuple(array.shape[1:])) for array in arrays}
    wanted = {name: ("tensor(float)", shape) for name, shape in expected.items()}
    if found != wanted:
        raise ModelContractBroken(
            f"model {info.name} {info.version} has the {side}s {_described(found)}, "
            f"the contract asks for {_described(wanted)}; export it again"
        )


def _described(arrays: Mapping[str, tuple[str, tuple[int, ...]]]) -> str:
    return ", ".join(f"{name} {kind} {['N', *shape]}" for name, (kind, shape) in sorted(arrays.items()))
