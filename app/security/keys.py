"""API keys: `fp_<prefix>_<secret>`, the secret of 256 random bits with a checksum behind it.

The prefix finds the key in the database and may be shown; of the secret only a SHA-256 is kept. A slow hash
protects what people think up, because guesses can be enumerated; 256 random bits cannot, however fast the
hash. The checksum tells typing errors and secret scanners a key from any other text without a look-up.
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX_LENGTH = 8
SECRET_LENGTH = 43
"""Letters of an alphabet of 62 that hold 256 bits."""
CHECK_LENGTH = 6

_FORM = re.compile(
    rf"(fp_([0-9A-Za-z]{{{PREFIX_LENGTH}}})_([0-9A-Za-z]{{{SECRET_LENGTH}}}))([0-9A-Za-z]{{{CHECK_LENGTH}}})"
)
_NO_DIGEST = bytes(32)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A well-formed key without its secret."""

    prefix: str
    digest: bytes

    def matches(self, digest: bytes | None) -> bool:
        """Whether it is the key of this digest; takes as long where there is none to compare with."""
        return hmac.compare_digest(self.digest, digest or _NO_DIGEST) and digest is not None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; its text is shown once and kept nowhere."""

    text: str
    prefix: str
    digest: bytes

    def __repr__(self) -> str:
        return f"NewKey(prefix={self.prefix!r})"


def mint() -> NewKey:
    prefix = _random(PREFIX_LENGTH)
    secret = _random(SECRET_LENGTH)
    body = f"fp_{prefix}_{secret}"
    return NewKey(body + checksum(body), prefix, _digest(secret))


def parse(text: str) -> ParsedKey | None:
    """The key in this text, None where it is none: mistyped, cut off, or anything else."""
    found = _FORM.fullmatch(text)
    if found is None or checksum(found[1]) != found[4]:
        return None
    return ParsedKey(found[2], _digest(found[3]))


def checksum(text: str) -> str:
    """The CRC-32 of an ASCII text in letters of the alphabet."""
    number, letters = zlib.crc32(text.encode("ascii")), ""
    for _ in range(CHECK_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("ascii")).digest()
