"""Both ways of answering a query, on the filled database of the schema's tests."""

from tests.schema.conftest import *  # noqa: F403  the same fixtures
