"""How long hostile documents take until they are accepted or refused, and a document that was asked before.

`python benchmarks/documents.py`: the worst first. Process time in milliseconds, best of several rounds.
"""

import gc
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from strawberry import Schema

from app.http.documents import DocumentRefused, Documents
from app.security.viewer import Role, Viewer
from schema import build_schema
from schema.limits import TARIFF
from tests.abuse.documents import hostile

ROUNDS = 5
REPEATS = 100_000
VIEWER = Viewer("somebody", Role.READER, key_id=1)
USUAL = """query Match($id: ID!) {
  match(id: $id) { id kickoff home { name } away { name } prediction { __typename } }
}"""


def main() -> None:
    schema = build_schema()
    gc.collect()
    gc.freeze()
    for seconds, name in sorted(((first(schema, text), name) for name, text in hostile()), reverse=True):
        print(f"{seconds * 1e3:8.2f} ms  {name}")
    print(f"{repeated(schema) * 1e6:8.2f} us  a document that was admitted before")


def first(schema: Schema, text: str) -> float:
    """Seconds of the process for a document that nobody sent before."""
    return min(_seconds(_fresh(schema), text) for _ in range(ROUNDS))


def repeated(schema: Schema) -> float:
    documents, variables = _fresh(schema), {"id": "m"}
    # as requests bring it: the same text, but another object
    texts = [USUAL.encode().decode() for _ in range(REPEATS)]
    started = time.process_time()
    for text in texts:
        documents.admit(text, "Match", variables, VIEWER)
    return (time.process_time() - started) / REPEATS


def _fresh(schema: Schema) -> Documents:
    documents = Documents(TARIFF)
    documents.install(schema)
    return documents


def _seconds(documents: Documents, text: str) -> float:
    started = time.process_time()
    with suppress(DocumentRefused):
        documents.admit(text, None, {}, VIEWER)
    return time.process_time() - started


if __name__ == "__main__":
    main()
