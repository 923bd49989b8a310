"""Every address that is answered, at the root as on GitHub and under /api/v3 as on Enterprise."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from incubator.simulation.accounts import AccountType
from incubator.simulation.answers import repositories
from incubator.simulation.answers.addresses import instant
from incubator.simulation.asking import Answer, Ask, error, moved, not_found, of_json
from incubator.simulation.graphql import graphql
from incubator.simulation.repository import Repository
from incubator.simulation.views import OF_REPOSITORY, View

Serve = Callable[[Request, Callable[[Ask], Answer]], Awaitable[Response]]
#: How long a token of an installation lasts, on GitHub too.
_TOKEN_LASTS = timedelta(hours=1)


def all_routes(serve: Serve) -> list[BaseRoute]:
    """The routes; ``serve`` turns a request and what answers it into a response."""
    routes = [
        *_of_repositories(serve),
        _route("/orgs/{owner}/repos", _organisation, serve),
        _route("/users/{owner}/repos", _owner, serve),
        _route("/rate_limit", _rate_limit, serve),
        _route("/graphql", graphql, serve, "POST"),
        _route("/app/installations/{number:int}/access_tokens", _access_token, serve, "POST"),
    ]
    last = [_route("/{rest:path}", lambda ask: not_found(), serve, "GET", "POST")]
    enterprise = [_route("/graphql", graphql, serve, "POST")]
    return [
        Mount("/api/v3", routes=[*routes, *last]),
        Mount("/api", routes=[*enterprise, *last]),
        *routes,
        *last,
    ]


def _route(path: str, answer: Callable[[Ask], Answer], serve: Serve, *methods: str) -> Route:
    async def endpoint(request: Request) -> Response:
        return await serve(request, answer)

    return Route(path, endpoint, methods=methods or ("GET",))


def _of_repositories(serve: Serve) -> list[Route]:
    return [
        _route(root + place, _on_repository(part, view), serve)
        for place, part, view in OF_REPOSITORY
        for root in ("/repos/{owner}/{name}", "/repositories/{id:int}")
    ]


def _on_repository(part: str, view: View) -> Callable[[Ask], Answer]:
    def answer(ask: Ask) -> Answer:
        if "id" in ask.params:
            found, has_moved = ask.world.repositories.get(ask.params["id"]), False
        else:
            found, has_moved = ask.world.find("{owner}/{name}".format(**ask.params))
        if found is None or (found.is_private and not ask.token.private):
            return not_found()
        if has_moved:
            return _moved(ask)
        if part in ask.token.hidden:
            return error(403, ask.token.refusal)
        return view(ask, found)

    return answer


def _moved(ask: Ask) -> Answer:
    """What has another name now."""
    return moved(
        ask.home + (f"?{'&'.join(f'{k}={v}' for k, v in ask.query.items())}" * bool(ask.query))
    )


def _organisation(ask: Ask) -> Answer:
    """Repositories of an organisation."""
    owner = ask.world.accounts.get(ask.params["owner"].lower())
    if owner is None or owner.type is not AccountType.ORGANIZATION:
        return not_found()
    return _owned(ask, "created", descends=True)


def _owner(ask: Ask) -> Answer:
    """Repositories of anybody."""
    if ask.params["owner"].lower() not in ask.world.accounts:
        return not_found()
    return _owned(ask, "full_name", descends=False)


def _owned(ask: Ask, default: str, *, descends: bool) -> Answer:
    owner = ask.world.accounts[ask.params["owner"].lower()]
    found = [
        one for one in ask.world.repositories_of(owner) if not one.is_private or ask.token.private
    ]
    sort = ask.query.get("sort", default)
    keys: dict[str, Callable[[Repository], Any]] = {
        "full_name": lambda one: one.full_name.lower(),
        "updated": lambda one: (one.updated_at, one.id),
        "pushed": lambda one: (one.pushed_at or one.created_at, one.id),
    }
    found.sort(
        key=keys.get(sort, lambda one: (one.created_at, one.id)),
        reverse=ask.is_descending(descends and sort != "full_name"),
    )
    return ask.page(found, lambda one: repositories.repository(one, ask.to))


def _rate_limit(ask: Ask) -> Answer:
    """How many requests are left."""
    token = ask.token
    core = {
        "limit": token.limit,
        "remaining": token.remaining,
        "used": token.limit - token.remaining,
        "reset": int(ask.world.now().timestamp()) + 3600,
    }
    return of_json({"resources": {"core": core, "search": core, "graphql": core}, "rate": core})


def _access_token(ask: Ask) -> Answer:
    """A token of an installation, for an application that proves who it is."""
    claims = _claims(ask.authorization.removeprefix("Bearer ").removeprefix("bearer "))
    if claims is None:
        return error(401, "A JSON web token could not be decoded")
    if float(claims.get("exp", 0)) <= ask.world.now().timestamp():
        return error(401, "'Expiration time' claim ('exp') must be a numeric value in the future")
    installation = ask.world.installations.get(ask.params["number"])
    if installation is None:
        return not_found()
    if str(claims.get("iss")) != installation.app:
        return error(401, "'Issuer' claim ('iss') must be an Integer")
    token = ask.world.issue_token(installation)
    return of_json(
        {
            "token": token.value,
            "expires_at": instant(ask.world.now() + _TOKEN_LASTS),
            "permissions": {"metadata": "read", "issues": "read", "pull_requests": "read"},
            "repository_selection": "all",
        },
        201,
    )


def _claims(token: str) -> dict[str, Any] | None:
    """What a JSON web token claims; its signature is not looked at."""
    parts = token.split(".")
    if len(parts) != 3 or not parts[2]:
        return None
    try:
        head, claims = (
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            for part in parts[:2]
        )
    except ValueError:
        return None
    is_signed = isinstance(head, dict) and head.get("alg") == "RS256"
    return claims if is_signed and isinstance(claims, dict) else None
