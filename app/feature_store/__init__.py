"""The feature sets in Feast: definitions, Parquet files offline, Redis or SQLite online.

Only commands load this package; a serving process reads the online values without Feast (app.clients.feast).
"""

import os

import prometheus_client  # noqa: F401  it must be there before Feast, see below

_VARIABLES = ("PROMETHEUS_MULTIPROCESS_DIR", "PROMETHEUS_MULTIPROC_DIR")


def _load_feast_alone() -> None:
    """Feast's metrics set variables that would make this process, and those it starts, keep every metric in
    files shared between processes: what was set before is put back."""
    before = {name: os.environ.get(name) for name in _VARIABLES}
    import feast.metrics  # noqa: F401, PLC0415  for what it does to the environment

    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


_load_feast_alone()
