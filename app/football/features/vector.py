"""The features of one match."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from struct import pack

from app.football.features.known import feature_set


@dataclass(frozen=True)
class FeatureVector:
    """Features as of an instant; `values` are in the order of the set's names and exact in float32."""

    feature_set: str
    values: tuple[float, ...]
    as_of: datetime

    @cached_property
    def packed(self) -> bytes:
        """The values as little-endian float32: a row of a model's input."""
        return pack(f"<{len(self.values)}f", *self.values)

    @property
    def digest(self) -> str:
        """sha256 (hex) of the set's name, the feature names and the values as little-endian float32."""
        hashed = _named(self.feature_set).copy()
        hashed.update(self.packed)
        return hashed.hexdigest()


@cache
def _named(name: str) -> "hashlib._Hash":
    """The hash after the names, which are the same for every vector of the set."""
    return hashlib.sha256("\n".join((name, *feature_set(name).names)).encode())
