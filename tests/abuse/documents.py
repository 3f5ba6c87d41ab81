"""Documents that attackers send, each at most 64 KB."""

from collections.abc import Iterator

MATCH = '{{ match(id: "m") {{ {0} }} }}'


def nested_fragments(levels: int) -> str:
    """Every fragment spreads the next one twice: two to the power of `levels` ways through them."""
    spreads = (f"fragment F{level} on Match {{ ...F{level + 1} ...F{level + 1} }}" for level in range(levels))
    return f"{MATCH.format('...F0')} {' '.join(spreads)} fragment F{levels} on Match {{ id }}"


def nested_fields(levels: int) -> str:
    """The same, with fields around the spreads."""
    spreads = (
        f"fragment F{level - 1} on Match {{ ...F{level} home {{ matches {{ nodes {{ ...F{level} }} }} }} }}"
        for level in range(1, levels + 1)
    )
    return f"{MATCH.format('...F0')} {' '.join(spreads)} fragment F{levels} on Match {{ id }}"


def cyclic_fragments(count: int) -> str:
    spreads = " ".join(f"...F{number}" for number in range(count))
    fragments = (f"fragment F{number} on Match {{ {spreads} id }}" for number in range(count))
    return f"{MATCH.format('...F0')} {' '.join(fragments)}"


def overlapping_fragments(count: int) -> str:
    """All fragments have the same fields, and each pair of them is compared."""
    fields = "id kickoff status home { id name } away { id name } score { home away }"
    spreads = " ".join(f"...F{number}" for number in range(count))
    fragments = (f"fragment F{number} on Match {{ {fields} }}" for number in range(count))
    return f"{MATCH.format(spreads)} {' '.join(fragments)}"


def hostile() -> Iterator[tuple[str, str]]:
    """Each attack with its name."""
    for levels in (24, 48, 96):
        yield f"{levels} levels of fragments spread twice", nested_fragments(levels)
        yield f"{levels} levels of fragments around fields", nested_fields(levels)
    yield "fragments that spread each other", cyclic_fragments(40)
    yield "50 fragments of the same fields", overlapping_fragments(50)
    yield "one field 1,980 times", MATCH.format("id " * 1_980)
    yield "one field 990 times", MATCH.format("id " * 990)
    yield (
        "conflicting arguments",
        MATCH.format(" ".join(f"h: headToHead(first: {one}) {{ id }}" for one in range(29))),
    )
    yield "fields that nobody knows", MATCH.format(" ".join(f"{'x' * 60}{one}" for one in range(900)))
    yield "fields that are nearly known", MATCH.format(" ".join(f"kickof{one}" for one in range(900)))
    yield "inline fragments", MATCH.format("... { home { id } } " * 200)
    yield "deep inline fragments", MATCH.format("... { " * 190 + "id" + " }" * 190)
    yield "deep fields", "{ a" * 400 + " }" * 400
    yield "a list of 1,900 entries", "{ nodes(ids: [" + '"x" ' * 1_900 + "]) { id } }"
    yield "deep lists", "{ node(id: " + "[" * 190 + "1" + "]" * 190 + ") { id } }"
    yield "an object of 600 fields", "{ matches(where: {" + "season: 1 " * 600 + "}) { totalCount } }"
    yield "1,900 values of an enum", "{ matches(where: {status: [" + "NOPE " * 1_900 + "]}) { totalCount } }"
    yield "one argument 640 times", "{ match(" + 'id: "m" ' * 640 + ") { id } }"
    yield "490 variables", "query Q(" + " ".join(f"$v{one}: Int" for one in range(490)) + ") { __typename }"
    yield "one variable 490 times", "query Q(" + "$v: Int " * 490 + ") { __typename }"
    yield "390 operations", " ".join(f"query Q{one} {{ __typename }}" for one in range(390))
    yield "320 directives", "{ __typename " + "@include(if: true) " * 290 + "}"
    yield "1,900 root fields", "{ " + "__typename " * 1_900 + "}"
    yield "250 aliases", "{ " + " ".join(f"a{one}: __typename" for one in range(250)) + " }"
    yield "nothing but comments", "#" + "x" * 65_000
    yield "32,000 comments", "{ __typename " + "#\n" * 32_000 + "}"
    yield "a long comment", "{ __typename } #" + "x" * 65_000
    yield "65,000 commas", "{ __typename " + "," * 65_000 + "}"
    yield "one long string", '{ match(id: "' + "x" * 65_000 + '") { id } }'
    yield "32,000 escapes", '{ match(id: "' + "\\n" * 32_000 + '") { id } }'
    yield "10,000 escaped characters", '{ match(id: "' + "\\u0041" * 10_800 + '") { id } }'
    yield "a block string of 32,000 lines", '{ match(id: """' + "x\n" * 32_000 + '""") { id } }'
    yield "quotes in a block string", '{ match(id: """' + '\\"""' * 16_000 + '""") { id } }'
    yield "a string without end", '{ match(id: "' + "x" * 65_000
    yield "a block string without end", '{ match(id: """' + '"' * 65_000 + "x"
    yield "a name of 65,000 letters", "{ " + "x" * 65_000 + " }"
    yield "an integer of 65,000 digits", "{ matches(first: " + "1" * 65_000 + ") { totalCount } }"
    yield "a fraction of 65,000 digits", "{ matches(first: 1." + "1" * 65_000 + ") { totalCount } }"
    yield "control characters", "\x01" * 65_000
    yield "brackets", "[" * 65_000
    yield "definitions of types", "type A { a: Int } " * 280
    yield "too many characters", "{ __typename }" + " " * 70_000
