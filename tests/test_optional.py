"""A library can be kept from what is imported, and is there for everybody else."""

import sys
from importlib import import_module

import pytest

from app.optional import absent


def test_what_is_imported_meanwhile_does_without_it_and_the_rest_has_it() -> None:
    there = import_module("json.tool")
    with absent("json.tool"), pytest.raises(ImportError):
        import_module("json.tool")
    assert import_module("json.tool") is there


def test_what_was_not_there_is_not_there_afterwards() -> None:
    with pytest.raises(ZeroDivisionError), absent("nobody.knows"):
        1 / 0  # noqa: B018  any error
    assert "nobody.knows" not in sys.modules
