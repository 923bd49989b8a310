"""Many rows at once, new ones inserted and known ones brought up to date, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from incubator.store.bulk import Row
from incubator.store.database import dialect


async def upsert_rows(
    client: BaseDBAsyncClient,
    table: type[Model],
    rows: Sequence[Row],
    keys: Sequence[str],
    *,
    kept: Iterable[str] = (),
    first: Iterable[str] = (),
) -> None:
    """Write rows by their keys, each row with every column that is not generated.

    ``kept`` are columns whose value stays when the new one is null, ``first`` those that only a
    new row is given. Texts are cut to the length of their column; a character that PostgreSQL
    can't hold is left out.
    """
    if not rows:
        return
    fields = table._meta.fields_db_projection
    generated = {name for name, one in table._meta.fields_map.items() if one.generated}
    columns = [name for name in fields if name not in generated]
    lengths = [getattr(table._meta.fields_map[name], "max_length", None) for name in columns]
    postgres = dialect(client) == "postgres"
    marks = [f"${index}" if postgres else "?" for index in range(1, len(columns) + 1)]
    own = table._meta.db_table
    kept, unchanged = set(kept), {*keys, *first}
    changes = ", ".join(
        f'"{fields[name]}" = COALESCE(excluded."{fields[name]}", "{own}"."{fields[name]}")'
        if name in kept
        else f'"{fields[name]}" = excluded."{fields[name]}"'
        for name in columns
        if name not in unchanged
    )
    names = ", ".join(f'"{fields[name]}"' for name in columns)
    unique = ", ".join(f'"{fields[name]}"' for name in keys)
    # Names of tables and columns come from the models, values are bound.
    statement = (
        f'INSERT INTO "{own}" ({names}) VALUES ({", ".join(marks)})'  # noqa: S608
        f" ON CONFLICT ({unique}) DO UPDATE SET {changes}"
    )
    await client.execute_many(
        statement,
        [
            [_fitting(row[name], length) for name, length in zip(columns, lengths, strict=True)]
            for row in rows
        ],
    )


def _fitting(value: Any, length: int | None) -> Any:
    if not isinstance(value, str):
        return value
    return value.replace("\0", "")[:length]
