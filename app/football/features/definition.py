"""What a feature set is: named numbers in a fixed order, each with one meaning."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """A versioned set: another meaning or order of its features makes another `name`.

    `names` is the order of a vector's values; `groups` tells people what they are about, each name in one
    group. A set that `uses_odds` can only be computed for a match that a bookmaker has priced.
    """

    name: str
    names: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    uses_odds: bool = False
