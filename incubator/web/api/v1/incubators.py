"""The type ``incubators``: those that have a page, hidden ones being left out as they are there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection as Some
from collections.abc import Sequence
from typing import Any

from incubator.domain.catalogue import Facet
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.open_reads import matching_ids, rows_by_id
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
    known = {one.id: one for one in view.snapshot.incubators.values() if not one.hidden}
    found = sorted(known.values(), key=lambda one: (fold(one.title), one.id))
    if "q" in filters:
        matching = await matching_ids(filters["q"][0], Collection.INCUBATORS)
        found = [known[one] for one in matching if one in known]
    if "id" in filters:
        found = [one for one in found if one.id in filters["id"]]
    if "owner" in filters:
        rows: Any = await models.Incubator.filter(owner_id__in=list(filters["owner"])).values_list(
            "id", flat=True
        )
        owned = set(rows)
        found = [one for one in found if one.id in owned]
    return [one.id for one in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    known = view.snapshot.incubators
    rows = await rows_by_id(
        models.Incubator, [one for one in ids if one in known and not known[one].hidden]
    )
    sheets = await Sheets.read((row.path for row in rows.values()), fields)
    teams = await _teams(list(rows)) if {"teams", "members"} & fields else {}
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


async def _teams(incubators: Some[str]) -> dict[str, list[tuple[str, str]]]:
    """The standing teams of some incubators, by name."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows: Any = (
        await models.Team.filter(incubator_id__in=list(incubators))
        .order_by("name", "id")
        .values_list("incubator_id", "id", "name")
    )
    for incubator_id, team_id, name in rows:
        found[incubator_id].append((team_id, name))
    return found


async def _members(
    view: View, teams: dict[str, list[tuple[str, str]]]
) -> dict[str, tuple[str, ...]]:
    """Who is in the teams of incubators and on a mission that day, by name."""
    every = [team_id for own in teams.values() for team_id, _ in own]
    in_team: dict[str, set[str]] = defaultdict(set)
    rows: Any = await models.TeamMembership.filter(team_id__in=every).values_list(
        "team_id", "member_id"
    )
    for team_id, member_id in rows:
        in_team[team_id].add(member_id)
    found = {}
    for incubator_id, own in teams.items():
        ids = set().union(*(in_team[team_id] for team_id, _ in own))
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
