"""The addresses of beta.gouv.fr's API that answer here too, described as far as their shape."""

from __future__ import annotations

from incubator.i18n import N_
from incubator.web.api.beta.routes import FAMILIES
from incubator.web.api.documents import JSON
from incubator.web.api.v1.openapi.answers import others, plain
from incubator.web.api.v1.openapi.parameters import Say, Written

TAG = "beta.gouv.fr"
#: The documents that are a list; the others are an object.
_LISTS = {"authors.json", "organisations.json"}


def beta_paths(startup_id: str, say: Say) -> dict[str, Written]:
    """The documents of ``/api/v2.7`` and the startup of ``/api/v3``."""
    found = {f"/api/v2.7/{name}": _whole(name, say) for name in FAMILIES}
    found["/api/v3/startups/{id}.json"] = {
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": say(N_("L’identifiant de la fiche.")),
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
                **({"example": startup_id} if startup_id else {}),
            }
        ],
        "get": {
            "operationId": "beta-startup",
            "tags": [TAG],
            "summary": say(N_("Une startup, telle que beta.gouv.fr la donne.")),
            "responses": {
                "200": plain(say(N_("La startup.")), "application/json", {"type": "object"}),
                "301": {"description": say(N_("La fiche a changé d’identifiant."))},
                "304": _unchanged(say),
                **others("404-beta", "410-beta"),
            },
        },
    }
    return found


def _whole(name: str, say: Say) -> Written:
    is_json = FAMILIES[name].media_type == JSON
    schema: Written = {"type": "array" if name in _LISTS else "object"}
    text = say(N_("Le document entier, comme beta.gouv.fr le publie."))
    media_type = "application/json" if is_json else "text/csv"
    return {
        "get": {
            "operationId": f"beta-{name}",
            "tags": [TAG],
            "summary": text,
            "responses": {
                "200": plain(text, media_type, schema if is_json else {"type": "string"}),
                "304": _unchanged(say),
            },
        }
    }


def _unchanged(say: Say) -> Written:
    return {"description": say(N_("Rien n’a changé depuis la réponse que vous avez."))}
