"""What a sync writes: sheets' rows and states, all within the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from incubator.sheets.layout import Collection, SheetFile
from incubator.sheets.parse import Sheet
from incubator.store import models, search
from incubator.store.bulk import Row, insert_rows
from incubator.store.rows import document, rows
from incubator.store.sheet_states import State, as_row

_CHUNK = 400
_STARTUP_TABLES: tuple[type[Model], ...] = (
    models.PhaseEntry,
    models.StartupEvent,
    models.StartupIncubator,
    models.StartupSponsor,
    models.StartupTag,
    models.StartupRepository,
    models.Indicator,
    models.IndicatorValue,
    models.IndicatorTarget,
    models.Budget,
    models.SheetSprint,
)
_MEMBER_TABLES: tuple[type[Model], ...] = (
    models.Mission,
    models.Membership,
    models.TeamMembership,
    models.MemberSkill,
)
#: The table that has a row for each sheet of a collection.
OWN_TABLES: dict[Collection, type[Model]] = {
    Collection.STARTUPS: models.Startup,
    Collection.MEMBERS: models.Member,
    Collection.INCUBATORS: models.Incubator,
    Collection.ORGANISATIONS: models.Organisation,
    Collection.TEAMS: models.Team,
}
#: Public paths of the collections that have pages; redirects lead there.
PUBLIC_PATHS = {
    Collection.STARTUPS: "startups",
    Collection.INCUBATORS: "incubateurs",
    Collection.ORGANISATIONS: "organisations",
    Collection.MEMBERS: "communaute",
    Collection.TEAMS: "equipes",
}


async def publish(
    client: BaseDBAsyncClient, sheets: Sequence[Sheet], replaced: Iterable[SheetFile]
) -> None:
    """Write sheets' rows; those of ``replaced``, which were published before, go first."""
    await withdraw(client, replaced, forget=False)
    batches: dict[type[Model], list[Row]] = defaultdict(list)
    for sheet in sheets:
        for table, row in rows(sheet):
            batches[table].append(row)
        for path in sheet.value.redirects if hasattr(sheet.value, "redirects") else ():
            target = f"/{PUBLIC_PATHS.get(sheet.file.collection, '')}/{sheet.file.id}"
            redirect = {"path": path, "target": target, "sheet_path": sheet.file.path}
            batches[models.Redirect].append(redirect)
    for table, batch in batches.items():
        await insert_rows(client, table, batch)
    documents = [found for sheet in sheets if (found := document(sheet))]
    await search.index_documents(client, documents)


async def withdraw(
    client: BaseDBAsyncClient, files: Iterable[SheetFile], *, forget: bool = True
) -> None:
    """Delete the rows of published sheets; ``forget`` takes them out of the search index too."""
    by_collection: dict[Collection, list[SheetFile]] = defaultdict(list)
    for file in files:
        by_collection[file.collection].append(file)
    for collection, members in by_collection.items():
        for start in range(0, len(members), _CHUNK):
            await _withdraw(client, collection, members[start : start + _CHUNK], forget)


async def _withdraw(
    client: BaseDBAsyncClient, collection: Collection, files: Sequence[SheetFile], forget: bool
) -> None:
    paths, ids = [file.path for file in files], [file.id for file in files]
    await models.SheetText.filter(path__in=paths).using_db(client).delete()
    await models.Redirect.filter(sheet_path__in=paths).using_db(client).delete()
    own = OWN_TABLES.get(collection)
    if own is None:
        await models.ReferenceSheet.filter(path__in=paths).using_db(client).delete()
        return
    await own.filter(id__in=ids).using_db(client).delete()
    if collection is Collection.STARTUPS:
        for table in _STARTUP_TABLES:
            await table.filter(startup_id__in=ids).using_db(client).delete()
    elif collection is Collection.MEMBERS:
        for table in _MEMBER_TABLES:
            await table.filter(member_id__in=ids).using_db(client).delete()
    if forget:
        await search.forget_documents(client, collection, ids)


async def write_states(
    client: BaseDBAsyncClient,
    states: Sequence[State],
    known: set[str],
    forgotten: Sequence[str],
) -> None:
    """Insert or replace the states of files; ``known`` are the paths that have a row.

    Those of ``forgotten`` files go.
    """
    paths = [state.path for state in states if state.path in known] + list(forgotten)
    for start in range(0, len(paths), _CHUNK):
        chunk = paths[start : start + _CHUNK]
        await models.SheetState.filter(path__in=chunk).using_db(client).delete()
    await insert_rows(client, models.SheetState, [as_row(state) for state in states])


async def claim_version(
    client: BaseDBAsyncClient, seen: int, *, advance: bool, **columns: Any
) -> bool:
    """Claim the catalogue, if nobody changed it since version ``seen`` was read.

    Written first in a sync's transaction: it takes the write lock, so that two syncs can't
    interleave; the one that comes second finds another number, and starts anew. ``advance`` makes
    a new version, which is what caches watch.
    """
    updated = (
        await models.CatalogueVersion.filter(id=1, number=seen)
        .using_db(client)
        .update(number=seen + advance, **columns)
    )
    return updated == 1
