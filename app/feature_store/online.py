"""What is online, held against what is stored."""

from collections.abc import Sequence

from app.clients.feast import OnlineStore, OnlineStoreUnavailable
from app.db.feature_export import RowKey
from app.football.features import FeatureSet
from app.prediction.online import DIGEST, INPUTS


async def not_online(online: OnlineStore, feature_set: FeatureSet, keys: Sequence[RowKey]) -> list[RowKey]:
    """The rows that are not online as they are stored."""
    try:
        rows = await online.read(feature_set.name, (), (DIGEST, INPUTS), [key.match_id for key in keys])
    except OnlineStoreUnavailable:
        # what cannot be read is written; a store that is away says so then
        return list(keys)
    there = {(match_id, row.as_of, *(part.hex() for part in row.blobs)) for match_id, row in rows.items()}
    return [key for key in keys if (key.match_id, key.as_of, key.digest, key.inputs) not in there]
