"""A serving process stays small: it loads nothing of training, MLflow, Feast or pandas, and no
client of a server that is not set."""

import subprocess
import sys

import pytest

HEAVY = (
    "sklearn",
    "skl2onnx",
    "onnx",
    "onnxmltools",
    "lightgbm",
    "mlflow",
    "matplotlib",
    "optuna",
    "ray",
    "feast",
    "pandas",
    "polars",
    "pyarrow",
    "scipy",
)
UNUSED = ("aerich", "aiokafka", "httpx", "redis", "rich")
"""Of migrating, Kafka, MLflow and collecting, Redis, tables and bars on a terminal."""
SERVE = "import app.cli.main, app.cli.serve, app.main"
WORKER = "import app.http.worker, app.main"
LOADED = """
import sys
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", program + LOADED], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("program", [SERVE, WORKER])
def test_serving_loads_nothing_heavy_and_nothing_that_it_does_not_use(program: str) -> None:
    loaded = loaded_by(program)
    assert {"strawberry", "tortoise", "onnxruntime"} <= loaded
    assert not loaded & {*HEAVY, *UNUSED}


def test_a_worker_has_nothing_of_the_command_line() -> None:
    assert not loaded_by(WORKER) & {"typer", "rich"}


def test_the_command_line_loads_commands_when_they_are_asked_for() -> None:
    assert not loaded_by("import app.cli.main") & {"strawberry", "tortoise", "onnxruntime", "uvicorn", "rich"}
