"""`football predict --explain`: what each group of features adds, as a table with bars or as JSON."""

import json
from pathlib import Path

import pytest

from app.cli.explain import BAR, bar
from tests.fakes import BASE_RATES, write_model
from tests.program import football

ASKED = ("predict", "Dortmund", "Schalke 04", "--as-of", "2008-02-09", "--explain")


@pytest.fixture
def models(tmp_path: Path) -> dict[str, str]:
    """Settings of a model that reads two features, about goals."""
    write_model(tmp_path)
    return {"FOOTBALL_MODELS_DIR": str(tmp_path)}


def test_the_table_goes_from_the_base_rate_to_the_prediction(
    archive_url: str, models: dict[str, str]
) -> None:
    done = football(*ASKED, database_url=archive_url, settings=models)
    assert done.returncode == 0, done.stderr
    _, _, table = done.stdout.partition("why, in percentage points")
    lines = [line for line in table.splitlines() if "%" in line or "│" in line]
    assert lines[0].startswith("base rate, all leagues")
    assert f"{BASE_RATES['*'][0]:.1%}" in lines[0]
    assert lines[1].startswith("the league's average match")
    assert lines[2].startswith("goals ")
    assert "█" in lines[2]
    assert all("█" not in line and "-0.0" not in line for line in lines[3:])
    assert lines[-1].startswith("prediction ")


def test_json_has_the_same_and_it_sums(archive_url: str, models: dict[str, str]) -> None:
    done = football(*ASKED, "--json", database_url=archive_url, settings=models)
    answer = json.loads(done.stdout)
    made = answer["explanation"]
    for outcome in ("home", "draw", "away"):
        points = sum(one["points"][outcome] for one in made["contributions"])
        gained = answer["outcome"][outcome] - made["base_rate"][outcome]
        assert points == pytest.approx(100 * gained, abs=1e-6)
    sentences = [one["sentence"] for one in made["contributions"]]
    assert any("Dortmund" in one or "Schalke 04" in one or "a draw" in one for one in sentences)


def test_without_being_asked_nothing_is_explained(archive_url: str, models: dict[str, str]) -> None:
    done = football(*ASKED[:-1], "--json", database_url=archive_url, settings=models)
    assert "explanation" not in json.loads(done.stdout)


def test_a_version_without_baselines_predicts_and_says_why_it_does_not_explain(
    archive_url: str, tmp_path: Path
) -> None:
    write_model(tmp_path, baselines={}, base_rates={})
    settings = {"FOOTBALL_MODELS_DIR": str(tmp_path)}
    done = football(*ASKED, database_url=archive_url, settings=settings)
    assert done.returncode == 0
    assert "without baselines; train a newer version" in done.stderr
    assert "probability" in done.stdout
    told = json.loads(football(*ASKED, "--json", database_url=archive_url, settings=settings).stdout)
    assert told["explanation"]["code"] == "MODEL_UNAVAILABLE"


def test_every_match_ahead_at_once_is_not_explained(archive_url: str) -> None:
    done = football("predict", "--upcoming", "--explain", database_url=archive_url)
    assert done.returncode == 2
    assert "--explain: explains one match" in done.stderr


@pytest.mark.parametrize(
    ("points", "drawn"),
    [
        (4.0, " " * BAR + "│" + "█" * BAR),
        (-4.0, "█" * BAR + "│"),
        (2.0, " " * BAR + "│" + "█" * (BAR // 2)),
        (-0.17, " " * (BAR - 1) + "▐│"),
        (0.17, " " * BAR + "│▌"),
        (0.0, " " * BAR + "│"),
    ],
)
def test_a_bar_is_as_long_as_what_it_shows(points: float, drawn: str) -> None:
    assert bar(points, 4.0).plain == drawn


def test_where_nothing_matters_there_are_no_bars() -> None:
    assert "█" not in bar(0.0, 0.0).plain
