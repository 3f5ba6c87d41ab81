"""Two versions are compared on the same real matches, each forecast made from what was known at kickoff."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.clock import system_clock
from app.db import finished, model_versions, promotions
from app.db.connection import open_database
from app.db.finished import Window
from app.db.models import PromotionKind
from app.errors import Conflict, ModelUnavailable, NotFound, ValidationFailed
from app.football import scoring
from app.football.features import MATCH, MATCH_MARKET
from app.prediction import comparison
from app.prediction.comparison import Comparison, Figures, PromotionRefused, bootstrap
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.promotion import ModelPromotions, WindowWish
from app.prediction.registry import ModelRegistry
from tests.askers import act
from tests.fakes import Broken, write_model

CUTOFF = datetime(2006, 7, 1, tzinfo=UTC)
GOOD, POOR, POORER = (1.8, 1.25), (1.0, 2.0), (0.8, 2.2)
"""Goals of home and away sides that the versions expect of any match."""

NO_WEIGHTS = np.zeros((len(MATCH.names), 2), dtype=np.float32)
SEASON = Window(datetime(2007, 8, 1, tzinfo=UTC), datetime(2008, 7, 1, tzinfo=UTC))


@dataclass(frozen=True)
class World:
    """The Bundesliga to 2009 with two good versions, two poor ones and a broken one."""

    registry: ModelRegistry
    predictor: Predictor
    promotions: ModelPromotions
    models_dir: Path

    async def champion(self) -> str | None:
        marks = await model_versions.marks()
        return marks["match"].champion if "match" in marks else None


@pytest.fixture
async def world(archive_url: str, tmp_path: Path) -> AsyncIterator[World]:
    versions = {"1.0.0": POOR, "1.1.0": GOOD, "1.2.0": POORER}
    for version, goals in versions.items():
        write_model(tmp_path, version, goals=goals, weights=NO_WEIGHTS, data_cutoff=CUTOFF)
    async with (
        open_database(archive_url),
        ModelRegistry(tmp_path, "match", system_clock) as registry,
    ):
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        yield World(registry, predictor, ModelPromotions(registry, predictor, system_clock), tmp_path)


async def test_the_figures_are_those_of_the_predictions_that_would_have_been_served(world: World) -> None:
    champion, candidate = [await world.registry.load("match", one) for one in ("1.0.0", "1.1.0")]
    made = await comparison.compare(world.predictor, champion, candidate, SEASON)
    matches = await finished.of_window(SEASON, most=1000)
    predicted = await world.predictor.predict_by(candidate, [match.fixture for match in matches])
    pairs = [
        ((one.outcome.home, one.outcome.draw, one.outcome.away), match.outcome)
        for one, match in zip(predicted, matches, strict=True)
        if isinstance(one, MatchPrediction)
    ]
    forecasts, outcomes = np.array([pair[0] for pair in pairs]), [pair[1] for pair in pairs]
    assert made.candidate == Figures.of(forecasts, scoring.outcome_codes(outcomes))
    assert made.matches == len(pairs) == len(matches) - made.left_out > 250
    assert made.rps_difference == pytest.approx(made.candidate.rps - made.champion.rps, abs=1e-12)
    assert made.low < made.rps_difference < made.high < 0
    assert made.is_better
    assert not made.in_sample


async def test_a_comparison_comes_back_from_the_database_as_it_was(world: World) -> None:
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    changed = await world.promotions.promote("match", "1.1.0", act=act("ada"))
    row = await promotions.last_of("match", "1.1.0")
    assert row is not None
    assert row.comparison is not None
    assert Comparison.from_json(row.comparison) == changed.comparison


async def test_the_first_champion_needs_to_beat_nobody(world: World) -> None:
    changed = await world.promotions.promote("match", "1.0.0", act=act("ada"))
    assert (changed.row.version, changed.row.previous, changed.comparison) == ("1.0.0", None, None)
    assert world.registry.get().info.version == "1.0.0"


async def test_a_better_version_is_promoted_on_the_matches_of_the_last_year(world: World) -> None:
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    changed = await world.promotions.promote("match", "1.1.0", act=act("ada"))
    assert changed.comparison is not None
    last = await finished.last_kickoff()
    assert last is not None
    assert changed.comparison.window.end == last + timedelta(seconds=1)
    assert changed.comparison.window.start == changed.comparison.window.end - comparison.USUAL
    assert world.registry.get().info.version == "1.1.0"


async def test_a_version_that_is_not_better_is_refused_with_both_sides_figures(world: World) -> None:
    await world.promotions.promote("match", "1.1.0", act=act("ada"))
    with pytest.raises(PromotionRefused, match=r"is not better than 1\.1\.0 on 3\d\d matches") as refused:
        await world.promotions.promote("match", "1.0.0", act=act("ada"))
    made = refused.value.comparison
    assert made is not None
    assert made.candidate.rps > made.champion.rps
    assert await world.champion() == world.registry.get().info.version == "1.1.0"
    assert await promotions.count("match") == 1


async def test_a_reason_overrides_and_is_kept_with_the_figures(world: World) -> None:
    await world.promotions.promote("match", "1.1.0", act=act("ada"))
    await world.promotions.promote("match", "1.0.0", act=act("bob"), override_reason="  the new one leaks  ")
    row = await promotions.last_of("match")
    assert row is not None
    assert (row.version, row.actor, row.reason) == ("1.0.0", "bob", "the new one leaks")
    assert row.comparison is not None
    assert row.comparison["candidate"]["rps"] > row.comparison["champion"]["rps"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401])
async def test_an_empty_or_endless_reason_is_refused(world: World, reason: str) -> None:
    with pytest.raises(ValidationFailed, match="overrideReason: must be from 1 to 400 characters"):
        await world.promotions.promote("match", "1.1.0", act=act("ada"), override_reason=reason)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (WindowWish(CUTOFF - timedelta(days=1)), "before the data cutoff of one of the two"),
        (WindowWish(datetime(2009, 1, 1, tzinfo=UTC)), "300 are needed to tell them apart"),
        (WindowWish(end=CUTOFF), "no finished match is later than both versions' data cutoffs"),
    ],
)
async def test_a_window_that_proves_nothing_is_refused(world: World, wish: WindowWish, told: str) -> None:
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    with pytest.raises(PromotionRefused, match=told):
        await world.promotions.promote("match", "1.1.0", act=act("ada"), window=wish)
    assert await world.champion() == "1.0.0"
    changed = await world.promotions.promote(
        "match", "1.1.0", act=act("ada"), window=wish, override_reason="it must be today"
    )
    assert changed.row.version == "1.1.0"
    assert changed.comparison is None or changed.comparison.in_sample


async def test_a_window_turned_round_is_an_error_not_a_refusal(world: World) -> None:
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    wish = WindowWish(SEASON.end, SEASON.start)
    with pytest.raises(ValidationFailed, match="is not before to"):
        await world.promotions.promote("match", "1.1.0", act=act("ada"), window=wish, override_reason="x")


async def test_what_cannot_be_promoted_leaves_the_champion(world: World) -> None:
    await world.promotions.promote("match", "1.1.0", act=act("ada"))
    with pytest.raises(Conflict, match="is the champion already"):
        await world.promotions.promote("match", "1.1.0", act=act("ada"))
    with pytest.raises(NotFound):
        await world.promotions.promote("match", "9.9.9", act=act("ada"))
    with pytest.raises(NotFound):
        await world.promotions.promote("oracle", "1.0.0", act=act("ada"))
    assert await world.champion() == "1.1.0"


@pytest.mark.parametrize("broken", [Broken.NAN, Broken.SAMPLE_OUTPUTS, Broken.FEATURES])
async def test_a_candidate_that_breaks_its_contract_is_refused_whatever_the_reason(
    world: World, broken: Broken
) -> None:
    """A corrupt file, other outputs than promised, features that this program does not know."""
    await world.promotions.promote("match", "1.1.0", act=act("ada"))
    write_model(world.models_dir, "2.0.0", broken=broken, data_cutoff=CUTOFF)
    await world.registry.follow()
    with pytest.raises(ModelUnavailable):
        await world.promotions.promote("match", "2.0.0", act=act("ada"), override_reason="trust me")
    assert await world.champion() == world.registry.get().info.version == "1.1.0"


async def test_a_file_that_was_changed_after_it_was_registered_is_not_promoted(world: World) -> None:
    await world.promotions.promote("match", "1.1.0", act=act("ada"))
    write_model(world.models_dir, "1.2.0", goals=GOOD, data_cutoff=CUTOFF)
    with pytest.raises(Conflict, match="a version never changes"):
        await world.promotions.promote("match", "1.2.0", act=act("ada"), override_reason="x")


@pytest.mark.parametrize("broken", [Broken.NAN, Broken.FEATURES])
async def test_a_champion_that_is_broken_can_be_replaced_for_a_reason(
    world: World, tmp_path: Path, broken: Broken
) -> None:
    """As when the program has moved on to other features."""
    write_model(world.models_dir, "0.9.0", broken=broken, data_cutoff=CUTOFF)
    await world.registry.follow()
    await promotions.promote("match", "0.9.0", act("ada"))
    with pytest.raises(PromotionRefused, match="the champion cannot be compared with"):
        await world.promotions.promote("match", "1.1.0", act=act("ada"))
    await world.promotions.promote("match", "1.1.0", act=act("ada"), override_reason="0.9.0 is broken")
    assert await world.champion() == world.registry.get().info.version == "1.1.0"


async def test_a_champion_whose_file_is_lost_can_be_replaced_for_a_reason(world: World) -> None:
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    shutil.rmtree(world.models_dir / "match" / "1.0.0")
    with pytest.raises(PromotionRefused, match="not among the versions on this machine"):
        await world.promotions.promote("match", "1.1.0", act=act("ada"))
    changed = await world.promotions.promote(
        "match", "1.1.0", act=act("ada"), override_reason="1.0.0 is lost"
    )
    assert (changed.row.previous, changed.comparison) == ("1.0.0", None)
    assert await world.champion() == world.registry.get().info.version == "1.1.0"


def breaking_on_real_matches() -> NDArray[np.float32]:
    """Weights that let a version pass its sample, and answer NaN where a side is at home (0 x infinity)."""
    weights = np.zeros((len(MATCH.names), 2), dtype=np.float32)
    weights[MATCH.names.index("neutral")] = np.inf
    return weights


async def test_a_version_that_breaks_on_a_match_is_replaced_for_a_reason_and_never_promoted(
    world: World,
) -> None:
    write_model(world.models_dir, "2.0.0", weights=breaking_on_real_matches(), data_cutoff=CUTOFF)
    await world.registry.follow()
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    with pytest.raises(ModelUnavailable, match=r"2\.0\.0 answered with values that are not finite"):
        await world.promotions.promote("match", "2.0.0", act=act("ada"), override_reason="trust me")
    await promotions.promote("match", "2.0.0", act("ada"))
    with pytest.raises(PromotionRefused, match="the champion cannot be compared with"):
        await world.promotions.promote("match", "1.1.0", act=act("ada"))
    await world.promotions.promote("match", "1.1.0", act=act("ada"), override_reason="2.0.0 answers NaN")
    assert await world.champion() == "1.1.0"


async def test_versions_with_other_features_run_side_by_side(world: World) -> None:
    """They are compared on matches that both can predict: here none, since no match is priced."""
    weights = np.zeros((len(MATCH_MARKET.names), 2), dtype=np.float32)
    write_model(world.models_dir, "2.0.0", feature_set=MATCH_MARKET, weights=weights, data_cutoff=CUTOFF)
    await world.registry.follow()
    await world.promotions.promote("match", "1.1.0", act=act("ada"))
    await world.promotions.challenge("match", "2.0.0", act=act("ada"))
    challenger = world.registry.challenger("match")
    assert challenger is not None
    assert (world.registry.get().feature_set, challenger.feature_set) == (MATCH, MATCH_MARKET)
    with pytest.raises(PromotionRefused, match="only 0 finished matches"):
        await world.promotions.promote("match", "2.0.0", act=act("ada"))


async def test_a_rollback_returns_to_the_champion_before_and_is_audited(world: World) -> None:
    for version in ("1.0.0", "1.1.0"):
        await world.promotions.promote("match", version, act=act("ada"))
    changed = await world.promotions.rollback("match", act=act("bob"), reason="odd scores")
    assert (changed.row.version, changed.row.previous, changed.row.kind, changed.row.reason) == (
        *("1.0.0", "1.1.0", PromotionKind.ROLLED_BACK),
        "odd scores",
    )
    assert world.registry.get().info.version == await world.champion() == "1.0.0"
    with pytest.raises(Conflict, match="no earlier champion"):
        await world.promotions.rollback("match", act=act("bob"))


async def test_there_is_nothing_to_roll_back_to_before_anything_was_promoted(world: World) -> None:
    with pytest.raises(Conflict, match="no earlier champion"):
        await world.promotions.rollback("match", act=act("bob"))
    with pytest.raises(NotFound):
        await world.promotions.rollback("oracle", act=act("bob"))


async def test_a_challenger_is_another_version_than_the_one_that_answers(world: World) -> None:
    await world.promotions.promote("match", "1.0.0", act=act("ada"))
    with pytest.raises(Conflict, match="answers already"):
        await world.promotions.challenge("match", "1.0.0", act=act("ada"))
    assert await world.promotions.challenge("match", "1.1.0", act=act("ada")) is None
    challenger = world.registry.challenger("match")
    assert challenger is not None
    assert challenger.info.version == world.registry.status()[0].challenger == "1.1.0"
    assert await world.promotions.challenge("match", None, act=act("ada")) == "1.1.0"
    assert world.registry.challenger("match") is None


async def test_a_version_that_was_promoted_this_instant_is_no_challenger(world: World) -> None:
    """Not even before this process has followed."""
    await promotions.promote("match", "1.0.0", act("ada"))
    with pytest.raises(Conflict, match="answers already"):
        await world.promotions.challenge("match", "1.0.0", act=act("ada"))
    assert await model_versions.marks() == {"match": model_versions.Marks("1.0.0")}


@settings(max_examples=20)
@given(st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=60))
def test_the_interval_holds_the_mean_and_is_the_same_each_time(differences: list[float]) -> None:
    array = np.array(differences)
    mean, low, high = bootstrap(array)
    assert array.min() - 1e-12 <= low <= high <= array.max() + 1e-12
    assert mean == pytest.approx(array.mean())
    assert bootstrap(array) == (mean, low, high)


def test_better_means_a_lower_score_and_no_worse_calibration() -> None:
    champion = Figures(rps=0.2, log_loss=1.0, brier=0.6, calibration_error=0.01)
    made = Comparison("1", "2", SEASON, 400, 0, champion, champion, 0.0, 0.0, 0.0, in_sample=False)
    for rps, error, better in (
        *((0.199, 0.01, True), (0.199, 0.009, True), (0.2, 0.009, False)),
        *((0.199, 0.0101, False), (0.201, 0.009, False)),
    ):
        candidate = replace(champion, rps=rps, calibration_error=error)
        assert replace(made, candidate=candidate).is_better is better
