"""Changing which version answers: compared, written down, and the same in MLflow where there is one.

A promotion is whole or nothing: MLflow takes it first, then the database, which running services follow. A
rollback waits for nobody: the database first, and what MLflow could not be told is a warning.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from app.clients.mlflow import MlflowUnavailable, RemoteVersion
from app.clock import Clock, written
from app.db import model_versions, promotions
from app.db.audit import Act
from app.db.models import PromotionKind
from app.db.promotions import Deed, LockedModel, PromotionRow
from app.errors import Conflict, ModelUnavailable, Unavailable, ValidationFailed
from app.log import get_logger
from app.prediction.comparison import Comparison, PromotionRefused, compare, not_comparable, usual_window
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from app.prediction.remote import CHALLENGER, CHAMPION, RemoteModels
from app.prediction.runtime import OnnxModel

log = get_logger(__name__)

LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class WindowWish:
    """What a caller said of the window; what is left out is usual."""

    start: datetime | None = None
    end: datetime | None = None


USUAL_WINDOW = WindowWish()


@dataclass(frozen=True, slots=True)
class Changed:
    """The change as it was written down; `warning` tells what is left to do."""

    row: PromotionRow
    comparison: Comparison | None = None
    warning: str | None = None


class ModelPromotions:
    def __init__(
        self, registry: ModelRegistry, predictor: Predictor, clock: Clock, remote: RemoteModels | None = None
    ) -> None:
        self._registry = registry
        self._predictor = predictor
        self._clock = clock
        self._remote = remote
        self._turn = asyncio.Lock()

    async def promote(
        self,
        name: str,
        version: str,
        *,
        act: Act,
        window: WindowWish = USUAL_WINDOW,
        override_reason: str | None = None,
    ) -> Changed:
        """Make the version the champion if it beats the present one; the first champion needs to beat nobody.

        With a reason it need not be better. Raises NotFound, Conflict (it is the champion, or another one
        was promoted meanwhile), PromotionRefused, ValidationFailed, ModelUnavailable and its children for a
        version that cannot be used, and MlflowUnavailable. Whatever is raised, nothing has changed.
        """
        reason = _reason("overrideReason", override_reason)
        candidate, before = await self._usable(name, version), await self._present(name)
        if version == before:
            raise Conflict(f"{name} {version} is the champion already")
        comparison = None if before is None else await self._gate(before, candidate, window, reason)
        deed = Deed(act, reason, None if comparison is None else comparison.as_json())

        async def crown(model: LockedModel) -> None:
            _check_unmoved(model, before)
            await model.crown(version, deed)

        await self._with_mlflow(name, CHAMPION, version, crown)
        return await self._done(name, comparison)

    async def rollback(self, name: str, *, act: Act, reason: str | None = None) -> Changed:
        """Make the champion before the present one the champion again; services follow within a second.

        Raises NotFound, Conflict where there was none before, and ModelUnavailable where its file is not
        usable. MLflow being away does not hold it up.
        """
        reason = _reason("reason", reason)
        champion, version = await self._present(name), await promotions.champion_before(name)
        if champion is None or version is None:
            raise Conflict(f"model {name} has no earlier champion to roll back to; promote a version instead")
        await self._usable(name, version)
        async with promotions.locked(name) as model:
            _check_unmoved(model, champion)
            await model.crown(version, Deed(act, reason), PromotionKind.ROLLED_BACK)
        changed = await self._done(name)
        return Changed(changed.row, warning=await self._tell(name, CHAMPION, version))

    async def challenge(self, name: str, version: str | None, *, act: Act) -> str | None:
        """Let the version predict in the shadow, or none; the challenger that there was before.

        Raises NotFound, Conflict for the champion, ModelUnavailable, MlflowUnavailable.
        """
        if version is not None:
            await self._usable(name, version)
        elif not await model_versions.versions(name):
            raise promotions.no_model(name)
        if version is not None and version == self._registry.get(name).info.version:
            raise _answers_already(name, version)
        before: str | None = None

        async def challenge(model: LockedModel) -> None:
            nonlocal before
            before = model.challenger
            if version is not None and version == model.champion:
                raise _answers_already(name, version)
            if version != before:
                await model.challenge(version, Deed(act))

        await self._with_mlflow(name, CHALLENGER, version, challenge)
        await self._registry.follow()
        return before

    async def _usable(self, name: str, version: str) -> OnnxModel:
        """The registered version, proven; fetched from MLflow where it is not on this machine."""
        await model_versions.version(name, version)
        absent = self._registry.folder(name, version) is None
        if absent and self._remote is not None and (found := await self._remote.find(name, version)):
            await self._remote.fetch(found)
        return await self._registry.load(name, version)

    async def _present(self, name: str) -> str | None:
        if not await model_versions.versions(name):
            raise promotions.no_model(name)
        marks = (await model_versions.marks()).get(name)
        return None if marks is None else marks.champion

    async def _champion(self, name: str, version: str) -> OnnxModel:
        """The present champion, proven. Raises PromotionRefused where there is none to compare with."""
        try:
            return await self._usable(name, version)
        except (ModelUnavailable, MlflowUnavailable, Conflict) as error:
            raise not_comparable(error) from error

    async def _gate(
        self, before: str, candidate: OnnxModel, wish: WindowWish, reason: str | None
    ) -> Comparison | None:
        """The comparison that allows the promotion. Raises PromotionRefused unless there is a reason."""
        try:
            champion = await self._champion(candidate.info.name, before)
            comparison = await self._compare(champion, candidate, wish, overridden=reason is not None)
        except PromotionRefused:
            if reason is None:
                raise
            return None
        if reason is None and not comparison.is_better:
            raise PromotionRefused(
                f"{candidate.label} is not better than {before} {comparison}; a reason for "
                "promoting it all the same is needed, and kept",
                comparison,
            )
        return comparison

    async def _compare(
        self, champion: OnnxModel, candidate: OnnxModel, wish: WindowWish, *, overridden: bool
    ) -> Comparison:
        """Seconds of work: one comparison at a time."""
        cutoffs = (champion.info.data_cutoff, candidate.info.data_cutoff)
        window = await usual_window(cutoffs, self._clock(), wish.start, wish.end)
        if window is None:
            raise PromotionRefused(
                f"no finished match is later than both versions' data cutoffs ({written(max(cutoffs))}): "
                "collect later results, or promote with a reason for doing without a comparison"
            )
        if window.start < max(cutoffs) and not overridden:
            raise PromotionRefused(
                f"the window begins at {written(window.start)}, before the data cutoff of one of the two "
                f"({written(max(cutoffs))}): on matches that it has learned from it proves nothing; "
                "begin at the cutoff or later"
            )
        async with self._turn:
            return await compare(self._predictor, champion, candidate, window)

    async def _with_mlflow(
        self, name: str, alias: str, version: str | None, change: Callable[[LockedModel], Awaitable[None]]
    ) -> None:
        """The change in the database and the alias in MLflow: both, or neither where either fails."""
        found = None if self._remote is None else await self._remote.find(name, version)
        was: list[RemoteVersion | None] = []
        try:
            async with promotions.locked(name) as model:
                crowns_challenger = alias == CHAMPION and version == model.challenger
                await change(model)
                if self._remote is not None:
                    was.append(await self._remote.named(name, alias))
                    await self._remote.point(name, alias, found)
        except MlflowUnavailable:
            raise
        except BaseException:
            # also whoever is cancelled while asking: MLflow may have taken it
            for one in was:
                await self._put_back(name, alias, one)
            raise
        if crowns_challenger:
            await self._tell(name, CHALLENGER, None)

    async def _put_back(self, name: str, alias: str, was: RemoteVersion | None) -> None:
        assert self._remote is not None  # noqa: S101  it was asked a moment ago
        try:
            await self._remote.point(name, alias, was)
        except MlflowUnavailable as away:
            log.warning("mlflow_alias_left", name=name, alias=alias, error=away.message)

    async def _tell(self, name: str, alias: str, version: str | None) -> str | None:
        """Move MLflow's alias if the server is there; what to do if it is not."""
        if self._remote is None:
            return None
        try:
            await self._remote.point(name, alias, await self._remote.find(name, version))
        except MlflowUnavailable as away:
            log.warning("mlflow_alias_left", name=name, alias=alias, version=version, error=away.message)
            return f"{away.message}; move its alias {alias} to {version} when it is back"
        return None

    async def _done(self, name: str, comparison: Comparison | None = None) -> Changed:
        row = await promotions.last_of(name)
        assert row is not None  # noqa: S101  it was written a moment ago
        with contextlib.suppress(ModelUnavailable, Unavailable):
            await self._registry.follow()
        return Changed(row, comparison)


def _answers_already(name: str, version: str) -> Conflict:
    return Conflict(f"{name} {version} answers already; a challenger is another version")


def _check_unmoved(model: LockedModel, champion: str | None) -> None:
    if model.champion != champion:
        raise Conflict(
            f"{model.name} {model.champion} became the champion meanwhile; look at it, then try again"
        )


def _reason(field: str, reason: str | None) -> str | None:
    """The reason, trimmed. Raises ValidationFailed for an empty or too long one."""
    if reason is None:
        return None
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise ValidationFailed(
            field, f"must be from 1 to {LONGEST_REASON} characters, not {len(reason.strip())}"
        )
    return reason.strip()
