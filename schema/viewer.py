"""Who is asking."""

import strawberry


@strawberry.type(description="Who is asking.")
class Viewer:
    name: str = strawberry.field(description="The caller's name in the audit trail.")
    authenticated: bool = strawberry.field(description="Whether the caller has proven who they are.")


ANONYMOUS = "anonymous"


@strawberry.type
class ViewerQueries:
    @strawberry.field(description="Who is asking, as the service sees it.")
    def viewer(self) -> Viewer:
        return Viewer(name=ANONYMOUS, authenticated=False)
