"""Serve a site for the browser's tests: settings from the environment, on the tests' day."""

from __future__ import annotations

import sys
from datetime import date

import uvicorn
from starlette.applications import Starlette

from incubator.app import create_app
from incubator.config import load_settings
from incubator.web.journal import configure_logs

DAY = date(2026, 11, 21)


def build() -> Starlette:
    configure_logs("warning")
    return create_app(load_settings(), today=lambda: DAY)


if __name__ == "__main__":
    uvicorn.run(build(), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
