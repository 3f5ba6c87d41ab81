"""How each kind of server is asked, and how its answers are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from app.ids import global_id, row_id
from benchmarks.speed.data import Season
from benchmarks.speed.shapes import Shape, Subject, normal_match, normal_prediction

NORMAL = {
    Shape.MATCH: normal_match,
    Shape.LIST: normal_match,
    Shape.PREDICTION: normal_prediction,
    Shape.PREDICTIONS: normal_prediction,
}


class Dialect(Protocol):
    def request(self, shape: Shape, subject: Subject) -> bytes | None:
        """The bytes of the question; None where this kind of server cannot be asked it."""

    def normal(self, shape: Shape, body: bytes) -> Any:
        """The answer's values, as all servers must give them."""


class Rest:
    """Resources at paths, each answered without an envelope."""

    _PATHS: Mapping[Shape, str] = {
        Shape.TYPENAME: "typename",
        Shape.MATCH: "match",
        Shape.LIST: "matches",
        Shape.PREDICTION: "prediction",
        Shape.PREDICTIONS: "predictions",
        Shape.LIVENESS: "liveness",
    }

    def request(self, shape: Shape, subject: Subject) -> bytes | None:
        if shape not in self._PATHS:
            return None
        parts = [self._PATHS[shape]]
        if isinstance(subject, Season):
            parts += [subject.competition, subject.code]
        elif subject is not None:
            parts.append(str(subject))
        return get("/" + "/".join(parts))

    def normal(self, shape: Shape, body: bytes) -> Any:
        found = orjson.loads(body)
        if shape is Shape.TYPENAME:
            return found["__typename"]
        if shape is Shape.LIVENESS:
            return found["status"]
        nodes = found if isinstance(found, list) else [found]
        return [NORMAL[shape](node, node["id"]) for node in nodes]


@dataclass(frozen=True)
class GraphQL:
    """Documents by shape, what varies sent as variables.

    `variables` makes them of a subject; `nodes` finds the matches in the data, `number` one's row in it.
    """

    documents: Mapping[Shape, str]
    variables: Callable[[Subject], Mapping[str, Any]]
    number: Callable[[Mapping[str, Any]], int]
    liveness: str | None = "/liveness"
    declined: Callable[[Subject], Mapping[str, Any]] | None = None

    def request(self, shape: Shape, subject: Subject) -> bytes | None:
        if shape is Shape.LIVENESS:
            return self.liveness and get(self.liveness)
        document = "{ __typename }" if shape is Shape.TYPENAME else self.documents.get(shape)
        return None if document is None else post({"query": document, "variables": self.variables(subject)})

    def normal(self, shape: Shape, body: bytes) -> Any:
        found = orjson.loads(body)
        if shape is Shape.LIVENESS:
            return found["status"]
        if found.get("errors"):
            raise ValueError(body[:2000].decode())
        data = found["data"]
        if shape is Shape.TYPENAME:
            return data["__typename"]
        if shape is Shape.DECLINED:
            return data
        return [NORMAL[shape](_reshaped(node), self.number(node)) for node in _nodes(data)]


def _nodes(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = data["match"] if "match" in data else data["matches"]
    if isinstance(found, list):
        return found
    nodes: list[Mapping[str, Any]] = found.get("nodes", [found])
    return nodes


def _reshaped(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The latest prediction may be told as a list of one, and its outcome without a room of its own."""
    latest = node.get("latestPrediction")
    if not latest:
        return node
    if "nodes" in latest:
        [latest] = latest["nodes"]
    return {**node, "latestPrediction": latest if "outcome" in latest else {**latest, "outcome": latest}}


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode()


def post(content: Mapping[str, Any]) -> bytes:
    body = orjson.dumps(content)
    head = (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


FIELDS = "id kickoff status home { name } away { name } competition { code name }"
TOLD = "outcome { home draw away } madeAt model { name version }"


def ours(sdl: str) -> GraphQL:
    """This product's own dialect; `sdl` tells how it gives the latest prediction."""
    latest = f"latestPrediction {{ {TOLD} }}"
    if "latestPrediction" not in sdl:
        latest = f"latestPrediction: predictions(first: 1) {{ nodes {{ {TOLD} }} }}"
    fresh = "id prediction { ... on Prediction { outcome { home draw away } } }"
    where = (
        "query ($competition: String!, $season: String!) {{ matches(first: 50, "
        "where: {{ competitions: [$competition], season: $season }}) {{ nodes {{ {} }} }} }}"
    )
    return GraphQL(
        {
            Shape.MATCH: f"query ($id: ID!) {{ match(id: $id) {{ {FIELDS} {latest} }} }}",
            Shape.LIST: where.format(f"{FIELDS} {latest}"),
            Shape.PREDICTION: f"query ($id: ID!) {{ match(id: $id) {{ {fresh} }} }}",
            Shape.PREDICTIONS: where.format(fresh),
            Shape.DECLINED: DECLINED,
        },
        lambda subject: {"id": global_id("Match", subject)} if isinstance(subject, int) else _named(subject),
        lambda node: row_id("Match", node["id"]),
        liveness="/health/liveness",
    )


DECLINED = """
query ($id: ID!) {
  match(id: $id) {
    id kickoff
    home { name form(last: 5) { points } }
    timeline { __typename }
    headToHead(first: 5) { id kickoff score { home away } }
  }
}
"""
"""A question that is asked rarely enough to be left to graphql-core."""


def servers_own(*, fresh: bool) -> GraphQL:
    """The schema that the Strawberry and Mercurius servers have."""
    kind = "Int" if fresh else "ID"
    matches = (
        "query ($competition: String!, $season: String!) {{"
        " matches(competition: $competition, season: $season) {{ {} }} }}"
    )
    fields = f"{FIELDS} latestPrediction {{ {TOLD} }}"
    documents = {
        Shape.MATCH: f"query ($id: {kind}!) {{ match(id: $id) {{ {fields} }} }}",
        Shape.LIST: matches.format(fields),
    }
    prediction = "id prediction { outcome { home draw away } }"
    if fresh:
        documents |= {
            Shape.PREDICTION: f"query ($id: {kind}!) {{ match(id: $id) {{ {prediction} }} }}",
            Shape.PREDICTIONS: matches.format(prediction),
        }
    return GraphQL(
        documents,
        lambda subject: {"id": subject} if isinstance(subject, int) else _named(subject),
        lambda node: int(node["id"]),
    )


def postgraphile() -> GraphQL:
    fields = (
        "id: rowId kickoff status home: teamByHomeId { name } away: teamByAwayId { name }"
        " competition: competitionByCompetitionId { code name } latestPrediction: predictionsByMatchId("
        "first: 1, orderBy: SEQUENCE_DESC) { nodes { home draw away madeAt"
        " model: modelVersionByModelVersionId { name version } } }"
    )
    return GraphQL(
        {
            Shape.MATCH: f"query ($id: BigInt!) {{ match: matchByRowId(rowId: $id) {{ {fields} }} }}",
            Shape.LIST: (
                "query ($season: BigInt!) { matches: allMatches(first: 50, condition: { seasonId: $season },"
                f" orderBy: [KICKOFF_ASC, ROW_ID_ASC]) {{ nodes {{ {fields} }} }} }}"
            ),
        },
        lambda subject: {"season": subject.id} if isinstance(subject, Season) else {"id": subject},
        lambda node: int(node["id"]),
        liveness=None,
    )


def _named(subject: Subject) -> Mapping[str, Any]:
    if isinstance(subject, Season):
        return {"competition": subject.competition, "season": subject.code}
    return {}
