"""Which version of each model answers, swapped without dropping a request.

The champion is the version marked in the database, else the newest one in the folder of models; the
challenger is the other one marked there. Downloaded versions answer only where they are marked. A version
that fails its proof never replaces one that passed.
"""

import asyncio
import contextlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from app.clock import Clock
from app.db import model_versions
from app.db.model_versions import Marks, NewVersion
from app.errors import FootballError, ModelUnavailable, Unavailable
from app.log import get_logger
from app.prediction.contract import ModelContractBroken, ModelInfo, read_info
from app.prediction.runtime import OnnxModel
from app.prediction.shipped import Shipped, newest_first, shipped, shipped_versions

log = get_logger(__name__)

POLL = timedelta(seconds=0.5)
KEPT = 4
"""Proven versions of a model that stay loaded: champion, challenger, and what a rollback returns to."""

NO_MARKS = Marks()
Files = tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is marked, and the versions on this machine with the state of their files, newest first."""

    marks: Marks = NO_MARKS
    files: Files = ()
    newest: str | None = None


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model: which version answers, which should, and what is wrong with those that cannot.

    `challenger` is the version that runs in the shadow.
    """

    name: str
    version: str | None
    sha256: str | None
    wanted: str | None
    problems: tuple[str, ...]
    challenger: str | None = None

    @property
    def is_as_wanted(self) -> bool:
        return self.version is not None and self.version == self.wanted


class ModelRegistry:
    def __init__(
        self,
        models_dir: Path,
        default_name: str,
        clock: Clock,
        *,
        downloads: Path | None = None,
        poll: timedelta = POLL,
    ) -> None:
        self._models_dir = models_dir
        self._downloads = downloads
        self._default_name = default_name
        self._clock = clock
        self._poll = poll
        self._models: dict[str, OnnxModel] = {}
        self._challengers: dict[str, OnnxModel] = {}
        self._proven: dict[Shipped, OnnxModel] = {}
        self._wishes: dict[str, Wish] = {}
        self._problems: dict[str, dict[str, str]] = {}
        self._lock = asyncio.Lock()
        self._follower: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Load and register what is on disk, then follow the database's champions.

        Broken versions do not stop the start: `status` names them and `get` raises where nothing is left.
        """
        await self.follow()
        self._follower = asyncio.create_task(self._keep_following(), name="model registry")

    async def close(self) -> None:
        if self._follower is not None:
            self._follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._follower
            self._follower = None

    def get(self, name: str | None = None) -> OnnxModel:
        """The version of `name` (of the default model) that answers now. Raises ModelUnavailable."""
        name = name or self._default_name
        model = self._models.get(name)
        if model is None:
            raise ModelUnavailable(self._why_not(name))
        return model

    @property
    def fingerprint(self) -> Hashable:
        """Equal where the same files answer to the same names, and the same is wrong with others."""
        return (
            self._default_name,
            *((name, one.info.version, one.info.sha256) for name, one in self._models.items()),
            *((name, *problems.items()) for name, problems in self._problems.items() if problems),
        )

    def challenger(self, name: str) -> OnnxModel | None:
        """The version that predicts the same matches in the shadow."""
        return self._challengers.get(name)

    def names(self) -> tuple[str, ...]:
        """Every model known here, and the default one."""
        return tuple(sorted({*self._models, *self._wishes, self._default_name}))

    def folder(self, name: str, version: str) -> Path | None:
        """Where the version lies on this machine."""
        return next((one.folder for one in self._on_disk().get(name, ()) if one.version == version), None)

    async def load(self, name: str, version: str) -> OnnxModel:
        """Any version on this machine, proven and registered; who answers stays as it is.

        Raises ModelUnavailable, ModelFileCorrupt, ModelContractBroken or Conflict.
        """
        folder = self.folder(name, version)
        if folder is None:
            raise ModelUnavailable(
                f"model {name} {version} is not among the versions on this machine: "
                f"put its folder into FOOTBALL_MODELS_DIR as {name}/{version}"
            )
        async with self._lock:
            return await self._prove(shipped(folder))

    async def install(self, folder: Path) -> OnnxModel:
        """Prove, register and serve the version in `folder`, at once and until the champion changes.

        Requests in flight end on the version they began with. On ModelFileCorrupt, ModelContractBroken or
        Conflict the last good version stays.
        """
        async with self._lock:
            return await self._install(shipped(folder))

    async def follow(self) -> None:
        """Serve the champions as marked now; called by itself every half second.

        Raises Unavailable where the database is away: what is loaded answers on, and the next call goes on.
        """
        marks = await model_versions.marks()
        async with self._lock:
            for name, versions in self._on_disk().items():
                wish = self._wish(marks.get(name, NO_MARKS), versions)
                if wish != self._wishes.get(name):
                    await self._fulfil(name, wish, versions)
                    self._wishes[name] = wish

    def status(self) -> tuple[ModelStatus, ...]:
        """Each known model, in order of name."""
        return tuple(self._status(name) for name in self.names())

    async def _keep_following(self) -> None:
        while True:
            await asyncio.sleep(self._poll.total_seconds())
            try:
                await self.follow()
            except Exception as error:  # noqa: BLE001  the edge of a task: without the database, what is loaded answers on
                log.warning("model_champion_unknown", error=type(error).__name__)

    def _on_disk(self) -> dict[str, list[Shipped]]:
        """The versions of each model, newest first; one that is in both folders is the shipped one."""
        found = shipped_versions(self._models_dir)
        extra = {} if self._downloads is None else shipped_versions(self._downloads)
        for name, versions in extra.items():
            known = {one.version for one in found.get(name, ())}
            both = [*found.get(name, ()), *(one for one in versions if one.version not in known)]
            found[name] = newest_first(both)
        return found

    def _wish(self, marks: Marks, versions: Sequence[Shipped]) -> Wish:
        newest = next((one.version for one in self._unmarked(marks, versions)), None)
        return Wish(marks, tuple((one.version, one.fingerprint) for one in versions), newest)

    def _unmarked(self, marks: Marks, versions: Sequence[Shipped]) -> list[Shipped]:
        """The versions that may answer where no champion is marked or can, newest first.

        The challenger comes last: it answers where there is nothing else.
        """
        ours = [one for one in versions if one.folder.parent.parent == self._models_dir]
        return sorted(ours, key=lambda one: one.version == marks.challenger)

    async def _fulfil(self, name: str, wish: Wish, versions: Sequence[Shipped]) -> None:
        self._problems[name] = {}
        # the oldest first: lists show the latest registered first
        usable = [one for one in reversed(versions) if await self._registers(one)][::-1]
        await self._enthrone(name, wish.marks, usable)
        await self._shadow(name, wish.marks.challenger, usable)

    async def _enthrone(self, name: str, marks: Marks, usable: Sequence[Shipped]) -> None:
        """Serve the first version that passes: the champion, or else the newest; never leave nothing."""
        champion = marks.champion
        marked = [one for one in usable if one.version == champion]
        if champion is not None and not marked:
            self._problems[name].setdefault(
                champion, "the champion is not among the versions on this machine"
            )
        for one in [*marked, *(other for other in self._unmarked(marks, usable) if other not in marked)]:
            loaded = self._models.get(name)
            if loaded is not None and (
                loaded.info.version == one.version or (champion and one not in marked)
            ):
                return
            try:
                await self._install(one)
            except Unavailable:
                raise
            except FootballError as error:
                self._note(one, error)
            else:
                return

    async def _shadow(self, name: str, challenger: str | None, usable: Sequence[Shipped]) -> None:
        """Let the marked challenger run beside the champion, or nobody."""
        found = next((one for one in usable if one.version == challenger), None)
        if found is None:
            self._challengers.pop(name, None)
            if challenger is not None:
                why = "the challenger is not among the versions on this machine"
                self._problems[name].setdefault(challenger, why)
            return
        try:
            self._challengers[name] = await self._prove(found)
        except Unavailable:
            raise
        except FootballError as error:
            self._challengers.pop(name, None)
            self._note(found, error)

    async def _registers(self, one: Shipped) -> bool:
        try:
            await self._register(one, await asyncio.to_thread(read_info, one.folder))
        except Unavailable:
            raise
        except FootballError as error:
            self._note(one, error)
            return False
        return True

    async def _install(self, one: Shipped) -> OnnxModel:
        model = await self._prove(one)
        self._models[model.info.name] = model
        log.info("model_installed", name=model.info.name, version=model.info.version)
        return model

    async def _prove(self, one: Shipped) -> OnnxModel:
        """The version, loaded and registered; one proven before from the same files is not loaded again."""
        model = self._proven.pop(one, None)
        if model is None:
            model = await asyncio.to_thread(OnnxModel.load, one.folder)
            await self._register(one, model.info)
        self._proven[one] = model
        for stale in [other for other in self._proven if other.name == one.name][:-KEPT]:
            del self._proven[stale]
        return model

    async def _register(self, one: Shipped, info: ModelInfo) -> None:
        if (info.name, info.version) != (one.name, one.version):
            raise ModelContractBroken(
                f"{one.name}/{one.version} holds model {info.name} {info.version}; "
                f"name its folder {info.name}/{info.version}"
            )
        new = NewVersion(
            name=info.name,
            version=info.version,
            sha256=info.sha256,
            feature_set=info.feature_set,
            data_cutoff=info.data_cutoff,
            training_rows=info.training_rows,
            opset=info.opset,
            metrics=info.metrics,
        )
        await model_versions.register(new, at=self._clock())

    def _note(self, one: Shipped, error: FootballError) -> None:
        self._problems.setdefault(one.name, {})[one.version] = error.message
        log.error("model_refused", name=one.name, version=one.version, code=error.code, error=error.message)

    def _status(self, name: str) -> ModelStatus:
        model, challenger = self._models.get(name), self._challengers.get(name)
        wish = self._wishes.get(name, Wish())
        return ModelStatus(
            name=name,
            version=model.info.version if model else None,
            sha256=model.info.sha256 if model else None,
            wanted=wish.marks.champion or wish.newest,
            problems=tuple(
                f"{version}: {problem}" for version, problem in self._problems.get(name, {}).items()
            ),
            challenger=challenger.info.version if challenger else None,
        )

    def _why_not(self, name: str) -> str:
        if problems := self._problems.get(name):
            return f"no version of model {name} can be used: " + "; ".join(problems.values())
        if not self._models:
            return (
                "no model is installed: let FOOTBALL_MODELS_DIR name a folder that holds "
                f"{name}/<version>/model.onnx, readable by this user (unset, it is models_onnx in the folder "
                "that the program was started in)"
            )
        return f"there is no model {name} (loaded: {', '.join(sorted(self._models))}); name one of these"
