"""Features, defined once: training, backtests, storage and serving all call `build_features`."""

from app.football.features.build import KNOWN_MATCHES_NEEDED, build_features, features_of
from app.football.features.definition import FeatureSet
from app.football.features.known import FEATURE_SETS, feature_set
from app.football.features.market import MATCH_MARKET
from app.football.features.match import MATCH
from app.football.features.vector import FeatureVector

__all__ = [
    "FEATURE_SETS",
    "KNOWN_MATCHES_NEEDED",
    "MATCH",
    "MATCH_MARKET",
    "FeatureSet",
    "FeatureVector",
    "build_features",
    "feature_set",
    "features_of",
]
