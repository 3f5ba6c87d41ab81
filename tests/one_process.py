"""Several `football` commands in one process of their own: what loads for seconds is loaded once.

JSON on standard input and output: a list of commands, each `[arguments, settings]`, and of what became of
each, `[exit status, stdout, stderr]`.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import NamedTuple

from tests.program import ROOT, environment

Command = tuple[Sequence[str], Mapping[str, str]]


class Ended(NamedTuple):
    status: int
    stdout: str
    stderr: str


def football_each(commands: Sequence[Command]) -> list[Ended]:
    """Run commands, each with its settings, one after the other."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.one_process"],
        input=json.dumps(commands),
        env=environment(None),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [Ended(*one) for one in json.loads(done.stdout)]


def main() -> None:
    json.dump([_ended(*command) for command in json.load(sys.stdin)], sys.stdout)


def _ended(arguments: Sequence[str], settings: Mapping[str, str]) -> Ended:
    from app.cli.main import main as football

    before = dict(os.environ)
    os.environ.update(settings)
    sys.argv = ["football", *arguments]
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        status = _status(football)
    os.environ.clear()
    os.environ.update(before)
    return Ended(status, out.getvalue(), err.getvalue())


def _status(football: Callable[[], None]) -> int:
    try:
        football()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:  # noqa: BLE001  what nobody caught ends a process with a traceback
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
