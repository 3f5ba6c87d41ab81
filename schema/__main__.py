"""`python -m schema` prints the schema; `--write` commits it to schema/schema.graphql."""

import sys

from schema.sdl import SDL, printed


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        SDL.write_text(printed(), encoding="utf-8")
        return 0
    if arguments:
        sys.stderr.write("usage: python -m schema [--write]\n")
        return 2
    sys.stdout.write(printed())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
