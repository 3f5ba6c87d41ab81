"""An online store in memory, with what `football features materialize` would have written."""

from collections.abc import Sequence

from app.clients.feast import OnlineRow, OnlineStoreUnavailable
from app.db.features import StoredFeatures
from app.football.features import FEATURE_SETS


class Shelf:
    """`away` makes it answer like one whose server is gone; `asked` counts how often it was asked."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], OnlineRow] = {}
        self.away = False
        self.asked = 0

    def put(self, row: StoredFeatures) -> None:
        self.rows[row.feature_set, row.match_id] = OnlineRow(
            row.as_of, row.digest, row.inputs or "", row.values
        )

    async def read(self, view: str, names: Sequence[str], match_ids: Sequence[int]) -> dict[int, OnlineRow]:
        assert list(names) == list(FEATURE_SETS[view].names)
        self.asked += 1
        if self.away:
            raise OnlineStoreUnavailable("nobody is there")
        return {id_: self.rows[view, id_] for id_ in match_ids if (view, id_) in self.rows}
