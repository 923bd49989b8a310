"""The journal's guard, by dialect: the database itself refuses to change or remove an entry.

Only the personal part of an entry may go, once.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_SQLITE = """
CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_replaces_nothing BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_keeps_facts BEFORE UPDATE OF number, at, actor, action, subject,
    request_id, detail, digest, previous, hash ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_only_forgets BEFORE UPDATE OF personal ON journal
WHEN NEW.personal IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
_POSTGRES = """
CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER journal_keeps_entries BEFORE DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_keeps_facts BEFORE UPDATE OF number, at, actor, action, subject,
    request_id, detail, digest, previous, hash ON journal
FOR EACH ROW EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_only_forgets BEFORE UPDATE OF personal ON journal
FOR EACH ROW WHEN (NEW.personal IS NOT NULL) EXECUTE FUNCTION journal_refuses();
"""
_TRIGGERS = ("journal_keeps_entries", "journal_keeps_facts", "journal_only_forgets")


async def create(_apps: Any, editor: Any) -> None:
    """Make the triggers, and the head that the first entry continues."""
    is_postgres = editor.client.capabilities.dialect == "postgres"
    await editor.client.execute_script(_POSTGRES if is_postgres else _SQLITE)
    await editor.client.execute_script(
        "INSERT INTO journal_head (id, number, hash) VALUES (1, 0, '')"
    )


async def drop(_apps: Any, editor: Any) -> None:
    """Undo :func:`create`."""
    is_postgres = editor.client.capabilities.dialect == "postgres"
    if not is_postgres:
        await editor.client.execute_script("DROP TRIGGER journal_replaces_nothing")
    for name in _TRIGGERS:
        table = " ON journal" if is_postgres else ""
        await editor.client.execute_script(f"DROP TRIGGER {name}{table}")
    if is_postgres:
        await editor.client.execute_script("DROP FUNCTION journal_refuses()")
    await editor.client.execute_script("DELETE FROM journal_head")


class Migration(migrations.Migration):
    """The tables are of the migration before."""

    dependencies = [("incubator", "0003_accounts")]
    operations = [ops.RunPython(create, drop)]
