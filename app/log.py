"""Structured logs: an event name and fields, never a sentence.

JSON lines off a terminal, coloured lines on one, always on stderr. The request id is bound once by the
door that receives the request and is then on every line.
"""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from app.config import LogFormat
from app.optional import absent
from app.redaction import redact

with absent("rich"):  # 4 MB in every process, for tracebacks on a terminal alone: `_traceback` loads it then
    import structlog
    from structlog.typing import EventDict, ExcInfo, FilteringBoundLogger, Processor, WrappedLogger

Logger = FilteringBoundLogger


def configure_logging(log_format: LogFormat, level: str) -> None:
    """Send structlog and the standard library's loggers through one chain to stderr."""
    as_json = log_format is LogFormat.JSON or (log_format is LogFormat.AUTO and not sys.stderr.isatty())
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _JsonLines(sys.stderr) if as_json else logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(as_json)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "tortoise", "uvicorn.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # while a broker is away it complains ten times a second; our own parts say once what that means
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def get_logger(name: str) -> Logger:
    logger: Logger = structlog.get_logger(name)
    return logger


_request_id: ContextVar[str] = ContextVar("request_id")


def bind_request_id(request_id: str) -> None:
    _request_id.set(request_id)


class _JsonLines(logging.StreamHandler[TextIO]):
    """Takes lines that are JSON already, beside records."""

    def write(self, line: bytes) -> None:
        buffer = getattr(self.stream, "buffer", None)
        if buffer is None:
            self.stream.write(line.decode())
        else:
            buffer.write(line)
            buffer.flush()


def log_often(name: str, event: str, request_id: str, fields: dict[str, Any]) -> None:
    """What the logger's `info` does, at a tenth of its cost: for what is logged at every request."""
    root = logging.getLogger()
    handler = root.handlers[0] if len(root.handlers) == 1 else None
    if not isinstance(handler, _JsonLines):
        get_logger(name).info(event, **fields)
        return
    if root.level > logging.INFO:
        return
    line = {
        "request_id": request_id,
        **fields,
        "event": event,
        "level": "info",
        "logger": name,
        "timestamp": datetime.now(UTC),
    }
    written = orjson.dumps(line, default=_readable, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)
    handler.write(redact(written.decode()).encode() if b"fp_" in written else written)


def _shared() -> list[Processor]:
    return [
        _with_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _with_request_id(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    request_id = _request_id.get(None)
    return event if request_id is None else {"request_id": request_id, **event}


def _renderer(as_json: bool) -> list[Processor]:
    if as_json:
        return [structlog.processors.format_exc_info, _to_json, _redacted]
    shown = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_traceback)
    return [shown, _redacted]


def _traceback(output: TextIO, error: ExcInfo) -> None:
    from rich.console import Console  # noqa: PLC0415  few processes ever show one
    from rich.traceback import Traceback  # noqa: PLC0415  few processes ever show one

    output.write("\n")
    # local variables would print passwords and whole messages
    Console(file=output, force_terminal=sys.stderr.isatty()).print(
        Traceback.from_exception(*error, show_locals=False)
    )


def _to_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    return orjson.dumps(event, default=_readable).decode()


def _redacted(_logger: WrappedLogger, _name: str, line: Any) -> str:
    """The whole line without API keys, wherever they were: in a field, a message or a traceback."""
    return redact(str(line))


def _readable(value: Any) -> str:
    return str(value)
