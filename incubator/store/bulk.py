"""Many rows at once, without an instance of the model for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from incubator.store.database import dialect

#: A row to be: every column of its table but a generated key, by name.
Row = Mapping[str, Any]


async def insert_rows(client: BaseDBAsyncClient, table: type[Model], rows: Sequence[Row]) -> None:
    """Insert rows, each with a value for every column that is not generated.

    Both databases take dates, decimals and instants as they are.
    """
    if not rows:
        return
    fields = table._meta.fields_map
    columns = [name for name, field in fields.items() if not field.generated]
    marks = (
        [f"${index}" for index in range(1, len(columns) + 1)]
        if dialect(client) == "postgres"
        else ["?"] * len(columns)
    )
    names = ", ".join(f'"{name}"' for name in columns)
    # Names of tables and columns come from the models, values are bound.
    statement = f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({", ".join(marks)})'  # noqa: S608
    await client.execute_many(statement, [[row[name] for name in columns] for row in rows])
