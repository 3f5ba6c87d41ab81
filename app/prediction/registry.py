"""Which version of each model answers, swapped without dropping a request.

The champion is the version marked in the database, else the newest one on disk. A version that fails its
proof never replaces one that passed.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from app.clock import Clock
from app.db import model_versions
from app.db.model_versions import NewVersion
from app.errors import FootballError, ModelUnavailable
from app.log import get_logger
from app.prediction.contract import ModelContractBroken, ModelInfo, read_info
from app.prediction.runtime import OnnxModel
from app.prediction.shipped import Shipped, shipped, shipped_versions

log = get_logger(__name__)

POLL = timedelta(seconds=0.5)
Wish = tuple[str | None, tuple[tuple[str, tuple[int, ...]], ...]]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model: which version answers, which should, and what is wrong with those that cannot."""

    name: str
    version: str | None
    sha256: str | None
    wanted: str | None
    problems: tuple[str, ...]

    @property
    def is_as_wanted(self) -> bool:
        return self.version is not None and self.version == self.wanted


class ModelRegistry:
    def __init__(self, models_dir: Path, default_name: str, clock: Clock, *, poll: timedelta = POLL) -> None:
        self._models_dir = models_dir
        self._default_name = default_name
        self._clock = clock
        self._poll = poll
        self._models: dict[str, OnnxModel] = {}
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

    async def install(self, folder: Path) -> OnnxModel:
        """Prove, register and serve the version in `folder`, at once and until the champion changes.

        Requests in flight end on the version they began with. On ModelFileCorrupt, ModelContractBroken or
        Conflict the last good version stays.
        """
        async with self._lock:
            return await self._install(shipped(folder))

    async def follow(self) -> None:
        """Serve the champions as marked now; called by itself every half second."""
        champions = await model_versions.champions()
        async with self._lock:
            for name, versions in shipped_versions(self._models_dir).items():
                wish = (champions.get(name), tuple((one.version, one.fingerprint) for one in versions))
                if wish != self._wishes.get(name):
                    await self._fulfil(name, champions.get(name), versions)
                    self._wishes[name] = wish

    def status(self) -> tuple[ModelStatus, ...]:
        """Each known model, in order of name."""
        names = sorted({*self._models, *self._wishes, self._default_name})
        return tuple(self._status(name) for name in names)

    async def _keep_following(self) -> None:
        while True:
            await asyncio.sleep(self._poll.total_seconds())
            try:
                await self.follow()
            except Exception as error:  # noqa: BLE001  the edge of a task: without the database, what is loaded answers on
                log.warning("model_champion_unknown", error=type(error).__name__)

    async def _fulfil(self, name: str, champion: str | None, versions: Sequence[Shipped]) -> None:
        """Serve the first version that passes: the champion, or else the newest; never leave nothing."""
        self._problems[name] = {}
        usable = [one for one in versions if await self._registers(one)]
        marked = [one for one in usable if one.version == champion]
        if champion is not None and not marked:
            self._problems[name].setdefault(
                champion, "the champion is not among the versions on this machine"
            )
        for one in [*marked, *(other for other in usable if other not in marked)]:
            loaded = self._models.get(name)
            if loaded is not None and (
                loaded.info.version == one.version or (champion and one not in marked)
            ):
                return
            try:
                await self._install(one)
            except FootballError as error:
                self._note(one, error)
            else:
                return

    async def _registers(self, one: Shipped) -> bool:
        try:
            await self._register(one, await asyncio.to_thread(read_info, one.folder))
        except FootballError as error:
            self._note(one, error)
            return False
        return True

    async def _install(self, one: Shipped) -> OnnxModel:
        model = await asyncio.to_thread(OnnxModel.load, one.folder)
        await self._register(one, model.info)
        self._models[model.info.name] = model
        log.info("model_installed", name=model.info.name, version=model.info.version)
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
        model = self._models.get(name)
        champion, versions = self._wishes.get(name, (None, ()))
        newest = versions[0][0] if versions else None
        return ModelStatus(
            name=name,
            version=model.info.version if model else None,
            sha256=model.info.sha256 if model else None,
            wanted=champion or newest,
            problems=tuple(
                f"{version}: {problem}" for version, problem in self._problems.get(name, {}).items()
            ),
        )

    def _why_not(self, name: str) -> str:
        if problems := self._problems.get(name):
            return f"no version of model {name} can be used: " + "; ".join(problems.values())
        if not self._models:
            return (
                "no model is installed: let FOOTBALL_MODELS_DIR name a folder that holds "
                f"{name}/<version>/model.onnx, readable by this user"
            )
        return f"there is no model {name} (loaded: {', '.join(sorted(self._models))}); name one of these"
