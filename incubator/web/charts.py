"""Plotly.js as this server sends it: from here, compressed once, kept by browsers for ever."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from incubator.charts.bundle import bundle_file
from incubator.web.encodings import chosen

#: The name that pages ask for under ``/static/``, whichever file stands behind it.
BUNDLE_PATH = "charts/plotly.js"
_TYPE = "text/javascript; charset=utf-8"


class ChartBundle:
    """The bundle fetched into ``folder``, else the whole library.

    Its compressed form, 0.4 to 1.7 MB, is kept in memory from the first page that needs it: to
    compress it takes up to half a second, once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: Path | None = None
        self._compressed: tuple[int, bytes] | None = None
        self._lock = Lock()

    def file(self) -> Path | None:
        """The file to send; the choice is made once, so that pages and answers agree."""
        if self._file is None:
            self._file = bundle_file(self._folder)
        return self._file

    async def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """Answer a request for the bundle.

        Raises:
            HTTPException: 404, where there is none.
        """
        file = self.file()
        if file is None:
            raise HTTPException(404)
        if not chosen(request.headers.get("accept-encoding", ""), ("gzip",)):
            return FileResponse(file, headers=headers, media_type=_TYPE)
        content = await to_thread.run_sync(self._compress, file)
        # The middleware of compression leaves alone what says that it is compressed.
        encoded = {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(content, headers=encoded, media_type=_TYPE)

    def _compress(self, file: Path) -> bytes:
        modified = file.stat().st_mtime_ns
        with self._lock:
            if self._compressed is None or self._compressed[0] != modified:
                content = gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
                self._compressed = (modified, content)
            return self._compressed[1]
