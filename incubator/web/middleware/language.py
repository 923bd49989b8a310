"""The language of a page is in its address: French at the root, English under ``/en``."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from incubator.i18n import LANGUAGES, SOURCE_LANGUAGE


class LanguageMiddleware:
    """Takes ``/en`` off the path and puts ``language`` in the scope."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] == "http":
            scope["language"] = SOURCE_LANGUAGE
            for language in LANGUAGES:
                prefix = f"/{language}"
                path: str = scope["path"]
                if language != SOURCE_LANGUAGE and (
                    path == prefix or path.startswith(f"{prefix}/")
                ):
                    scope["language"] = language
                    scope["path"] = path[len(prefix) :] or "/"
                    scope["raw_path"] = scope["path"].encode()
        await self._app(scope, receive, send)
