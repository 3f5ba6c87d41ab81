"""What fields of this schema weigh beside one for each object, and how much each role may ask at once."""

from app.http.cost import Tariff
from app.security.viewer import Role

EXPLANATION_WEIGHT = 50
"""The model is asked about every coalition of its groups of features."""
PERFORMANCE_WEIGHT = 1_000
"""The version predicts the matches of a year."""
BUDGETS: dict[Role | None, int] = {
    None: 20_000,
    Role.READER: 20_000,
    Role.OPERATOR: 50_000,
    Role.ADMIN: 200_000,
}
WEIGHTS = {
    "Prediction.explanation": EXPLANATION_WEIGHT,
    "ModelVersion.performance": PERFORMANCE_WEIGHT,
}

TARIFF = Tariff(BUDGETS, WEIGHTS)
