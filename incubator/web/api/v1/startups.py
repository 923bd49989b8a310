"""The type ``startups``: how they are found; ``startup_fields`` says what each tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from incubator.domain.catalogue import UNKNOWN, Card, Facet, Sort
from incubator.domain.members import active_startups, legacy_startups
from incubator.domain.phases import PHASES
from incubator.domain.startups import ACCESSIBILITY_STATUSES
from incubator.domain.text import tag_key
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.many_members import ids_in_startups
from incubator.store.search import matching_numbers
from incubator.web.api.v1.belonging import public_incubators
from incubator.web.api.v1.members import members_at
from incubator.web.api.v1.ordering import ordered
from incubator.web.api.v1.resources import (
    Filter,
    Filters,
    Order,
    Relationship,
    Resource,
    ResourceType,
    View,
)
from incubator.web.api.v1.schemas import DAY, FLAG, ID, WORDS, choice, written_day
from incubator.web.api.v1.startup_fields import ATTRIBUTES, PUBLISHED, Startups

_PHASE_CHOICES = (*PHASES, UNKNOWN)
_FACETS: Mapping[str, Facet] = {
    "phase": Facet.PHASE,
    "incubator": Facet.INCUBATOR,
    "sponsor": Facet.SPONSOR,
    "ministry": Facet.MINISTRY,
    "theme": Facet.THEME,
    "technology": Facet.TECHNOLOGY,
    "usertype": Facet.USER_TYPE,
    "published": Facet.PUBLISHED,
    "accessibility": Facet.ACCESSIBILITY,
}
_TAGS = frozenset({"theme", "technology", "usertype"})
_SORTS: Mapping[str, Callable[[Card], Any]] = {
    "title": lambda card: card.sort_title,
    "phase": lambda card: None if card.phase is None else card.phase.order,
    "phase_since": lambda card: card.since,
    "started_on": lambda card: card.first_day,
}


def _values(name: str, values: Sequence[str]) -> list[str]:
    if name in _TAGS:
        return list(dict.fromkeys(map(tag_key, values)))
    return [PUBLISHED[one] for one in values] if name == "published" else list(values)


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    matching = None
    if "q" in filters:
        matching = await matching_numbers(filters["q"][0], Collection.STARTUPS)
    index = view.snapshot.index
    chosen = {facet: _values(n, filters[n]) for n, facet in _FACETS.items() if n in filters}
    selection = index.select(chosen, matching)
    order = Sort.TITLE if matching is None else Sort.RELEVANCE
    cards = index.page(selection, order, 0, len(index), matching)
    fitting = [card for card in cards if _fits(card, filters)]
    if "member" in filters:
        tied = await _of_members(view, filters["member"])
        fitting = [card for card in fitting if card.id in tied]
    return [card.id for card in ordered(fitting, orders, _SORTS)]


def _fits(card: Card, filters: Filters) -> bool:
    """Whether a card fits the filters that are no facets."""
    if "id" in filters and card.id not in filters["id"]:
        return False
    if "national_impact" in filters:
        wanted = {value == "true" for value in filters["national_impact"]}
        if (card.national_impact is not None) not in wanted:
            return False
    for name, value in (("started", card.first_day), ("phase", card.since)):
        since, until = filters.get(f"{name}_since"), filters.get(f"{name}_until")
        if (since or until) and value is None:
            return False
        if since and value and value < (written_day(since[0]) or value):
            return False
        if until and value and value > (written_day(until[0]) or value):
            return False
    return True


async def _of_members(view: View, members: Sequence[str]) -> set[str]:
    found = await members_at(view, members, with_lists=False)
    return {
        startup
        for _, member in found.values()
        for startup in (*active_startups(member, view.today), *legacy_startups(member, view.today))
    }


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    known = [one for one in ids if view.snapshot.card(one)]
    startups = await Startups.read(view, known, fields)
    teams = await _teams(view, known) if {"active_members", "previous_members"} & fields else {}
    snapshot = view.snapshot
    found = []
    for one in known:
        card = view.snapshot.index.by_id[one]
        active, previous = teams.get(one, ((), ()))
        related = {
            "incubators": public_incubators(snapshot, card.incubators),
            "sponsors": tuple(s for s in card.sponsors if s in snapshot.organisations),
            "active_members": active,
            "previous_members": previous,
        }
        found.append(Resource(one, startups.attributes(card), related, f"/startups/{one}"))
    return found


async def _teams(
    view: View, startups: Sequence[str]
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Who works, and who has worked, in some startups, in the order of the members' files."""
    active: dict[str, list[str]] = {one: [] for one in startups}
    previous: dict[str, list[str]] = {one: [] for one in startups}
    members = await members_at(view, await ids_in_startups(startups), with_lists=False)
    for member_id, (_, member) in members.items():
        now = active_startups(member, view.today)
        for one in now:
            if one in active:
                active[one].append(member_id)
        for one in legacy_startups(member, view.today):
            if one in previous and one not in now:
                previous[one].append(member_id)
    return {one: (tuple(active[one]), tuple(previous[one])) for one in startups}


STARTUPS = ResourceType(
    name="startups",
    meaning=N_("Les startups d’État : tout ce que disent leurs fiches, et où elles en sont."),
    attributes=ATTRIBUTES,
    relationships=(
        Relationship("incubators", "incubators", True, N_("Les incubateurs qui l’accueillent.")),
        Relationship("sponsors", "organisations", True, N_("Les administrations qui la portent.")),
        Relationship(
            "active_members", "members", True, N_("Les membres de l’équipe à la date lue.")
        ),
        Relationship("previous_members", "members", True, N_("Les membres qui en sont partis.")),
        Relationship(
            "phase_entries",
            "phase-entries",
            True,
            N_("Les phases dans lesquelles elle est entrée."),
            back="startup",
        ),
        Relationship(
            "indicators", "indicators", True, N_("Ses indicateurs d’impact."), back="startup"
        ),
        Relationship("sprints", "sprints", True, N_("Ses sprints."), back="startup"),
        Relationship(
            "decisions",
            "decisions",
            True,
            N_("Les décisions publiques des comités à son sujet."),
            back="startup",
        ),
    ),
    filters=(
        Filter("id", ID, N_("L’identifiant de la fiche.")),
        Filter(
            "q",
            WORDS,
            N_("Des mots à chercher, comme dans la recherche du catalogue."),
            is_one=True,
        ),
        Filter("phase", choice(_PHASE_CHOICES), N_("La phase à la date lue.")),
        Filter("incubator", ID, N_("L’identifiant d’un incubateur.")),
        Filter("sponsor", ID, N_("L’identifiant d’une administration qui la porte.")),
        Filter("ministry", ID, N_("Le domaine ministériel d’une administration qui la porte.")),
        Filter("theme", ID, N_("Un thème, quelle qu’en soit la graphie.")),
        Filter("technology", ID, N_("Une technologie, quelle qu’en soit la graphie.")),
        Filter("usertype", ID, N_("Un public, quelle qu’en soit la graphie.")),
        Filter(
            "published", choice(PUBLISHED), N_("Ce qu’elle publie : toutes les valeurs données.")
        ),
        Filter(
            "accessibility",
            choice((*ACCESSIBILITY_STATUSES, UNKNOWN)),
            N_("La conformité d’accessibilité déclarée."),
        ),
        Filter("national_impact", FLAG, N_("D’impact national reconnu à la date lue.")),
        Filter("member", ID, N_("Un membre qui y travaille ou y a travaillé.")),
        Filter("started_since", DAY, N_("Commencée ce jour-là ou après."), is_one=True),
        Filter("started_until", DAY, N_("Commencée ce jour-là ou avant."), is_one=True),
        Filter("phase_since", DAY, N_("Dans sa phase depuis ce jour ou après."), is_one=True),
        Filter("phase_until", DAY, N_("Dans sa phase depuis ce jour ou avant."), is_one=True),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
    collection=Collection.STARTUPS,
    pages="/startups/",
)
