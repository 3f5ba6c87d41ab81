"""Operations nobody would write: valid, invalid, and with variables of any value, over a whole schema."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ObjectFieldNode,
    StringValueNode,
    ValueNode,
    Visitor,
    get_named_type,
    is_composite_type,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from hypothesis_graphql import Mode, mutations, nodes, queries

Request = dict[str, Any]

INSTANTS = ("2025-06-01T12:00:00Z", "1999-12-31T23:59:60Z", "9999-12-31T23:59:59.999999Z", "2025-02-30", "")
HUGE = (0, -1, 2**31 - 1, 2**31, -(2**63), 10**300, 1e308, -0.0, 5e-324)
TEXTS = (
    "",
    "null",
    "\u202e\U0001f3df",
    "e\u0301",
    "%00",
    "'; DROP TABLE match; --",
    "x" * 5_000,
    "\ud7ff\ue000",
)

SCALARS = {
    "DateTime": st.sampled_from(INSTANTS).map(nodes.String),
    "Date": st.sampled_from(("2025-06-01", "0000-00-00", "")).map(nodes.String),
    "Probability": st.floats(-1, 2, allow_nan=False).map(nodes.Float),
    "JSON": st.text(max_size=5).map(nodes.String),
}

anything = st.recursive(
    st.none() | st.booleans() | st.sampled_from(HUGE) | st.sampled_from(TEXTS) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def root_fields(schema: GraphQLSchema) -> list[tuple[str, str, GraphQLField]]:
    """Every query and mutation: its operation type, name and field."""
    roots = (("query", schema.query_type), ("mutation", schema.mutation_type))
    return [
        (kind, name, field) for kind, root in roots if root is not None for name, field in root.fields.items()
    ]


def valid_documents(schema: GraphQLSchema, ids: Sequence[str]) -> st.SearchStrategy[Request]:
    """A document around one root field, with ids of things that exist in many places of ids."""
    each = [_generated(schema, kind, Mode.POSITIVE, [name]) for kind, name, _ in root_fields(schema)]
    return _with_some_ids(st.sampled_from(each).flatmap(_itself), ids)


def invalid_documents(schema: GraphQLSchema, ids: Sequence[str]) -> st.SearchStrategy[Request]:
    """A document that breaks the schema's rules somewhere."""
    kinds = [_generated(schema, kind, Mode.NEGATIVE) for kind in ("query", "mutation")]
    return _with_some_ids(st.one_of(kinds), ids)


def _generated(
    schema: GraphQLSchema, kind: str, mode: Mode, fields: list[str] | None = None
) -> st.SearchStrategy[Any]:
    make = queries if kind == "query" else mutations
    return make(schema, fields=fields, custom_scalars=SCALARS, print_ast=_itself, allow_x00=False, mode=mode)


def _itself(one: Any) -> Any:
    return one


def _with_some_ids(trees: st.SearchStrategy[Any], ids: Sequence[str]) -> st.SearchStrategy[Request]:
    return st.builds(_with_ids, trees, st.lists(st.sampled_from([None, *ids]), min_size=1, max_size=5))


@st.composite
def variables(draw: st.DrawFn, schema: GraphQLSchema, ids: Sequence[str]) -> Request:
    """One root field with every argument a variable, each of a value that fits or of any other."""
    kind, name, field = draw(st.sampled_from(root_fields(schema)))
    given = {argument: draw(values(one.type, ids)) for argument, one in field.args.items() if draw(_mostly)}
    declared = ", ".join(f"${argument}: {one.type}" for argument, one in field.args.items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    document = f"{kind} Fuzz{f'({declared})' if declared else ''} {{ {name}{f'({passed})' if passed else ''}"
    below = _leaves(field, schema)
    return {"query": f"{document} {below} }}", "variables": given}


_mostly = st.sampled_from((True, True, True, False))


def values(kind: GraphQLInputType, ids: Sequence[str], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a type, and now and then any other value."""
    fitting = _fitting(kind, ids, depth)
    return st.one_of(fitting, fitting, fitting, anything)


def _fitting(kind: GraphQLInputType, ids: Sequence[str], depth: int) -> st.SearchStrategy[Any]:
    if isinstance(kind, GraphQLNonNull):
        return _fitting(kind.of_type, ids, depth)
    if isinstance(kind, GraphQLList):
        return st.lists(values(kind.of_type, ids, depth), max_size=3)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from(sorted(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = {name: st.deferred(_later(one.type, ids, depth + 1)) for name, one in kind.fields.items()}
        return st.none() if depth > 3 else st.fixed_dictionaries({}, optional=fields)
    return (
        _SCALARS.get(kind.name, anything)
        if kind.name != "ID"
        else st.sampled_from((*ids, "", "TWF0Y2g6MQ=="))
    )


def _later(kind: GraphQLInputType, ids: Sequence[str], depth: int) -> Any:
    return lambda: values(kind, ids, depth)


_SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-5, 200) | st.sampled_from(HUGE),
    "Float": st.floats(-10, 100, allow_nan=False) | st.sampled_from(HUGE),
    "String": st.sampled_from(("E0", "2425", "Arsenal", "match", *TEXTS)) | st.text(max_size=20),
    "Boolean": st.booleans(),
    "DateTime": st.sampled_from(INSTANTS),
    "Date": st.sampled_from(("2025-06-01", "0000-00-00", "")),
    "Probability": st.floats(-1, 2, allow_nan=False),
}


def _leaves(field: GraphQLField, schema: GraphQLSchema) -> str:
    kind = get_named_type(field.type)
    if not is_composite_type(kind):
        return ""
    result = getattr(kind, "fields", {}).get("result")
    inner = "result { __typename ... on Error { code message } }" if result is not None else "__typename"
    return f"{{ {inner} }}"


class _Ids(Visitor):
    """Puts given ids into arguments and fields that take one."""

    def __init__(self, ids: Sequence[str | None]) -> None:
        super().__init__()
        self._ids = ids
        self._met = 0

    def enter_argument(self, node: ArgumentNode, *_: object) -> ArgumentNode:
        return ArgumentNode(name=node.name, value=self._value(node))

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> ObjectFieldNode:
        return ObjectFieldNode(name=node.name, value=self._value(node))

    def _value(self, node: ArgumentNode | ObjectFieldNode) -> ValueNode:
        if not isinstance(node.value, StringValueNode) or not node.name.value.lower().endswith("id"):
            return node.value
        chosen = self._ids[self._met % len(self._ids)]
        self._met += 1
        return node.value if chosen is None else StringValueNode(value=chosen)


def _with_ids(tree: DocumentNode, ids: Sequence[str | None]) -> Request:
    return {"query": print_ast(visit(tree, _Ids(ids)))}


def encoded(request: Request) -> bytes:
    """As JSON that keeps numbers of any size, and what no encoder should let through."""
    return json.dumps(request).encode()
