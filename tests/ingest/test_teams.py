"""From a source's name to the team."""

from app.db.ingest import StoredAlias, StoredTeam
from app.ingest.teams import TeamBook

ARSENAL = StoredTeam(1, "Arsenal", "England")
BAYERN = StoredTeam(7, "Bayern Munich", "Germany")


def test_a_source_s_own_alias_wins_over_a_team_of_that_name() -> None:
    book = TeamBook("England", [ARSENAL], [StoredAlias("football-data", "Arsenal", 9)])
    assert book.resolve("football-data", ["Arsenal"]).known == {"Arsenal": 9}


def test_a_name_known_from_another_source_is_the_same_team_and_becomes_an_alias() -> None:
    book = TeamBook("England", [ARSENAL], [StoredAlias("football-data", "The Gunners", 1)])
    found = book.resolve("archive", ["Arsenal", "THE GUNNERS"])
    assert found.known == {"Arsenal": 1, "THE GUNNERS": 1}
    assert found.new_aliases == [("Arsenal", 1), ("THE GUNNERS", 1)]


def test_a_club_that_another_source_names_otherwise_is_the_same_club() -> None:
    book = TeamBook("Germany", [BAYERN], [])
    assert book.resolve("archive", ["Bayern Muenchen"]).known == {"Bayern Muenchen": 7}


def test_unknown_names_are_new_teams_by_their_common_name() -> None:
    found = TeamBook("Germany", [], []).resolve("archive", ["Meidericher SV", "MSV Duisburg", "VfB Leipzig"])
    assert found.new_teams == {"Duisburg": ["Meidericher SV", "MSV Duisburg"], "VfB Leipzig": ["VfB Leipzig"]}


def test_two_spellings_of_a_new_name_are_one_new_team() -> None:
    found = TeamBook("Argentina", [], []).resolve("football-data", ["Colon Santa FE", "Colon Santa Fe"])
    assert found.new_teams == {"Colon Santa FE": ["Colon Santa FE", "Colon Santa Fe"]}


def test_the_names_of_one_country_say_nothing_in_another() -> None:
    assert TeamBook("Austria", [], []).resolve("archive", ["SC Freiburg"]).new_teams == {
        "SC Freiburg": ["SC Freiburg"]
    }


def test_a_name_that_two_teams_claim_is_ambiguous() -> None:
    teams = [StoredTeam(1, "Nacional", "Portugal"), StoredTeam(2, "Nacional Lisboa", "Portugal")]
    book = TeamBook("Portugal", teams, [StoredAlias("other", "nacional", 2)])
    found = book.resolve("football-data", ["Nacional"])
    assert (found.known, found.new_teams) == ({}, {})
    assert found.ambiguous["Nacional"] == (
        "'Nacional' may mean Nacional (team 1) and Nacional Lisboa (team 2); "
        "add an alias of source 'football-data' for one"
    )
