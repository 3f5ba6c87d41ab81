"""`football features status`: how far the stored rows, the files and the online store have got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clients.feast import OnlineStore
from app.db import feature_export, feature_inputs
from app.db.feature_export import Year
from app.db.fixtures import FixtureFilter
from app.feature_store.offline import offline_folder, outdated
from app.feature_store.online import not_online
from app.football.features import FeatureSet


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Matches are those that are played or to come. `stored` of them have rows from what is known now, `due`
    have none: something changed, or too little is known. `offline_outdated` counts files of years, `online`
    the matches whose latest stored row is in the online store; both are None without a repository."""

    feature_set: str
    matches: int
    stored: int
    due: int
    rows: int
    offline_outdated: int | None
    online: int | None


async def set_status(
    feature_set: FeatureSet, now: datetime, repository: Path | None, online: OnlineStore | None
) -> SetStatus:
    everything = FixtureFilter()
    stored = [
        one.stored
        async for page in feature_inputs.due(everything, feature_set, now, ahead=True)
        for one in page
    ]
    years = await feature_export.years(feature_set)
    return SetStatus(
        feature_set=feature_set.name,
        matches=len(stored),
        stored=sum(stored),
        due=len(stored) - sum(stored),
        rows=sum(year.rows for year in years),
        offline_outdated=None if repository is None else _outdated(repository, feature_set, years),
        online=None if online is None else await _online(everything, feature_set, online),
    )


def _outdated(repository: Path, feature_set: FeatureSet, years: Sequence[Year]) -> int:
    return len(outdated(repository / offline_folder(feature_set), years))


async def _online(where: FixtureFilter, feature_set: FeatureSet, online: OnlineStore) -> int:
    pages = [keys async for _, keys in feature_export.latest(where, feature_set)]
    return sum([len(keys) - len(await not_online(online, feature_set, keys)) for keys in pages])


async def status(
    feature_sets: Sequence[FeatureSet], now: datetime, repository: Path | None, online: OnlineStore | None
) -> list[SetStatus]:
    return [await set_status(one, now, repository, online) for one in feature_sets]
