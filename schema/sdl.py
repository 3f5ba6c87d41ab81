"""The schema as text, committed beside the code so that every change of the contract is seen."""

from pathlib import Path

from schema import build_schema

SDL = Path(__file__).with_name("schema.graphql")


def printed() -> str:
    return build_schema().as_str().rstrip() + "\n"
