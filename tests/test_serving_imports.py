"""A serving process stays small: it loads nothing of training, MLflow, Feast or pandas."""

import subprocess
import sys

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
PROGRAM = """
import sys
import app.cli.main, app.main
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_command_and_the_application_load_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"strawberry", "tortoise", "onnxruntime"} <= loaded
    assert not loaded & set(HEAVY)
