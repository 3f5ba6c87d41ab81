"""Wrong training data or model files, unknown teams and leagues: a typed answer, nothing half-written.

Told elsewhere, end to end too: a corrupt file alone in its folder (tests/test_bad_input.py), a version
without baselines (tests/cli/test_explain.py), MLflow dying in mid-promotion
(tests/prediction/test_mlflow_dies.py).
"""

import json
from pathlib import Path

import pytest

from tests.fakes import Broken, write_model
from tests.program import football

DERBY = ("Dortmund", "Schalke 04")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--to", "1963-10-01"), "500 matches to train on; there are 16"),
        (("--to", "1990-01-01", "--competitions", "E0"), "matches of E0"),
    ],
    ids=["too little", "a league never seen"],
)
def test_training_on_too_little_says_what_is_missing_and_writes_nothing(
    archive_url: str, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = football(
        "train", "--version", "9.0.0", *arguments, "--out", str(tmp_path), database_url=archive_url
    )
    assert done.returncode == 1, done.stderr
    assert "INSUFFICIENT_DATA" in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (Broken.FEATURES, "MODEL_CONTRACT_BROKEN"),
        (Broken.DIGEST, "MODEL_FILE_CORRUPT"),
        (Broken.TRUNCATED, "MODEL_FILE_CORRUPT"),
        (Broken.NO_SAMPLE, "MODEL_FILE_CORRUPT"),
        (Broken.SAMPLE_OUTPUTS, "MODEL_CONTRACT_BROKEN"),
    ],
)
def test_a_broken_candidate_leaves_the_last_good_version_answering(
    archive_url: str, tmp_path: Path, broken: Broken, why: str
) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0", broken=broken)
    settings = {"FOOTBALL_MODELS_DIR": str(tmp_path)}
    done = football("predict", *DERBY, "--json", "--explain", database_url=archive_url, settings=settings)
    answer = json.loads(done.stdout)
    assert answer["receipt"]["model_version"] == "1.0.0"
    assert len(answer["explanation"]["contributions"]) > 1
    assert why in done.stderr
    assert "2.0.0" in done.stderr


def test_a_candidate_with_other_features_cannot_be_promoted(archive_url: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0", broken=Broken.FEATURES)
    settings = {"FOOTBALL_MODELS_DIR": str(tmp_path)}
    done = football(
        "models",
        "promote",
        "match",
        "2.0.0",
        "--reason",
        "it is new",
        database_url=archive_url,
        settings=settings,
    )
    assert done.returncode == 1
    assert "MODEL_CONTRACT_BROKEN" in done.stderr or "MODEL_UNAVAILABLE" in done.stderr
    assert "Traceback" not in done.stderr
    listed = football("models", "list", "--json", database_url=archive_url, settings=settings)
    assert not any(one["champion"] for one in json.loads(listed.stdout))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Dortmund", "Nobody FC"), "no team is called Nobody FC"),
        (("Nobody FC", "Dortmund"), "no team is called Nobody FC"),
        ((*DERBY, "--competition", "E0"), "there is no competition E0"),
        ((*DERBY, "--as-of", "9999-12-31T23:59-01:00"), "is no instant"),
    ],
)
def test_a_match_with_something_unknown_is_neither_predicted_nor_explained(
    archive_url: str, arguments: tuple[str, ...], says: str
) -> None:
    done = football("predict", *arguments, "--explain", database_url=archive_url)
    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
