"""The ONNX graph: skl2onnx converts the regressions, ONNX operators make the score grid of their rates."""

from math import lgamma

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.pipeline import Pipeline

from app.football.scoregrid import GRID

SMALLEST_RATE = 0.05
GREATEST_RATE = 9.0
"""Rates are kept in this range, so that no input makes a grid that is not one."""

OPSET = 18
ML_OPSET = 1
IR_VERSION = 8
SIDES = ("home", "away")

_GRID_GRAPH = """
grid (float[N, 1] home_learned, float[N, 1] away_learned)
    => (float[N, 2] expected_goals, float[N, 11, 11] score_grid, float[N, 3] outcome)
{
    home_rate = Clip (home_learned, smallest_rate, greatest_rate)
    away_rate = Clip (away_learned, smallest_rate, greatest_rate)
    expected_goals = Concat <axis = 1> (home_rate, away_rate)

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
    total = ReduceSum <keepdims = 1> (corrected, both_axes)
    score_grid = Div (corrected, total)

    flat = Reshape (score_grid, flat_shape)
    outcome = MatMul (flat, outcome_cells)
}
"""


def build_graph(rates: tuple[Pipeline, Pipeline], rho: float, feature_count: int) -> ModelProto:
    """`features` float32 [N, F] to `expected_goals` [N, 2], `score_grid` [N, 11, 11], `outcome` [N, 3]."""
    learned = [
        _regression(pipeline, side, feature_count) for side, pipeline in zip(SIDES, rates, strict=True)
    ]
    grid = onnx.parser.parse_graph(_GRID_GRAPH)
    graph = helper.make_graph(
        [*learned[0].node, *learned[1].node, *grid.node],
        "match_goals",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", feature_count])],
        list(grid.output),
        [*learned[0].initializer, *learned[1].initializer, *_constants(rho)],
    )
    joined = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)],
        ir_version=IR_VERSION,
        producer_name="football-prediction",
    )
    onnx.checker.check_model(joined, full_check=True)
    return joined


def _regression(pipeline: Pipeline, side: str, feature_count: int) -> GraphProto:
    """The converted pipeline, all names prefixed by its side, from `features` to `{side}_learned`."""
    sample = np.zeros((1, feature_count), dtype=np.float32)
    graph: GraphProto = to_onnx(pipeline, sample, target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET}).graph
    names = {graph.input[0].name: "features", graph.output[0].name: f"{side}_learned"}
    for initializer in graph.initializer:
        initializer.name = names.setdefault(initializer.name, f"{side}_{initializer.name}")
    for node in graph.node:
        _rename(node, names, side)
    return graph


def _rename(node: NodeProto, names: dict[str, str], side: str) -> None:
    node.name = f"{side}_{node.name}"
    for ports in (node.input, node.output):
        for index, name in enumerate(ports):
            ports[index] = names.setdefault(name, f"{side}_{name}")


def _constants(rho: float) -> list[TensorProto]:
    exact = range(GRID - 1)
    low = np.zeros((3, GRID, GRID))
    low[0, 0, 0] = low[1, 0, 1] = low[2, 1, 0] = 1.0
    one_all = np.zeros((GRID, GRID))
    one_all[1, 1] = 1.0
    margin = np.subtract.outer(np.arange(GRID), np.arange(GRID)).reshape(-1)
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
        "outcome_cells": np.stack([margin > 0, margin == 0, margin < 0], axis=1),
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
    return [numpy_helper.from_array(value, name) for name, value in tensors.items()]
