"""Published sheets in their own words, for those who want all that a sheet says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Subquery

from incubator.sheets.layout import Collection
from incubator.store import models


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet as it is written: ``front_matter`` is JSON, in the sheet's order.

    ``body`` is Markdown and ``body_html`` what it became; both are "" where they were not read.
    """

    id: str
    front_matter: str
    body: str = ""
    body_html: str = ""


async def written_sheets(
    collection: Collection, *, with_bodies: bool = False
) -> list[WrittenSheet]:
    """The published sheets of a collection, in the order of the bytes of their files' names."""
    published = models.SheetState.filter(collection=collection.value, is_published=True)
    columns = ["path", "front_matter", *(["body", "body_html"] if with_bodies else [])]
    rows: Any = await models.SheetText.filter(
        path__in=Subquery(published.values("path"))
    ).values_list(*columns)
    named = [(path.rpartition("/")[2], texts) for path, *texts in rows]
    # A database has an order of its own for accents and capitals: this one is the files'.
    named.sort(key=lambda row: row[0].encode())
    return [WrittenSheet(name.removesuffix(".md"), *texts) for name, texts in named]


async def find_written_startup(startup_id: str) -> WrittenSheet | None:
    """A published startup's sheet as it is written, or None."""
    row = await models.Startup.get_or_none(id=startup_id)
    if row is None:
        return None
    text = await models.SheetText.get(path=row.path)
    return WrittenSheet(row.id, text.front_matter, text.body, text.body_html)
