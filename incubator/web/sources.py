"""Where a page comes from: its file, and the pictures that go with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from incubator.config import Settings
from incubator.sheets.layout import Collection, ContentError, find_content
from incubator.sheets.pictures import WITH_PICTURES, find_picture
from incubator.store.startup_reads import SheetSource
from incubator.web.errors import MissingError
from incubator.web.site import site_of

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


def source_of(request: Request, source: SheetSource) -> dict[str, Any]:
    """The file of a page, when it changed, and its address where the settings give one."""
    base = site_of(request).settings.content_url
    return {
        "path": source.path,
        "changed_at": source.changed_at,
        "is_refused": source.is_refused,
        "url": f"{base}/{quote(source.path)}" if base else None,
    }


def image_url(settings: Settings, collection: Collection, sheet_id: str) -> str | None:
    """The address of a sheet's picture; None when it has none."""
    file = _image(settings, collection, sheet_id)
    if file is None:
        return None
    stamp = file.stat().st_mtime_ns // 1_000_000
    return f"/images/{collection.value}/{quote(file.name)}?v={stamp}"


def picture_url(request: Request, collection: Collection, sheet_id: str) -> str | None:
    """The same for a page; on a static site a file has no query, and its host tells its changes."""
    site = site_of(request)
    url = image_url(site.settings, collection, sheet_id)
    return url.partition("?")[0] if url and site.is_static else url


async def image(request: Request) -> Response:
    """``/images/{collection}/{name}``: a picture of the content folder."""
    name = Path(request.path_params["name"])
    collection = request.path_params["collection"]
    if collection not in WITH_PICTURES or name.suffix not in _TYPES:
        raise MissingError
    file = _image(site_of(request).settings, Collection(collection), name.stem)
    if file is None or file.name != name.name:
        raise MissingError
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(file, media_type=_TYPES[file.suffix], headers=headers)


def _image(settings: Settings, collection: Collection, sheet_id: str) -> Path | None:
    try:
        return find_picture(find_content(settings.content_dir), collection, sheet_id)
    except ContentError:
        return None


routes = [Route("/images/{collection}/{name}", image, name="image")]
