"""Serve a site for the browser's tests: settings from the environment, on the tests' day.

``TEST_CLOCK`` is an instant at which the whole site begins, and goes on from there: what is planned
for later on that day can be held on it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import uvicorn
from starlette.applications import Starlette

from incubator.app import create_app
from incubator.config import load_settings
from incubator.web.journal import configure_logs

DAY = date(2026, 11, 21)


def build() -> Starlette:
    configure_logs("warning")
    return create_app(load_settings(), today=lambda: DAY, now=clock())


def clock() -> Callable[[], datetime] | None:
    """What tells the time; None where it is the machine's."""
    told = os.environ.get("TEST_CLOCK")
    if not told:
        return None
    began, start = datetime.fromisoformat(told), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - start)


if __name__ == "__main__":
    uvicorn.run(build(), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
