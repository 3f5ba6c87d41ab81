"""Who asks."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a viewer may do; each may do what the ones before it may."""

    READER = "READER"
    OPERATOR = "OPERATOR"
    ADMIN = "ADMIN"

    def covers(self, needed: "Role") -> bool:
        return _RANKS[self] >= _RANKS[needed]


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody with a name in the audit trail. `role` None may do nothing; `address` is the client's.

    `rate_limit` is the key's own: requests a minute, 0 for none; None stands for the one all keys have.
    """

    name: str
    role: Role | None
    key_id: int | None = None
    address: str = ""
    rate_limit: int | None = None

    def may(self, needed: Role) -> bool:
        return self.role is not None and self.role.covers(needed)

    @property
    def rights(self) -> Hashable:
        """All that an answer may depend on of who asks: viewers of equal rights are answered alike."""
        return self.role


ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Asker:
    """One request of a viewer."""

    request_id: str
    viewer: Viewer
