"""Trusted documents: those that clients name by their id instead of sending them.

The id of a document is `sha256:` and the digest of its text, as `sha256sum` tells of its file.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app.config import variable
from app.errors import SettingsInvalid
from app.http.documents import DocumentRefused, Documents
from app.log import get_logger
from app.security.viewer import ANONYMOUS, Role, Viewer

log = get_logger(__name__)

FORMAT = "football-trusted-documents/1"
BUILT_IN = Path(__file__).with_name("trusted_documents.json")
PREFIX = "sha256:"
MAX_DOCUMENTS = 10_000
PAUSE_S = 0.05


class ManifestInvalid(SettingsInvalid):
    """A manifest or one of its documents cannot be used."""


@dataclass(frozen=True, slots=True)
class TrustedDocument:
    name: str
    text: str

    @property
    def id(self) -> str:
        return PREFIX + digest(self.text)


Trusted = Mapping[str, TrustedDocument]
"""Documents by the digest of their texts."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def built_in() -> Trusted:
    """The examples."""
    return read(BUILT_IN)


def configured(path: Path | None) -> Trusted:
    """The examples, and the documents that the setting names. Raises ManifestInvalid."""
    if path is None:
        return built_in()
    try:
        return {**built_in(), **read(path)}
    except ManifestInvalid as error:
        raise ManifestInvalid(f"{variable('documents')}: {error.message}") from None


def read(path: Path) -> Trusted:
    """The documents of a manifest, of a `.graphql` file, or of all of either in a folder."""
    found = {digest(one.text): one for file in _files(path) for one in _documents(file)}
    if not found:
        raise ManifestInvalid(f"no document is in {path}; it needs .json manifests or .graphql files")
    if len(found) > MAX_DOCUMENTS:
        raise ManifestInvalid(f"{path} has {len(found):,} documents; {MAX_DOCUMENTS:,} are accepted")
    return found


def manifest(documents: Iterable[TrustedDocument]) -> bytes:
    """The documents as a manifest, sorted by name: the same whoever makes it."""
    sorted_ = sorted(documents, key=lambda one: (one.name, one.id))
    value = {"format": FORMAT, "documents": {one.id: {"name": one.name, "text": one.text} for one in sorted_}}
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def admit(documents: Documents, trusted: Trusted) -> None:
    """Parse, validate and price trusted documents for good, so that the first request for each is fast.

    Raises ManifestInvalid naming every document that could not be run.
    """
    refused = [f"{name}: {reason}" for name, reason in _refusals(documents, trusted)]
    if refused:
        raise ManifestInvalid("\n  ".join(["trusted documents that cannot be run:", *refused]))


async def admit_while_serving(documents: Documents, trusted: Trusted) -> None:
    """The same, one after the other with pauses, for documents that every release is tested with: a start
    does not wait for them. Until then a document is admitted with the first request for it.
    """
    for digest_, one in trusted.items():
        await asyncio.sleep(PAUSE_S)
        try:
            admit(documents, {digest_: one})
        except ManifestInvalid as refused:
            log.exception("trusted_document_refused", name=one.name, detail=refused.message)


def _refusals(documents: Documents, trusted: Trusted) -> Iterator[tuple[str, str]]:
    for one in trusted.values():
        try:
            for operation in documents.pin(one.text):
                documents.admit(one.text, operation, {}, _SOMEBODY)
        except DocumentRefused as refused:
            yield one.name, "; ".join(error.message for error in refused.errors)


_SOMEBODY = Viewer(ANONYMOUS, Role.ADMIN)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.suffix in (".json", ".graphql"))
    if not path.is_file():
        raise ManifestInvalid(f"no file or folder is at {path}")
    return [path]


def _documents(file: Path) -> Iterator[TrustedDocument]:
    try:
        content = file.read_bytes()
        if file.suffix == ".graphql":
            yield TrustedDocument(file.stem, content.decode())
            return
        value = orjson.loads(content)
    except (OSError, UnicodeDecodeError, orjson.JSONDecodeError) as error:
        raise ManifestInvalid(f"{file}: {error}") from None
    for id_, document in _entries(file, value).items():
        yield _checked(file, id_, document)


def _entries(file: Path, value: Any) -> dict[str, Any]:
    """Entries by id. Ours has a format; Relay's and graphql-codegen's are nothing but entries."""
    if isinstance(value, dict) and "format" in value:
        if value["format"] != FORMAT:
            raise ManifestInvalid(f"{file}: its format is {value['format']!r}; {FORMAT!r} is understood")
        value = value.get("documents")
    if not isinstance(value, dict):
        raise ManifestInvalid(f"{file}: a manifest is a JSON object of documents by id")
    return value


def _checked(file: Path, id_: str, document: Any) -> TrustedDocument:
    entry = document if isinstance(document, dict) else {"text": document}
    text, name = entry.get("text"), entry.get("name", id_)
    if not isinstance(text, str) or not isinstance(name, str):
        raise ManifestInvalid(f"{file}: {id_!r} needs a text")
    if id_.removeprefix(PREFIX) != digest(text):
        raise ManifestInvalid(f"{file}: {id_!r} is not the SHA-256 of its text; build the manifest again")
    return TrustedDocument(name, text)
