"""The competitions known by name."""

import pytest

from app.errors import ValidationFailed
from app.ingest.catalogue import DIVISIONS, NEW_LEAGUES, REPEATED_PAIRINGS, parse_competitions


def test_all_means_the_22_divisions() -> None:
    assert len(parse_competitions("all")) == 22


def test_codes_are_read_in_any_case_and_order_each_once() -> None:
    assert parse_competitions(" sp1, E0,e0 ") == ("E0", "SP1")


def test_leagues_of_the_second_format_have_their_own_list() -> None:
    assert parse_competitions("ARG,FIN", NEW_LEAGUES) == ("ARG", "FIN")


@pytest.mark.parametrize("text", ["", " , "])
def test_naming_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed, match="none named; write E0,E1 or all"):
        parse_competitions(text)


def test_an_unknown_competition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValidationFailed, match=r"unknown: E9, XX; known are E0, E1.* or all"):
        parse_competitions("E0,XX,E9")


def test_codes_are_unique_and_the_repeated_ones_exist() -> None:
    others = [other.code for new in NEW_LEAGUES.values() for other in new.others.values()]
    codes = [*DIVISIONS, *NEW_LEAGUES, *others]
    assert len(codes) == len(set(codes))
    assert set(DIVISIONS) >= REPEATED_PAIRINGS
