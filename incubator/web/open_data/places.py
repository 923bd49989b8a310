"""The datasets about incubators and organisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from incubator.domain.catalogue import Card
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store import open_data_reads as reads
from incubator.store.snapshot import OrganisationName
from incubator.web.open_data.declared import Column, Dataset, Kind, Reading, Row, Table
from incubator.web.open_data.startup_columns import PAGE

_HAS_STARTUPS = (
    Column(
        "startups",
        Kind.INTEGER,
        N_("Nombre de startups au catalogue."),
        "12",
        is_required=True,
        minimum=0,
    ),
    Column(
        "startups_actives",
        Kind.INTEGER,
        N_("Nombre de startups actives, de l’investigation à l’exploitation."),
        "7",
        is_required=True,
        minimum=0,
    ),
)

_INCUBATOR_COLUMNS = (
    Column(
        "id",
        Kind.TEXT,
        N_("Identifiant : le nom de la fiche."),
        "la-verriere",
        is_key=True,
        is_required=True,
    ),
    Column("nom", Kind.TEXT, N_("Nom."), "La Verrière", is_required=True),
    Column("organisation", Kind.TEXT, N_("Identifiant de l’organisation qui le porte."), "dinum"),
    *_HAS_STARTUPS,
    Column("adresse", Kind.TEXT, N_("Adresse postale."), "20 avenue de Ségur, Paris"),
    Column("site", Kind.TEXT, N_("Site."), "https://verriere.example", is_address=True),
    Column("github", Kind.TEXT, N_("Compte sur GitHub, tel que la fiche l’écrit."), "verriere"),
    PAGE,
)


async def _incubators(reading: Reading) -> Table:
    facts = await reads.incubator_facts()
    every, active = _counted(reading, lambda card: card.incubators)
    rows = (
        (
            one.id,
            one.title,
            one.owner_id,
            every[one.id],
            active[one.id],
            one.address,
            one.website,
            one.github,
            reading.page("incubator", one.id),
        )
        for one in facts
    )
    return Table(rows, reading.changed(Collection.INCUBATORS, Collection.STARTUPS))


_ORGANISATION_COLUMNS = (
    Column(
        "id",
        Kind.TEXT,
        N_("Identifiant : le nom de la fiche."),
        "direction-du-littoral",
        is_key=True,
        is_required=True,
    ),
    Column("nom", Kind.TEXT, N_("Nom."), "Direction du littoral", is_required=True),
    Column("sigle", Kind.TEXT, N_("Sigle."), "DL"),
    Column("domaine_ministeriel", Kind.TEXT, N_("Domaine ministériel."), "mer"),
    Column("type", Kind.TEXT, N_("Type d’organisation, tel que la fiche l’écrit."), "operateur"),
    *_HAS_STARTUPS,
    Column(
        "annuaire",
        Kind.TEXT,
        N_("Page dans l’annuaire de l’administration."),
        "https://annuaire.example/dl",
        is_address=True,
    ),
    PAGE,
)


async def _organisations(reading: Reading) -> Table:
    addresses = await reads.directory_addresses()
    every, active = _counted(reading, lambda card: card.sponsors)
    found = sorted(reading.snapshot.organisations.values(), key=lambda one: one.id.encode())
    rows = (
        _organisation(reading, one, every[one.id], active[one.id], addresses.get(one.id, ""))
        for one in found
    )
    return Table(rows, reading.changed(Collection.ORGANISATIONS, Collection.STARTUPS))


def _organisation(
    reading: Reading, one: OrganisationName, every: int, active: int, directory: str
) -> Row:
    return (
        one.id,
        one.name,
        one.acronym,
        one.ministry_domain,
        one.kind,
        every,
        active,
        directory,
        reading.page("organisation", one.id),
    )


def _counted(
    reading: Reading, places: Callable[[Card], Iterable[str]]
) -> tuple[Counter[str], Counter[str]]:
    """How many startups each place has, and how many of them are active."""
    cards = reading.snapshot.index.by_id.values()
    every = Counter(place for card in cards for place in set(places(card)))
    working = (card for card in cards if card.phase is not None and card.phase.is_active)
    return every, Counter(place for card in working for place in set(places(card)))


INCUBATORS = Dataset(
    "incubateurs",
    N_("Incubateurs"),
    N_("Une ligne par structure qui accueille des startups d’État."),
    ("startups d’État", "incubateurs"),
    _INCUBATOR_COLUMNS,
    _incubators,
)
ORGANISATIONS = Dataset(
    "organisations",
    N_("Organisations"),
    N_("Une ligne par administration ou opérateur qui porte des startups d’État."),
    ("startups d’État", "administrations", "sponsors"),
    _ORGANISATION_COLUMNS,
    _organisations,
)
