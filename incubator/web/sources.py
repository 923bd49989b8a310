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
from incubator.store.startup_reads import SheetSource
from incubator.web.errors import MissingError
from incubator.web.site import site_of

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_WITH_IMAGES = (Collection.STARTUPS, Collection.MEMBERS)
_MAX_BYTES = 4 * 1024 * 1024


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
    stamp = int(file.stat().st_mtime)
    return f"/images/{collection.value}/{quote(file.name)}?v={stamp}"


async def image(request: Request) -> Response:
    """``/images/{collection}/{name}``: a picture of the content folder."""
    name = Path(request.path_params["name"])
    collection = request.path_params["collection"]
    if collection not in _WITH_IMAGES or name.suffix not in _TYPES:
        raise MissingError
    file = _image(site_of(request).settings, Collection(collection), name.stem)
    if file is None or file.name != name.name:
        raise MissingError
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(file, media_type=_TYPES[file.suffix], headers=headers)


def _image(settings: Settings, collection: Collection, sheet_id: str) -> Path | None:
    if "/" in sheet_id or "\x00" in sheet_id or sheet_id.startswith("."):
        return None
    try:
        folder = find_content(settings.content_dir) / "images" / collection.value
    except ContentError:
        return None
    for suffix in _TYPES:
        file = folder / f"{sheet_id}{suffix}"
        try:
            if file.is_file() and not file.is_symlink() and file.stat().st_size <= _MAX_BYTES:
                return file
        except OSError:
            continue
    return None


routes = [Route("/images/{collection}/{name}", image, name="image")]
