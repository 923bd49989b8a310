"""The journal: each entry continues the one before, and whatever is done to it is found."""

# ruff: noqa: S608 - the attacks are written here, in SQL

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException
from tortoise.transactions import in_transaction

from incubator.cli.run_operations import OperationError, verify_journal
from incubator.config import PROJECT_ROOT
from incubator.store import journal, models
from incubator.store.database import connection, dialect, open_database
from incubator.store.journal import Trace, Verification

START = datetime(2026, 11, 21, 9, 0, 0, tzinfo=UTC)
TRACE = Trace("auteur", "requete", "192.0.2.1")
COUNT = 6
TRIGGERS = ("journal_keeps_entries", "journal_keeps_facts", "journal_only_forgets")
#: How a trigger's refusal reaches a script, by dialect.
REFUSALS = (BaseORMException, asyncpg.RaiseError)


@pytest.fixture
async def filled(database_url: str) -> AsyncIterator[str]:
    async with open_database(database_url):
        await fill()
        yield database_url


async def fill(count: int = COUNT) -> None:
    for number in range(count):
        await journal.record(
            TRACE,
            "essai",
            f"account:p{number}",
            detail={"rang": number, "jour": START.date()},
            personal={"email": f"a{number}@exemple.fr", "vide": ""},
            now=START + timedelta(days=number),
        )


class _BackError(Exception):
    """Nothing of what a transaction did is kept."""


async def run(sql: str) -> None:
    await connection().execute_script(sql)


async def disarm() -> None:
    """What somebody does who has the database itself."""
    table = " ON journal" if dialect(connection()) == "postgres" else ""
    for name in TRIGGERS:
        await run(f"DROP TRIGGER {name}{table}")


# What it holds.


async def test_entries_are_numbered_and_tell_who_what_and_from_where(filled: str) -> None:
    count, entries = await journal.find_entries()
    assert count == COUNT
    assert [entry.number for entry in entries] == [6, 5, 4, 3, 2, 1]
    entry = entries[-1]
    assert (entry.actor, entry.action, entry.subject) == ("auteur", "essai", "account:p0")
    assert (entry.request_id, entry.at) == ("requete", START)
    assert entry.detail == {"rang": 0, "jour": "2026-11-21"}
    assert entry.personal == {"email": "a0@exemple.fr", "network": "192.0.2.1"}
    assert not entry.has_expired


async def test_an_entry_is_there_if_and_only_if_what_it_tells_is(filled: str) -> None:
    with contextlib.suppress(_BackError):
        async with in_transaction():
            await journal.record(TRACE, "essai", "x")
            assert (await journal.verify()).count == COUNT + 1
            raise _BackError
    assert (await journal.verify()).count == COUNT
    await journal.record(TRACE, "essai", "x")
    found = await journal.verify()
    assert (found.count, found.fault) == (COUNT + 1, None)


async def test_entries_are_found_by_word_action_and_person(filled: str) -> None:
    await journal.record(Trace("p3"), "autre", "chose")
    assert (await journal.find_entries(text="a2@exemple.fr"))[0] == 1
    assert (await journal.find_entries(text="ESSAI auteur"))[0] == COUNT
    assert (await journal.find_entries(action="autre"))[0] == 1
    _, about = await journal.find_entries(about="p3", oldest_first=True)
    assert [entry.action for entry in about] == ["essai", "autre"]
    count, page = await journal.find_entries(first=2, limit=2)
    assert (count, [entry.number for entry in page]) == (COUNT + 1, [5, 4])
    assert await journal.journal_actions() == ["autre", "essai"]


async def test_the_chain_verifies(filled: str) -> None:
    assert await journal.verify() == Verification(COUNT, str(await journal.hash_of(COUNT)), None)


async def test_a_chain_is_verified_while_it_grows(filled: str) -> None:
    verified, *_ = await asyncio.gather(journal.verify(), fill(3), journal.verify())
    assert verified.fault is None
    assert (await journal.verify()).count == COUNT + 3


async def test_a_long_chain_is_verified_to_its_end(sqlite_url: str) -> None:
    async with open_database(sqlite_url):
        async with in_transaction():
            await fill(1003)
        assert (await journal.verify()).count == 1003
        await disarm()
        await run("UPDATE journal SET subject = 'x' WHERE number = 1001")
        found = await journal.verify()
        assert found.fault is not None
        assert found.fault.number == 1001


# What the database refuses.

COLUMNS = {
    "number": "number + 100",
    "at": "'2020-01-01T00:00:00+00:00'",
    "actor": "'autre'",
    "action": "'autre'",
    "subject": "'autre'",
    "request_id": "'autre'",
    "detail": "'{}'",
    "digest": "''",
    "previous": "''",
    "hash": "''",
    "personal": "'{}'",
}


async def test_the_database_refuses_to_change_an_entry(filled: str) -> None:
    for column, value in COLUMNS.items():
        for where in ("", " WHERE number = 2"):
            with pytest.raises(REFUSALS, match="append-only"):
                await run(f"UPDATE journal SET {column} = {value}{where}")
    assert (await journal.verify()).fault is None


async def test_the_database_refuses_to_remove_an_entry(filled: str) -> None:
    statements = ["DELETE FROM journal", "DELETE FROM journal WHERE number = 6"]
    if dialect(connection()) == "postgres":
        statements.append("TRUNCATE journal")
    else:
        # SQLite removes what it replaces without asking the triggers of removal.
        statements.append("REPLACE INTO journal SELECT * FROM journal WHERE number = 6")
    for statement in statements:
        with pytest.raises(REFUSALS, match="append-only"):
            await run(statement)
    assert (await journal.verify()).count == COUNT


# What is found all the same.


#: By what is done, the number of the entry at which the chain is found to break.
ATTACKS: dict[tuple[str, ...], int] = {
    **{
        (f"UPDATE journal SET {column} = {value} WHERE number = {number}",): number
        for column, value in (COLUMNS | {"previous": "'x'"}).items()
        for number in (1, 3, COUNT)
        if column != "number"
    },
    # Less than the second to which entries are written.
    ("UPDATE journal SET at = '2026-11-23 09:00:00.400000+00:00' WHERE number = 3",): 3,
    ("UPDATE journal SET personal = '' WHERE number = 3",): 3,
    ("UPDATE journal SET personal = '{}' WHERE number = 7",): 7,
    **{(f"DELETE FROM journal WHERE number = {number}",): number for number in (1, 3, 7)},
    ("DELETE FROM journal",): 1,
    ("DELETE FROM journal WHERE number > 3",): 4,
    # A removal that closes the gap.
    (
        "DELETE FROM journal WHERE number = 3",
        *(f"UPDATE journal SET number = number - 1 WHERE number = {n}" for n in (4, 5, 6, 7)),
        "UPDATE journal_head SET number = number - 1",
    ): 3,
    # Two that change places.
    (
        "UPDATE journal SET number = 100 WHERE number = 3",
        "UPDATE journal SET number = 3 WHERE number = 4",
        "UPDATE journal SET number = 4 WHERE number = 100",
    ): 3,
    # One more, that continues the last.
    (
        "INSERT INTO journal (number, at, actor, action, subject, request_id, detail, personal,"
        " digest, previous, hash) SELECT 8, at, actor, action, subject, request_id, detail,"
        " personal, digest, hash, hash FROM journal WHERE number = 7",
    ): 8,
    ("UPDATE journal_head SET hash = 'x'",): 8,
    ("UPDATE journal_head SET number = 5",): 6,
}


async def test_whatever_is_done_to_it_is_found(filled: str) -> None:
    await journal.record(Trace("cli"), "essai", "sans partie personnelle")
    await disarm()
    for attack, number in ATTACKS.items():
        with contextlib.suppress(_BackError):
            async with in_transaction():
                for statement in attack:
                    # Not as a script, which SQLite takes out of the transaction.
                    await connection().execute_query(statement)
                found = await journal.verify()
                assert found.fault is not None, attack
                assert found.fault.number == number, attack
                raise _BackError
        assert (await journal.verify()).fault is None, attack


# What expires.


async def test_the_personal_part_expires_and_the_chain_still_holds(filled: str) -> None:
    assert await journal.forget_before(START + timedelta(days=3)) == 3
    assert await journal.forget_before(START + timedelta(days=3)) == 0
    _, entries = await journal.find_entries(oldest_first=True)
    assert [entry.personal is None for entry in entries] == [True] * 3 + [False] * 3
    assert [entry.has_expired for entry in entries] == [True] * 3 + [False] * 3
    assert (await journal.verify()).fault is None


async def test_what_identifies_somebody_goes_with_their_account(filled: str) -> None:
    await journal.record(Trace("p2", network="192.0.2.2"), "autre", "chose")
    assert await journal.forget_about("p2") == 2
    _, entries = await journal.find_entries(about="p2")
    assert all(entry.personal is None for entry in entries)
    assert (await journal.find_entries(text="a2@exemple.fr"))[0] == 0
    assert (await journal.verify()).fault is None


async def test_what_has_expired_can_not_be_guessed_from_its_digest(filled: str) -> None:
    """Equal personal parts have different digests: each has a salt."""
    for _ in range(2):
        await journal.record(TRACE, "essai", "x", personal={"email": "ana@exemple.fr"})
    rows = await models.JournalEntry.filter(number__gt=COUNT)
    assert len({row.digest for row in rows}) == 2


# Several writers.

_WRITER = """
import asyncio, sys
from incubator.actions.mails import Site
from incubator.actions.manage_access import Wanted, give_role
from incubator.domain.access import Role
from incubator.store.database import open_database
from incubator.store.journal import Trace
from datetime import date

async def main(url, name):
    site, wanted = Site("x", "http://x"), Wanted(Role.COACH, "q", "q", "essai", None)
    async with open_database(url):
        for number in range(15):
            email = f"{name}{number}@exemple.fr"
            await give_role(site, email, wanted, Trace(name), today=date(2026, 11, 21))

asyncio.run(main(*sys.argv[1:]))
"""


def test_writers_in_several_processes_keep_the_chain(database_url: str) -> None:
    """Each of their transactions reads before it writes, as most do."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, database_url, name],
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT_ROOT,
        )
        for name in "abc"
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (errors, writer.returncode) == ("", 0)

    async def verified() -> Verification:
        async with open_database(database_url):
            return await journal.verify()

    found = asyncio.run(verified())
    assert (found.count, found.fault) == (3 * 15 * 2, None)


async def test_writers_at_once_in_one_process_keep_the_chain(filled: str) -> None:
    await asyncio.gather(*(fill(2) for _ in range(8)))
    found = await journal.verify()
    assert (found.count, found.fault) == (COUNT + 16, None)


# The command.


@pytest.mark.parametrize("anchor", ["6", "x:y", "²:a", "6:", "-1:a", ":", f"6:{'a' * 63}", "1:x y"])
async def test_an_anchor_that_can_be_none_is_explained(filled: str, anchor: str) -> None:
    with pytest.raises(OperationError, match="NUMBER:HASH"):
        await verify_journal(anchor)


async def test_an_end_that_was_noted_shows_what_was_cut_off(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def verify(anchor: str = "") -> tuple[int, str, str]:
        """The exit code, the last line, and what is wrong."""
        try:
            await verify_journal(anchor)
        except SystemExit as exit_:
            code = exit_.code
        else:
            code = 0
        told = capsys.readouterr()
        assert isinstance(code, int)
        return code, told.out.strip().rpartition("\n")[2], told.err.strip()

    async with open_database(database_url):
        assert await verify() == (0, "0:", "")
        assert await verify("0:") == (0, "0:", "")
        await fill()
        code, noted, _ = await verify()
        assert (code, noted) == (0, f"6:{await journal.hash_of(6)}")
        await fill(2)
        assert (await verify(noted))[0] == 0
        assert await verify(f"999999999:{'a' * 64}") == (
            1,
            "",
            "Entry 999999999 is not the one that was noted.",
        )
        await disarm()
        # Whoever cuts the journal and moves its head leaves a chain that holds by itself.
        await run("DELETE FROM journal WHERE number > 4")
        await run(
            "UPDATE journal_head SET number = 4, hash = (SELECT hash FROM journal WHERE number = 4)"
        )
        assert (await verify())[0] == 0
        assert await verify(noted) == (1, "", "Entry 6 is not the one that was noted.")
        await run("UPDATE journal SET actor = 'x' WHERE number = 2")
        assert await verify() == (1, "", "Broken at entry 2: the entry was changed.")
