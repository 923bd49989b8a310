"""Who changed a startup's sheet, what and when."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import is_administrator
from incubator.sheets.layout import Collection, ContentError, find_content
from incubator.sheets.versions import read_versions
from incubator.store.sheet_changes import Change, changes_of, count_changes
from incubator.web.errors import MissingError
from incubator.web.public.comparisons import Comparison, compare
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import Page, asked_id, asked_page
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render
from incubator.web.visitor import visitor_of

PAGE_SIZE = 20
#: How many characters of a commit addresses show.
SHORT = 12
_STARTUPS = Collection.STARTUPS
_ADDRESS = re.compile(r"[^\s<>()\"',;:]+@[^\s<>()\"',;:]+")
_AUTOMATIC = re.compile(r"\d+ champs|nouvelle fiche")
CREATED, DELETED, RENAMED, CHANGED = "created", "deleted", "renamed", "changed"


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as the page shows it; ``message`` is "" where it says what the fields say."""

    change: Change
    kind: str
    author: str
    message: str
    former_name: str
    name: str
    comparison: Comparison

    @property
    def short(self) -> str:
        """The commit in its address."""
        return self.change.commit[:SHORT]


async def history(request: Request) -> Response:
    """``/startups/{id}/historique``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    card = snapshot.card(startup_id)
    total = await count_changes(_STARTUPS, startup_id)
    if total == 0 and card is None:
        return await elsewhere(request, startup_id, "startup_history")
    page = Page(
        asked_page(request), PAGE_SIZE, total,
        lambda number: page_url(request, "startup_history", id=startup_id, page=number)
        if number > 1 else page_url(request, "startup_history", id=startup_id),
    )  # fmt: skip
    if page.number > page.count:
        raise MissingError
    # One more, which tells the name that the oldest one shown took the place of.
    rows = await changes_of(_STARTUPS, startup_id, page.first, PAGE_SIZE + 1)
    shown = await asyncio.to_thread(_shown, request, rows) if rows else []
    last = (await changes_of(_STARTUPS, startup_id, 0, 1))[:1]
    actor = visitor_of(request).actor
    return render(
        request,
        "public/history.html",
        {
            "startup_id": startup_id,
            "name": card.title if card else startup_id,
            "is_published": card is not None,
            "deleted_at": last[0].at if last and not last[0].blob and card is None else None,
            "last_version": await _last_version(startup_id)
            if card is None and is_administrator(actor)
            else "",
            "changes": shown,
            "page": page,
        },
    )


def content_of(request: Request) -> Path | None:
    """The folder of the sheets, where there is one."""
    try:
        return find_content(site_of(request).settings.content_dir)
    except ContentError:
        return None


def without_addresses(text: str) -> str:
    """A name or a message of Git without the e-mail addresses in it: only what precedes the @."""
    return _ADDRESS.sub(lambda found: found[0].partition("@")[0], text)


def _shown(request: Request, rows: Sequence[Change]) -> list[Shown]:
    """The changes of a page, compared. Runs in a thread: it waits for Git."""
    content = content_of(request)
    own = rows[:PAGE_SIZE]
    blobs = [blob for row in own for blob in (row.blob, row.previous_blob)]
    texts: dict[str, bytes | None] = {"": b""}
    texts |= read_versions(content, blobs) if content else {}
    olders = [*rows[1:], None]
    return [_one(request, row, older, texts) for row, older in zip(own, olders, strict=False)]


def _one(
    request: Request, row: Change, older: Change | None, texts: dict[str, bytes | None]
) -> Shown:
    former, name = older.path if older else row.path, row.path
    is_renamed = bool(row.blob and row.previous_blob) and former != name
    kind = (
        DELETED if not row.blob
        else CREATED if not row.previous_blob
        else RENAMED if is_renamed
        else CHANGED
    )  # fmt: skip
    # What a new sheet says, and what a deleted one said, are read on its own page.
    compared = kind in (CHANGED, RENAMED)
    comparison = (
        compare(request, texts.get(row.previous_blob), texts.get(row.blob))
        if compared
        else Comparison()
    )
    return Shown(
        row, kind, without_addresses(row.author), _message(row, comparison, kind),
        former if is_renamed else "", name, comparison,
    )  # fmt: skip


def _message(row: Change, comparison: Comparison, kind: str) -> str:
    """The commit's first line, unless it was made of the fields that changed."""
    prefix = f"{PurePosixPath(row.path).name.removesuffix('.md')} : "
    if not row.message.startswith(prefix):
        return without_addresses(row.message)
    rest = row.message.removeprefix(prefix)
    is_automatic = bool(_AUTOMATIC.fullmatch(rest)) or set(rest.split(", ")) <= comparison.keys
    return "" if is_automatic and (kind != DELETED) else without_addresses(rest)


async def _last_version(startup_id: str) -> str:
    """The last version of a deleted sheet that says something, for those who may restore it."""
    recent = await changes_of(_STARTUPS, startup_id, 0, PAGE_SIZE)
    return next((change.commit[:SHORT] for change in recent if change.blob), "")


routes = [Route("/startups/{id}/historique", history, name="startup_history")]
