"""Every mutation with an input that has no effect, and what is asked of its result."""

from functools import cache
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema

from schema import build_schema

NOBODY = {"name": "nobody"}
HARMLESS: dict[str, dict[str, Any]] = {
    "predictMatch": {"matchId": "x"},
    "predictMatches": {"matchIds": []},
    "settleMatch": {"matchId": "x"},
    "recordMatchEvent": {"matchId": "x", "idempotencyKey": "1", "kind": "KICK_OFF", "minute": 0},
    "computeMatchFeatures": {"matchId": "x"},
    "computeTeamFeatures": {"team": {"name": "Nobody United"}},
    "backfillFeatures": {"competition": "NONE"},
    "startCollection": {"source": "FOOTBALL_DATA", "competitions": ["NONE"], "seasons": ["2425"]},
    "promoteModelVersion": {"name": "nobody", "version": "1.0.0"},
    "rollbackModel": NOBODY,
    "setChallenger": NOBODY,
    "createApiKey": {"name": "", "role": "READER"},
    "revokeApiKey": {"prefix": "?"},
}


@cache
def built() -> GraphQLSchema:
    return build_schema()._schema


def mutation_type() -> GraphQLObjectType:
    found = built().mutation_type
    assert found is not None
    return found


def asked(name: str, more: str = "") -> str:
    """The document that runs this mutation."""
    kind = name[0].upper() + name[1:]
    return (
        f"mutation M($input: {kind}Input!) {{ {name}(input: $input) {{ result {{"
        f" __typename ... on Error {{ code message }} {more} }} }} }}"
    )
