"""Cards and names that several screens show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from incubator.domain.catalogue import Card, Published
from incubator.domain.directory import Person
from incubator.domain.phases import ENDING_PHASES
from incubator.domain.text import initials
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.templating import translate


def startup_card(request: Request, snapshot: Snapshot, card: Card) -> dict[str, Any]:
    """A startup as ``components/card.html`` wants it."""
    phase = card.phase or labels.UPCOMING
    incubator = next((snapshot.incubators.get(i) for i in card.incubators), None)
    return {
        "id": card.id,
        "title": card.title,
        "mission": card.mission,
        "phase": phase,
        "phase_label": translate(request, labels.PHASE_STATES[phase]),
        "incubator_title": incubator.title if incubator else "",
        "sponsors": [organisation_name(snapshot, sponsor) for sponsor in card.sponsors],
        "impact": Published.IMPACT in card.published,
        "budget": Published.BUDGET in card.published,
        "code": Published.CODE in card.published,
    }


def organisation_name(snapshot: Snapshot, organisation_id: str) -> str:
    """An organisation's acronym or name; one without a sheet keeps its id."""
    found = snapshot.organisations.get(organisation_id)
    return found.short_name if found else organisation_id


def by_phase(request: Request, snapshot: Snapshot, cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Cards in groups by phase, in the programme's order, empty groups left out."""
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(card.phase or labels.UPCOMING, []).append(card)
    order = [phase for phase in labels.PHASE_STATES if phase in groups]
    return [
        {
            "phase": phase,
            "label": translate(request, labels.PHASE_STATES[phase]),
            "is_over": phase in ENDING_PHASES,
            "cards": [startup_card(request, snapshot, card) for card in groups[phase]],
        }
        for phase in order
    ]


def person_card(request: Request, person: Person, period: str = "") -> dict[str, Any]:
    """A member as ``components/people.html`` wants it."""
    status = labels.label(
        labels.MEMBER_STATUSES, person.status, lambda text: translate(request, text)
    )
    return {
        "id": person.id,
        "name": person.full_name,
        "initials": initials(person.full_name),
        "role": person.role,
        "period": period or status,
        "active": person.is_active,
    }
