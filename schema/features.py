"""Features: what a model reads of a match, computed or stored."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app import errors
from app.db import features
from app.db.features import FeatureRowFilter, StoredFeatures
from app.db.paging import DEFAULT, Slice
from app.football.features import FEATURE_SETS, FeatureVector
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.error_types import InsufficientData, ValidationFailed
from schema.ids import global_id, row_id
from schema.node import Node
from schema.views import view

if TYPE_CHECKING:
    from schema.match import Match


@strawberry.type(description="One feature.")
class Feature:
    name: str = strawberry.field(description="Its name in the feature set.")
    value: float = strawberry.field(description="Its value, exact in 32 bits.")


@strawberry.type(description="The features of a match as of an instant, computed for this answer.")
class Features:
    feature_set: str = strawberry.field(description="The set's name; it changes with the features' meaning.")
    as_of: datetime = strawberry.field(description="The instant beyond which nothing was seen.")
    digest: str = strawberry.field(description="SHA-256 of the set's name, the names and the values.")
    values: list[Feature] = strawberry.field(description="The features, in the set's order.")

    @classmethod
    def of(cls, vector: FeatureVector) -> "Features":
        return view(cls, vector, values=named(vector.feature_set, vector.values))


@strawberry.type(description="The features of a match as of an instant, stored.")
class FeatureRow(Node):
    match_id: strawberry.Private[int]
    feature_set: str = strawberry.field(description="The set's name; it changes with the features' meaning.")
    as_of: datetime = strawberry.field(description="The instant beyond which nothing was seen.")
    digest: str = strawberry.field(description="SHA-256 of the set's name, the names and the values.")
    values: list[Feature] = strawberry.field(description="The features, in the set's order.")
    computed_at: datetime = strawberry.field(description="When they were computed.")

    @classmethod
    def of(cls, row: StoredFeatures) -> "FeatureRow":
        return view(cls, row, id=global_id("FeatureRow", row.id), values=named(row.feature_set, row.values))

    @strawberry.field(description="The match.")
    async def match(self, info: Info) -> Annotated["Match", strawberry.lazy("schema.match")]:
        from schema.match import Match  # noqa: PLC0415  matches have features

        row = await info.context.loaders.matches.load(self.match_id)
        if row is None:
            raise errors.NotFound("the match of these features is gone")
        return Match.of(row)


FeaturesResult = Annotated[
    Features | InsufficientData | ValidationFailed,
    strawberry.union("FeaturesResult", description="A match's features, or why there are none."),
]


@strawberry.input(description="Which stored features; every condition given must hold.")
class FeatureRowWhere:
    match: strawberry.ID | None = strawberry.field(default=None, description="Only those of this match.")
    feature_set: str | None = strawberry.field(default=None, description="Only those of this set.")


@strawberry.type
class FeatureQueries:
    @strawberry.field(description="Stored features, the latest computed first.")
    async def feature_rows(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[FeatureRowWhere | None, strawberry.argument(description="Which of them.")] = None,
    ) -> Connection[FeatureRow]:
        part = Slice.of(features.LATEST_FIRST, first, after)
        chosen = _filter(where or FeatureRowWhere())
        return connection(
            await features.page(chosen, part),
            part,
            key=lambda row: (row.computed_at, row.id),
            node=FeatureRow.of,
            count=lambda: features.count(chosen),
        )


def named(feature_set: str, values: tuple[float, ...]) -> list[Feature]:
    """The values with their names; a set that this program no longer computes has numbers for names."""
    known = FEATURE_SETS.get(feature_set)
    names = known.names if known else tuple(map(str, range(len(values))))
    return [Feature(name=name, value=value) for name, value in zip(names, values, strict=True)]


def _filter(where: FeatureRowWhere) -> FeatureRowFilter:
    match = None if where.match is None else row_id("Match", where.match, "match")
    return FeatureRowFilter(match_id=match, feature_set=where.feature_set)
