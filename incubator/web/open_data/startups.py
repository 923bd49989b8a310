"""The datasets about startups: the startups themselves, their phases, and their events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from incubator.domain.catalogue import Card, Published
from incubator.domain.phases import PhaseEntry, current_entry
from incubator.domain.startups import Event, statistics_url
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store import open_data_reads as reads
from incubator.store.phase_reads import entries_by_startup
from incubator.store.sitemap_reads import published_sheets
from incubator.store.sprint_reads import declared_by_startup
from incubator.web.open_data.declared import Column, Dataset, Kind, Reading, Row, Table
from incubator.web.open_data.startup_columns import (
    PHASE_WORDS,
    RANK,
    STARTUP,
    STARTUP_COLUMNS,
    STARTUP_NAME,
)

_OF_STARTUPS = Collection.STARTUPS
T = TypeVar("T")


async def _startups(reading: Reading) -> Table:
    facts, declared = await reads.startup_facts(), await reading.once(declared_by_startup)
    changes = (await published_sheets(_OF_STARTUPS))[_OF_STARTUPS]
    rows = (
        _startup(
            reading,
            card,
            facts[card.id],
            declared[card.id].repositories if card.id in declared else (),
            changes.get(card.id),
        )
        for card in in_order(reading)
        if card.id in facts
    )
    return Table(rows, reading.changed(_OF_STARTUPS))


def _startup(
    reading: Reading,
    card: Card,
    facts: reads.StartupFacts,
    repositories: tuple[str, ...],
    changed: datetime | None,
) -> Row:
    labels = reading.snapshot.tag_labels
    themes = tuple(labels.get(("theme", key), key) for key in card.themes)
    technologies = tuple(labels.get(("technology", key), key) for key in card.technologies)
    return (
        card.id,
        card.title,
        card.mission,
        card.phase.value if card.phase else "",
        card.since,
        card.first_day,
        card.incubators,
        card.sponsors,
        card.ministries,
        card.user_types,
        themes,
        technologies,
        facts.link,
        repositories,
        statistics_url(facts.stats, facts.stats_url, facts.link),
        facts.budget_url,
        facts.impact_url,
        facts.dashlord_url,
        card.accessibility,
        Published.IMPACT in card.published,
        Published.BUDGET in card.published,
        Published.CODE in card.published,
        Published.STATISTICS in card.published,
        facts.risk_analysis,
        facts.risk_analysis_url,
        facts.secured_service,
        facts.product_maturity,
        card.national_impact,
        facts.funding_until,
        facts.fund_round,
        facts.fund_amount_euros,
        changed,
        reading.page("startup", card.id),
    )


def in_order(reading: Reading) -> Sequence[Card]:
    """Every startup, in the order of their ids' bytes, whatever the database."""
    return sorted(reading.snapshot.index.by_id.values(), key=lambda card: card.id.encode())


def of_startups(
    reading: Reading, found: Mapping[str, Sequence[T]]
) -> Iterator[tuple[Card, int, T]]:
    """What belongs to each startup, with its place in the sheet from 1."""
    for card in in_order(reading):
        for rank, one in enumerate(found.get(card.id, ()), start=1):
            yield card, rank, one


_PHASE_COLUMNS = (
    STARTUP,
    STARTUP_NAME,
    RANK,
    Column("phase", Kind.TEXT, N_("Phase."), "construction", is_required=True, choices=PHASE_WORDS),
    Column("debut", Kind.DAY, N_("Premier jour dans la phase."), "2024-06-10", is_required=True),
    Column(
        "fin",
        Kind.DAY,
        N_("Premier jour de la phase suivante ; vide pour la dernière."),
        "2025-09-15",
    ),
    Column(
        "fin_ecrite",
        Kind.DAY,
        N_("Fin telle que la fiche l’écrit, qui peut être prévue ou absente."),
        "2025-09-14",
    ),
    Column(
        "est_actuelle",
        Kind.BOOLEAN,
        N_("La startup est dans cette phase aujourd’hui."),
        "false",
        is_required=True,
    ),
    Column(
        "jours",
        Kind.INTEGER,
        N_("Jours passés dans la phase, jusqu’à aujourd’hui si elle dure ; vide à l’avance."),
        "462",
        minimum=0,
    ),
    Column("commentaire", Kind.TEXT, N_("Commentaire de la fiche."), "Passage en accélération."),
)


async def _phases(reading: Reading) -> Table:
    found = await entries_by_startup()
    rows = (row for card in in_order(reading) for row in _stays(reading, card, found.get(card.id)))
    return Table(rows, reading.changed(_OF_STARTUPS))


def _stays(reading: Reading, card: Card, entries: Sequence[PhaseEntry] | None) -> Iterator[Row]:
    if not entries:
        return
    current, today = current_entry(entries, reading.today), reading.today
    for index, entry in enumerate(entries):
        after = entries[index + 1].start if index + 1 < len(entries) else None
        days = None if entry.start > today else (min(after or today, today) - entry.start).days
        yield (
            card.id,
            card.title,
            index + 1,
            entry.phase.value,
            entry.start,
            after,
            entry.end,
            entry is current,
            days,
            entry.comment,
        )


_EVENT_COLUMNS = (
    STARTUP,
    STARTUP_NAME,
    RANK,
    Column("date", Kind.DAY, N_("Jour de l’événement."), "2024-06-05", is_required=True),
    Column(
        "evenement",
        Kind.TEXT,
        N_("Code de l’événement, celui de la fiche."),
        "committee",
        is_required=True,
    ),
    Column("libelle", Kind.TEXT, N_("Nom de l’événement."), "Comité d’investissement"),
    Column("commentaire", Kind.TEXT, N_("Commentaire de la fiche."), "Poursuite pour six mois."),
)


async def _events(reading: Reading) -> Table:
    found, labels = await reads.events(), reading.snapshot.event_labels
    rows = (_event(card, rank, one, labels) for card, rank, one in of_startups(reading, found))
    return Table(rows, reading.changed(_OF_STARTUPS, Collection.EVENTS))


def _event(card: Card, rank: int, one: Event, labels: Mapping[str, str]) -> Row:
    return card.id, card.title, rank, one.day, one.name, labels.get(one.name, ""), one.comment


STARTUPS = Dataset(
    "startups",
    N_("Startups"),
    N_("Une ligne par startup d’État : sa mission, sa phase, qui la porte, ce qu’elle publie."),
    ("startups d’État", "services publics numériques", "catalogue"),
    STARTUP_COLUMNS,
    _startups,
)
PHASE_ENTRIES = Dataset(
    "phases",
    N_("Phases des startups"),
    N_("Une ligne par phase où une startup est entrée, avec ses dates et sa durée."),
    ("startups d’État", "phases", "durées"),
    _PHASE_COLUMNS,
    _phases,
)
EVENTS = Dataset(
    "evenements",
    N_("Événements des startups"),
    N_("Une ligne par événement écrit dans une fiche : comité, lancement, impact national."),
    ("startups d’État", "événements", "comités"),
    _EVENT_COLUMNS,
    _events,
)
