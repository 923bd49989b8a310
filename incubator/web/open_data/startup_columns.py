"""The columns of the dataset of startups, and those that the other datasets share with it."""

from __future__ import annotations

from incubator.domain.impact import ProductMaturity
from incubator.domain.phases import PHASES
from incubator.i18n import N_
from incubator.web.open_data.declared import Column, Kind

PHASE_WORDS = tuple(phase.value for phase in PHASES)

STARTUP = Column(
    "startup",
    Kind.TEXT,
    N_("Identifiant de la startup, celui du jeu « startups »."),
    "guichet-littoral",
    is_key=True,
    is_required=True,
)
STARTUP_NAME = Column(
    "nom_startup", Kind.TEXT, N_("Nom de la startup."), "Guichet Littoral", is_required=True
)
RANK = Column(
    "rang",
    Kind.INTEGER,
    N_("Place dans la fiche, à partir de 1."),
    "1",
    is_key=True,
    is_required=True,
    minimum=1,
)
PAGE = Column(
    "page", Kind.TEXT, N_("Adresse de la page sur ce site."), "", is_required=True, is_address=True
)

STARTUP_COLUMNS = (
    Column(
        "id",
        Kind.TEXT,
        N_("Identifiant : le nom de la fiche, qui ne change pas."),
        "guichet-littoral",
        is_key=True,
        is_required=True,
    ),
    Column("nom", Kind.TEXT, N_("Nom."), "Guichet Littoral", is_required=True),
    Column(
        "mission",
        Kind.TEXT,
        N_("Ce que la startup veut changer, en une phrase."),
        "Déclarer un mouillage en dix minutes, sans dossier papier.",
    ),
    Column(
        "phase",
        Kind.TEXT,
        N_("Phase actuelle ; vide avant la première."),
        "acceleration",
        choices=PHASE_WORDS,
    ),
    Column("phase_depuis", Kind.DAY, N_("Premier jour de la phase actuelle."), "2025-09-15"),
    Column("debut", Kind.DAY, N_("Premier jour de la première phase."), "2024-03-04"),
    Column(
        "incubateurs",
        Kind.LIST,
        N_("Identifiants des incubateurs, le principal en premier."),
        "atelier-des-territoires|hangar-numerique",
    ),
    Column(
        "sponsors",
        Kind.LIST,
        N_("Identifiants des organisations qui portent la startup."),
        "direction-du-littoral",
    ),
    Column(
        "domaines_ministeriels",
        Kind.LIST,
        N_("Domaines ministériels des sponsors, tels que leurs fiches les disent."),
        "mer",
    ),
    Column("usagers", Kind.LIST, N_("À qui le service s’adresse."), "particulier|entreprise"),
    Column("thematiques", Kind.LIST, N_("Thématiques."), "Écologie|Logement"),
    Column("technologies", Kind.LIST, N_("Techniques employées."), "Python|PostgreSQL"),
    Column(
        "service",
        Kind.TEXT,
        N_("Adresse du service."),
        "https://guichet-littoral.example",
        is_address=True,
    ),
    Column(
        "depots",
        Kind.LIST,
        N_("Adresses des dépôts de code publics."),
        "https://forge.example/guichet-littoral/site",
        is_address=True,
    ),
    Column(
        "statistiques",
        Kind.TEXT,
        N_("Adresse des statistiques d’usage."),
        "https://guichet-littoral.example/stats",
        is_address=True,
    ),
    Column(
        "page_budget",
        Kind.TEXT,
        N_("Adresse où la startup publie son budget."),
        "https://guichet-littoral.example/budget",
        is_address=True,
    ),
    Column(
        "page_impact",
        Kind.TEXT,
        N_("Adresse où la startup publie son impact."),
        "https://guichet-littoral.example/impact",
        is_address=True,
    ),
    Column(
        "dashlord",
        Kind.TEXT,
        N_("Adresse du tableau de bord des bonnes pratiques (DashLord)."),
        "https://dashlord.example/url/guichet-littoral",
        is_address=True,
    ),
    Column(
        "accessibilite",
        Kind.TEXT,
        N_("Conformité au référentiel d’accessibilité, telle que la startup la déclare."),
        "partiellement conforme",
    ),
    Column("publie_impact", Kind.BOOLEAN, N_("L’impact est publié."), "true", is_required=True),
    Column("publie_budget", Kind.BOOLEAN, N_("Le budget est publié."), "true", is_required=True),
    Column("publie_code", Kind.BOOLEAN, N_("Le code est publié."), "true", is_required=True),
    Column(
        "publie_statistiques",
        Kind.BOOLEAN,
        N_("Les statistiques d’usage sont publiées."),
        "true",
        is_required=True,
    ),
    Column(
        "analyse_de_risques",
        Kind.BOOLEAN,
        N_("Une analyse de risques a été faite, dit la fiche."),
        "true",
        is_required=True,
    ),
    Column(
        "page_analyse_de_risques",
        Kind.TEXT,
        N_("Adresse de l’analyse de risques."),
        "https://guichet-littoral.example/securite",
        is_address=True,
    ),
    Column(
        "mon_service_securise",
        Kind.BOOLEAN,
        N_("La startup suit sa sécurité avec MonServiceSécurisé, dit la fiche."),
        "true",
        is_required=True,
    ),
    Column(
        "maturite_du_produit",
        Kind.TEXT,
        N_("Maturité du produit, distincte de la phase."),
        "beta",
        choices=tuple(one.value for one in ProductMaturity),
    ),
    Column(
        "impact_national_depuis",
        Kind.DAY,
        N_("Jour où l’impact national a été reconnu."),
        "2026-03-11",
    ),
    Column(
        "financement_jusqu_au",
        Kind.DAY,
        N_("Dernier jour du financement actuel."),
        "2026-11-30",
    ),
    Column(
        "fonds_promotion",
        Kind.INTEGER,
        N_("Promotion du fonds d’accélération (FAST)."),
        "9",
    ),
    Column(
        "fonds_montant_euros",
        Kind.INTEGER,
        N_("Montant reçu du fonds d’accélération, en euros."),
        "150000",
    ),
    Column(
        "fiche_modifiee_le",
        Kind.MOMENT,
        N_("Dernière modification de la fiche, en temps universel."),
        "2026-09-10T08:00:00Z",
    ),
    PAGE,
)
