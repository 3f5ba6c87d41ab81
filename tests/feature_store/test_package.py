"""Loading Feast."""

import subprocess
import sys

LOADED = """
import os
before = dict(os.environ)
import app.feature_store.materialize
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.values import ValueClass
assert {name: value for name, value in os.environ.items() if "PROMETHEUS" in name.upper()} == {
    name: value for name, value in before.items() if "PROMETHEUS" in name.upper()
}
counters = [Counter("goals", "Goals", registry=CollectorRegistry()) for _ in range(2)]
counters[0].inc()
assert [counter._value.get() for counter in counters] == [1, 0]
"""


def test_feast_leaves_the_metrics_of_the_process_and_its_children_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
