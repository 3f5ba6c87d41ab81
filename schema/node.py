"""Relay's Node: everything that has an id can be asked for by it alone."""

import strawberry


@strawberry.interface(description="Anything that keeps its id and can be asked for by it.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id: opaque, and the same for ever.")
