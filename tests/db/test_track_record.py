"""Track records hold exactly the predictions asked for, one of a match and model unless all are wanted."""

from datetime import timedelta

import numpy as np
import pytest

from app.db import models
from app.db.track_record import CountedPredictions, GroupRecord, RecordFilter, TrackRecordGroup, records
from app.football import scoring
from app.prediction.settlement import settle
from tests import builders, predicted
from tests.predicted import clock

DAY = timedelta(days=1)
HOME, AWAY = (0.6, 0.3, 0.1), (0.1, 0.3, 0.6)


@pytest.fixture
async def two_leagues(database: str) -> str:
    """Four settled matches: two of E0 in 2023/24 and 2024/25, two of D1, one of which has prices."""
    england, germany = await builders.competition("E0"), await builders.competition("D1", country="Germany")
    early = builders.KICKOFF - 365 * DAY
    one = await builders.match(score=(2, 0), of=england, season_code="2324", kickoff=early)
    two = await builders.match(score=(0, 1), of=england)
    three = await builders.match("Bayern", "Dortmund", score=(1, 1), of=germany)
    four = await builders.match("Bayern", "Leipzig", score=(3, 1), of=germany)
    await predicted.prices(four, (1.5, 4.5, 7.0))
    newer = await predicted.version(number="2.0.0")
    other = await predicted.version("match-market")
    await predicted.prediction(one, AWAY, before=3 * DAY)
    await predicted.prediction(one, HOME, before=DAY)
    await predicted.prediction(one, HOME, before=2 * DAY, by=newer)
    await predicted.prediction(two, HOME)
    await predicted.prediction(three, HOME)
    await predicted.prediction(four, HOME)
    await predicted.prediction(four, AWAY, by=other)
    await predicted.prediction(four, AWAY, by=newer, shadow=True)
    await settle(database, clock)
    return database


def told(groups: list[GroupRecord]) -> dict[tuple[str | None, ...], int]:
    return {(one.model, one.version, one.competition, one.season): one.record.predictions.n for one in groups}


@pytest.mark.usefixtures("database")
async def test_a_record_without_predictions_is_empty_and_has_no_groups() -> None:
    [empty] = await records(RecordFilter())
    assert (empty.matches, empty.record.predictions.n, empty.record.predictions.rps) == (0, 0, None)
    assert await records(RecordFilter(), [TrackRecordGroup.MODEL]) == []


@pytest.mark.usefixtures("two_leagues")
async def test_records_are_split_by_what_is_asked_for() -> None:
    by = TrackRecordGroup
    assert told(await records(RecordFilter(), [by.MODEL])) == {
        ("match", None, None, None): 4,
        ("match-market", None, None, None): 1,
    }
    assert told(await records(RecordFilter(), [by.VERSION])) == {
        ("match", "1.0.0", None, None): 4,
        ("match", "2.0.0", None, None): 1,
        ("match-market", "1.0.0", None, None): 1,
    }
    assert told(await records(RecordFilter(), [by.COMPETITION, by.SEASON])) == {
        (None, None, "D1", "2425"): 3,
        (None, None, "E0", "2324"): 1,
        (None, None, "E0", "2425"): 1,
    }
    assert len(await records(RecordFilter(), [by.COMPETITION, by.SEASON], first=2)) == 2


@pytest.mark.parametrize(
    ("where", "n"),
    [
        (RecordFilter(), 5),
        (RecordFilter(model="match-market"), 1),
        (RecordFilter(version="2.0.0"), 1),
        (RecordFilter(competitions=("E0", "XX")), 2),
        (RecordFilter(competitions=()), 0),
        (RecordFilter(seasons=("2324",)), 1),
        (RecordFilter(kickoff_from=builders.KICKOFF), 4),
        (RecordFilter(kickoff_to=builders.KICKOFF), 1),
        (RecordFilter(shadow=True), 1),
        (RecordFilter(model="x'; DROP TABLE match; --"), 0),
    ],
)
@pytest.mark.usefixtures("two_leagues")
async def test_every_condition_narrows_the_record(where: RecordFilter, n: int) -> None:
    [only] = await records(where)
    assert only.record.predictions.n == n


@pytest.mark.usefixtures("two_leagues")
async def test_the_last_prediction_before_kickoff_counts_unless_another_is_asked_for() -> None:
    where = RecordFilter(model="match", seasons=("2324",))
    [last], [first], [every] = [await records(where, count=count) for count in CountedPredictions][:3]
    assert last.record.predictions.probabilities.tolist() == [list(HOME)]
    assert first.record.predictions.probabilities.tolist() == [list(AWAY)]
    assert every.record.predictions.n == 3
    assert every.matches == 1


@pytest.mark.usefixtures("two_leagues")
async def test_the_figures_are_those_of_the_stored_scores() -> None:
    [record] = await records(RecordFilter(), count=CountedPredictions.ALL)
    scores = await models.PredictionScore.filter(prediction__shadow=False)
    quality = record.record.predictions
    assert quality.n == len(scores) == 7
    assert quality.rps == pytest.approx(sum(one.rps for one in scores) / 7)
    assert quality.log_loss == pytest.approx(sum(one.log_loss for one in scores) / 7)
    assert quality.brier == pytest.approx(sum(one.brier for one in scores) / 7)


@pytest.mark.usefixtures("two_leagues")
async def test_the_market_and_the_base_rates_are_those_of_the_settlements() -> None:
    [record] = await records(RecordFilter(model="match"))
    market, base = record.record.against_market, record.record.against_base_rates
    assert market.predictions.n == base.predictions.n == 1
    settled = await models.MatchSettlement.get(market_home__isnull=False)
    prices = np.array([[settled.market_home, settled.market_draw, settled.market_away]], dtype=float)
    assert market.reference.rps == pytest.approx(scoring.rps(prices, np.array([0])))
    assert base.reference.probabilities.tolist() == [[1, 0, 0]]
    assert base.predictions.outcomes.tolist() == [2]
