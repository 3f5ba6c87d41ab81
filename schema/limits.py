"""What fields of this schema weigh beside one for each object, and how much each role may ask at once.

One is about the work of one row: some hundredths of a millisecond.
"""

from app.http.cost import Tariff
from app.security.viewer import Role

BUDGETS: dict[Role | None, int] = {
    None: 20_000,
    Role.READER: 20_000,
    Role.OPERATOR: 50_000,
    Role.ADMIN: 200_000,
}
"""A reader's: 100 matches with 95 matches of both teams each."""
PREDICTION = 10
"""Features are computed and the model runs."""
EXPLANATION = 50
"""The model is asked about every coalition of its groups of features."""
PERFORMANCE = 1_000
"""The version predicts the matches of a year."""
SUM = 100
"""Many rows are read for one answer."""
WEIGHTS = {
    "Match.prediction": PREDICTION,
    "Query.hypotheticalMatch": PREDICTION,
    "Prediction.explanation": EXPLANATION,
    "Prediction.calibration": SUM,
    "ModelVersion.performance": PERFORMANCE,
    "Match.features": PREDICTION,
    "Team.features": PREDICTION,
    "Team.stats": SUM,
    "Query.predictionDelta": SUM,
    "Query.trackRecord": SUM,
    "Query.dataQuality": SUM,
    "Query.health": SUM,
    "Mutation.predictMatches": 50 * PREDICTION,
    "Mutation.backfillFeatures": PERFORMANCE,
    "Mutation.startCollection": PERFORMANCE,
}
TARIFF = Tariff(BUDGETS, WEIGHTS)
