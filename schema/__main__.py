"""`python -m schema` prints the schema.

`--write` commits it to schema/schema.graphql. `--compare [OLD]` prints what changed since OLD, or since the
released schema, and fails where that breaks clients and is not declared. `--release` makes this the released
one.
"""

import sys
from pathlib import Path

from app.errors import FootballError
from schema.changes import DECLARED, RELEASED, compare, declarations
from schema.sdl import SDL, printed

USAGE = "usage: python -m schema [--write | --compare [OLD.graphql] | --release]\n"


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            sys.stdout.write(printed())
        case ["--write"]:
            SDL.write_text(printed(), encoding="utf-8")
        case ["--compare"]:
            return _compare(RELEASED)
        case ["--compare", old]:
            return _compare(Path(old))
        case ["--release"]:
            _release()
        case _:
            sys.stderr.write(USAGE)
            return 2
    return 0


def _compare(old: Path) -> int:
    try:
        declared = declarations(DECLARED.read_text(encoding="utf-8")) if old == RELEASED else {}
        changes = compare(old.read_text(encoding="utf-8"), printed(), declared)
    except (FootballError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in changes.lines())
    return int(changes.refused)


def _release() -> None:
    RELEASED.write_text(printed(), encoding="utf-8")
    kept = [line for line in DECLARED.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    DECLARED.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
