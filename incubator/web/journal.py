"""Structured logs on standard error: JSON for machines, plain lines on a terminal."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure_logs(level: str) -> None:
    """Set up structlog and send the standard library's records the same way."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer(
            # Without the values of variables: a log is no place for them.
            exception_formatter=structlog.dev.plain_traceback
        )
        final = [renderer]
    else:
        final = [structlog.processors.format_exc_info, renderer]
    structlog.configure(
        # Rendered here and written at once: by way of the standard library, a line costs as much
        # as a page from memory.
        processors=[*shared, *final],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # The journal's own line says more than the server's.
    logging.getLogger("uvicorn.access").disabled = True
    for noisy in ("tortoise", "watchfiles", "asyncio", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
