"""``/api/1/openapi.json``: everything that the API answers, described from its own types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from incubator.i18n import N_
from incubator.web.api.beta.values import as_json
from incubator.web.api.documents import Edition
from incubator.web.api.open_answers import document_answer, edition_of
from incubator.web.api.v1 import reading
from incubator.web.api.v1.answers import LICENCE, OPENAPI, Writer
from incubator.web.api.v1.asked import Asked
from incubator.web.api.v1.doors import ApiRoute
from incubator.web.api.v1.openapi.answers import all_headers, all_responses
from incubator.web.api.v1.openapi.beta import TAG, beta_paths
from incubator.web.api.v1.openapi.parameters import Say, Written, all_parameters
from incubator.web.api.v1.openapi.paths import all_paths
from incubator.web.api.v1.openapi.schemas import all_schemas
from incubator.web.api.v1.types import BY_NAME, TYPES
from incubator.web.api.v1.views import view_of
from incubator.web.links import page_address, site_address
from incubator.web.site import site_of
from incubator.web.templating import language_of, site_names, translate

#: Whole texts of sheets: examples are for the eye, and do well without.
_LONG = frozenset({"front_matter", "markdown", "html"})


async def openapi(request: Request) -> Response:
    """``/api/1/openapi.json``, in the language of the address."""
    site, edition = site_of(request), await edition_of(request)
    base = site_address(request)

    async def write() -> Callable[[], str]:
        examples = await _examples(request, edition, base)
        written = description(request, base, examples)
        return lambda: as_json(written)

    key = (OPENAPI, language_of(request), base)
    document = await site.answers.get(key, edition, "application/json", write)
    return document_answer(request, document)


def description(request: Request, base: str, examples: dict[str, Written]) -> Written:
    """The whole document; ``examples`` are answers about one resource, by type."""

    def say(message: str) -> str:
        return translate(request, message)

    startup = examples.get("startups", {})
    startup_id = str(startup["data"]["id"]) if startup else ""
    return {
        "openapi": "3.1.0",
        "info": _info(request, say),
        "servers": [{"url": base}],
        "externalDocs": {
            "description": say(N_("La même chose, pour les personnes")),
            "url": page_address(request, "api_docs"),
        },
        "tags": [
            *({"name": kind.name, "description": say(kind.meaning)} for kind in TYPES),
            {
                "name": TAG,
                "description": say(
                    N_("Les adresses de l’API de beta.gouv.fr, avec les mêmes clés.")
                ),
            },
        ],
        "paths": {**all_paths(TYPES, examples, say), **beta_paths(startup_id, say)},
        "components": {
            "schemas": all_schemas(TYPES, say),
            "parameters": all_parameters(TYPES, say),
            "responses": all_responses(say),
            "headers": all_headers(say),
        },
    }


def _info(request: Request, say: Say) -> Written:
    title, tagline = site_names(request)
    info: Written = {
        "title": title,
        "version": "1",
        "summary": tagline,
        "description": say(
            N_(
                "Tout ce que le programme publie, en lecture seule et sans clé. Les adresses"
                " répondent aussi à HEAD et à OPTIONS, depuis n’importe quel site."
            )
        ),
        "license": {"name": LICENCE["name"], "url": LICENCE["href"]},
    }
    if contact := site_of(request).settings.contact_email:
        info["contact"] = {"email": contact}
    return info


async def _examples(request: Request, edition: Edition, base: str) -> dict[str, Written]:
    """A real answer about the first resource of each type, its long texts left out.

    What may be withdrawn from one minute to the next gives none: this document is kept.
    """
    view = await view_of(request, edition, None)
    found: dict[str, Any] = {}
    for kind in TYPES:
        first = () if kind.is_live else await kind.select(view, {}, ())
        if first:
            asked = Asked(fields={kind.name: kind.fields - _LONG})
            writer = Writer(view, asked, base)
            path = f"/api/1/{kind.name}/{first[0]}"
            found[kind.name] = await reading.one_resource(writer, BY_NAME, kind, first[0], path)
    return found


routes = [ApiRoute(OPENAPI, openapi, "api_openapi")]
