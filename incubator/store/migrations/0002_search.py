"""What no model describes: the full-text index, by dialect, and the catalogue's first version."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_SQLITE = (
    "CREATE VIRTUAL TABLE search_texts USING fts5(title, summary, body, prefix='2 3',"
    " tokenize='unicode61 remove_diacritics 2')"
)
_POSTGRES = (
    "CREATE TABLE search_texts (number integer PRIMARY KEY, vector tsvector NOT NULL);"
    " CREATE INDEX search_texts_vector ON search_texts USING gin (vector)"
)


_FIRST_VERSION = "INSERT INTO catalogue_version (id, number, content_commit) VALUES (1, 0, '')"


async def create(_apps: Any, editor: Any) -> None:
    """Make the table of search texts and the one row of versions."""
    is_postgres = editor.client.capabilities.dialect == "postgres"
    await editor.client.execute_script(_POSTGRES if is_postgres else _SQLITE)
    await editor.client.execute_script(_FIRST_VERSION)


async def drop(_apps: Any, editor: Any) -> None:
    """Undo :func:`create`."""
    await editor.client.execute_script("DROP TABLE search_texts")
    await editor.client.execute_script("DELETE FROM catalogue_version")


class Migration(migrations.Migration):
    """Both dialects create tables in transactions: an interrupted migration leaves nothing."""

    dependencies = [("incubator", "0001_initial")]
    operations = [ops.RunPython(create, drop)]
