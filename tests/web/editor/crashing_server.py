"""A server that can be killed again and again: everything is loaded once, and each life is a fork.

Run with a port. Each line read begins a life, whose process id is printed.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime

import uvicorn

from incubator import actions, sheets
from incubator.app import create_app
from incubator.config import load_settings
from incubator.web.journal import configure_logs
from tests.browser.serve import DAY

#: What is loaded late would be loaded anew in every life.
PRELOADED = (actions, sheets)


def live(port: int) -> None:
    """Serve until somebody kills the process."""
    configure_logs("critical")
    moment = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC)
    app = create_app(load_settings(), today=lambda: DAY, now=lambda: moment)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, loop="asyncio")


def main() -> None:
    import markdown  # noqa: F401 - preloaded
    import nh3  # noqa: F401
    import tortoise.backends.sqlite  # noqa: F401

    # Nobody waits for the dead.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            live(int(sys.argv[1]))
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
