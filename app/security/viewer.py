"""Who asks."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.errors import PermissionDenied


class Role(StrEnum):
    """What a viewer may do; each may do what the ones before it may."""

    READER = "READER"
    OPERATOR = "OPERATOR"
    ADMIN = "ADMIN"

    def covers(self, needed: "Role") -> bool:
        return _RANKS[self] >= _RANKS[needed]


def anonymous_role(setting: str) -> Role | None:
    """The role that the setting FOOTBALL_ANONYMOUS names; `none` is no role."""
    return None if setting == "none" else Role(setting.upper())


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
    key_prefix: str | None = None
    expires_at: datetime | None = None

    def may(self, needed: Role) -> bool:
        return self.role is not None and self.role.covers(needed)

    def require(self, needed: Role, what: str) -> None:
        """Raises PermissionDenied."""
        if not self.may(needed):
            held = "nobody" if self.role is None else self.role
            raise PermissionDenied(f"{what} needs the role {needed}, not {held}: show an API key that has it")

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
