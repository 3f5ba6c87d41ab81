"""The features of one match."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from struct import pack

from app.football.features.known import feature_set


@dataclass(frozen=True)
class FeatureVector:
    """Features as of an instant; `values` are in the order of the set's names and exact in float32."""

    feature_set: str
    values: tuple[float, ...]
    as_of: datetime

    @cached_property
    def digest(self) -> str:
        """sha256 (hex) of the set's name, the feature names and the values as little-endian float32."""
        names = "\n".join((self.feature_set, *feature_set(self.feature_set).names)).encode()
        return sha256(names + pack(f"<{len(self.values)}f", *self.values)).hexdigest()
