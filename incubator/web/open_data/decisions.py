"""The dataset of what committees decided, as each incubator publishes it."""

from __future__ import annotations

from decimal import Decimal

from incubator.actions.committees.sentences import said_of
from incubator.domain.decisions import Kind as DecisionKind
from incubator.i18n import N_
from incubator.store.committees.public_reads import PublicDecision, public_contents, public_list
from incubator.web.committees.public_asked import KIND_WORDS
from incubator.web.open_data.declared import Column, Dataset, Kind, Reading, Row, Table
from incubator.web.open_data.startup_columns import PAGE, PHASE_WORDS

_COLUMNS = (
    Column(
        "id",
        Kind.TEXT,
        N_("Identifiant de la décision."),
        "d4k2m9x7",
        is_key=True,
        is_required=True,
    ),
    Column("date", Kind.DAY, N_("Jour de la décision."), "2026-09-09", is_required=True),
    Column(
        "startup",
        Kind.TEXT,
        N_("Identifiant de la startup, celui du jeu « startups »."),
        "guichet-littoral",
        is_required=True,
    ),
    Column(
        "nom_startup", Kind.TEXT, N_("Nom de la startup."), "Guichet Littoral", is_required=True
    ),
    Column(
        "incubateur",
        Kind.TEXT,
        N_("Identifiant de l’incubateur dont le comité a décidé."),
        "atelier-des-territoires",
        is_required=True,
    ),
    Column(
        "decision",
        Kind.TEXT,
        N_("Ce que le comité a décidé."),
        KIND_WORDS[DecisionKind.CONTINUE],
        is_required=True,
        choices=tuple(KIND_WORDS.values()),
    ),
    Column(
        "phase",
        Kind.TEXT,
        N_("Phase où la startup entre par cette décision, s’il y en a une."),
        "consolidation",
        choices=PHASE_WORDS,
    ),
    Column("mois", Kind.INTEGER, N_("Durée d’une décision provisoire, en mois."), "2", minimum=1),
    Column(
        "montant_euros",
        Kind.NUMBER,
        N_("Montant accordé, en euros ; vide si l’incubateur ne le publie pas."),
        "120000",
    ),
    Column("periode_debut", Kind.DAY, N_("Premier jour de la période du montant."), "2026-10-01"),
    Column("periode_fin", Kind.DAY, N_("Dernier jour de la période du montant."), "2027-03-31"),
    Column(
        "objectifs",
        Kind.LIST,
        N_("Objectifs fixés ; vide si l’incubateur ne les publie pas."),
        "Ouvrir à trois ports, d’ici au 1 mars 2027",
    ),
    Column(
        "conditions",
        Kind.LIST,
        N_("Conditions posées ; vide si l’incubateur ne les publie pas."),
        "Publier la déclaration d’accessibilité (l’équipe), d’ici au 1 mars 2027",
    ),
    Column("remplace", Kind.TEXT, N_("Identifiant de la décision que celle-ci remplace."), ""),
    Column("remplacee_par", Kind.TEXT, N_("Identifiant de celle qui la remplace."), ""),
    PAGE,
)


async def _decisions(reading: Reading) -> Table:
    listed, rules = await public_list()
    found = await public_contents(listed, rules)
    changed = max((one.listed.updated_at for one in found), default=None)
    return Table((_decision(reading, one) for one in found), changed)


def _decision(reading: Reading, one: PublicDecision) -> Row:
    listed, decision = one.listed, one.decision
    return (
        listed.id,
        listed.decided_on,
        listed.startup_id,
        reading.name_of(listed.startup_id),
        listed.incubator_id,
        KIND_WORDS[listed.kind],
        decision.phase.value if decision.phase else "",
        decision.months,
        None if decision.amount is None else Decimal(decision.amount),
        decision.period_from,
        decision.period_until,
        tuple(said_of(each) for each in decision.objectives),
        tuple(said_of(each) for each in decision.conditions),
        listed.replaces,
        listed.replaced_by,
        reading.page("decision", listed.id),
    )


DECISIONS = Dataset(
    "decisions",
    N_("Décisions des comités"),
    N_("Une ligne par décision rendue publique, la plus récente en premier."),
    ("startups d’État", "comités", "décisions"),
    _COLUMNS,
    _decisions,
    is_of_sheets=False,
)
