"""Documents that a request names instead of sending: trusted ones, and Apollo's automatic persisted queries.

A trusted document is named by `documentId` ("sha256:" and 64 digits, GraphQL over HTTP, appendix A), or by
the same digest as Apollo's clients send it (`extensions.persistedQuery`). Any other document that was run
with its digest is kept for a while, within bounds, so that the digest alone is enough the next time.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from app.errors import Unavailable
from app.http.operation import Operation
from app.http.refusals import RequestRefused
from app.http.trusted import PREFIX, Trusted, digest
from app.http.validation import refusal
from app.recent import Recent
from app.security.viewer import Role, Viewer

DOCUMENT_NOT_FOUND = "PERSISTED_DOCUMENT_NOT_FOUND"
QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
TRUSTED_ONLY = "TRUSTED_DOCUMENTS_ONLY"

MAX_KEPT_CHARACTERS = 2_000_000
ENTRY_CHARACTERS = 300
"""What an entry takes beside its text: short ones take more than they say."""
MAX_CHARACTERS = 16_384
"""Longer documents are run, but not kept under their digest."""


class Texts(Protocol):
    """Where processes share documents by digest, bounded by itself."""

    async def get(self, sha256: str, /) -> str | None:
        """Raises Unavailable."""
        ...

    async def put(self, sha256: str, text: str, /) -> None:
        """Raises Unavailable."""
        ...


class Nowhere:
    """Documents stay in this process."""

    async def get(self, _sha256: str) -> str | None:
        return None

    async def put(self, _sha256: str, _text: str) -> None:
        pass


class PersistedDocuments:
    """Finds the document that an operation names. With `only`, others than trusted ones are for ADMIN."""

    def __init__(
        self,
        trusted: Trusted | None = None,
        texts: Callable[[], Texts] | None = None,
        *,
        only: bool = False,
        max_kept_characters: int = MAX_KEPT_CHARACTERS,
    ) -> None:
        self._trusted = trusted or {}
        self._trusted_texts = frozenset(one.text for one in self._trusted.values())
        self._texts = texts or Nowhere
        self._only = only
        self._kept = Recent[str, str](max_kept_characters)

    async def find(self, operation: Operation, viewer: Viewer) -> Operation:
        """The same operation with its document. Raises RequestRefused or DocumentRefused."""
        if operation.document_id is not None:
            return replace(operation, query=self._by_id(operation.document_id))
        if operation.sha256 is not None:
            return await self._by_digest(operation, operation.sha256, viewer)
        if self._only:
            self._require_trusted(operation.query, viewer)
        return operation

    async def keep(self, operation: Operation) -> None:
        """Remember a document that was sent with its digest; call it once it is known to be good."""
        sha256, text = operation.sha256, operation.query
        if sha256 is None or self._kept.get(sha256) is not None or sha256 in self._trusted:
            return
        if self._only or len(text) > MAX_CHARACTERS or digest(text) != sha256:
            return
        self._remember(sha256, text)
        try:
            await self._texts().put(sha256, text)
        except Unavailable:
            return  # the other processes will ask their clients

    def _by_id(self, document_id: str) -> str:
        found = self._trusted.get(document_id.removeprefix(PREFIX))
        if found is None or not document_id.startswith(PREFIX):
            raise refusal(
                f"no trusted document is {document_id[:100]!r}; an id is {PREFIX}<SHA-256 of the text>",
                DOCUMENT_NOT_FOUND,
            )
        return found.text

    async def _by_digest(self, operation: Operation, sha256: str, viewer: Viewer) -> Operation:
        if operation.query:
            if digest(operation.query) != sha256:
                raise RequestRefused(
                    "`sha256Hash` is not the SHA-256 of `query`; send the digest of the text"
                )
            if self._only:
                self._require_trusted(operation.query, viewer)
            return operation
        trusted = self._trusted.get(sha256)
        text = await self._known(sha256) if trusted is None else trusted.text
        if text is not None:
            return replace(operation, query=text)
        # clients look for these very messages
        if self._only and not viewer.may(Role.ADMIN):
            raise refusal("PersistedQueryNotSupported", QUERY_NOT_SUPPORTED)
        raise refusal("PersistedQueryNotFound", QUERY_NOT_FOUND)

    async def _known(self, sha256: str) -> str | None:
        if self._only:
            return None
        text = self._kept.get(sha256)
        if text is not None:
            return text
        try:
            text = await self._texts().get(sha256)
        except Unavailable:
            return None
        if text is None or digest(text) != sha256:
            return None
        self._remember(sha256, text)
        return text

    def _require_trusted(self, text: str, viewer: Viewer) -> None:
        if text not in self._trusted_texts and not viewer.may(Role.ADMIN):
            raise refusal(
                "only trusted documents are answered here: send the `documentId` of one, "
                "or the key of an ADMIN; docs/api.md says how documents become trusted",
                TRUSTED_ONLY,
            )

    def _remember(self, sha256: str, text: str) -> None:
        self._kept.put(sha256, text, ENTRY_CHARACTERS + len(text))
