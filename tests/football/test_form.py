"""Form is a team's recent matches from its own side."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.football.form import FormEntry, FormResult, Venue, form
from app.football.match import PlayedMatch
from tests.builders import KICKOFF, played


def leicester_2016() -> list[PlayedMatch]:
    """Leicester's last five matches of 2015/16, champions after the third, in no particular order."""
    matches = [
        ("LEI", "SWA", 4, 0, 24),
        ("LEI", "WHU", 2, 2, 17),
        ("CHE", "LEI", 1, 1, 45),
        ("MUN", "LEI", 1, 1, 31),
        ("LEI", "EVE", 3, 1, 37),
    ]
    return [
        played(hg, ag, match_id=f"{home}-{away}", home=home, away=away, kickoff=KICKOFF + timedelta(days=day))
        for home, away, hg, ag, day in matches
    ]


def test_form_reads_the_latest_match_first() -> None:
    recent = form(leicester_2016(), "LEI")
    assert recent.letters == "DWDWD"
    assert [entry.opponent for entry in recent.entries] == ["CHE", "EVE", "MUN", "SWA", "WHU"]
    assert recent.points == 9
    assert (recent.goals_for, recent.goals_against) == (11, 5)


def test_form_is_cut_to_the_last_matches() -> None:
    assert form(leicester_2016(), "LEI", last=2).letters == "DW"
    assert form(leicester_2016(), "LEI", last=50).letters == "DWDWD"


def test_matches_of_others_are_left_out() -> None:
    assert form(leicester_2016(), "SWA").letters == "L"
    assert form(leicester_2016(), "ARS").entries == ()


def test_goals_venue_and_result_are_seen_from_the_teams_side() -> None:
    match = played(1, 3, home="1", away="2")
    home, away = FormEntry.of(match, "1"), FormEntry.of(match, "2")
    assert (home.venue, home.goals_for, home.goals_against, home.result) == (
        Venue.HOME,
        1,
        3,
        FormResult.LOST,
    )
    assert (away.venue, away.goals_for, away.goals_against, away.result) == (Venue.AWAY, 3, 1, FormResult.WON)
    assert (home.opponent, away.opponent) == ("2", "1")


def test_a_neutral_ground_is_nobodys_home() -> None:
    match = played(0, 0, neutral=True)
    assert FormEntry.of(match, "1").venue is Venue.NEUTRAL
    assert FormEntry.of(match, "2").venue is Venue.NEUTRAL


def test_a_match_of_others_has_no_form() -> None:
    with pytest.raises(ValidationFailed, match="3 did not play in match 1"):
        FormEntry.of(played(), "3")


def test_form_of_no_matches_cannot_be_meant() -> None:
    with pytest.raises(ValidationFailed, match="last"):
        form([], "1", last=0)


@given(st.integers(0, 12), st.integers(0, 12))
def test_a_match_gives_out_three_points_or_two(home: int, away: int) -> None:
    match = played(home, away)
    points = FormEntry.of(match, "1").points + FormEntry.of(match, "2").points
    assert points == (2 if home == away else 3)
