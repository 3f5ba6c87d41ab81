"""Keeping secrets out of what is written: API keys that got where they do not belong."""

import re
from typing import Any

_KEY = re.compile(r"(fp_[0-9A-Za-z]{1,16}_)[0-9A-Za-z]{8,}")


def redact(text: str) -> str:
    """The text with the secret part of every API key in it blotted out."""
    return _KEY.sub(r"\1***", text) if "fp_" in text else text


def redact_json(value: Any) -> Any:
    """The same for every text of a JSON value."""
    match value:
        case str():
            return redact(value)
        case dict():
            return {redact(name): redact_json(one) for name, one in value.items()}
        case list() | tuple():
            return [redact_json(one) for one in value]
        case _:
            return value
