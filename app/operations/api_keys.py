"""Creating, revoking and listing API keys: what the API and the command line share."""

from dataclasses import dataclass
from datetime import datetime

from app.db import api_keys
from app.db.api_keys import ApiKeyRow, NewApiKey
from app.db.audit import Act
from app.errors import ValidationFailed
from app.security import keys
from app.security.viewer import ANONYMOUS, Role

CREATE = "createApiKey"
REVOKE = "revokeApiKey"
CLI = "cli"
MAX_NAME = 60
MAX_RATE_LIMIT = 1_000_000
_TAKEN = frozenset({ANONYMOUS, CLI})


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A key to be made. `rate_limit`: requests a minute, 0 for no limit, None for the one all keys have."""

    name: str
    role: Role
    expires_at: datetime | None = None
    rate_limit: int | None = None


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """`text` is the key itself, to be shown once: nobody can tell it again."""

    row: ApiKeyRow
    text: str

    def __repr__(self) -> str:
        return f"CreatedKey(row={self.row!r})"


async def create(wish: KeyWish, act: Act) -> CreatedKey:
    """Raises ValidationFailed."""
    name = _name(wish.name)
    _check_times(wish.expires_at, act.at)
    if wish.rate_limit is not None and not 0 <= wish.rate_limit <= MAX_RATE_LIMIT:
        raise ValidationFailed("rateLimit", f"must be from 0 to {MAX_RATE_LIMIT} requests a minute")
    made = keys.mint()
    new = NewApiKey(made.prefix, made.digest, name, wish.role, wish.rate_limit, wish.expires_at)
    return CreatedKey(await api_keys.create(new, act), made.text)


async def revoke(prefix: str, act: Act) -> ApiKeyRow:
    """Revoke the key of this prefix; it stops working everywhere within a second. Raises NotFound."""
    return await api_keys.revoke(_prefix(prefix), act)


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable():
        raise ValidationFailed("name", f"must have 1 to {MAX_NAME} printable characters")
    if name.lower() in _TAKEN or "fp_" in name:
        raise ValidationFailed("name", "is one that the audit trail uses for others; name who uses the key")
    return name


def _prefix(prefix: str) -> str:
    """The prefix, also where `fp_` was copied with it. Raises ValidationFailed."""
    prefix = prefix.removeprefix("fp_")
    if len(prefix) != keys.PREFIX_LENGTH or not set(prefix) <= set(keys.ALPHABET):
        raise ValidationFailed("prefix", "is the 8 letters and digits behind fp_, never the whole key")
    return prefix


def _check_times(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and (expires_at.tzinfo is None or expires_at <= now):
        raise ValidationFailed("expiresAt", "must be an instant to come, with its offset from UTC")
