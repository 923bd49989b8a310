"""What answers there are besides the one that is asked for, and the headers that all carry."""

from __future__ import annotations

from typing import Any

from incubator.i18n import N_
from incubator.web.api.v1.answers import JSON_API
from incubator.web.api.v1.openapi.parameters import Say, Written
from incubator.web.api.v1.openapi.schemas import ref

_LIMITS = ("RateLimit-Policy", "RateLimit")
_KEPT = ("ETag", "Last-Modified", "Cache-Control")
#: What any address of the API may answer instead.
ANYWHERE = ("304", "400", "406", "414", "415", "429")


def all_headers(say: Say) -> dict[str, Written]:
    """Every header that is described, by its name."""
    return {
        "RateLimit-Policy": _header(
            say(N_("Le nombre de requêtes permises, et pour combien de secondes.")),
            '"default";q=600;w=60',
        ),
        "RateLimit": _header(
            say(N_("Ce qui en reste, et dans combien de secondes tout sera de nouveau permis.")),
            '"default";r=599;t=1',
        ),
        "ETag": _header(
            say(N_("L’empreinte de la réponse, à renvoyer dans If-None-Match.")), '"3f2a"'
        ),
        "Last-Modified": _header(
            say(N_("Quand la réponse a pu changer, à renvoyer dans If-Modified-Since.")),
            "Sat, 31 Jan 2026 08:00:00 GMT",
        ),
        "Cache-Control": _header(
            say(N_("Combien de temps la réponse peut être gardée.")), "public, max-age=300"
        ),
        "Retry-After": {
            "description": say(N_("Le nombre de secondes à attendre.")),
            "required": True,
            "schema": {"type": "integer", "minimum": 1},
            "example": 7,
        },
        "Location": _header(say(N_("L’adresse d’aujourd’hui.")), "/api/1/startups/bail-en-main"),
    }


def all_responses(say: Say) -> dict[str, Written]:
    """Every answer that is no document, by its status."""
    return {
        "301": _answer(say(N_("La fiche a changé d’identifiant.")), "Location", "Cache-Control"),
        "304": _answer(say(N_("Rien n’a changé depuis la réponse que vous avez.")), *_KEPT),
        "400": _error(say(N_("Un paramètre est inconnu ou mal écrit ; chaque erreur le nomme."))),
        "401": _error(say(N_("Il manque un jeton valable.")), "application/json"),
        "403": _error(say(N_("Le jeton ne permet pas de lire ceci.")), "application/json"),
        "404": _error(say(N_("Il n’y a rien de ce nom, à la date lue."))),
        "404-beta": _error_of_beta(say(N_("Il n’y a pas de startup de ce nom."))),
        "406": _error(say(N_("L’en-tête Accept demande une extension de JSON:API."))),
        "410": _error(say(N_("La fiche a été publiée, puis retirée."))),
        "410-beta": _error_of_beta(say(N_("La fiche a été publiée, puis retirée."))),
        "414": {
            **_answer(say(N_("L’adresse est trop longue."))),
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        "415": _error(say(N_("L’en-tête Content-Type demande une extension de JSON:API."))),
        "429": _too_many(say),
    }


def document(schema: str, text: str, example: Any = None) -> Written:
    """The answer that is asked for."""
    media: Written = {"schema": ref("schemas", schema)}
    media |= {"example": example} if example is not None else {}
    return {**_answer(text, *_KEPT), "content": {JSON_API: media}}


def plain(text: str, media_type: str, schema: Written) -> Written:
    """The answer of an address that is not JSON:API's."""
    return {"description": text, "content": {media_type: {"schema": schema}}}


def others(*statuses: str) -> dict[str, Written]:
    """References to answers."""
    return {one.removesuffix("-beta"): ref("responses", one) for one in statuses}


def _too_many(say: Say) -> Written:
    written = _error(say(N_("Trop de requêtes : Retry-After dit combien de secondes attendre.")))
    written["headers"]["Retry-After"] = ref("headers", "Retry-After")
    return written


def _error(text: str, media_type: str = JSON_API) -> Written:
    return {**_answer(text), "content": {media_type: {"schema": ref("schemas", "errors")}}}


def _error_of_beta(text: str) -> Written:
    return plain(text, "application/json", ref("schemas", "errors"))


def _answer(text: str, *headers: str) -> Written:
    return {
        "description": text,
        "headers": {name: ref("headers", name) for name in (*_LIMITS, *headers)},
    }


def _header(text: str, example: str) -> Written:
    return {
        "description": text,
        "required": True,
        "schema": {"type": "string"},
        "example": example,
    }
