"""A linear outcome head: it weighs the outcome of the goal rates against the features' own say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, helper, numpy_helper
from sklearn.pipeline import Pipeline

from app.training.graph import FEATURES, LOG_OUTCOME, OUTCOME_LOGITS, converted
from app.training.grids import Floats


@dataclass(frozen=True, slots=True)
class LinearHead:
    """`grid_weights` [3, 3]: logits by log outcome of the rates' grid (rows) and wanted outcome (columns).

    `learned`: a regression with three outputs on the features, whose answer is added.
    """

    grid_weights: Floats
    learned: Pipeline

    def logits(self, features: NDArray[np.float32], log_outcomes: Floats) -> Floats:
        learned = self.learned.predict(features.astype(np.float64))
        return np.asarray(log_outcomes @ self.grid_weights + learned, dtype=np.float64)

    def graph(self, feature_count: int) -> GraphProto:
        """From `features` and `log_outcome` to `outcome_logits`."""
        learned = converted(self.learned, feature_count, prefix="head_", output="head_learned")
        weights = numpy_helper.from_array(self.grid_weights.astype(np.float32), "head_grid_weights")
        weighed = helper.make_node("MatMul", [LOG_OUTCOME, "head_grid_weights"], ["head_weighed"])
        added = helper.make_node("Add", ["head_weighed", "head_learned"], [OUTCOME_LOGITS])
        inputs = [helper.make_tensor_value_info(name, 1, None) for name in (FEATURES, LOG_OUTCOME)]
        return helper.make_graph(
            [*learned.node, weighed, added], "head", inputs, [], [*learned.initializer, weights]
        )
