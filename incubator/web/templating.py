"""Templates: one environment a language, and what every template may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import NoMatchFound

from incubator.config import PROJECT_ROOT
from incubator.domain.text import initials
from incubator.i18n import LANGUAGES, SOURCE_LANGUAGE, elided, french_typography, translations
from incubator.web import labels
from incubator.web.formats import Formats
from incubator.web.site import site_of

TEMPLATES = PROJECT_ROOT / "templates"
_NOBODY: Mapping[str, Any] = {"account": None, "notice": {}}


def language_of(request: Request) -> str:
    """The language of the page asked for; the middleware of languages sets it."""
    language: str = request.scope.get("language", SOURCE_LANGUAGE)
    return language


def translate(request: Request, message: str, **values: Any) -> str:
    """``message`` in the page's language, its ``%(name)s`` filled."""
    text = translations(language_of(request)).gettext(message)
    return text % values if values else text


def formats_of(request: Request) -> Formats:
    """Dates and numbers as the page's language writes them."""
    return Formats(language_of(request), site_of(request).settings.time_zone)


def page_url(request: Request, name: str, **params: Any) -> str:
    """The path of a page in the reader's language; unknown parameters make its query."""
    language = language_of(request)
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    path_names = _path_params(request.app, name)
    path_params = {key: str(value) for key, value in params.items() if key in path_names}
    query = {key: value for key, value in params.items() if key not in path_names}
    path = quote(str(request.app.url_path_for(name, **path_params)), safe="/:@!$&'()*+,;=~")
    return f"{prefix}{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")


def own_path(request: Request) -> str:
    """The path asked for, query included, in the reader's language."""
    language = language_of(request)
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    return prefix + _asked(request)


def other_language_url(request: Request) -> str:
    """The same page, query included, in the other language."""
    language = language_of(request)
    return f"/en{_asked(request)}" if language == SOURCE_LANGUAGE else _asked(request)


def _asked(request: Request) -> str:
    # Two slashes at the start would name another site.
    path = quote("/" + request.scope["path"].lstrip("/"), safe="/:@!$&'()*+,;=~")
    query = request.scope.get("query_string", b"").decode("ascii", "ignore")
    return path + (f"?{query}" if query else "")


def absolute_url(request: Request, path: str) -> str:
    """A full address: the configured one, else that of the request (its host is a trusted one)."""
    base = site_of(request).settings.base_url
    return f"{base}{path}" if base else str(URL(scope=request.scope).replace(path=path, query=""))


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
    environment = _environment(language_of(request), site.settings.time_zone)
    html = environment.get_template(template).render(
        {
            "request": request,
            "locale": language_of(request),
            # Sheets are in French, whatever the language of the page around them.
            "content_lang": Markup("") if language_of(request) == "fr" else Markup(' lang="fr"'),
            "request_path": request.scope["path"],
            "other_locale_url": other_language_url(request),
            "nav": _navigation(request),
            "visitor": visitor,
            # Public pages do without the style sheets of what people who sign in see.
            "has_forms": has_account
            or site.settings.is_demonstration
            or template.startswith("accounts/"),
            "in_space": request.scope["path"].startswith(
                ("/espace", "/mon-compte", "/admin", "/portefeuille")
            ),
            "in_committees": request.scope["path"].startswith("/comites"),
            "sign_in_url": page_url(request, "sign_in", **_way_back(request)),
            "site": {
                "title": site.settings.title or translate(request, labels.TITLE),
                "tagline": site.settings.tagline or translate(request, labels.TAGLINE),
                "skin": site.settings.skin,
                "is_demonstration": site.settings.is_demonstration,
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
        root = str(request.app.url_path_for(name))
        current = path == root or path.startswith(f"{root}/")
        items.append({"label": text, "url": page_url(request, name), "current": current})
    return items


def _path_params(app: Any, name: str) -> frozenset[str]:
    for route in app.routes:
        if getattr(route, "name", None) == name:
            return frozenset(route.param_convertors)
    raise NoMatchFound(name, {})


def _filled(gettext: Callable[[str], str]) -> Callable[..., str]:
    """Jinja's own way of filling a message, elided first as French wants it."""

    def fill(context: Any, message: str, /, **values: Any) -> str:
        text = elided(gettext(message), values)
        return (Markup(text) if context.eval_ctx.autoescape else text) % values  # noqa: S704

    return fill


@lru_cache(maxsize=len(LANGUAGES) * 2)
def _environment(language: str, time_zone: ZoneInfo) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=True,
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
        static=pass_context(lambda context, path: site_of(context["request"]).statics.url(path)),
        phase_name=lambda phase: labels.label(
            labels.PHASE_NAMES, phase or labels.UPCOMING, catalogue.gettext
        ),
        phase_state=lambda phase: labels.label(
            labels.PHASE_STATES, phase or labels.UPCOMING, catalogue.gettext
        ),
    )
    return environment
