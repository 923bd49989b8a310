"""The type ``members``: what their pages show, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from incubator.domain.directory import Person
from incubator.domain.members import Member, MissionStatus, active_startups, legacy_startups
from incubator.domain.past import member_of
from incubator.domain.published_members import github_account, shown_fields
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.many_members import ids_in_startups, members_by_id
from incubator.store.open_reads import sheet_rows
from incubator.store.search import matching_numbers
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
from incubator.web.api.v1.schemas import (
    ADDRESS,
    DAY_OR_NULL,
    FLAG,
    ID,
    TEXT,
    TEXTS,
    WORDS,
    choice,
    records,
)
from incubator.web.api.v1.sheets import TEXTS as SHEET_TEXTS
from incubator.web.api.v1.sheets import Sheets

_SORTS: Mapping[str, Callable[[Person], Any]] = {
    "full_name": lambda one: fold(one.full_name),
    "profession": lambda one: fold(one.profession) or None,
}


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    people = list(view.snapshot.people)
    if "q" in filters:
        matching = await matching_numbers(filters["q"][0], Collection.MEMBERS)
        rank = {number: place for place, number in enumerate(matching)}
        people = [one for one in people if one.number in rank]
        people.sort(key=lambda one: rank[one.number])
    for name in ("id", "profession", "status"):
        if name in filters:
            people = [one for one in people if getattr(one, name) in filters[name]]
    if "active" in filters:
        wanted = {value == "true" for value in filters["active"]}
        people = [one for one in people if one.is_active in wanted]
    if "startup" in filters:
        tied = await _tied_to(view, filters["startup"])
        people = [one for one in people if one.id in tied]
    return [one.id for one in ordered(people, orders, _SORTS)]


async def _tied_to(view: View, startups: Sequence[str]) -> set[str]:
    """Who works or has worked in one of some startups, on the day that is read."""
    wanted = set(startups)
    known = await members_at(view, await ids_in_startups(startups), with_lists=False)
    today = view.today
    return {
        one
        for one, (_, member) in known.items()
        if wanted & {*active_startups(member, today), *legacy_startups(member, today)}
    }


async def members_at(
    view: View, ids: Sequence[str] | set[str], *, with_lists: bool = True
) -> dict[str, tuple[str, Member]]:
    """Members as they were on the day that is read, with their sheets' paths."""
    found = await members_by_id(ids, with_lists=with_lists)
    if view.today == view.edition.today:
        return found
    past = ((one, path, member_of(sheet, view.today)) for one, (path, sheet) in found.items())
    return {one: (path, sheet) for one, path, sheet in past if sheet is not None}


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    found = await members_at(view, ids)
    sheets = await Sheets.read((path for path, _ in found.values()), fields)
    every = {team for _, member in found.values() for team in member.teams}
    teams = await sheet_rows(Collection.TEAMS, every) if {"teams", "incubators"} & fields else {}
    return [
        _resource(view, found[one][1], teams, sheets.attributes(found[one][0]))
        for one in ids
        if one in found
    ]


def _resource(
    view: View, member: Member, teams: Mapping[str, Any], words: dict[str, Any]
) -> Resource:
    snapshot, today = view.snapshot, view.today
    now = active_startups(member, today)
    before = [one for one in legacy_startups(member, today) if one not in now]
    own = [teams[one] for one in member.teams if one in teams]
    if "front_matter" in words:
        words = {**words, "front_matter": shown_fields(words["front_matter"], member)}
    return Resource(
        id=member.id,
        attributes={
            "full_name": member.full_name,
            "role": member.role,
            "profession": member.domain,
            "is_active": member.is_active(today),
            "github": github_account(member),
            "link": member.link,
            "skills": list(member.skills),
            "missions": _missions(member),
            "startups_without_sheet": [
                one for one in (*now, *before) if snapshot.card(one) is None
            ],
            "teams": [{"id": team.id, "name": team.name} for team in own],
            **words,
        },
        related={
            "current_startups": tuple(one for one in now if snapshot.card(one)),
            "former_startups": tuple(one for one in before if snapshot.card(one)),
            "incubators": public_incubators(snapshot, (team.incubator_id for team in own)),
        },
        page=f"/communaute/{member.id}",
    )


def _missions(member: Member) -> list[dict[str, Any]]:
    return [
        {
            "start": mission.start and mission.start.isoformat(),
            "end": mission.end and mission.end.isoformat(),
            "status": mission.status,
            "employer": mission.employer,
            "startups": list(mission.startups),
        }
        for mission in member.missions
    ]


MEMBERS = ResourceType(
    name="members",
    meaning=N_("Les membres de la communauté, tels que leurs pages les montrent."),
    attributes=(
        Attribute("full_name", TEXT, N_("Le nom.")),
        Attribute("role", TEXT, N_("Ce que fait la personne.")),
        Attribute("profession", TEXT, N_("Le métier, tel que les fiches l’écrivent.")),
        Attribute("is_active", FLAG, N_("En mission à la date lue.")),
        Attribute("github", TEXT, N_("Le nom du compte GitHub, vide s’il n’y en a pas.")),
        Attribute("link", ADDRESS, N_("Une page personnelle.")),
        Attribute("skills", TEXTS, N_("Les compétences que la personne déclare.")),
        Attribute(
            "missions",
            records(start=DAY_OR_NULL, end=DAY_OR_NULL, status=TEXT, employer=TEXT, startups=TEXTS),
            N_("Les missions commencées à une date passée, ou toutes celles de la fiche."),
        ),
        Attribute(
            "startups_without_sheet",
            TEXTS,
            N_("Les startups que la fiche nomme et qui n’en ont pas à la date lue."),
        ),
        Attribute("teams", records(id=TEXT, name=TEXT), N_("Les équipes transverses.")),
        *SHEET_TEXTS,
    ),
    relationships=(
        Relationship(
            "current_startups",
            "startups",
            True,
            N_("Les startups où elle travaille à la date lue."),
        ),
        Relationship(
            "former_startups", "startups", True, N_("Les startups où elle ne travaille plus.")
        ),
        Relationship(
            "incubators", "incubators", True, N_("Les incubateurs de ses équipes transverses.")
        ),
    ),
    filters=(
        Filter("id", ID, N_("L’identifiant de la fiche.")),
        Filter("q", WORDS, N_("Des mots à chercher dans les fiches."), is_one=True),
        Filter("active", FLAG, N_("En mission à la date lue.")),
        Filter("profession", ID, N_("Le métier, tel que les fiches l’écrivent.")),
        Filter("status", choice(MissionStatus), N_("Le statut de la dernière mission.")),
        Filter("startup", ID, N_("Une startup où la personne travaille ou a travaillé.")),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
    collection=Collection.MEMBERS,
    pages="/communaute/",
)
