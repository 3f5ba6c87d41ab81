"""What a change of the schema means to the clients of a released one.

A change that breaks clients is refused unless `breaking.toml` declares it with a reason. A release makes the
schema of the day the released one.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLSchema,
    SchemaChange,
    build_schema,
    find_schema_changes,
)

from app.errors import FootballError

RELEASED = Path(__file__).with_name("released.graphql")
DECLARED = Path(__file__).with_name("breaking.toml")


class DeclarationInvalid(FootballError):
    code = "DECLARATION_INVALID"


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change as one line; `declared` maps those that break clients on purpose to the reasons."""

    breaking: tuple[str, ...]
    declared: Mapping[str, str]
    dangerous: tuple[str, ...]
    safe: tuple[str, ...]
    stale: tuple[str, ...]
    """Declared, and not made."""

    @property
    def refused(self) -> bool:
        return bool(self.breaking or self.stale)

    def lines(self) -> Iterator[str]:
        """A changelog, the worst first."""
        told = [f"{line}\n  {reason}" for line, reason in self.declared.items()]
        yield from _section("Breaks clients, undeclared", self.breaking)
        yield from _section("Breaks clients", told)
        yield from _section("Declared in breaking.toml, and not made", self.stale)
        yield from _section("May surprise clients", self.dangerous)
        yield from _section("New or told otherwise", self.safe)


def compare(old: str, new: str, declared: Mapping[str, str] | None = None) -> Changes:
    """What leads from one SDL to the other."""
    given = declared or {}
    found = find_schema_changes(_built(old), _built(new))
    breaking = [_line(one) for one in found if isinstance(one, BreakingChange)]
    dangerous = [_line(one) for one in found if isinstance(one, DangerousChange)]
    return Changes(
        breaking=tuple(line for line in breaking if line not in given),
        declared={line: given[line] for line in breaking if line in given},
        dangerous=tuple(dangerous),
        safe=tuple(_line(one) for one in found if not isinstance(one, BreakingChange | DangerousChange)),
        stale=tuple(line for line in given if line not in breaking),
    )


def declarations(text: str) -> dict[str, str]:
    """The declared changes with their reasons. Raises DeclarationInvalid."""
    try:
        entries = tomllib.loads(text).get("change", [])
        return {entry["line"]: _reason(entry) for entry in entries}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DeclarationInvalid(
            f"{DECLARED.name}: {error}; each [[change]] needs the `line` that --compare prints and a `reason`"
        ) from error


def _reason(entry: Mapping[str, str]) -> str:
    reason = entry["reason"].strip()
    if not reason:
        raise DeclarationInvalid(
            f"{DECLARED.name}: {entry['line']!r} has no reason; clients will ask for one"
        )
    return reason


def _built(sdl: str) -> GraphQLSchema:
    return build_schema(sdl, assume_valid_sdl=True)


def _line(change: SchemaChange) -> str:
    return f"{change.type.name}: {change.description}"


def _section(title: str, lines: tuple[str, ...] | list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield from (f"- {line}" for line in sorted(lines))
