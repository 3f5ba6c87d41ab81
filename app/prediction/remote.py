"""Models in MLflow: versions are fetched by alias, proven, and answer only then.

A version there carries its name here (tag `version`) and the sha256 of its graph (tag `sha256`, which is its
signature); its folder holds the files of a shipped version. While the server is away, what is loaded answers.
"""

import asyncio
import contextlib
import re
import shutil
import time
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from app.clients.mlflow import MlflowClient, MlflowUnavailable, RemoteVersion
from app.clock import Clock
from app.db import model_versions, promotions
from app.db.audit import Act
from app.db.model_versions import Marks
from app.db.promotions import Deed
from app.errors import FootballError, ModelUnavailable
from app.log import get_logger
from app.prediction.contract import ModelContractBroken, ModelFileCorrupt, read_info
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import OnnxModel
from app.prediction.shipped import FILES

log = get_logger(__name__)

CHAMPION = "champion"
CHALLENGER = "challenger"
ACTOR = "mlflow"
ACTIONS = {CHAMPION: "promoteModelVersion", CHALLENGER: "setChallenger"}
POLL = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(seconds=60)
"""Between two attempts at a server that is away, or at a version that was refused."""

LEFT_BEHIND_S = 3600.0
_INCOMING = ".incoming"
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")


class ModelUnsigned(ModelUnavailable):
    """A version in MLflow does not say what its files must be."""

    code = "MODEL_UNSIGNED"


@dataclass(frozen=True, slots=True)
class RemoteStatus:
    """`problems`: why the server, or a version that an alias names, is not followed."""

    address: str
    problems: tuple[str, ...]


class RemoteModels:
    """Follows the aliases of every model known here, from `async with` on."""

    def __init__(
        self,
        client: MlflowClient,
        registry: ModelRegistry,
        downloads: Path,
        clock: Clock,
        *,
        poll: timedelta = POLL,
    ) -> None:
        self._client = client
        self._registry = registry
        self._downloads = downloads
        self._clock = clock
        self._poll = poll
        self._absence: str | None = None
        self._problems: dict[tuple[str, str], str] = {}
        self._followed: dict[tuple[str, str], tuple[str, str]] = {}
        self._refused: dict[tuple[str, str], tuple[str, float]] = {}
        self._follower: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(_sweep, self._downloads / _INCOMING)
        # an empty context: a caller's transaction must not reach into the task
        self._follower = asyncio.get_running_loop().create_task(
            self._keep_following(), name="mlflow aliases", context=Context()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._follower is not None:
            self._follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._follower

    def status(self) -> RemoteStatus:
        if self._follower is not None and self._follower.done():
            return RemoteStatus(self._client.address, ("its aliases are not followed any more; restart",))
        told = [f"{name} {alias}: {problem}" for (name, alias), problem in sorted(self._problems.items())]
        return RemoteStatus(self._client.address, (*filter(None, [self._absence]), *told))

    async def follow(self) -> None:
        """Look at every alias once, and bring here what it names.

        Raises MlflowUnavailable where the server is away; what is wrong with a version is in `status`.
        """
        marks = await model_versions.marks()
        for name in sorted({*self._registry.names(), *marks}):
            for alias in (CHAMPION, CHALLENGER):
                remote = await self._client.by_alias(name, alias)
                await self._follow_alias(name, alias, remote, marks.get(name, Marks()))

    async def point(self, name: str, alias: str, remote: RemoteVersion | None) -> None:
        """Let the alias name this version, or nothing.

        Raises MlflowUnavailable; then the alias is what it was, unless the server died just after it was set.
        """
        try:
            if remote is None:
                await self._client.delete_alias(name, alias)
            else:
                await self._client.set_alias(name, alias, remote.number)
        except MlflowUnavailable:
            # the answer may have been lost on its way
            if _number(await self._client.by_alias(name, alias)) != _number(remote):
                raise

    async def named(self, name: str, alias: str) -> RemoteVersion | None:
        """What the alias names now. Raises MlflowUnavailable."""
        return await self._client.by_alias(name, alias)

    async def find(self, name: str, version: str | None) -> RemoteVersion | None:
        """The registered version as MLflow has it. Raises NotFound or MlflowUnavailable."""
        if version is None:
            return None
        row = await model_versions.version(name, version)
        return await self._client.by_tags(name, {"version": version, "sha256": row.sha256})

    async def fetch(self, remote: RemoteVersion) -> str:
        """Bring a version here, proven; how we call it.

        Raises ModelUnavailable or a child of it, or MlflowUnavailable, and keeps nothing.
        """
        version, digest = _signature(remote)
        if not await asyncio.to_thread(self._is_here, remote.name, version, digest):
            try:
                await self._download(remote, version, digest)
            except OSError as error:
                raise ModelUnavailable(
                    f"model {remote.name} {version} cannot be kept in FOOTBALL_HOME ({error.strerror})"
                ) from error
            log.info("model_fetched", name=remote.name, version=version, number=remote.number)
        return version

    async def _download(self, remote: RemoteVersion, version: str, digest: str) -> None:
        incoming = self._downloads / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=incoming) as place:
            folder = Path(place) / remote.name / version
            folder.mkdir(parents=True)
            digests = {file: await self._client.download(remote, file, folder / file) for file in FILES}
            if digests[FILES[0]] != digest:
                raise ModelFileCorrupt(
                    f"{FILES[0]} of model {remote.name} {version} has sha256 {digests[FILES[0]]} in MLflow, "
                    f"its tag says {digest}; publish the version again"
                )
            await asyncio.to_thread(_keep, folder, self._downloads / remote.name / version)

    async def _keep_following(self) -> None:
        pause = self._poll
        while True:
            try:
                await self.follow()
            except MlflowUnavailable as away:
                pause = min(2 * pause, LONGEST_PAUSE)
                self._absence = away.message
                log.warning("mlflow_away", error=away.message, again_in_s=pause.total_seconds())
            except Exception as error:  # noqa: BLE001  the edge of a task: what is loaded answers on
                log.warning("mlflow_not_followed", error=type(error).__name__)
            else:
                pause, self._absence = self._poll, None
            await asyncio.sleep(pause.total_seconds())

    async def _follow_alias(self, name: str, alias: str, remote: RemoteVersion | None, marks: Marks) -> None:
        key = (name, alias)
        marked = marks.champion if alias == CHAMPION else marks.challenger
        if remote is None:
            self._problems.pop(key, None)
            await self._let_go(key, marked)
            return
        if self._followed.get(key) == (remote.number, marked):
            self._problems.pop(key, None)
            return
        refused, until = self._refused.get(key, ("", 0.0))
        is_done = remote.tags.get("version") == marked
        if refused == remote.number and time.monotonic() < until and not is_done:
            return
        try:
            version = await self.fetch(remote)
            await self._registry.load(name, version)
            await self._mark(name, alias, remote, version)
        except FootballError as error:
            self._refuse(key, remote, error)
        else:
            self._problems.pop(key, None)

    async def _mark(self, name: str, alias: str, remote: RemoteVersion, version: str) -> None:
        """Let the database say what the alias says, unless somebody moved it meanwhile."""
        deed = Deed(
            Act(ACTOR, ACTIONS[alias], self._clock()),
            f"MLflow's alias {alias} names it (version {remote.number} there)",
        )
        async with promotions.locked(name) as model:
            if await self._client.by_alias(name, alias) != remote:
                return
            if alias == CHAMPION and version != model.champion:
                await _check_not_rolled_back(name, version)
                await model.crown(version, deed)
            elif alias == CHALLENGER and version not in {model.champion, model.challenger}:
                await model.challenge(version, deed)
        self._followed[name, alias] = (remote.number, version)
        await self._registry.follow()

    async def _let_go(self, key: tuple[str, str], marked: str | None) -> None:
        """A challenger that an alias had named ends with the alias; a champion stays until the next one."""
        name, alias = key
        _, version = self._followed.pop(key, (None, None))
        if alias == CHALLENGER and version is not None and version == marked:
            deed = Deed(Act(ACTOR, ACTIONS[alias], self._clock()), f"MLflow's alias {alias} was removed")
            async with promotions.locked(name) as model:
                if model.challenger == version:
                    await model.challenge(None, deed)
            await self._registry.follow()

    def _refuse(self, key: tuple[str, str], remote: RemoteVersion, error: FootballError) -> None:
        self._problems[key] = f"version {remote.number} in MLflow: {error.message}"
        self._refused[key] = (remote.number, time.monotonic() + LONGEST_PAUSE.total_seconds())
        log.error("model_refused", name=remote.name, alias=key[1], number=remote.number, error=error.message)

    def _is_here(self, name: str, version: str, digest: str) -> bool:
        """Whether these very files are on this machine. Raises ModelFileCorrupt for other ones.

        What is left of a broken download is removed, to be fetched anew.
        """
        folder = self._registry.folder(name, version)
        if folder is None:
            return False
        try:
            found = read_info(folder).sha256
        except ModelFileCorrupt:
            if folder.parent.parent != self._downloads:
                raise
            shutil.rmtree(folder, ignore_errors=True)
            return False
        if found != digest:
            raise ModelFileCorrupt(
                f"model {name} {version} has sha256 {found} here and {digest} in MLflow; a version never "
                "changes: publish the new file as a new version"
            )
        return True


async def _check_not_rolled_back(name: str, version: str) -> None:
    """Raises ModelUnavailable for the version that was rolled back: its alias may have been left behind."""
    back = await promotions.rollback_of(name, version)
    if back is not None:
        raise ModelUnavailable(
            f"{name} {version} was rolled back ({back.at:%Y-%m-%d %H:%M} UTC by {back.actor}), the alias "
            f"still names it: move the alias, or `football models promote {name} {version}` once it is good"
        )


def _number(remote: RemoteVersion | None) -> str | None:
    return None if remote is None else remote.number


def _signature(remote: RemoteVersion) -> tuple[str, str]:
    """Our version and the sha256 of its graph. Raises ModelUnsigned."""
    version, digest = remote.tags.get("version", ""), remote.tags.get("sha256", "")
    if not _VERSION.fullmatch(version) or len(digest) != 64:
        raise ModelUnsigned(
            f"version {remote.number} of model {remote.name} in MLflow is unsigned: it needs the tags "
            "version (as here, such as 1.2.0) and sha256 (of model.onnx); publish it again"
        )
    return version, digest


def _keep(folder: Path, place: Path) -> None:
    """Prove the version and put it into its place, at once whole. Raises what proving it raises."""
    info = OnnxModel.load(folder).info
    if (info.name, info.version) != (place.parent.name, place.name):
        raise ModelContractBroken(
            f"MLflow calls this {place.parent.name} {place.name}, its files say {info.name} {info.version}; "
            "publish it again"
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.rename(place)
    except OSError:
        # another process was faster
        if not place.is_dir():
            raise


def _sweep(incoming: Path) -> None:
    """Remove what killed processes left behind."""
    for folder in incoming.glob("*/"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND_S:
                shutil.rmtree(folder, ignore_errors=True)
