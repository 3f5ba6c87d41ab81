"""Logs: JSON lines off a terminal, an event name and fields, the request id on every line."""

import json
import subprocess
import sys
from datetime import datetime, timedelta

PROGRAM = """
import logging
from app.config import LogFormat
from app.log import bind_request_id, configure_logging, get_logger
configure_logging(LogFormat.AUTO, "info")
bind_request_id("r-1")
get_logger("app.x").info("match_collected", competition="E0", matches=380)
logging.getLogger("uvicorn.error").warning("from elsewhere")
get_logger("app.x").debug("not_shown")
try:
    1 / 0
except ZeroDivisionError:
    get_logger("app.x").exception("failed")
"""


def test_every_line_off_a_terminal_is_json_with_the_request_id() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.stdout == ""
    assert [line["event"] for line in lines] == ["match_collected", "from elsewhere", "failed"]
    assert all(line["request_id"] == "r-1" for line in lines)
    assert lines[0]["matches"] == 380
    assert lines[0]["level"] == "info"
    assert "ZeroDivisionError" in lines[2]["exception"]


def test_a_traceback_on_a_terminal_shows_no_local_variables() -> None:
    program = PROGRAM.replace("LogFormat.AUTO", "LogFormat.CONSOLE").replace(
        "    1 / 0", "    token = 'hunter2'\n    1 / (len(token) - 7)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "ZeroDivisionError" in done.stderr
    assert "hunter2" not in done.stderr


OFTEN = """
from app.config import LogFormat
from app.log import bind_request_id, configure_logging, get_logger, log_often
configure_logging(LogFormat.{}, "{}")
bind_request_id("r-1")
told = dict(path="/", status=200)
get_logger("app.x").info("request", **told)
log_often("app.x", "request", "r-1", told)
"""


def often(log_format: str, level: str) -> list[str]:
    program = OFTEN.format(log_format, level)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stderr.splitlines()


def test_what_is_logged_often_says_the_same_as_any_other_line() -> None:
    lines = [json.loads(line) for line in often("JSON", "info")]
    assert len(lines) == 2
    instants = [datetime.fromisoformat(line.pop("timestamp")) for line in lines]
    assert lines[0] == lines[1]
    assert timedelta(0) <= instants[1] - instants[0] < timedelta(seconds=10)


def test_what_is_logged_often_is_left_out_above_its_level() -> None:
    assert often("JSON", "warning") == []


def test_what_is_logged_often_is_a_line_for_people_on_a_terminal() -> None:
    first, second = (line.split(" ", 2)[2] for line in often("CONSOLE", "info"))
    assert "request" in first
    assert first == second
