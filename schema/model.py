"""Registered model versions."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import model_versions, promotions
from app.db.model_versions import ModelVersionRow
from app.db.paging import DEFAULT, Page, Slice
from app.errors import FootballError, NotFound
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.error_types import failure
from schema.ids import global_id, row_id
from schema.model_performance import KickoffWindow, ModelPerformance, ModelPerformanceResult
from schema.node import Node
from schema.promotion import ModelPromotion
from schema.scalars import Json
from schema.views import view


@strawberry.type(description="A registered version of a model: one ONNX file that never changes.")
class ModelVersion(Node):
    row: strawberry.Private[ModelVersionRow]
    name: str = strawberry.field(description="The model's name.")
    version: str = strawberry.field(description="The version.")
    sha256: str = strawberry.field(description="SHA-256 of the ONNX file.")
    feature_set: str = strawberry.field(description="The set of features that it reads.")
    data_cutoff: datetime = strawberry.field(description="It has seen nothing later.")
    training_rows: int = strawberry.field(description="Matches that it was trained on.")
    opset: int = strawberry.field(description="The ONNX operator set that it needs.")
    metrics: Json = strawberry.field(description="What was measured when it was trained.")
    registered_at: datetime = strawberry.field(description="When it was registered here.")
    champion: bool = strawberry.field(description="Whether it was promoted to answer for its name.")
    challenger: bool = strawberry.field(
        description="Whether it predicts in the shadow whatever the champion predicts, to be scored."
    )

    @classmethod
    def of(cls, row: ModelVersionRow) -> "ModelVersion":
        return view(cls, row, row=row, id=global_id("ModelVersion", row.id))

    @strawberry.field(description="Whether this process answers with it right now.")
    def serving(self, info: Info) -> bool:
        return any(
            (one.name, one.version) == (self.name, self.version)
            for one in info.context.services.models.status()
        )

    @strawberry.field(description="All versions of this model, the latest first.")
    async def versions(
        self, info: Info, first: First = DEFAULT, after: After = None
    ) -> Connection["ModelVersion"]:
        part = Slice.of(model_versions.LATEST_FIRST, first, after)
        return _versions(await info.context.loaders.versions(part).load(self.row.id), part, self.name)

    @strawberry.field(description="How this model's champions followed one another, the latest first.")
    async def promotions(
        self, info: Info, first: First = DEFAULT, after: After = None
    ) -> Connection[ModelPromotion]:
        part = Slice.of(promotions.LATEST_FIRST, first, after)
        return connection(
            await info.context.loaders.promotions(part).load(self.row.id),
            part,
            key=lambda row: (row.at, row.id),
            node=ModelPromotion.of,
            count=lambda: promotions.count(self.name),
        )

    @strawberry.field(
        description=(
            "How good it is on finished matches later than its data cutoff, each predicted as of its kickoff."
            " Takes seconds when it was not asked before."
        )
    )
    async def performance(
        self,
        info: Info,
        window: Annotated[
            KickoffWindow | None,
            strawberry.argument(
                description="Which kickoffs; the last 365 days of finished matches if left out."
            ),
        ] = None,
        competition: Annotated[
            str | None, strawberry.argument(description="Only this competition, by its code: E0.")
        ] = None,
    ) -> ModelPerformanceResult:
        chosen = window or KickoffWindow()
        try:
            made = await info.context.services.performance.of(
                self.name, self.version, start=chosen.from_, end=chosen.to, competition=competition
            )
        except FootballError as error:
            return failure(error)  # type: ignore[return-value]  # in the union
        return ModelPerformance.of(made)


@strawberry.type
class ModelQueries:
    @strawberry.field(
        description="One version of a model: the champion (or else the latest) if none is named."
    )
    async def model(
        self,
        info: Info,
        name: Annotated[
            str | None, strawberry.argument(description="The model's name; the default model's if left out.")
        ] = None,
        version: Annotated[str | None, strawberry.argument(description="The version.")] = None,
        id: Annotated[
            strawberry.ID | None, strawberry.argument(description="A version's global id, instead of both.")
        ] = None,
    ) -> ModelVersion | None:
        if id is not None:
            found = await info.context.loaders.model_versions.load(row_id("ModelVersion", id))
            return None if found is None else ModelVersion.of(found)
        name = name or info.context.services.settings.model
        row = await model_versions.one(name, version)
        if row is None:
            raise NotFound(
                f"no model {name}{f' {version}' if version else ''} is registered;"
                " the query `models` lists all"
            )
        return ModelVersion.of(row)

    @strawberry.field(description="Registered model versions, the latest first.")
    async def models(
        self,
        first: First = DEFAULT,
        after: After = None,
        name: Annotated[str | None, strawberry.argument(description="Only this model's.")] = None,
    ) -> Connection[ModelVersion]:
        part = Slice.of(model_versions.LATEST_FIRST, first, after)
        return _versions(await model_versions.page(name, part), part, name)


def _versions(page: Page[ModelVersionRow], part: Slice, name: str | None) -> Connection[ModelVersion]:
    return connection(
        page,
        part,
        key=lambda row: (row.registered_at, row.id),
        node=ModelVersion.of,
        count=lambda: model_versions.count(name),
    )
