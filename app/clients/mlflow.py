"""MLflow's model registry and artefacts over its REST interface, without MLflow's own client in the process.

Every question is bounded in time, every file in size. Aliases and versions are those of MLflow: a version is
a number, whatever it is called here travels in its tags.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlsplit

import orjson

from app.errors import Unavailable

if TYPE_CHECKING:
    import httpx

MAX_FILE_BYTES = 500_000_000
MAX_ANSWER_BYTES = 5_000_000
ARTIFACTS = "mlflow-artifacts"
_NOBODY = frozenset({"INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST"})
"""How an alias that is not set (400) and a model that is not registered (404) are answered."""


class MlflowUnavailable(Unavailable):
    """The server does not answer, or not as MLflow does."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds: to connect, for a whole answer, for a whole file."""

    connect_s: float = 1.0
    answer_s: float = 3.0
    file_s: float = 120.0


@dataclass(frozen=True, slots=True)
class RemoteVersion:
    """A registered model's version as MLflow has it."""

    name: str
    number: str
    tags: Mapping[str, str]


class MlflowClient:
    """Use as a context manager; it holds the connections."""

    def __init__(self, tracking_uri: str, patience: Patience | None = None) -> None:
        import httpx  # noqa: PLC0415  loaded where MLflow is set

        parts = urlsplit(tracking_uri)
        self.address = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
        self._patience = patience or Patience()
        self._client = httpx.AsyncClient(
            base_url=tracking_uri.rstrip("/") + "/api/2.0/",
            timeout=httpx.Timeout(self._patience.answer_s, connect=self._patience.connect_s),
        )
        self._absent = httpx.HTTPError, httpx.InvalidURL, TimeoutError

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def by_alias(self, name: str, alias: str) -> RemoteVersion | None:
        """The version that bears the alias; None where nothing bears it. Raises MlflowUnavailable."""
        answer = await self._ask(
            "GET", "mlflow/registered-models/alias", params={"name": name, "alias": alias}
        )
        return None if answer is None else self._version(name, answer.get("model_version"))

    async def by_tags(self, name: str, tags: Mapping[str, str]) -> RemoteVersion | None:
        """The newest version that has all these tags. Raises MlflowUnavailable."""
        conditions = [f"name='{name}'", *(f"tags.{key} = '{value}'" for key, value in tags.items())]
        answer = await self._ask(
            "GET",
            "mlflow/model-versions/search",
            params={"filter": " and ".join(conditions), "order_by": "version_number DESC"},
        )
        versions = (answer or {}).get("model_versions", ())
        found = [self._version(name, one) for one in versions] if isinstance(versions, list | tuple) else []
        return max(found, key=lambda one: int(one.number), default=None)

    async def set_alias(self, name: str, alias: str, number: str) -> None:
        """Raises MlflowUnavailable, also where there is no such version."""
        body = {"name": name, "alias": alias, "version": number}
        if await self._ask("POST", "mlflow/registered-models/alias", json=body) is None:
            raise MlflowUnavailable(f"MLflow at {self.address} has no version {number} of model {name}")

    async def delete_alias(self, name: str, alias: str) -> None:
        """Nothing to do where nobody bears it. Raises MlflowUnavailable."""
        await self._ask("DELETE", "mlflow/registered-models/alias", json={"name": name, "alias": alias})

    async def download(self, version: RemoteVersion, file: str, to: Path) -> str:
        """Write one file of the version's folder; its sha256. Raises MlflowUnavailable."""
        url = f"{ARTIFACTS}/artifacts/{quote(f'{await self._place(version)}/{file}')}"
        async with (
            self._bounded(self._patience.file_s, f"{version.name} {version.number} {file}"),
            self._client.stream("GET", url) as got,
        ):
            if got.status_code != HTTPStatus.OK:
                raise MlflowUnavailable(
                    f"MLflow at {self.address} has no file {file} of model {version.name}, its version "
                    f"{version.number} (status {got.status_code}); publish the version again"
                )
            return await _written(got, to)

    async def _place(self, version: RemoteVersion) -> str:
        """The version's folder, as a path below the artefacts that the server hands out."""
        answer = await self._ask(
            "GET",
            "mlflow/model-versions/get-download-uri",
            params={"name": version.name, "version": version.number},
        )
        scheme, path = _uri((answer or {}).get("artifact_uri"))
        if scheme == "runs":
            run, _, below = path.partition("/")
            told = await self._ask("GET", "mlflow/runs/get", params={"run_id": run})
            scheme, root = _uri(_within(told, "run", "info", "artifact_uri"))
            path = f"{root}/{below}"
        if scheme != ARTIFACTS:
            raise MlflowUnavailable(
                f"version {version.number} of model {version.name} is not among the artefacts that MLflow at "
                f"{self.address} hands out; run it with --artifacts-destination and publish again"
            )
        return path

    async def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any] | None:
        """The answer; None where MLflow says that there is no such thing."""
        async with (
            self._bounded(self._patience.answer_s, path),
            self._client.stream(method, path, **request) as got,
        ):
            answer = _object(b"".join([chunk async for chunk in _chunks(got, MAX_ANSWER_BYTES, path)]))
        if answer is not None and got.status_code == HTTPStatus.OK:
            return answer
        if answer is not None and str(answer.get("error_code")) in _NOBODY:
            return None
        raise MlflowUnavailable(
            f"MLflow at {self.address} answered {path} with status {got.status_code}; "
            "check FOOTBALL_MLFLOW_TRACKING_URI and the server's log"
        )

    def _version(self, name: str, answer: Any) -> RemoteVersion:
        """What is said of a version of this model: names become folders, so another one is refused."""
        with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
            tags = {str(tag["key"]): str(tag["value"]) for tag in answer.get("tags", ())}
            number = str(int(answer["version"]))
            if answer["name"] == name:
                return RemoteVersion(name, number, tags)
        raise MlflowUnavailable(
            f"what answers at {self.address} does not describe versions of model {name} as MLflow does; "
            "check FOOTBALL_MLFLOW_TRACKING_URI"
        )

    @asynccontextmanager
    async def _bounded(self, seconds: float, what: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                yield
        except self._absent as error:
            raise MlflowUnavailable(
                f"MLflow at {self.address} does not answer ({what}: {type(error).__name__}); "
                "check FOOTBALL_MLFLOW_TRACKING_URI and that the server runs"
            ) from error


async def _written(got: "httpx.Response", to: Path) -> str:
    """Write the body, and tell its sha256. Raises MlflowUnavailable when it does not end."""
    digest = sha256()
    with to.open("wb") as output:
        async for chunk in _chunks(got, MAX_FILE_BYTES, to.name):
            digest.update(chunk)
            output.write(chunk)
    return digest.hexdigest()


async def _chunks(got: "httpx.Response", most: int, what: str) -> AsyncIterator[bytes]:
    """The body, piece by piece. Raises MlflowUnavailable once it is larger than `most` bytes."""
    size = 0
    async for chunk in got.aiter_bytes():
        size += len(chunk)
        if size > most:
            raise MlflowUnavailable(f"MLflow's {what} is larger than {most:,} bytes")
        yield chunk


def _uri(told: Any) -> tuple[str, str]:
    """Scheme and path (no slash around it) of a URI; empty for what is none."""
    try:
        parts = urlsplit(str(told or ""))
    except ValueError:
        return "", ""
    return parts.scheme, parts.path.strip("/")


def _within(answer: Any, *keys: str) -> Any:
    """The value below these keys; None where the answer has another shape."""
    for key in keys:
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer


def _object(content: bytes) -> dict[str, Any] | None:
    """The JSON object, None for anything else."""
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None
