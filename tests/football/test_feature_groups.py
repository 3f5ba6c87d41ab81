"""What features are about, in words: explanations speak of groups, so every feature is in exactly one."""

from collections import Counter

import pytest

from app.football.features import FEATURE_SETS, FeatureSet

MOST_GROUPS = 9
"""An explanation asks the model about every coalition of groups: 512 rows a match, no more."""


@pytest.mark.parametrize("one", FEATURE_SETS.values(), ids=lambda one: one.name)
def test_every_feature_is_in_exactly_one_group(one: FeatureSet) -> None:
    grouped = Counter(name for names in one.groups.values() for name in names)
    assert [name for name, times in grouped.items() if times > 1] == []
    assert set(one.names) - set(grouped) == set(), "these are in no group"
    assert set(grouped) - set(one.names) == set(), "these are no features of the set"


@pytest.mark.parametrize("one", FEATURE_SETS.values(), ids=lambda one: one.name)
def test_groups_are_few_and_none_is_empty(one: FeatureSet) -> None:
    assert 1 <= len(one.groups) <= MOST_GROUPS
    assert all(one.groups.values())
    assert all(words.strip() == words and words for words in one.groups)


@pytest.mark.parametrize("one", FEATURE_SETS.values(), ids=lambda one: one.name)
def test_prices_are_a_group_of_their_own(one: FeatureSet) -> None:
    """Otherwise nobody could tell what the market said from what we say."""
    assert ("market prices" in one.groups) == one.uses_odds
