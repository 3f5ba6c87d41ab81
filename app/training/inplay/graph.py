"""The model of a running match as one ONNX graph: every learned number is inside."""

from math import lgamma

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

from app.football.inplay.features import IN_PLAY
from app.football.scoregrid import GRID
from app.training.graph import FEATURES, IR_VERSION, OPSET
from app.training.grids import (
    GOAL_CELLS,
    GREATEST_RATE,
    OUTCOME_CELLS,
    SMALLEST_OUTCOME,
    SMALLEST_RATE,
)
from app.training.inplay.parameters import APART, LEADS, MOST_REDS, SEGMENTS, Floats, InPlayParameters

_TIME = """
time (float[N, 1] season, float[N, 1] second_half, float[N, 1] minute, float[N, 1] added_played,
      float[N, 1] announced_known, float[N, 1] announced, float[N, 1] over)
    => (float[N, 1] left, float[N, 1] gone)
{
    to_end = Sub (segment_ends, minute)
    shares = Div (to_end, segment_lengths)
    open_shares = Clip (shares, zero, one)
    regulation = MatMul (open_shares, segment_goals)

    seasons = Sub (season, first_season)
    known_seasons = Clip (seasons, zero, last_season)
    season_row = Cast <to = 7> (known_seasons)
    season_rows = Squeeze (season_row, last_axis)
    usual_added = Gather <axis = 0> (added, season_rows)
    usual_scaled = Div (usual_added, spread)
    usual_soft = Softplus (usual_scaled)
    usual_goals = Mul (usual_soft, added_pace_spread)
    usual_first, usual_second = Split <axis = 1, num_outputs = 2> (usual_goals)
    both_added = Add (usual_first, usual_second)
    whole = Add (both_added, regulation_goals)

    first_half = Sub (one, second_half)
    halves = Concat <axis = 1> (first_half, second_half)
    not_announced = Sub (one, announced_known)
    usual_here = Mul (usual_added, halves)
    usual_minutes = ReduceSum <keepdims = 1> (usual_here, last_axis)
    usual_if_unknown = Mul (usual_minutes, not_announced)
    beyond = MatMul (halves, after_board)
    board = Add (announced, beyond)
    board_if_known = Mul (board, announced_known)
    expected_added = Add (usual_if_unknown, board_if_known)
    rest_minutes = Sub (expected_added, added_played)
    rest_scaled = Div (rest_minutes, spread)
    rest_soft = Softplus (rest_scaled)
    rest_pace = MatMul (halves, added_pace_spread_column)
    running = Mul (rest_soft, rest_pace)
    second_to_come = Mul (usual_second, first_half)
    with_running = Add (regulation, running)
    goals_left = Add (with_running, second_to_come)
    share_left = Div (goals_left, whole)
    not_over = Sub (one, over)
    left = Mul (share_left, not_over)
    share_gone = Sub (one, left)
    gone = Clip (share_gone, zero, one)
}
"""

_RATES = """
rates (float[N, 1] expected_home, float[N, 1] expected_away, float[N, 1] goals_home, float[N, 1] goals_away,
       float[N, 1] red_cards_home, float[N, 1] red_cards_away, float[N, 1] left, float[N, 1] gone)
    => (float[N, 2] strengths, float[N, 2] goals, float[N, 2] coming)
{
    expected = Concat <axis = 1> (expected_home, expected_away)
    strengths = Clip (expected, smallest_rate, greatest_rate)
    goals = Concat <axis = 1> (goals_home, goals_away)
    red_cards = Concat <axis = 1> (red_cards_home, red_cards_away)
    reds = Clip (red_cards, zero, most_reds)

    gone_squared = Mul (gone, gone)
    log_strengths = Log (strengths)
    edges = MatMul (log_strengths, difference)
    edges_gone = Mul (edges, gone)
    edge_terms = Unsqueeze (edges_gone, last_axis)
    gone_both = Expand (gone, one_by_two)
    squared_both = Expand (gone_squared, one_by_two)
    gone_terms = Unsqueeze (gone_both, last_axis)
    squared_terms = Unsqueeze (squared_both, last_axis)
    ones = Pow (gone_terms, zero)
    terms = Concat <axis = 2> (ones, gone_terms, squared_terms, edge_terms)
    leads = MatMul (goals, difference)
    known_leads = Clip (leads, least_lead, greatest_lead)
    lead_places = Add (known_leads, greatest_lead)
    lead_rows = Cast <to = 7> (lead_places)
    of_leads = Gather <axis = 0> (state, lead_rows)
    state_parts = Mul (of_leads, terms)
    state_effects = ReduceSum <keepdims = 0> (state_parts, last_axis)

    red_growth = Mul (reds, gone)
    red_seen = Concat <axis = 1> (reds, red_growth)
    red_effects = MatMul (red_seen, red_weights)

    expected_so_far = Mul (strengths, gone)
    own_prior_goals = Add (goals, own_prior)
    own_prior_expected = Add (expected_so_far, own_prior)
    own_ratio = Div (own_prior_goals, own_prior_expected)
    own_log = Log (own_ratio)
    own_effect = Mul (own_log, own_evidence)
    other_prior_goals = Add (goals, other_prior)
    other_prior_expected = Add (expected_so_far, other_prior)
    other_ratio = Div (other_prior_goals, other_prior_expected)
    other_log = Log (other_ratio)
    other_effect = MatMul (other_log, other_evidence)

    effects_of_play = Add (state_effects, red_effects)
    effects_of_goals = Add (own_effect, other_effect)
    effects = Add (effects_of_play, effects_of_goals)
    factors = Exp (effects)
    usual_to_come = Mul (strengths, left)
    coming = Mul (usual_to_come, factors)
}
"""

_GRID = """
grid (float[N, 2] strengths, float[N, 2] goals, float[N, 2] coming)
    => (float[N, 11, 11] played_grid, float[N, 3] poisson)
{
    goals_column = Unsqueeze (goals, last_axis)
    more = Sub (exact_goals, goals_column)
    possible = Max (more, zero)
    possible_rows = Cast <to = 7> (possible)
    inverse = Gather <axis = 0> (inverse_factorials, possible_rows)
    reachable = GreaterOrEqual (more, zero)
    reached = Cast <to = 1> (reachable)
    coming_column = Unsqueeze (coming, last_axis)
    powers = Pow (coming_column, possible)
    minus_coming = Neg (coming_column)
    none_comes = Exp (minus_coming)
    mass_powers = Mul (powers, none_comes)
    mass = Mul (mass_powers, inverse)
    exact = Mul (mass, reached)
    below_ten = ReduceSum <keepdims = 1> (exact, last_axis)
    above = Sub (one, below_ten)
    ten_or_more = Max (above, zero)
    final_goals = Concat <axis = 2> (exact, ten_or_more)
    home_final, away_final = Split <axis = 1, num_outputs = 2> (final_goals)
    home_column = Transpose <perm = [0, 2, 1]> (home_final)
    played_grid = Mul (home_column, away_final)

    strength_column = Unsqueeze (strengths, last_axis)
    kickoff_powers = Pow (strength_column, exact_goals)
    minus_strength = Neg (strength_column)
    none_kickoff = Exp (minus_strength)
    kickoff_mass = Mul (kickoff_powers, none_kickoff)
    kickoff_exact = Mul (kickoff_mass, inverse_factorials)
    kickoff_below = ReduceSum <keepdims = 1> (kickoff_exact, last_axis)
    kickoff_above = Sub (one, kickoff_below)
    kickoff_ten = Max (kickoff_above, zero)
    kickoff_goals = Concat <axis = 2> (kickoff_exact, kickoff_ten)
    kickoff_home, kickoff_away = Split <axis = 1, num_outputs = 2> (kickoff_goals)
    kickoff_column = Transpose <perm = [0, 2, 1]> (kickoff_home)
    kickoff_grid = Mul (kickoff_column, kickoff_away)
    kickoff_flat = Reshape (kickoff_grid, flat_shape)
    kickoff_sums = MatMul (kickoff_flat, outcome_cells)
    poisson = Max (kickoff_sums, smallest_outcome)
}
"""

_OUTCOME = """
outcome (float[N, 11, 11] played_grid, float[N, 3] poisson, float[N, 1] outcome_known,
         float[N, 1] outcome_home, float[N, 1] outcome_draw, float[N, 1] outcome_away,
         float[N, 2] goals, float[N, 1] left, float[N, 1] gone)
    => (float[N, 2] expected_goals, float[N, 11, 11] score_grid, float[N, 3] outcome)
{
    believed = Concat <axis = 1> (outcome_home, outcome_draw, outcome_away)
    believed_positive = Max (believed, smallest_outcome)
    ratios = Div (believed_positive, poisson)
    log_ratios = Log (ratios)
    known_shifts = MatMul (log_ratios, sides_and_draws)
    known_only = Mul (known_shifts, outcome_known)
    outcome_unknown = Sub (one, outcome_known)
    unknown_only = Mul (outcome_unknown, unknown_shifts)
    shifts = Add (known_only, unknown_only)
    fading = Pow (left, fading_powers)
    faded = Mul (shifts, fading)
    lead_of_home = MatMul (goals, home_lead)
    goals_apart = Abs (lead_of_home)
    known_apart = Clip (goals_apart, zero, greatest_apart)
    apart_row = Cast <to = 7> (known_apart)
    apart_rows = Squeeze (apart_row, last_axis)
    level_by_now = Gather <axis = 0> (level_shifts, apart_rows)
    level_grown = Mul (level_by_now, gone)
    all_shifts = Add (faded, level_grown)
    cell_shifts = MatMul (all_shifts, cells_of_shifts)
    cell_ratios = Exp (cell_shifts)
    grid_ratios = Reshape (cell_ratios, grid_shape)
    moved_grid = Mul (played_grid, grid_ratios)
    moved_total = ReduceSum <keepdims = 1> (moved_grid, both_axes)
    score_grid = Div (moved_grid, moved_total)
    final_flat = Reshape (score_grid, flat_shape)
    expected_goals = MatMul (final_flat, goal_cells)
    outcome = MatMul (final_flat, outcome_cells)
}
"""


def in_play_graph(parameters: InPlayParameters, feature_count: int) -> ModelProto:
    """`features` float32 [N, F] of `IN_PLAY` to `expected_goals` [N, 2], `score_grid` [N, 11, 11], `outcome`
    [N, 3], all of the final score."""
    parts = [onnx.parser.parse_graph(text) for text in (_TIME, _RATES, _GRID, _OUTCOME)]
    split = helper.make_node("Split", [FEATURES], list(IN_PLAY.names), axis=1, num_outputs=feature_count)
    graph = helper.make_graph(
        [split, *(node for part in parts for node in part.node)],
        "in_play",
        [helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["N", feature_count])],
        list(parts[-1].output),
        _constants(parameters),
    )
    made = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="football-prediction",
    )
    onnx.checker.check_model(made, full_check=True)
    return made


def _constants(parameters: InPlayParameters) -> list[TensorProto]:
    floats = _of_football() | _of_time(parameters) | _of_play(parameters)
    shapes = {
        "last_axis": [-1],
        "both_axes": [1, 2],
        "one_by_two": [1, 2],
        "grid_shape": [-1, GRID, GRID],
        "flat_shape": [-1, GRID * GRID],
    }
    tensors = {name: np.asarray(value, dtype=np.float32) for name, value in floats.items()}
    tensors |= {name: np.asarray(value, dtype=np.int64) for name, value in shapes.items()}
    return [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in tensors.items()]


def _of_football() -> dict[str, object]:
    """Constants of every match, whatever was learned."""
    shifts = np.stack([OUTCOME_CELLS[:, 0] - OUTCOME_CELLS[:, 2], OUTCOME_CELLS[:, 1]])
    return {
        "zero": 0.0,
        "one": 1.0,
        "smallest_rate": SMALLEST_RATE,
        "greatest_rate": GREATEST_RATE,
        "smallest_outcome": SMALLEST_OUTCOME,
        "most_reds": MOST_REDS,
        "least_lead": -LEADS,
        "greatest_lead": LEADS,
        "greatest_apart": APART,
        "home_lead": [[1], [-1]],
        "difference": [[1, -1], [-1, 1]],
        "exact_goals": np.arange(GRID - 1),
        "inverse_factorials": np.exp([-lgamma(goals + 1) for goals in range(GRID - 1)]),
        "outcome_cells": OUTCOME_CELLS,
        "goal_cells": GOAL_CELLS,
        "sides_and_draws": [[0.5, -0.5], [0, 1], [-0.5, -0.5]],
        "cells_of_shifts": shifts,
    }


def _of_time(parameters: InPlayParameters) -> dict[str, object]:
    starts, ends = np.array(SEGMENTS, dtype=np.float64).T
    goals = parameters.pace * (ends - starts)
    spread_pace = parameters.added_pace * parameters.added_spread
    return {
        "segment_ends": ends[None],
        "segment_lengths": (ends - starts)[None],
        "segment_goals": goals[:, None],
        "regulation_goals": goals.sum(),
        "first_season": parameters.first_season,
        "last_season": len(parameters.added) - 1,
        "added": parameters.added,
        "spread": parameters.added_spread,
        "added_pace_spread": spread_pace[None],
        "added_pace_spread_column": spread_pace[:, None],
        "after_board": parameters.after_board[:, None],
    }


def _of_play(parameters: InPlayParameters) -> dict[str, object]:
    other = parameters.other_evidence
    return {
        "state": parameters.state,
        "red_weights": _red_weights(parameters),
        "own_prior": parameters.own_prior,
        "other_prior": parameters.other_prior,
        "own_evidence": parameters.own_evidence,
        "other_evidence": [[0, other], [other, 0]],
        "fading_powers": [[parameters.sides, parameters.draws]],
        "level_shifts": np.stack([np.zeros(APART + 1), parameters.level], axis=1),
        "unknown_shifts": [[0, parameters.unknown_draws]],
    }


def _red_weights(parameters: InPlayParameters) -> Floats:
    """[4, 2]: from dismissals of home and away, and the same times the share gone, to both sides' rates."""
    (own, own_later), (other, other_later) = parameters.own_red, parameters.other_red
    return np.array([[own, other], [other, own], [own_later, other_later], [other_later, own_later]])
