"""The type ``incubators``: those that have a page, hidden ones being left out as they are there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from incubator.domain.catalogue import Facet
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.open_reads import (
    matching_ids,
    members_of_teams,
    owned_incubators,
    sheet_rows,
    teams_of_incubators,
)
from incubator.web.api.v1.belonging import public_incubators
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
from incubator.web.api.v1.schemas import ADDRESS, ID, TEXT, WORDS, records
from incubator.web.api.v1.sheets import TEXTS, Sheets

_SORTS = {"title": lambda one: fold(one.title)}


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    known = {one.id: one for one in view.snapshot.public_incubators}
    found = sorted(known.values(), key=lambda one: (fold(one.title), one.id))
    if "q" in filters:
        matching = await matching_ids(filters["q"][0], Collection.INCUBATORS)
        found = [known[one] for one in matching if one in known]
    if "id" in filters:
        found = [one for one in found if one.id in filters["id"]]
    if "owner" in filters:
        owned = set().union(*(await owned_incubators(filters["owner"])).values())
        found = [one for one in found if one.id in owned]
    return [one.id for one in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    rows = await sheet_rows(Collection.INCUBATORS, public_incubators(view.snapshot, ids))
    sheets = await Sheets.read((row.path for row in rows.values()), fields)
    teams = await teams_of_incubators(rows) if {"teams", "members"} & fields else {}
    members = await _members(view, teams) if "members" in fields else {}
    index, organisations = view.snapshot.index, view.snapshot.organisations
    return [
        Resource(
            id=row.id,
            attributes={
                "title": row.title,
                "contact": row.contact,
                "address": row.address,
                "website": row.website,
                "github": row.github,
                "summary_html": row.summary_html,
                "teams": [{"id": one, "name": name} for one, name in teams.get(row.id, ())],
                **sheets.attributes(row.path),
            },
            related={
                "owner": row.owner_id if row.owner_id in organisations else None,
                "startups": tuple(card.id for card in index.with_value(Facet.INCUBATOR, row.id)),
                "highlighted_startups": tuple(
                    one for one in json.loads(row.highlighted) if view.snapshot.card(one)
                ),
                "members": members.get(row.id, ()),
            },
            page=f"/incubateurs/{row.id}",
        )
        for row in (rows[one] for one in ids if one in rows)
    ]


async def _members(
    view: View, teams: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, tuple[str, ...]]:
    """Who is in the teams of incubators and on a mission that day, by name."""
    in_team = await members_of_teams([team_id for own in teams.values() for team_id, _ in own])
    found = {}
    for incubator_id, own in teams.items():
        ids = {one for team_id, _ in own for one in in_team.get(team_id, ())}
        here = [one.id for one in view.snapshot.people if one.id in ids and one.is_active]
        found[incubator_id] = tuple(here)
    return found


INCUBATORS = ResourceType(
    name="incubators",
    meaning=N_("Les incubateurs qui accueillent des startups."),
    attributes=(
        Attribute("title", TEXT, N_("Le nom de l’incubateur.")),
        Attribute("contact", TEXT, N_("Comment lui écrire : une adresse électronique ou web.")),
        Attribute("address", TEXT, N_("Son adresse postale.")),
        Attribute("website", ADDRESS, N_("Son site.")),
        Attribute("github", ADDRESS, N_("Ses dépôts de code.")),
        Attribute("summary_html", TEXT, N_("Sa présentation courte, en HTML sans rien d’actif.")),
        Attribute("teams", records(id=TEXT, name=TEXT), N_("Ses équipes transverses.")),
        *TEXTS,
    ),
    relationships=(
        Relationship(
            "owner",
            "organisations",
            False,
            N_("L’administration à laquelle il appartient, si elle a une fiche."),
        ),
        Relationship("startups", "startups", True, N_("Les startups qu’il accueille.")),
        Relationship(
            "highlighted_startups", "startups", True, N_("Les startups qu’il met en avant.")
        ),
        Relationship(
            "members",
            "members",
            True,
            N_("Les membres de ses équipes transverses, en mission à la date lue."),
        ),
    ),
    filters=(
        Filter("id", ID, N_("L’identifiant de la fiche.")),
        Filter("q", WORDS, N_("Des mots à chercher dans les fiches."), is_one=True),
        Filter("owner", ID, N_("L’administration à laquelle il appartient.")),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
    collection=Collection.INCUBATORS,
    pages="/incubateurs/",
)
