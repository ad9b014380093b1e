"""Logs: one line of JSON an event, with the request's id and without personal data."""

import logging
import sys
import traceback
from typing import Any

import structlog

FEW = 12  # frames of a trace; the last ones tell


def configure(level: str) -> None:
    """Send every event, our own and the libraries', to standard error as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        trace_without_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Also those that log whole addresses, one-time tokens included.
    for chatty in ("procrastinate", "alembic", "PIL", "flask_wtf.csrf", "werkzeug"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def trace_without_data(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """An exception as its kind and where it happened.

    Its words are left out: a database quotes the row it refused, names and addresses included.
    """
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        frames = traceback.extract_tb(error.__traceback__)[-FEW:]
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event
