"""The datasets about people: members and their missions.

No address of a person is in them, nor anything that a public page does not show.
"""

from __future__ import annotations

from datetime import date, datetime

from incubator.domain.members import Member, Mission, active_startups, legacy_startups
from incubator.domain.published_members import github_account
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.many_members import members_by_id
from incubator.web.open_data.declared import Column, Dataset, Kind, Reading, Row, Table
from incubator.web.open_data.startup_columns import PAGE, RANK

_STATUS = Column(
    "statut",
    Kind.TEXT,
    N_("Statut de la mission, tel que la fiche l’écrit (admin : agent public)."),
    "independent",
)
_MEMBER_COLUMNS = (
    Column(
        "id",
        Kind.TEXT,
        N_("Identifiant : le nom de la fiche."),
        "alix.prototype",
        is_key=True,
        is_required=True,
    ),
    Column("nom", Kind.TEXT, N_("Nom."), "Alix Prototype", is_required=True),
    Column("role", Kind.TEXT, N_("Ce que la personne fait."), "Designer"),
    Column("domaine", Kind.TEXT, N_("Métier, parmi ceux du programme."), "Design"),
    Column(
        "est_actif",
        Kind.BOOLEAN,
        N_("Une mission est en cours, ou sans fin connue."),
        "true",
        is_required=True,
    ),
    Column("debut", Kind.DAY, N_("Premier jour de la première mission."), "2024-01-08"),
    Column("fin", Kind.DAY, N_("Fin de la dernière mission ; vide si une mission n’en a pas."), ""),
    Column(
        "startups_actuelles",
        Kind.LIST,
        N_("Identifiants des startups où la personne travaille."),
        "guichet-littoral",
    ),
    Column(
        "startups_passees",
        Kind.LIST,
        N_("Identifiants des startups où la personne a travaillé."),
        "bail-en-main",
    ),
    Column(
        "equipes", Kind.LIST, N_("Identifiants des équipes d’incubateur."), "la-verriere-design"
    ),
    Column("competences", Kind.LIST, N_("Compétences que la personne indique."), "Figma|Recherche"),
    Column("github", Kind.TEXT, N_("Nom de compte sur GitHub."), "alixp"),
    Column(
        "site",
        Kind.TEXT,
        N_("Site que la personne indique."),
        "https://alix.example",
        is_address=True,
    ),
    PAGE,
)


async def _members(reading: Reading) -> Table:
    members = await _every_member(reading)
    return Table((_member(reading, one) for one in members), _members_changed(reading))


async def _every_member(reading: Reading) -> list[Member]:
    """Everybody, in the order of the bytes of their ids."""
    known = await reading.once(_read)
    return sorted((one for _, one in known.values()), key=lambda one: one.id.encode())


async def _read() -> dict[str, tuple[str, Member]]:
    return await members_by_id(None)


def _member(reading: Reading, one: Member) -> Row:
    today = reading.today
    active = active_startups(one, today)
    former = tuple(i for i in legacy_startups(one, today) if i not in active)
    ends = [mission.end for mission in one.missions]
    return (
        one.id,
        one.full_name,
        one.role,
        one.domain,
        one.is_active(today),
        min((m.start for m in one.missions if m.start), default=None),
        None if None in ends else max(filter(None, ends), default=None),
        tuple(active),
        former,
        one.teams,
        one.skills,
        github_account(one),
        one.link,
        reading.page("member", one.id),
    )


_MISSION_COLUMNS = (
    Column(
        "membre",
        Kind.TEXT,
        N_("Identifiant du membre, celui du jeu « membres »."),
        "alix.prototype",
        is_key=True,
        is_required=True,
    ),
    Column("nom_membre", Kind.TEXT, N_("Nom du membre."), "Alix Prototype", is_required=True),
    RANK,
    Column("debut", Kind.DAY, N_("Premier jour."), "2024-01-08"),
    Column(
        "fin", Kind.DAY, N_("Dernier jour, compris ; vide si la mission n’en a pas."), "2026-12-31"
    ),
    Column(
        "est_en_cours",
        Kind.BOOLEAN,
        N_("La mission n’est pas finie ; elle peut être à venir."),
        "true",
        is_required=True,
    ),
    _STATUS,
    Column("employeur", Kind.TEXT, N_("Employeur, tel que la fiche l’écrit."), "DINUM"),
    Column("startups", Kind.LIST, N_("Identifiants des startups de la mission."), "bail-en-main"),
)


async def _missions(reading: Reading) -> Table:
    rows = (
        _mission(member, rank, one, reading.today)
        for member in await _every_member(reading)
        for rank, one in enumerate(member.missions, start=1)
    )
    return Table(rows, _members_changed(reading))


def _mission(member: Member, rank: int, one: Mission, today: date) -> Row:
    return (
        member.id,
        member.full_name,
        rank,
        one.start,
        one.end,
        one.is_active(today),
        one.status,
        one.employer,
        one.startups,
    )


def _members_changed(reading: Reading) -> datetime | None:
    return reading.changed(Collection.MEMBERS)


MEMBERS = Dataset(
    "membres",
    N_("Membres de la communauté"),
    N_("Une ligne par personne qui a une fiche : son rôle, ses dates, ses startups."),
    ("startups d’État", "communauté", "compétences"),
    _MEMBER_COLUMNS,
    _members,
    is_personal=True,
)
MISSIONS = Dataset(
    "missions",
    N_("Missions des membres"),
    N_("Une ligne par mission, avec ses dates, son statut et ses startups."),
    ("startups d’État", "communauté", "missions"),
    _MISSION_COLUMNS,
    _missions,
    is_personal=True,
)
