"""Structured logs on standard error: JSON for machines, plain lines on a terminal."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any, TextIO

import structlog


class Lines:
    """Makes the loggers of structlog, and writes the line of a request by itself.

    Both give the same JSON; by way of structlog's processors, a line costs as much as all else that
    a page from memory needs. Python hands on each line of standard error when it ends.
    """

    def __init__(self, stream: TextIO, *, has_requests: bool) -> None:
        self._stream = stream
        self._has_requests = has_requests

    def __call__(self, *_: Any) -> structlog.WriteLogger:
        """A logger to which structlog gives whole lines."""
        return structlog.WriteLogger(self._stream)

    def request(
        self, *, request_id: str, method: str, path: str, status: int, milliseconds: float
    ) -> None:
        """Write the line of a request, unless only what is graver is logged."""
        if self._has_requests:
            instant = datetime.now(UTC).isoformat().replace("+00:00", "Z")
            self._stream.write(
                f'{{"request_id": "{request_id}", "method": {encode_basestring(method)},'
                f' "path": {encode_basestring(path)}, "status": {status},'
                f' "milliseconds": {milliseconds}, "event": "request", "level": "info",'
                f' "timestamp": "{instant}"}}\n'
            )


def configure_logs(level: str) -> None:
    """Set up structlog and send the standard library's records the same way."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    threshold: int = logging.getLevelNamesMapping()[level.upper()]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    factory: Any = structlog.WriteLoggerFactory(sys.stderr)
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer(
            # Without the values of variables: a log is no place for them.
            exception_formatter=structlog.dev.plain_traceback
        )
        final = [renderer]
    else:
        final = [structlog.processors.format_exc_info, renderer]
        factory = Lines(sys.stderr, has_requests=threshold <= logging.INFO)
    structlog.configure(
        # Rendered here and written at once: by way of the standard library, a line costs as much
        # as a page from memory.
        processors=[*shared, *final],
        logger_factory=factory,
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
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
