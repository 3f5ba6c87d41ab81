"""`football features`: what it does not know is refused by name, before anything is written."""

from pathlib import Path

import pytest

from tests.program import football


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("materialize",), "FOOTBALL_FEAST_REPO"),
        (("materialize", "--repo", "{repo}", "--feature-set", "match-0"), "match-0"),
        (("materialize", "--repo", "{repo}", "--competitions", "E0,ZZ"), "no E0 or ZZ"),
        (("materialize", "--repo", "{repo}", "--from", "yesterday"), "yesterday"),
        (("backfill", "--competition", "ZZ"), "no ZZ"),
        (("backfill", "--feature-set", "match-0"), "match-0"),
    ],
    ids=str,
)
def test_what_is_unknown_is_refused_by_name(
    database_url: str, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    repo = tmp_path / "repo"
    done = football("features", *(word.format(repo=repo) for word in words), database_url=database_url)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not repo.exists()
