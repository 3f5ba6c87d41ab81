"""The feature sets that this program can compute."""

from collections.abc import Mapping

from app.errors import ValidationFailed
from app.football.features.definition import FeatureSet
from app.football.features.market import MATCH_MARKET
from app.football.features.match import MATCH

FEATURE_SETS: Mapping[str, FeatureSet] = {one.name: one for one in (MATCH, MATCH_MARKET)}


def feature_set(name: str) -> FeatureSet:
    """Raises ValidationFailed for a set that this program does not compute."""
    known = FEATURE_SETS.get(name)
    if known is None:
        raise ValidationFailed("set", f"{name} is not computed here; {', '.join(FEATURE_SETS)} are")
    return known
