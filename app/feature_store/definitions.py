"""Every feature set as a Feast feature view over its stored rows."""

from datetime import timedelta

from feast import Entity, FeatureView, Field, FileSource
from feast.data_source import DataSource
from feast.types import Bytes, Float32, Int64
from feast.value_type import ValueType

from app.clients.feast import DIGEST, INPUTS, INSTANT, JOIN_KEY
from app.feature_store.offline import AS_OF, COMPUTED_AT, offline_folder
from app.football.features import FEATURE_SETS, FeatureSet

MATCH = Entity(
    name="match",
    join_keys=[JOIN_KEY],
    value_type=ValueType.INT64,
    description="A match, by its id in the database of the service.",
)


def feast_objects() -> list[Entity | FeatureView | DataSource]:
    """The entity, and for every feature set its source and its view; paths are relative to the repository."""
    views = [view(feature_set) for feature_set in FEATURE_SETS.values()]
    return [MATCH, *(source(one) for one in FEATURE_SETS.values()), *views]


def source(feature_set: FeatureSet) -> FileSource:
    return FileSource(
        name=f"{feature_set.name}-rows",
        path=offline_folder(feature_set),
        timestamp_field=AS_OF,
        created_timestamp_column=COMPUTED_AT,
        description=f"The rows of {feature_set.name} that the service has stored, a file a year.",
    )


def view(feature_set: FeatureSet) -> FeatureView:
    about = {name: words for words, names in feature_set.groups.items() for name in names}
    return FeatureView(
        name=feature_set.name,
        entities=[MATCH],
        schema=[
            *(Field(name=one, dtype=Float32, description=about.get(one, "")) for one in feature_set.names),
            Field(name=INSTANT, dtype=Int64, description="Microseconds since 1970 of the row's as_of."),
            Field(name=DIGEST, dtype=Bytes, description="SHA-256 of the set's name, names and values."),
            Field(name=INPUTS, dtype=Bytes, description="Fingerprint of what the values were computed from."),
        ],
        source=source(feature_set),
        ttl=timedelta(0),
        description=f"What a model of {feature_set.name} reads of a match, as known at an instant.",
        tags={"uses_odds": str(feature_set.uses_odds).lower()},
    )
