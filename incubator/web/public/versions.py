"""A former version of a startup's sheet: read, or taken away as it was."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import Actor, PlaceKind, is_administrator, may_edit_sheet
from incubator.sheets.layout import Collection
from incubator.sheets.render import RenderError
from incubator.sheets.versions import read_versions
from incubator.sheets.workshop import WorkshopError, render_markdown
from incubator.sheets.write import Content, WriteError, read_content
from incubator.store.sheet_changes import Change, changes_of, find_change
from incubator.store.snapshot import Snapshot
from incubator.web.errors import MissingError
from incubator.web.public.comparisons import listed
from incubator.web.public.history import SHORT, content_of, without_addresses
from incubator.web.public.paging import asked_id
from incubator.web.site import snapshot_of
from incubator.web.templating import render, translate
from incubator.web.visitor import visitor_of
from incubator.web.workspace.places import find_place

_STARTUPS = Collection.STARTUPS
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_KEPT_PAGES = 50


@dataclass(frozen=True, slots=True)
class Version:
    """A sheet at a commit; ``data`` is None where Git has lost it or it is too large."""

    startup_id: str
    change: Change
    data: bytes | None


async def version(request: Request) -> Response:
    """``/startups/{id}/historique/{commit}``"""
    found = await version_asked(request, asked_id(request))
    snapshot = await snapshot_of(request)
    last = (await changes_of(_STARTUPS, found.startup_id, 0, 1))[0]
    content, html, fault = await _read(request, found)
    card = snapshot.card(found.startup_id)
    is_present = card is not None and last.blob == found.change.blob
    return render(
        request,
        "public/version.html",
        {
            "startup_id": found.startup_id,
            "name": card.title if card else found.startup_id,
            "is_published": card is not None,
            "change": found.change,
            "short": found.change.commit[:SHORT],
            "author": without_addresses(found.change.author),
            "title": str(content.fields.get("title") or found.startup_id) if content else "",
            "fields": listed(request, content) if content else [],
            "body_html": html,
            "fault": fault,
            "has_file": found.data is not None,
            "is_present": is_present,
            "may_restore": not is_present
            and content is not None
            and may_restore(visitor_of(request).actor, snapshot, found.startup_id),
        },
    )


async def raw(request: Request) -> Response:
    """``/startups/{id}/historique/{commit}.md``: the file, as it was."""
    found = await version_asked(request, asked_id(request))
    if found.data is None:
        raise MissingError
    name = f"{found.startup_id}-{found.change.commit[:SHORT]}.md"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-cache"}
    return Response(found.data, headers=headers, media_type="text/plain; charset=utf-8")


def may_restore(actor: Actor, snapshot: Snapshot, startup_id: str) -> bool:
    """Whoever may edit the sheet; where it was deleted or never published, administrators."""
    named = find_place(snapshot, PlaceKind.STARTUP, startup_id)
    return is_administrator(actor) if named is None else may_edit_sheet(actor, named.place)


async def version_asked(request: Request, startup_id: str) -> Version:
    """The version that the address names.

    Raises:
        MissingError: there is none, or the sheet was deleted in it.
    """
    commit = request.path_params["commit"]
    change = await find_change(_STARTUPS, startup_id, commit) if _COMMIT.fullmatch(commit) else None
    if change is None or not change.blob:
        raise MissingError
    content = content_of(request)
    texts = await asyncio.to_thread(read_versions, content, [change.blob]) if content else {}
    return Version(startup_id, change, texts.get(change.blob))


async def _read(request: Request, found: Version) -> tuple[Content | None, str, str]:
    """What a version says: its fields, its text in HTML, and why they can't be shown."""
    if found.data is None:
        return None, "", "lost"
    try:
        content = read_content(found.data)
    except WriteError:
        return None, "", "unreadable"
    try:
        html, reason = await _html(found.change.blob, content.body)
    except WorkshopError:
        return content, "", "busy"
    return content, html, translate(request, reason) if reason else ""


async def _html(blob: str, text: str) -> tuple[str, str]:
    """The text of a content as the public page shows it, or why it can't be shown.

    The latest ones asked for are kept: a text that takes long is converted once.
    """
    if blob not in _pages:
        try:
            _pages[blob] = (await render_markdown(text) if text.strip() else "", "")
        except RenderError as error:
            _pages[blob] = ("", str(error))
        while len(_pages) > _KEPT_PAGES:
            _pages.popitem(last=False)
    _pages.move_to_end(blob)
    return _pages[blob]


# By the content's Git id: what it becomes never changes.
_pages: OrderedDict[str, tuple[str, str]] = OrderedDict()

routes = [
    Route("/startups/{id}/historique/{commit}.md", raw, name="startup_version_file"),
    Route("/startups/{id}/historique/{commit}", version, name="startup_version"),
]
