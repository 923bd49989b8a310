"""What feeds tell of the catalogue: startups that begin, and those that enter a phase."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from starlette.requests import Request

from incubator.domain.catalogue import Card
from incubator.domain.days import start_of
from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.links import page_address
from incubator.web.publishing.atom import FEED_SIZE, Entry, stable_id
from incubator.web.site import site_of
from incubator.web.templating import translate


def new_startups(request: Request, cards: Iterable[Card], snapshot: Snapshot) -> list[Entry]:
    """The startups that began last, the newest first; those yet to begin are left out."""
    begun = [
        (card.first_day, card.title, card)
        for card in cards
        if card.first_day is not None and card.first_day <= snapshot.today
    ]
    newest = sorted(begun, key=lambda one: one[:2], reverse=True)[:FEED_SIZE]
    return [_new(request, card, day) for day, _, card in newest]


def moves(
    request: Request, found: Iterable[tuple[str, Phase, date]], snapshot: Snapshot
) -> list[Entry]:
    """Entries into phases, as they come: startup, phase and day, each told once."""
    told = []
    for startup_id, phase, day in dict.fromkeys(found):
        card = snapshot.card(startup_id)
        if card is not None:
            told.append(_move(request, card, phase, day))
        if len(told) == FEED_SIZE:
            break
    return told


def _new(request: Request, card: Card, day: date) -> Entry:
    began = start_of(day, site_of(request).settings.time_zone)
    said = N_("%(name)s rejoint le programme.")
    sentence = translate(request, said, name=card.title)
    return Entry(
        id=stable_id("startup", card.id),
        title=card.title,
        link=page_address(request, "startup", id=card.id),
        summary=f"{sentence} {card.mission}".strip(),
        published=began,
        updated=began,
        category=("nouvelle", translate(request, N_("Nouvelle startup"))),
    )


def _move(request: Request, card: Card, phase: Phase, day: date) -> Entry:
    began = start_of(day, site_of(request).settings.time_zone)
    sentence = f"{card.title} {translate(request, labels.PHASE_MOVES[phase])}"
    return Entry(
        id=stable_id("phase", card.id, phase.value, day.isoformat()),
        title=sentence,
        link=page_address(request, "startup", id=card.id),
        summary=f"{sentence}.",
        published=began,
        updated=began,
        category=(phase.value, translate(request, labels.PHASE_NAMES[phase])),
    )
