"""Registered model versions."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import model_versions
from app.db.model_versions import ModelVersionRow
from app.db.paging import DEFAULT, Slice
from app.errors import NotFound
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.ids import global_id
from schema.node import Node
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

    @classmethod
    def of(cls, row: ModelVersionRow) -> "ModelVersion":
        return view(cls, row, row=row, id=global_id("ModelVersion", row.id))

    @strawberry.field(description="Whether this process answers with it right now.")
    def serving(self, info: Info) -> bool:
        return any(
            (one.name, one.version) == (self.name, self.version)
            for one in info.context.services.models.status()
        )


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
    ) -> ModelVersion | None:
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
        return connection(
            await model_versions.page(name, part),
            part,
            key=lambda row: (row.registered_at, row.id),
            node=ModelVersion.of,
            count=lambda: model_versions.count(name),
        )
