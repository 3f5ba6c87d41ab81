"""What is online, held against what is stored."""

from collections.abc import Sequence

from app.clients.feast import OnlineStore, OnlineStoreUnavailable
from app.db.feature_export import RowKey
from app.football.features import FeatureSet


async def not_online(online: OnlineStore, feature_set: FeatureSet, keys: Sequence[RowKey]) -> list[RowKey]:
    """The rows that are not online as they are stored."""
    try:
        rows = await online.read(feature_set.name, (), [key.match_id for key in keys])
    except OnlineStoreUnavailable:
        # what cannot be read is written; a store that is away says so then
        return list(keys)
    there = {RowKey(match_id, row.as_of, row.digest, row.inputs) for match_id, row in rows.items()}
    return [key for key in keys if key not in there]
