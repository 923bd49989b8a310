"""Serve a site for the browser's tests: settings from the environment, on the tests' day.

``TEST_CLOCK`` is an instant at which the whole site begins, and goes on from there: what is planned
for later on that day can be held on it. ``TEST_STATIC`` serves the pages of a static site, and as a
host of files does: whatever stands after the question mark of an address changes nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from incubator.app import create_app
from incubator.config import load_settings
from incubator.web.journal import configure_logs

DAY = date(2026, 11, 21)


def build() -> ASGIApp:
    configure_logs("warning")
    is_static = bool(os.environ.get("TEST_STATIC"))
    app = create_app(load_settings(), today=lambda: DAY, now=clock(), is_static=is_static)

    async def files(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "query_string": b""}, receive, send)

    return files if is_static else app


def clock() -> Callable[[], datetime] | None:
    """What tells the time; None where it is the machine's."""
    told = os.environ.get("TEST_CLOCK")
    if not told:
        return None
    began, start = datetime.fromisoformat(told), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - start)


if __name__ == "__main__":
    uvicorn.run(build(), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
