"""The settings in force. A secret only shows whether it is set."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.config import SECRET_SETTINGS, Settings
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.web.admin.screens import ask, listing, screen
from incubator.web.site import site_of
from incubator.web.templating import translate
from incubator.web.visitor import administrator


async def index(request: Request) -> Response:
    """``/admin/reglages``"""
    administrator(request)
    asked = ask(request, "admin_settings")
    settings, wanted = site_of(request).settings, fold(asked.text).split()
    shown = [_shown(request, settings, field.name) for field in fields(Settings)]
    found = [
        setting
        for setting in shown
        if all(word in fold(f"{setting['name']} {setting['value']}") for word in wanted)
    ]
    context = {**listing(asked, len(found)), "settings": found}
    return screen(request, "admin_settings", "settings.html", context)


def _shown(request: Request, settings: Settings, name: str) -> dict[str, Any]:
    value = getattr(settings, name)
    return {
        "name": f"INCUBATOR_{name.upper()}",
        "value": _secret(request, name, value)
        if name in SECRET_SETTINGS
        else _text(request, value),
        "is_secret": name in SECRET_SETTINGS,
        "is_default": value == getattr(Settings(), name),
    }


def _secret(request: Request, name: str, value: str) -> str:
    """Nothing of a secret; of the database's address, which kind it is."""
    if not value:
        return translate(request, N_("non défini"))
    told = translate(request, N_("défini"))
    return f"{told} ({urlsplit(value).scheme})" if name == "database_url" else told


def _text(request: Request, value: object) -> str:
    """A value as its variable would be written; empty when it is not set."""
    match value:
        case None:
            return ""
        case bool():
            return translate(request, N_("oui")) if value else translate(request, N_("non"))
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)


routes = [Route("/admin/reglages", index, name="admin_settings")]
