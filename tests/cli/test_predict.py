"""`football predict` on real matches: the Bundesliga archive."""

import json

import pytest

from tests.program import football

DERBY = ("Dortmund", "Schalke 04")


def test_a_match_is_shown_with_markets_heat_map_and_receipt(archive_url: str) -> None:
    done = football("predict", *DERBY, "--as-of", "2008-02-09", database_url=archive_url)
    assert done.returncode == 0, done.stderr
    for part in (
        "probability",
        "fair odds",
        "over 2.5 goals",
        "likely scores",
        "sha256",
        "data until 2008-02-09",
    ):
        assert part in done.stdout
    assert "newest result known" not in done.stderr


def test_an_answer_from_old_results_says_how_old(archive_url: str) -> None:
    done = football("predict", *DERBY, database_url=archive_url)
    assert done.returncode == 0, done.stderr
    assert "note: the newest result known" in done.stderr


def test_json_is_the_same_answer_and_its_parts_agree(archive_url: str) -> None:
    done = football("predict", *DERBY, "--as-of", "2008-02-09", "--json", database_url=archive_url)
    answer = json.loads(done.stdout)
    assert sum(answer["outcome"].values()) == pytest.approx(1, abs=1e-9)
    grid = answer["score_grid"]
    draw = sum(grid[goals][goals] for goals in range(11))
    assert draw == pytest.approx(answer["outcome"]["draw"], abs=1e-9)
    assert answer["receipt"]["model_name"] == "match"
    assert len(answer["receipt"]["feature_digest"]) == 64


def test_home_advantage_is_lost_on_neutral_ground(archive_url: str) -> None:
    at_home, neutral = (
        json.loads(
            football(
                "predict", *DERBY, "--as-of", "2008-02-09", "--json", *extra, database_url=archive_url
            ).stdout
        )["outcome"]["home"]
        for extra in ((), ("--neutral",))
    )
    assert neutral < at_home


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("Dortmnd", "Schalke 04"), 1, "did you mean Dortmund"),
        (("Dortmund", "Dortmund"), 2, "must be another team"),
        ((*DERBY, "--model", "unknown"), 1, "there is no model unknown"),
        ((*DERBY, "--as-of", "1960-01-01"), 1, "not enough data"),
        ((*DERBY, "--as-of", "2099-01-01"), 2, "asOf"),
        ((*DERBY, "--competition", "E0"), 1, "E0"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_predicted_says_why(
    archive_url: str, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = football("predict", *arguments, database_url=archive_url)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr


def test_every_match_ahead_is_stored_once_until_something_new_is_known(archive_url: str) -> None:
    done = football("predict", "--upcoming", "--json", database_url=archive_url)
    assert json.loads(done.stdout) == {"stored": 0, "unchanged": 0, "refused": 0}
