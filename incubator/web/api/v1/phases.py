"""The type ``phases``: each phase of the programme, whoever is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from incubator.domain.phases import PHASES as EVERY_PHASE
from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.store.phase_reads import DescribedPhase, described_phases
from incubator.web import labels
from incubator.web.api.v1.ordering import ordered
from incubator.web.api.v1.resources import (
    Attribute,
    Filter,
    Filters,
    Order,
    Relationship,
    Resource,
    ResourceType,
    View,
)
from incubator.web.api.v1.schemas import ADDRESS, FLAG, TEXT, choice, records

#: How other types name a phase.
PHASE = choice(EVERY_PHASE)

_SORTS: Mapping[str, Callable[[Phase], Any]] = {"order": lambda phase: phase.order}
_FLAGS: Mapping[str, Callable[[Phase], bool]] = {
    "active": lambda phase: phase.is_active,
    "ending": lambda phase: phase.is_ending,
}
_DAYS = {"type": ["integer", "null"], "minimum": 0}


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    found = list(EVERY_PHASE)
    for name, holds in _FLAGS.items():
        if name in filters:
            wanted = [value == "true" for value in filters[name]]
            found = [one for one in found if holds(one) in wanted]
    return [one.value for one in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    known = await described_phases()
    return [_resource(known[Phase(one)]) for one in ids if one in set(EVERY_PHASE)]


def _resource(one: DescribedPhase) -> Resource:
    least, most = one.typical_days or (None, None)
    return Resource(
        id=one.phase.value,
        attributes={
            "title": one.title or labels.PHASE_NAMES[one.phase],
            "order": one.phase.order + 1,
            "active": one.phase.is_active,
            "ending": one.phase.is_ending,
            "summary": one.summary,
            "typical_days_min": least,
            "typical_days_max": most,
            "criteria": [
                {"id": each.id, "text": each.text, "check": each.check} for each in one.criteria
            ],
            "documentation_url": one.documentation_url,
            "markdown": one.body,
            "html": one.body_html,
        },
        related={"next": tuple(phase.value for phase in one.following)},
        page="/phases",
    )


PHASES = ResourceType(
    name="phases",
    meaning=N_("Les phases du programme : leur durée habituelle et ce qu’un comité y attend."),
    attributes=(
        Attribute("title", TEXT, N_("Le nom de la phase.")),
        Attribute("order", {"type": "integer", "minimum": 1}, N_("Son rang dans le programme.")),
        Attribute("active", FLAG, N_("Vrai si le programme travaille sur une startup qui y est.")),
        Attribute("ending", FLAG, N_("Vrai si une startup quitte le programme en y entrant.")),
        Attribute("summary", TEXT, N_("La phase en une phrase.")),
        Attribute("typical_days_min", _DAYS, N_("La durée habituelle la plus courte, en jours.")),
        Attribute("typical_days_max", _DAYS, N_("La durée habituelle la plus longue, en jours.")),
        Attribute(
            "criteria",
            records(id=TEXT, text=TEXT, check=TEXT),
            N_(
                "Ce qu’un comité attend à la fin de la phase. « check » nomme la vérification"
                " automatique, vide s’il n’y en a pas."
            ),
        ),
        Attribute("documentation_url", ADDRESS, N_("L’adresse de sa documentation.")),
        Attribute("markdown", TEXT, N_("Sa description, en Markdown.")),
        Attribute("html", TEXT, N_("La même description en HTML, sans rien d’actif.")),
    ),
    relationships=(
        Relationship("next", "phases", True, N_("Les phases qui peuvent suivre.")),
        Relationship(
            "entries", "phase-entries", True, N_("Les entrées dans cette phase."), back="phase"
        ),
    ),
    filters=(
        Filter("active", FLAG, N_("Les phases où le programme travaille, ou les autres.")),
        Filter("ending", FLAG, N_("Les phases qui terminent le suivi, ou les autres.")),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
)
