"""The type ``organisations``: administrations that sponsor startups."""

from __future__ import annotations

from collections.abc import Sequence

from incubator.domain.catalogue import Facet
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.open_reads import matching_ids, owned_incubators, sheet_rows
from incubator.store.snapshot import OrganisationName
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
from incubator.web.api.v1.schemas import ADDRESS, ID, TEXT, WORDS
from incubator.web.api.v1.sheets import TEXTS, Sheets

_SORTS = {
    "name": lambda one: fold(one.name),
    "acronym": lambda one: fold(one.acronym) or None,
    "ministry": lambda one: one.ministry_domain or None,
    "kind": lambda one: one.kind or None,
}


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    known = view.snapshot.organisations
    found: list[OrganisationName] = sorted(known.values(), key=lambda one: fold(one.name))
    if "q" in filters:
        matching = await matching_ids(filters["q"][0], Collection.ORGANISATIONS)
        found = [known[one] for one in matching if one in known]
    values = {"id": "id", "ministry": "ministry_domain", "kind": "kind"}
    for name, column in values.items():
        if name in filters:
            found = [one for one in found if getattr(one, column) in filters[name]]
    return [one.id for one in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    rows = await sheet_rows(Collection.ORGANISATIONS, ids)
    sheets = await Sheets.read((row.path for row in rows.values()), fields)
    owned = await owned_incubators(ids) if "incubators" in fields else {}
    index = view.snapshot.index
    return [
        Resource(
            id=row.id,
            attributes={
                "name": row.name,
                "acronym": row.acronym,
                "ministry": row.ministry_domain,
                "kind": row.kind,
                "directory_url": row.directory_url,
                **sheets.attributes(row.path),
            },
            related={
                "startups": tuple(card.id for card in index.with_value(Facet.SPONSOR, row.id)),
                "incubators": owned.get(row.id, ()),
            },
            page=f"/organisations/{row.id}",
        )
        for row in (rows[one] for one in ids if one in rows)
    ]


ORGANISATIONS = ResourceType(
    name="organisations",
    meaning=N_("Les administrations qui portent des startups."),
    attributes=(
        Attribute("name", TEXT, N_("Le nom de l’administration.")),
        Attribute("acronym", TEXT, N_("Son sigle, vide s’il n’y en a pas.")),
        Attribute("ministry", TEXT, N_("Son domaine ministériel, tel que les fiches l’écrivent.")),
        Attribute("kind", TEXT, N_("Sa nature, telle que les fiches l’écrivent.")),
        Attribute("directory_url", ADDRESS, N_("Sa page dans l’annuaire de l’administration.")),
        *TEXTS,
    ),
    relationships=(
        Relationship("startups", "startups", True, N_("Les startups qu’elle porte.")),
        Relationship(
            "incubators", "incubators", True, N_("Les incubateurs qui lui appartiennent.")
        ),
    ),
    filters=(
        Filter("id", ID, N_("L’identifiant de la fiche.")),
        Filter("q", WORDS, N_("Des mots à chercher dans les fiches."), is_one=True),
        Filter("ministry", ID, N_("Le domaine ministériel.")),
        Filter("kind", ID, N_("La nature de l’administration.")),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
    collection=Collection.ORGANISATIONS,
    pages="/organisations/",
)
