"""The ONNX graph: converted estimators give goal rates, ONNX operators make the score grid of them.

A model may put an outcome head behind the rates. The head sees the features and the outcome of the rates'
grid, and its answer moves the grid: home wins, draws and away wins as wholes, so that outcome, grid and
every market still agree.
"""

from collections.abc import Sequence
from math import lgamma
from typing import Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.pipeline import Pipeline

from app.football.scoregrid import GRID
from app.training.grids import (
    GOAL_CELLS,
    GREATEST_RATE,
    OUTCOME_CELLS,
    SMALLEST_OUTCOME,
    SMALLEST_RATE,
    Floats,
)

OPSET = 18
ML_OPSET = 1
IR_VERSION = 8
SIDES = ("home", "away")

FEATURES = "features"
LOG_OUTCOME = "log_outcome"
OUTCOME_LOGITS = "outcome_logits"

_RATES = """
rates (float[N, 1] home_learned, float[N, 1] away_learned) => (float[N, 11, 11] rated_grid)
{
    home_rate = Clip (home_learned, smallest_rate, greatest_rate)
    away_rate = Clip (away_learned, smallest_rate, greatest_rate)

    home_log = Log (home_rate)
    home_powers = MatMul (home_log, goals)
    home_decayed = Sub (home_powers, home_rate)
    home_log_mass = Sub (home_decayed, log_factorials)
    home_exact = Exp (home_log_mass)
    home_below_ten = ReduceSum <keepdims = 1> (home_exact, last_axis)
    home_above = Sub (one, home_below_ten)
    home_ten_or_more = Max (home_above, zero)
    home_goals = Concat <axis = 1> (home_exact, home_ten_or_more)

    away_log = Log (away_rate)
    away_powers = MatMul (away_log, goals)
    away_decayed = Sub (away_powers, away_rate)
    away_log_mass = Sub (away_decayed, log_factorials)
    away_exact = Exp (away_log_mass)
    away_below_ten = ReduceSum <keepdims = 1> (away_exact, last_axis)
    away_above = Sub (one, away_below_ten)
    away_ten_or_more = Max (away_above, zero)
    away_goals = Concat <axis = 1> (away_exact, away_ten_or_more)

    home_column = Unsqueeze (home_goals, last_axis)
    away_row = Unsqueeze (away_goals, middle_axis)
    independent = Mul (home_column, away_row)

    both_rates = Mul (home_rate, away_rate)
    minus_both = Neg (both_rates)
    low_terms = Concat <axis = 1> (minus_both, home_rate, away_rate)
    low_flat = MatMul (low_terms, low_score_cells)
    low_scores = Reshape (low_flat, grid_shape)
    correction_slope = Sub (low_scores, one_all_cell)
    correction_step = Mul (correction_slope, rho)
    correction = Add (correction_step, one)
    corrected = Mul (independent, correction)
    corrected_total = ReduceSum <keepdims = 1> (corrected, both_axes)
    rated_grid = Div (corrected, corrected_total)
}
"""

_SEEN_BY_THE_HEAD = """
seen (float[N, 11, 11] rated_grid) => (float[N, 3] log_outcome)
{
    rated_flat = Reshape (rated_grid, flat_shape)
    rated_sums = MatMul (rated_flat, outcome_cells)
    rated_outcome = Max (rated_sums, smallest_outcome)
    log_outcome = Log (rated_outcome)
}
"""

_MOVED = """
moved (float[N, 11, 11] rated_grid, float[N, 3] rated_outcome, float[N, 3] outcome_logits)
    => (float[N, 11, 11] final_grid)
{
    wanted = Softmax <axis = 1> (outcome_logits)
    ratios = Div (wanted, rated_outcome)
    cell_ratios = MatMul (ratios, cells_of_outcome)
    grid_ratios = Reshape (cell_ratios, grid_shape)
    moved_grid = Mul (rated_grid, grid_ratios)
    moved_total = ReduceSum <keepdims = 1> (moved_grid, both_axes)
    final_grid = Div (moved_grid, moved_total)
}
"""

_ANSWER = """
answer (float[N, 11, 11] final_grid)
    => (float[N, 2] expected_goals, float[N, 11, 11] score_grid, float[N, 3] outcome)
{
    score_grid = Identity (final_grid)
    final_flat = Reshape (final_grid, flat_shape)
    expected_goals = MatMul (final_flat, goal_cells)
    outcome = MatMul (final_flat, outcome_cells)
}
"""


class OutcomeHead(Protocol):
    """The last word on the outcome, behind the goal rates."""

    def logits(self, features: NDArray[np.float32], log_outcomes: Floats) -> Floats:
        """Unnormalised log probabilities [N, 3] from features [N, F] and the logs [N, 3] of the outcomes
        that the rates give."""

    def graph(self, feature_count: int) -> GraphProto:
        """The same from `features` and `log_outcome` to `outcome_logits`, its other names its own."""


def build_graph(
    rates: tuple[Pipeline, Pipeline], rho: float, feature_count: int, head: OutcomeHead | None = None
) -> ModelProto:
    """`features` float32 [N, F] to `expected_goals` [N, 2], `score_grid` [N, 11, 11], `outcome` [N, 3].

    `rates`: the pipelines of the home and the away rate; `rho`: the low-score correction. The expected
    goals are the grid's means.
    """
    learned = [
        converted(pipeline, feature_count, prefix=f"{side}_", output=f"{side}_learned")
        for side, pipeline in zip(SIDES, rates, strict=True)
    ]
    answer = onnx.parser.parse_graph(_ANSWER)
    parts = [*learned, onnx.parser.parse_graph(_RATES), *_headed(head, feature_count), answer]
    graph = helper.make_graph(
        [node for part in parts for node in part.node],
        "match_goals",
        [helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["N", feature_count])],
        list(answer.output),
        [*(tensor for part in parts for tensor in part.initializer), *_constants(rho)],
    )
    joined = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)],
        ir_version=IR_VERSION,
        producer_name="football-prediction",
    )
    onnx.checker.check_model(joined, full_check=True)
    return joined


def _headed(head: OutcomeHead | None, feature_count: int) -> Sequence[GraphProto]:
    """From `rated_grid` to `final_grid`: by way of the head, or straight."""
    if head is None:
        straight = helper.make_node("Identity", ["rated_grid"], ["final_grid"])
        return [helper.make_graph([straight], "straight", [], [])]
    seen, moved = (onnx.parser.parse_graph(text) for text in (_SEEN_BY_THE_HEAD, _MOVED))
    return [seen, head.graph(feature_count), moved]


def converted(estimator: Pipeline, feature_count: int, *, prefix: str, output: str) -> GraphProto:
    """What skl2onnx makes of a regression, from `features` to `output`, all other names prefixed."""
    sample = np.zeros((1, feature_count), dtype=np.float32)
    graph: GraphProto = to_onnx(estimator, sample, target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET}).graph
    return renamed(graph, {graph.input[0].name: FEATURES, graph.output[0].name: output}, prefix)


def renamed(graph: GraphProto, names: dict[str, str], prefix: str) -> GraphProto:
    """The graph with each name replaced by that in `names`, or prefixed where it has none there."""
    known = {"": "", **names}  # an optional input left out has no name
    for initializer in graph.initializer:
        initializer.name = known.setdefault(initializer.name, f"{prefix}{initializer.name}")
    for node in graph.node:
        _rename(node, known, prefix)
    return graph


def _rename(node: NodeProto, names: dict[str, str], prefix: str) -> None:
    node.name = f"{prefix}{node.name}"
    for ports in (node.input, node.output):
        for index, name in enumerate(ports):
            ports[index] = names.setdefault(name, f"{prefix}{name}")


def _constants(rho: float) -> list[TensorProto]:
    exact = range(GRID - 1)
    low = np.zeros((3, GRID, GRID))
    low[0, 0, 0] = low[1, 0, 1] = low[2, 1, 0] = 1.0
    one_all = np.zeros((GRID, GRID))
    one_all[1, 1] = 1.0
    floats = {
        "smallest_rate": SMALLEST_RATE,
        "greatest_rate": GREATEST_RATE,
        "goals": [list(exact)],
        "log_factorials": [[lgamma(goals + 1) for goals in exact]],
        "zero": 0.0,
        "one": 1.0,
        "rho": rho,
        "low_score_cells": low.reshape(3, -1),
        "one_all_cell": one_all,
        "smallest_outcome": SMALLEST_OUTCOME,
        "outcome_cells": OUTCOME_CELLS,
        "cells_of_outcome": OUTCOME_CELLS.T,
        "goal_cells": GOAL_CELLS,
    }
    shapes = {
        "last_axis": [-1],
        "middle_axis": [1],
        "both_axes": [1, 2],
        "grid_shape": [-1, GRID, GRID],
        "flat_shape": [-1, GRID * GRID],
    }
    tensors = {name: np.asarray(value, dtype=np.float32) for name, value in floats.items()}
    tensors |= {name: np.asarray(value, dtype=np.int64) for name, value in shapes.items()}
    # last_axis serves two ranks: -1 is the goals' axis of [N, 10] and the new axis after [N, 11]
    return [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in tensors.items()]
