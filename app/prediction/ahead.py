"""The batch job: a stored prediction of every match ahead, renewed when something new is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import Clock
from app.db import matches, predictions
from app.db.matches import MatchFilter
from app.db.models import PredictionKind
from app.football.match import Fixture, MatchStatus
from app.prediction.predictor import MatchPrediction, Predictor
from app.progress import OnProgress, unheard

BATCH = 100


@dataclass(frozen=True, slots=True)
class AheadReport:
    """Matches by what became of them: `unchanged` have a stored prediction from the same model and features,
    `refused` cannot be predicted (too little is known of a team)."""

    stored: int = 0
    unchanged: int = 0
    refused: int = 0

    def __add__(self, other: "AheadReport") -> "AheadReport":
        return AheadReport(
            self.stored + other.stored, self.unchanged + other.unchanged, self.refused + other.refused
        )


async def predict_ahead(
    predictor: Predictor,
    clock: Clock,
    competitions: Sequence[str] | None = None,
    on_progress: OnProgress = unheard,
    *,
    model: str | None = None,
) -> AheadReport:
    """Predict each match that is scheduled and has not kicked off, and store what is new.

    May be run again at any time.
    """
    ids = await matches.ids(
        MatchFilter(
            competitions=None if competitions is None else tuple(competitions),
            statuses=(MatchStatus.SCHEDULED,),
            kickoff_from=clock(),
        )
    )
    report = AheadReport()
    await on_progress(0, len(ids))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        fixtures = await matches.fixtures(part)
        report += await _batch(predictor, [fixtures[one] for one in part if one in fixtures], model)
        await on_progress(start + len(part), len(ids))
    return report


async def _batch(predictor: Predictor, fixtures: Sequence[Fixture], model: str | None) -> AheadReport:
    made = [one for one in await predictor.predict(fixtures, model=model) if isinstance(one, MatchPrediction)]
    known = await predictions.latest_for(
        [one.match_id for one in made], model=model, kind=PredictionKind.PRE_MATCH
    )
    news = {one.match_id: _says_something_new(one, known.get(one.match_id)) for one in made}
    new = [one for one in made if news[one.match_id]]
    stored = [one for one in await predictor.store(new) if isinstance(one, MatchPrediction)]
    # a challenger may be new where the champion has nothing new to say
    predictor.shadow([one for one in made if not news[one.match_id]])
    return AheadReport(len(stored), len(made) - len(new), len(fixtures) - len(made) + len(new) - len(stored))


def _says_something_new(made: MatchPrediction, known: predictions.StoredPrediction | None) -> bool:
    if known is None:
        return True
    return (made.receipt.model_sha256, made.receipt.feature_digest) != (
        known.receipt.model_sha256,
        known.receipt.feature_digest,
    )
