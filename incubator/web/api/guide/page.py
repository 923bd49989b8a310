"""``/api``: how to read the data of the programme with a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.api.beta.routes import FAMILIES
from incubator.web.api.guide.parts import described
from incubator.web.api.v1.answers import LICENCE, OPENAPI, ROOT
from incubator.web.api.v1.asked import DEPTH, MOST_SIZE, USUAL_SIZE
from incubator.web.api.v1.included import MOST as MOST_INCLUDED
from incubator.web.api.v1.limits import WINDOW
from incubator.web.links import site_address
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import render, translate

#: How far back the example of a past day goes.
_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Example:
    """A command to copy, under what it does."""

    name: str
    label: str
    command: str


async def api_docs(request: Request) -> Response:
    """``/api``"""
    site, snapshot = site_of(request), await snapshot_of(request)
    # Files of a static host answer no question: the site that does is named, or nothing is.
    base = site.settings.live_url if site.is_static else site_address(request)
    return render(
        request,
        "public/api.html",
        {
            "base": base,
            "root": ROOT,
            "openapi": OPENAPI,
            "licence": LICENCE["href"],
            "types": described(lambda message: translate(request, message)),
            "examples": _examples(request, base, snapshot),
            "usual_size": USUAL_SIZE,
            "most_size": MOST_SIZE,
            "most_included": MOST_INCLUDED,
            "depth": DEPTH,
            "quota": site.settings.api_requests,
            "window": WINDOW,
            "beta": [f"/api/v2.7/{name}" for name in FAMILIES],
            "startup_id": _startup_of(snapshot),
        },
    )


def _examples(request: Request, base: str, snapshot: Snapshot) -> list[Example]:
    """Commands that work as they are, on what is published here today."""
    if not base:
        return []
    startup = _startup_of(snapshot)
    past = (snapshot.today - _BACK).isoformat()
    told: list[tuple[str, str]] = [
        (
            N_("Les startups en accélération, par nom"),
            f"startups?filter[phase]={Phase.ACCELERATION.value}&sort=title",
        ),
        (
            N_("Trois champs seulement, cent par page"),
            f"startups?fields[startups]=title,mission,phase&page[size]={MOST_SIZE}",
        ),
        (N_("Les décisions des comités, avec leur startup"), "decisions?include=startup"),
        (N_("Les startups telles qu’elles étaient il y a un an"), f"startups?au={past}"),
    ]
    if startup:
        told[2:2] = [
            (
                N_("Une startup, avec ses membres et ses incubateurs"),
                f"startups/{startup}?include=active_members,incubators",
            ),
            (
                N_("Toutes les valeurs de ses indicateurs"),
                f"indicator-values?filter[startup]={startup}&sort=date",
            ),
        ]
    return [
        Example(f"exemple-{number}", translate(request, label), f"curl -g '{base}{ROOT}/{address}'")
        for number, (label, address) in enumerate(told, 1)
    ]


def _startup_of(snapshot: Snapshot) -> str:
    """A startup to show things with: one that publishes as much as any, by a plain id."""
    plain = [one for one in snapshot.index.cards if one.id.isascii() and "'" not in one.id]
    best = max(plain, key=lambda one: (len(one.published), one.phase is not None), default=None)
    return best.id if best else ""


routes = [Route("/api", api_docs, name="api_docs")]
