"""How a model's versions have done on the matches that they predicted before kickoff."""

from typing import NamedTuple

from app.db.sql import fetch


class LiveScore(NamedTuple):
    """Mean scores over the matches that the version predicted, `shadow` as a challenger; lower is better."""

    version: str
    shadow: bool
    matches: int
    rps: float
    log_loss: float
    brier: float


# what a version said last before kickoff counts, so that often asked matches weigh no more than others
_SCORES = """
SELECT version, shadow, count(*) AS matches, avg(rps) AS rps, avg(log_loss) AS log_loss, avg(brier) AS brier
FROM (SELECT DISTINCT ON (v.id, p.match_id) v.version, p.shadow, s.rps, s.log_loss, s.brier
    FROM prediction_score s JOIN prediction p ON p.id = s.prediction_id
    JOIN model_version v ON v.id = p.model_version_id
    WHERE v.name = $1 AND p.kind = 'PRE_MATCH'
    ORDER BY v.id, p.match_id, p.made_at DESC, p.id DESC) scored
GROUP BY version, shadow ORDER BY version, shadow
"""


async def of_model(name: str) -> list[LiveScore]:
    return [LiveScore(**row) for row in await fetch(_SCORES, name)]
