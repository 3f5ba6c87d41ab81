"""Who is asking."""

from datetime import datetime

import strawberry

from app.security.viewer import Role
from schema.context import Info


@strawberry.type(description="The API key that was shown.")
class ViewerKey:
    prefix: str = strawberry.field(description="What the key begins with, behind `fp_`; no secret.")
    expires_at: datetime | None = strawberry.field(
        description="From when on it does not work; null: it does not expire."
    )


@strawberry.type(description="Who is asking.")
class Viewer:
    name: str = strawberry.field(description="The caller's name in the audit trail.")
    role: Role | None = strawberry.field(description="What the caller may do; null: nothing.")
    authenticated: bool = strawberry.field(description="Whether the caller has shown an API key.")
    key: ViewerKey | None = strawberry.field(description="The API key that was shown; null without one.")


@strawberry.type
class ViewerQueries:
    @strawberry.field(description="Who is asking, as the service sees it.")
    def viewer(self, info: Info) -> Viewer:
        viewer = info.context.viewer
        prefix = viewer.key_prefix
        return Viewer(
            name=viewer.name,
            role=viewer.role,
            authenticated=prefix is not None,
            key=None if prefix is None else ViewerKey(prefix=prefix, expires_at=viewer.expires_at),
        )
