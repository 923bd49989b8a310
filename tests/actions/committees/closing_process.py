"""A process that closes a session and can be killed: everything is loaded once, each life a fork.

Each line read has a database's address, a content folder and a session's id; the process id of the
life that closes it is printed, and the life leaves a file beside the folder once it has ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from incubator import actions, sheets
from incubator.actions.committees.carry_out import carry_out_orders
from incubator.actions.committees.close_session import Closing, close_session
from incubator.actions.committees.minutes import Names
from incubator.actions.desk import Desk
from incubator.actions.mails import Site
from incubator.store.accounts.accounts import find_by_email
from incubator.store.database import open_database
from incubator.store.journal import Trace

#: What is loaded late would be loaded anew in every life.
PRELOADED = (actions, sheets)
SITE = Site("Incubateur", "http://127.0.0.1")


async def close(folder: Path, committee_id: str) -> None:
    """What the screen does when the chair closes, in an open database."""
    chair = await find_by_email("preside@exemple.gouv.fr")
    assert chair is not None
    names = Names("Quai des essais", {"bac": "Bac à sable"})
    how = Closing(SITE, names, ZoneInfo("Europe/Paris"))
    await close_session(committee_id, how, Trace(chair.public_id), datetime.now(UTC))
    await carry_out_orders(Desk(folder))


async def live(url: str, folder: Path, committee_id: str) -> None:
    """One life, from the opened database to the file that says that it has ended."""
    async with open_database(url):
        await close(folder, committee_id)
    (folder.parent / "ended").touch()


def main() -> None:
    """Begin a life for each line, until there is none."""
    import tortoise.backends.sqlite  # noqa: F401 - preloaded, like the others

    # Nobody waits for the dead.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        url, folder, committee_id = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run(live(url, Path(folder), committee_id))
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
