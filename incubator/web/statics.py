"""Static files under names that change with their content, so that browsers may keep them."""

from __future__ import annotations

import hashlib
import re
from mimetypes import guess_type
from pathlib import Path

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from incubator.web.charts import BUNDLE_PATH, ChartBundle
from incubator.web.encodings import SMALLEST, chosen, packed

_DIGEST = re.compile(r"^(?P<stem>.+)\.(?P<digest>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)$")
_FOREVER = "public, max-age=31536000, immutable"
_HOUR = "public, max-age=3600"
_PACKABLE = re.compile(r"text/|application/(?:javascript|json)|image/svg")
_MOST_PACKED = 2 * 1024 * 1024


class StaticFolder:
    """Files of ``static/`` and, under ``skins/``, of the official skin where it was fetched.

    ``charts/plotly.js`` is no file of the project either: ``bundle`` has it.
    """

    def __init__(self, folder: Path, skins: Path, bundle: ChartBundle) -> None:
        self._bundle = bundle
        self._roots = {"": folder.resolve(), "skins": skins.resolve()}
        self._urls: dict[str, tuple[float, str]] = {}
        self._is_held = False
        self._packed: dict[tuple[str, str], bytes] = {}

    def url(self, path: str) -> str:
        """The address of a file such as ``css/neutral.css``, with its digest."""
        if self._is_held and path in self._urls:
            return self._urls[path][1]
        file = self._bundle.file() if path == BUNDLE_PATH else self._find(path)
        if file is None:
            return f"/static/{path}"
        modified = file.stat().st_mtime
        held = self._urls.get(path)
        if held is None or held[0] != modified:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            stem, dot, suffix = path.rpartition(".")
            self._urls[path] = held = (modified, f"/static/{stem}.{digest}{dot}{suffix}")
        return held[1]

    def hold(self) -> None:
        """From now on, files stay as they are: an export looks at each of them once."""
        self._is_held = True

    async def serve(self, request: Request) -> Response:
        """Answer ``/static/{path}``; an address with the right digest may be kept for ever."""
        path: str = request.path_params["path"]
        match = _DIGEST.match(path)
        plain = f"{match['stem']}{match['suffix']}" if match else path
        current = self.url(plain) == f"/static/{path}"
        headers = {"Cache-Control": _FOREVER if current else _HOUR}
        if plain == BUNDLE_PATH:
            return await self._bundle.answer(request, headers)
        file = self._find(plain)
        if file is None:
            raise HTTPException(404)
        return await self._answer(file, plain, request, headers)

    async def _answer(
        self, file: Path, path: str, request: Request, headers: dict[str, str]
    ) -> Response:
        """A file, compressed where that gains something and the reader takes it."""
        media_type = guess_type(path)[0] or "application/octet-stream"
        if not _is_packable(file, media_type):
            return FileResponse(file, headers=headers, media_type=media_type)
        headers["Vary"] = "Accept-Encoding"
        encoding = chosen(request.headers.get("accept-encoding", ""))
        if not encoding:
            return FileResponse(file, headers=headers, media_type=media_type)
        key = (self.url(path), encoding)
        if key not in self._packed:
            # The smallest form takes a tenth of a second, once for a version of the file.
            content = await to_thread.run_sync(file.read_bytes)
            self._packed[key] = await to_thread.run_sync(_pack, encoding, content)
        headers["Content-Encoding"] = encoding
        headers["ETag"] = f'"{hashlib.sha256(self._packed[key]).hexdigest()[:32]}"'
        return Response(self._packed[key], headers=headers, media_type=media_type)

    def _find(self, path: str) -> Path | None:
        first, _, rest = path.partition("/")
        root, relative = (
            (self._roots["skins"], rest)
            if first == "skins"
            else (
                self._roots[""],
                path,
            )
        )
        if not relative or "\x00" in relative:
            return None
        try:
            file = (root / relative).resolve()
            return file if file.is_relative_to(root) and file.is_file() else None
        except (OSError, ValueError):
            return None


def _is_packable(file: Path, media_type: str) -> bool:
    return (
        _PACKABLE.match(media_type) is not None and SMALLEST <= file.stat().st_size <= _MOST_PACKED
    )


def _pack(encoding: str, content: bytes) -> bytes:
    return packed(encoding, content, for_long=True)
