"""The datasets about what startups achieve, spend and plan, as their sheets publish it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from incubator.domain.catalogue import Card
from incubator.domain.impact import Budget, DatedValue, Dimension, FetchedValue, Indicator
from incubator.domain.sprints import Sprint
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store import open_data_reads as reads
from incubator.store.grouping import grouped
from incubator.store.impact_reads import whole_indicators
from incubator.store.sprint_reads import declared_by_startup
from incubator.web.open_data.declared import Column, Dataset, Kind, Reading, Row, Table
from incubator.web.open_data.startup_columns import RANK, STARTUP, STARTUP_NAME
from incubator.web.open_data.startups import of_startups

_OF_STARTUPS = Collection.STARTUPS
_CENTS = Decimal(100)
_UP, _DOWN = "hausse", "baisse"
_MEASURED, _TARGET = "mesure", "cible"
_SHEET, _ADDRESS = "fiche", "adresse"

_INDICATOR = Column(
    "indicateur",
    Kind.TEXT,
    N_("Identifiant de l’indicateur dans la startup."),
    "dossiers-deposes",
    is_key=True,
    is_required=True,
)
_UNIT = Column("unite", Kind.TEXT, N_("Unité des valeurs."), "dossiers/mois")

_INDICATOR_COLUMNS = (
    STARTUP,
    STARTUP_NAME,
    _INDICATOR,
    Column("nom", Kind.TEXT, N_("Nom."), "Dossiers déposés en ligne", is_required=True),
    Column(
        "dimension",
        Kind.TEXT,
        N_("Dimension de la matrice d’impact."),
        "impactant",
        is_required=True,
        choices=tuple(one.value for one in Dimension),
    ),
    _UNIT,
    Column(
        "est_principal",
        Kind.BOOLEAN,
        N_("C’est la mesure que l’équipe suit d’abord."),
        "true",
        is_required=True,
    ),
    Column(
        "mieux_en",
        Kind.TEXT,
        N_("Le sens du progrès : en hausse ou en baisse."),
        "hausse",
        is_required=True,
        choices=(_UP, _DOWN),
    ),
    Column(
        "source",
        Kind.TEXT,
        N_("D’où vient l’indicateur."),
        "https://guichet-littoral.example/stats",
    ),
    Column(
        "adresse_des_valeurs",
        Kind.TEXT,
        N_("Adresse où les valeurs sont relevées, s’il y en a une."),
        "https://guichet-littoral.example/valeurs.json",
        is_address=True,
    ),
    Column(
        "valeurs",
        Kind.INTEGER,
        N_("Nombre de valeurs connues aujourd’hui."),
        "7",
        is_required=True,
        minimum=0,
    ),
    Column("derniere_date", Kind.DAY, N_("Jour de la dernière valeur."), "2026-10-01"),
    Column("derniere_valeur", Kind.NUMBER, N_("Dernière valeur."), "5100"),
    Column(
        "cible_date",
        Kind.DAY,
        N_("Jour de la prochaine cible, sinon de la dernière."),
        "2026-12-31",
    ),
    Column("cible_valeur", Kind.NUMBER, N_("Valeur visée ce jour-là."), "12000"),
)


async def _indicators(reading: Reading) -> Table:
    found = await _of_every_startup(reading)
    rows = (_indicator(reading, card, one) for card, _, one in of_startups(reading, found))
    return Table(rows, reading.changed(_OF_STARTUPS))


async def _of_every_startup(reading: Reading) -> dict[str, list[Indicator]]:
    known = await reading.once(whole_indicators)
    return grouped((startup_id, one) for (startup_id, _), one in known.items())


def _indicator(reading: Reading, card: Card, one: Indicator) -> Row:
    known = [value for value in one.values if value.day <= reading.today]
    latest, target = one.latest(reading.today), one.next_target(reading.today)
    return (
        card.id,
        card.title,
        one.id,
        one.name,
        one.dimension.value,
        one.unit,
        one.is_main,
        _DOWN if one.lower_is_better else _UP,
        one.source,
        one.values_url,
        len(known),
        latest.day if latest else None,
        latest.value if latest else None,
        target.day if target else None,
        target.value if target else None,
    )


_VALUE_COLUMNS = (
    STARTUP,
    STARTUP_NAME,
    _INDICATOR,
    Column("nom", Kind.TEXT, N_("Nom de l’indicateur."), "Dossiers déposés", is_required=True),
    _UNIT,
    Column(
        "nature",
        Kind.TEXT,
        N_("Une valeur mesurée, ou une cible."),
        _MEASURED,
        is_key=True,
        is_required=True,
        choices=(_MEASURED, _TARGET),
    ),
    Column("date", Kind.DAY, N_("Jour de la valeur."), "2026-10-01", is_key=True, is_required=True),
    Column("valeur", Kind.NUMBER, N_("Valeur, dans l’unité."), "5100", is_required=True),
    Column(
        "origine",
        Kind.TEXT,
        N_("La fiche, ou l’adresse que la fiche donne."),
        _SHEET,
        is_required=True,
        choices=(_SHEET, _ADDRESS),
    ),
    Column(
        "relevee_le",
        Kind.MOMENT,
        N_("Quand la valeur a été lue à cette adresse, en temps universel."),
        "2026-10-02T04:00:00Z",
    ),
    Column(
        "valeur_precedente",
        Kind.NUMBER,
        N_("Ce que l’adresse donnait avant une correction."),
        "5000",
    ),
    Column(
        "corrigee_le", Kind.MOMENT, N_("Quand la correction a été lue."), "2026-10-09T04:00:00Z"
    ),
)


async def _values(reading: Reading) -> Table:
    found = await _of_every_startup(reading)
    read_at = [
        one.corrected_at or one.read_at
        for indicators in found.values()
        for indicator in indicators
        for one in indicator.fetched
    ]
    rows = (
        row
        for card, _, indicator in of_startups(reading, found)
        for row in _values_of(reading, card, indicator)
    )
    changed: list[datetime] = [*filter(None, (reading.changed(_OF_STARTUPS),)), *read_at]
    return Table(rows, max(changed, default=None))


def _values_of(reading: Reading, card: Card, indicator: Indicator) -> Iterator[Row]:
    """Values first, then targets; those of the future are not known yet."""
    fetched = {one.day: one for one in indicator.fetched}
    for value in indicator.values:
        if value.day <= reading.today:
            yield (*_head(card, indicator), _MEASURED, *_measured(value, fetched))
    for target in indicator.targets:
        head = (*_head(card, indicator), _TARGET)
        yield (*head, target.day, target.value, _SHEET, None, None, None)


def _head(card: Card, indicator: Indicator) -> Row:
    return card.id, card.title, indicator.id, indicator.name, indicator.unit


def _measured(value: DatedValue, fetched: Mapping[date, FetchedValue]) -> Row:
    one = fetched.get(value.day)
    if one is None:
        return value.day, value.value, _SHEET, None, None, None
    return value.day, value.value, _ADDRESS, one.read_at, one.former, one.corrected_at


_BUDGET_COLUMNS = (
    STARTUP,
    STARTUP_NAME,
    Column("annee", Kind.INTEGER, N_("Année du budget."), "2026", is_key=True, is_required=True),
    Column("engage_euros", Kind.NUMBER, N_("Montant engagé, en euros."), "420000"),
    Column("depense_euros", Kind.NUMBER, N_("Montant dépensé, en euros."), "180000.50"),
    Column("source", Kind.TEXT, N_("D’où viennent les montants."), "Direction générale"),
)


async def _budgets(reading: Reading) -> Table:
    found = await reads.budgets()
    rows = (_budget(card, one) for card, _, one in of_startups(reading, found))
    return Table(rows, reading.changed(_OF_STARTUPS))


def _budget(card: Card, one: Budget) -> Row:
    committed, spent = _euros(one.committed_cents), _euros(one.spent_cents)
    return card.id, card.title, one.year, committed, spent, one.source


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / _CENTS


_SPRINT_COLUMNS = (
    STARTUP,
    STARTUP_NAME,
    RANK,
    Column("nom", Kind.TEXT, N_("Nom du sprint."), "Sprint 14"),
    Column("debut", Kind.DAY, N_("Premier jour."), "2026-04-01", is_required=True),
    Column("fin", Kind.DAY, N_("Dernier jour, compris."), "2026-04-14", is_required=True),
    Column("objectif", Kind.TEXT, N_("Ce que l’équipe veut atteindre."), "Ouvrir à trois ports"),
)


async def _sprints(reading: Reading) -> Table:
    declared = await reading.once(declared_by_startup)
    found = {startup_id: one.sprints for startup_id, one in declared.items()}
    rows = (_sprint(card, rank, one) for card, rank, one in of_startups(reading, found))
    return Table(rows, reading.changed(_OF_STARTUPS))


def _sprint(card: Card, rank: int, one: Sprint) -> Row:
    return card.id, card.title, rank, one.name, one.start, one.end, one.goal


INDICATORS = Dataset(
    "indicateurs",
    N_("Indicateurs d’impact"),
    N_("Une ligne par indicateur d’une matrice d’impact, avec sa dernière valeur et sa cible."),
    ("startups d’État", "impact", "indicateurs"),
    _INDICATOR_COLUMNS,
    _indicators,
)
VALUES = Dataset(
    "valeurs-d-indicateurs",
    N_("Valeurs des indicateurs"),
    N_("Une ligne par valeur mesurée ou visée, avec son jour et son origine."),
    ("startups d’État", "impact", "séries"),
    _VALUE_COLUMNS,
    _values,
)
BUDGETS = Dataset(
    "budgets",
    N_("Budgets publiés"),
    N_("Une ligne par startup et par année, pour les startups qui publient leurs montants."),
    ("startups d’État", "budget", "dépenses publiques"),
    _BUDGET_COLUMNS,
    _budgets,
)
SPRINTS = Dataset(
    "sprints",
    N_("Sprints déclarés"),
    N_("Une ligne par sprint qu’une équipe écrit dans sa fiche, avec son objectif."),
    ("startups d’État", "sprints"),
    _SPRINT_COLUMNS,
    _sprints,
)
