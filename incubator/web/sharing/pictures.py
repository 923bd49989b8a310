"""Pictures that other sites show: the drawing of a startup, that of the site, and badges.

They are made once for a version of the catalogue, a day and a language, and kept within a limit of
their own: thousands of drawings would drive the documents of the API out of memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from incubator.domain.catalogue import Card, Facet, Published
from incubator.domain.phases import ACTIVE_PHASES, GROWING_PHASES
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.api.open_answers import document_answer, edition_of, open_route
from incubator.web.public.cards import startup_card
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import asked_id
from incubator.web.sharing.badge import Badge, badge_svg
from incubator.web.sharing.drawing import SiteDrawing, StartupDrawing, draw_site, draw_startup
from incubator.web.sharing.marks import marks
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import formats_of, language_of, site_names, translate

PNG = "image/png"
SVG = "image/svg+xml; charset=utf-8"
#: A README's host asks again after an hour, and shows what it has meanwhile.
_BADGE_CACHE = "public, max-age=3600, stale-while-revalidate=86400"
_UNKNOWN = "#5f687c"


async def startup_drawing(request: Request) -> Response:
    """``/startups/{id}/apercu.png``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    card = snapshot.card(startup_id)
    if card is None:
        return await elsewhere(request, startup_id, "startup_drawing")
    said = _startup_drawing(request, snapshot, card)
    return await _kept(request, ("drawing", startup_id), PNG, lambda: draw_startup(said))


async def site_drawing(request: Request) -> Response:
    """``/apercu.png``"""
    said = _site_drawing(request, await snapshot_of(request))
    return await _kept(request, ("drawing",), PNG, lambda: draw_site(said))


async def startup_badge(request: Request) -> Response:
    """``/startups/{id}/badge.svg``: where there is no such startup, the badge says so too."""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    card = snapshot.card(startup_id)
    if card is None:
        try:
            return await elsewhere(request, startup_id, "startup_badge")
        except HTTPException as error:
            # Browsers show the picture of a refusal, and its reader learns why.
            unknown = _unknown_badge(request)
            return Response(badge_svg(unknown), error.status_code, media_type=SVG)
    badge = startup_badge_of(request, card)
    answer = await _kept(request, ("badge", startup_id), SVG, lambda: badge_svg(badge))
    answer.headers["Cache-Control"] = _BADGE_CACHE
    return answer


def startup_badge_of(request: Request, card: Card) -> Badge:
    """The badge of a startup, in the language asked for."""
    phase = card.phase or labels.UPCOMING
    name = translate(request, labels.PHASE_NAMES[phase]).lower()
    sentence = translate(request, "%(title)s, phase : %(phase)s", title=card.title, phase=name)
    return Badge(translate(request, "phase"), name, marks()[phase].colour, sentence)


def _unknown_badge(request: Request) -> Badge:
    unknown = translate(request, "inconnue")
    sentence = translate(request, "Cette startup n’est pas dans le catalogue.")
    return Badge(translate(request, "phase"), unknown, _UNKNOWN, sentence)


async def _kept(
    request: Request, key: tuple[str, ...], media_type: str, write: Callable[[], str | bytes]
) -> Response:
    async def ready() -> Callable[[], str | bytes]:
        return write

    made: Callable[[], Awaitable[Callable[[], str | bytes]]] = ready
    edition = await edition_of(request)
    pictures = site_of(request).pictures
    document = await pictures.get((language_of(request), *key), edition, media_type, made)
    return document_answer(request, document)


def _startup_drawing(request: Request, snapshot: Snapshot, card: Card) -> StartupDrawing:
    shown = startup_card(request, snapshot, card)
    return StartupDrawing(
        title=card.title,
        fallback=card.id,
        mission=card.mission,
        phase=shown["phase_label"],
        mark=marks()[shown["phase"]],
        incubator=shown["incubator_title"] or ", ".join(shown["sponsors"]),
        site=site_names(request)[0],
    )


def _site_drawing(request: Request, snapshot: Snapshot) -> SiteDrawing:
    index, formats = snapshot.index, formats_of(request)
    active = index.select({Facet.PHASE: sorted(ACTIVE_PHASES)})
    phases = index.values(Facet.PHASE)
    publishing = active.counts[Facet.PUBLISHED].get(Published.IMPACT, 0)
    members = sum(person.is_active for person in snapshot.people)
    figures = (
        (formats.number(active.count), translate(request, "startups actives")),
        (
            formats.number(sum(phases.get(phase, 0) for phase in GROWING_PHASES)),
            translate(request, "en accélération ou au-delà"),
        ),
        (
            formats.percent(publishing / active.count if active.count else 0.0),
            translate(request, "publient leur impact"),
        ),
        (formats.number(members), translate(request, "membres en mission")),
    )
    title, tagline = site_names(request)
    return SiteDrawing(title, tagline, figures if len(index) else ())


routes = [
    open_route("/apercu.png", site_drawing, "site_drawing"),
    open_route("/startups/{id}/apercu.png", startup_drawing, "startup_drawing"),
    open_route("/startups/{id}/badge.svg", startup_badge, "startup_badge"),
]
