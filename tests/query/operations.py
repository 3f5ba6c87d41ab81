"""Operations that ask for anything the schema has, mostly for what is compiled, in any shape of GraphQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)

from app.query.sources import Batch, Catalogue, Feed, Group, Shaped

LEAVES_ONLY_FROM = 5
UNSTEADY = frozenset({"health", "systemMetrics"})
"""What is never the same twice."""
COMPUTED = frozenset({"prediction"})
"""What is not a row, of which less is compiled than of a row of the same type."""
OFTEN = {"first": 0.9, "id": 0.95, "code": 0.9, "name": 0.5}
"""How often these arguments are given; others rarely."""
Pools = Mapping[str, Sequence[Any]]
"""Values to choose from: of an argument (`match.id`), of any of that name, else of a scalar."""


@dataclass
class Written:
    """An operation, its variables, and whether only what is compiled was chosen."""

    text: str
    variables: dict[str, Any]
    covered: bool


@dataclass
class Writer:
    """Writes one operation; every choice comes from `random`."""

    schema: GraphQLSchema
    covered: Mapping[str, frozenset[str]]
    pools: Pools
    random: Random
    stray: float = 0.01
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    strayed: bool = False
    names: int = 0

    def write(self) -> Written:
        assert self.schema.query_type is not None
        body = self.selections(self.schema.query_type, 0)
        head = f"query Q({' '.join(self.definitions)})" if self.definitions else "query Q"
        return Written(" ".join([head, body, *self.fragments]), self.variables, not self.strayed)

    def selections(self, kind: Any, depth: int) -> str:
        count = self.random.randint(1, 2 if depth == 0 else 5)
        parts = [self.selection(kind, depth) for _ in range(count)]
        return f"{{ {' '.join(parts)} }}"

    def selection(self, kind: Any, depth: int) -> str:
        roll = self.random.random()
        if roll < 0.07:
            return f"{self.alias(0.3)}__typename{self.condition()}"
        if roll < 0.14 and depth < LEAVES_ONLY_FROM:
            return self.inline_fragment(kind, depth)
        if roll < 0.2 and depth < LEAVES_ONLY_FROM:
            return self.spread(kind, depth)
        return self.field(kind, depth)

    def inline_fragment(self, kind: Any, depth: int) -> str:
        of = self.narrower(kind)
        written = "" if of is kind and self.chance(0.3) else f" on {of.name}"
        return f"...{written}{self.condition()} {self.selections(of, depth + 1)}"

    def spread(self, kind: Any, depth: int) -> str:
        of, name = self.narrower(kind), self.new("F")
        self.fragments.append(f"fragment {name} on {of.name} {self.selections(of, depth + 1)}")
        again = f" ...{name}{self.condition()}" if self.chance(0.3) else ""
        return f"...{name}{self.condition()}{again}"

    def narrower(self, kind: Any) -> Any:
        """The type itself, or one that its objects may be, too."""
        if isinstance(kind, GraphQLObjectType):
            return self.random.choice([kind, kind, *kind.interfaces])
        possible = [one for one in self.schema.get_possible_types(kind) if one.name in self.covered]
        return self.random.choice(possible or [kind])

    def field(self, kind: Any, depth: int) -> str:
        fields: Mapping[str, GraphQLField] = getattr(kind, "fields", {})
        names = sorted(self.covered.get(kind.name, ()))
        if isinstance(kind, GraphQLInterfaceType):
            names = list(fields)
        if not names or self.chance(self.stray):
            names, self.strayed = [one for one in fields if one not in UNSTEADY], True
        if depth >= LEAVES_ONLY_FROM:
            names = [one for one in names if not is_composite_type(get_named_type(fields[one].type))]
        if not names:
            return "__typename"
        name = self.random.choice(names)
        self.strayed = self.strayed or name in COMPUTED
        definition = fields[name]
        arguments = self.arguments(name, definition)
        alias = f"{self.new('a')}: " if arguments or self.chance(0.15) else ""
        below = get_named_type(definition.type)
        nested = f" {self.selections(below, depth + 1)}" if is_composite_type(below) else ""
        return f"{alias}{name}{arguments}{self.condition()}{nested}"

    def arguments(self, of: str, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self.argument(f'{of}.{name}', one)}"
            for name, one in definition.args.items()
            if is_required_argument(one) or self.chance(OFTEN.get(name, 0.25))
        ]
        return f"({', '.join(given)})" if given else ""

    def argument(self, name: str, definition: GraphQLArgument) -> str:
        value = self.value(name, definition.type)
        if not self.chance(0.4):
            return literal(value)
        variable = self.new("v")
        default = f" = {literal(self.value(name, definition.type))}" if self.chance(0.2) else ""
        self.definitions.append(f"${variable}: {definition.type}{default}")
        if not (default and self.chance(0.5)):
            self.variables[variable] = plain(value)
        return f"${variable}"

    def value(self, name: str, kind: GraphQLInputType) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self.value(name, kind.of_type)
        if self.chance(0.005):
            return None
        if is_list_type(kind):
            return [self.value(name, kind.of_type) for _ in range(self.random.randint(0, 3))]
        if isinstance(kind, GraphQLInputObjectType):
            chosen = [one for one in kind.fields.items() if self.chance(0.25)]
            return {key: self.value(key, one.type) for key, one in chosen}
        if isinstance(kind, GraphQLEnumType):
            return Name(self.random.choice(list(kind.values)))
        pool = self.pools.get(name) or self.pools.get(name.rpartition(".")[2])
        return self.random.choice(pool or self.pools[get_named_type(kind).name])

    def condition(self) -> str:
        if not self.chance(0.1):
            return ""
        directive = self.random.choice(["skip", "include"])
        if self.chance(0.4):
            return f" @{directive}(if: {self.random.choice(['true', 'false'])})"
        name = self.new("b")
        default = self.random.choice(["", "", " = true", " = false"])
        self.definitions.append(f"${name}: Boolean{default or '!'}")
        if not (default and self.chance(0.6)):
            self.variables[name] = self.chance(0.5)
        return f" @{directive}(if: ${name})"

    def alias(self, chance: float) -> str:
        return f"{self.new('a')}: " if self.chance(chance) else ""

    def new(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability


class Name(str):
    """A value written without quotation marks."""

    __slots__ = ()


def literal(value: Any) -> str:
    match value:
        case None | bool():
            return orjson.dumps(value).decode()
        case Name():
            return str(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {literal(one)}' for key, one in value.items())}}}"
    return str(value)


def plain(value: Any) -> Any:
    """The value as JSON would bring it."""
    match value:
        case str():
            return str(value)
        case list():
            return [plain(one) for one in value]
        case dict():
            return {key: plain(one) for key, one in value.items()}
    return value


def covered_fields(schema: GraphQLSchema, catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """What is compiled, by type: connections and whatever the catalogue makes of a row included."""
    found: dict[str, set[str]] = {"Query": set(catalogue.roots), "PageInfo": set(_fields(schema, "PageInfo"))}
    for name, source in catalogue.types.items():
        _collect(schema, catalogue, name, source.fields, found)
        for wrapper in (f"{name}Connection", f"{name}Edge"):
            if wrapper in schema.type_map:
                found[wrapper] = set(_fields(schema, wrapper))
    return {name: frozenset(fields) for name, fields in found.items()}


def _collect(
    schema: GraphQLSchema,
    catalogue: Catalogue,
    name: str,
    feeds: Mapping[str, Feed],
    found: dict[str, set[str]],
) -> None:
    found.setdefault(name, set()).update(feeds)
    for key, feed in feeds.items():
        below = get_named_type(_fields(schema, name)[key].type)
        if isinstance(feed, Group):
            _collect(schema, catalogue, below.name, feed.fields, found)
        elif isinstance(feed, Shaped):
            _everything(schema, below, found)
        elif isinstance(feed, Batch):
            for kind in schema.get_possible_types(below) if is_abstract_type(below) else (below,):
                if kind.name not in catalogue.types:
                    found.setdefault(kind.name, set()).update(_fields(schema, kind.name))


def _everything(schema: GraphQLSchema, kind: GraphQLNamedType, found: dict[str, set[str]]) -> None:
    if isinstance(kind, GraphQLObjectType) and kind.name not in found:
        found[kind.name] = set(kind.fields)
        for one in kind.fields.values():
            _everything(schema, get_named_type(one.type), found)


def _fields(schema: GraphQLSchema, name: str) -> Mapping[str, GraphQLField]:
    kind = schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    found: Mapping[str, GraphQLField] = kind.fields
    return found
