"""Templates: one environment a language, and what every template may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from incubator.config import PROJECT_ROOT
from incubator.domain.text import initials
from incubator.i18n import LANGUAGES, SOURCE_LANGUAGE, elided, french_typography, translations
from incubator.web import labels
from incubator.web.formats import Formats
from incubator.web.links import (
    absolute_url,
    language_of,
    other_language_url,
    own_path,
    page_url,
    plain_path,
    served_url,
)
from incubator.web.sharing.meta import shared_meta
from incubator.web.site import site_of

__all__ = [
    "absolute_url",
    "formats_of",
    "language_of",
    "other_language_url",
    "own_path",
    "page_url",
    "render",
    "served_url",
    "site_names",
    "translate",
]

TEMPLATES = PROJECT_ROOT / "templates"
_NOBODY: Mapping[str, Any] = {"account": None, "notice": {}}


def translate(request: Request, message: str, **values: Any) -> str:
    """``message`` in the page's language, its ``%(name)s`` filled."""
    text = translations(language_of(request)).gettext(message)
    return text % values if values else text


def site_names(request: Request) -> tuple[str, str]:
    """What the site is called, and the line under its name."""
    settings = site_of(request).settings
    title = settings.title or translate(request, labels.TITLE)
    return title, settings.tagline or translate(request, labels.TAGLINE)


def formats_of(request: Request) -> Formats:
    """Dates and numbers as the page's language writes them."""
    return Formats(language_of(request), site_of(request).settings.time_zone)


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page that a template makes of a context."""
    site = site_of(request)
    visitor = request.scope.get("visitor") or _NOBODY
    has_account = not isinstance(visitor, Mapping) and visitor.account is not None
    environment = _environment(
        language_of(request), site.settings.time_zone, looks_again=not site.is_static
    )
    title, tagline = site_names(request)
    html = environment.get_template(template).render(
        {
            "request": request,
            "locale": language_of(request),
            # Sheets are in French, whatever the language of the page around them.
            "content_lang": Markup("") if language_of(request) == "fr" else Markup(' lang="fr"'),
            "request_path": request.scope["path"],
            "other_locale_url": other_language_url(request) if len(site.languages) > 1 else "",
            "nav": _navigation(request),
            "visitor": visitor,
            "shared": shared_meta(request) if status == 200 else None,
            # Public pages do without the style sheets of what people who sign in see.
            "has_forms": has_account
            or site.settings.is_demonstration
            or template.startswith("accounts/"),
            "in_space": request.scope["path"].startswith(
                ("/espace", "/mon-compte", "/admin", "/portefeuille")
            ),
            "in_committees": request.scope["path"].startswith("/comites"),
            "sign_in_url": served_url(request, "sign_in", **_way_back(request)),
            "site": {
                "title": title,
                "tagline": tagline,
                "skin": site.settings.skin,
                "is_demonstration": site.settings.is_demonstration,
                "is_static": site.is_static,
                "live_url": site.settings.live_url,
                "skin_stylesheets": site.skin_stylesheets,
                "source_url": site.settings.source_url,
                "content_url": site.settings.content_url,
                "contact_email": site.settings.contact_email,
                "synced_at": request.scope.get("synced_at"),
            },
            **(context or {}),
        }
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-cache", **(headers or {})})


def _way_back(request: Request) -> dict[str, str]:
    """The page to come back to after signing in, but for the pages about signing in."""
    path = request.scope["path"]
    leads_back = request.method == "GET" and not path.startswith(("/connexion", "/deconnexion"))
    return {"next": own_path(request)} if leads_back and path != "/" else {}


def _navigation(request: Request) -> list[dict[str, Any]]:
    path = request.scope["path"]
    sections = (
        ("startups", translate(request, "Startups")),
        ("phases", translate(request, "Phases")),
        ("organisations", translate(request, "Administrations")),
        ("incubators", translate(request, "Incubateurs")),
        ("community", translate(request, "Communauté")),
        ("about", translate(request, "À propos")),
    )
    items = []
    for name, text in sections:
        root = plain_path(request, name)
        current = path == root or path.startswith(f"{root}/")
        items.append({"label": text, "url": page_url(request, name), "current": current})
    return items


def _filled(gettext: Callable[[str], str]) -> Callable[..., str]:
    """Jinja's own way of filling a message, elided first as French wants it."""
    # Most messages hold no value, and are on every page.
    plain: dict[str, str] = {}

    def fill(context: Any, message: str, /, **values: Any) -> str:
        if not values and context.eval_ctx.autoescape:
            held = plain.get(message)
            if held is None:
                plain[message] = held = Markup(elided(gettext(message), {})) % {}  # noqa: S704
            return held
        text = elided(gettext(message), values)
        return (Markup(text) if context.eval_ctx.autoescape else text) % values  # noqa: S704

    return fill


@lru_cache(maxsize=len(LANGUAGES) * 2)
def _environment(language: str, time_zone: ZoneInfo, *, looks_again: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=looks_again,
    )
    environment.policies["ext.i18n.trimmed"] = True
    catalogue = translations(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        catalogue.gettext, catalogue.ngettext, newstyle=True
    )
    if language == SOURCE_LANGUAGE:
        environment.globals["gettext"] = pass_context(_filled(catalogue.gettext))
    formats = Formats(language, time_zone)
    environment.filters.update(
        day=formats.day,
        moment=formats.moment,
        weekday=formats.weekday,
        clock=formats.clock,
        month=formats.month,
        number=formats.number,
        percent=formats.percent,
        euros=formats.euros,
        typo=french_typography if language == SOURCE_LANGUAGE else str,
        initials=initials,
        # Only sheets.render makes *_html, and it sanitises: this names the one place of trust.
        sanitised=Markup,
    )
    environment.globals.update(
        url=pass_context(
            lambda context, name, **params: page_url(context["request"], name, **params)
        ),
        absolute=pass_context(lambda context, path: absolute_url(context["request"], path)),
        served=pass_context(
            lambda context, name, **params: served_url(context["request"], name, **params)
        ),
        static=pass_context(lambda context, path: site_of(context["request"]).statics.url(path)),
        phase_name=lambda phase: labels.label(
            labels.PHASE_NAMES, phase or labels.UPCOMING, catalogue.gettext
        ),
        phase_state=lambda phase: labels.label(
            labels.PHASE_STATES, phase or labels.UPCOMING, catalogue.gettext
        ),
    )
    return environment
