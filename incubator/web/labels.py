"""Words of the interface for the domain's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from incubator.domain.catalogue import UNKNOWN, Facet, Published, Sort
from incubator.domain.impact import Dimension, ProductMaturity
from incubator.domain.phases import Phase
from incubator.domain.startups import EventKind
from incubator.i18n import N_

Translate = Callable[[str], str]
#: What the site is called where the settings give no name.
TITLE = N_("Incubateur")
TAGLINE = N_("Les startups d’État, de l’investigation au passage à l’échelle")
#: Before the first phase of a sheet whose dates are all in the future.
UPCOMING = "a-venir"

PHASE_NAMES: Mapping[str, str] = {
    Phase.INVESTIGATION: N_("Investigation"),
    Phase.CONSTRUCTION: N_("Construction"),
    Phase.ACCELERATION: N_("Accélération"),
    Phase.CONSOLIDATION: N_("Consolidation"),
    Phase.OPERATED: N_("Opéré"),
    Phase.TRANSFERRED: N_("Transféré"),
    Phase.STOPPED: N_("Arrêté"),
    Phase.INCONCLUSIVE: N_("Investigation non concluante"),
    UPCOMING: N_("À venir"),
    UNKNOWN: N_("À venir"),
}
PHASE_STATES: Mapping[str, str] = {
    Phase.INVESTIGATION: N_("En investigation"),
    Phase.CONSTRUCTION: N_("En construction"),
    Phase.ACCELERATION: N_("En accélération"),
    Phase.CONSOLIDATION: N_("En consolidation"),
    Phase.OPERATED: N_("Opéré"),
    Phase.TRANSFERRED: N_("Transféré"),
    Phase.STOPPED: N_("Arrêté"),
    Phase.INCONCLUSIVE: N_("Investigation non concluante"),
    UPCOMING: N_("À venir"),
}
PHASE_MOVES: Mapping[str, str] = {
    Phase.INVESTIGATION: N_("entre en investigation"),
    Phase.CONSTRUCTION: N_("passe en construction"),
    Phase.ACCELERATION: N_("passe en accélération"),
    Phase.CONSOLIDATION: N_("passe en consolidation"),
    Phase.OPERATED: N_("est désormais opéré au sein du réseau"),
    Phase.TRANSFERRED: N_("est transféré à son administration"),
    Phase.STOPPED: N_("s’arrête"),
    Phase.INCONCLUSIVE: N_("finit son investigation sans suite"),
}
EVENTS: Mapping[str, str] = {
    EventKind.LAUNCH: N_("Lancement du produit"),
    EventKind.COMMITTEE: N_("Comité"),
    EventKind.NATIONAL_IMPACT: N_("Impact national"),
    EventKind.FAST: N_("Fonds d’accélération"),
    EventKind.EIG: N_("Entrepreneurs d’intérêt général"),
    EventKind.END: N_("Fin"),
    EventKind.OTHER: N_("Autre événement"),
}
FACETS: Mapping[Facet, str] = {
    Facet.PHASE: N_("Phase"),
    Facet.PUBLISHED: N_("Ce qui est publié"),
    Facet.SPONSOR: N_("Administration sponsor"),
    Facet.INCUBATOR: N_("Incubateur"),
    Facet.MINISTRY: N_("Domaine ministériel"),
    Facet.USER_TYPE: N_("Public visé"),
    Facet.THEME: N_("Thème"),
    Facet.TECHNOLOGY: N_("Technologie"),
    Facet.NATIONAL_IMPACT: N_("Impact national"),
    Facet.ACCESSIBILITY: N_("Accessibilité"),
}
PUBLISHED: Mapping[str, str] = {
    Published.IMPACT: N_("Impact"),
    Published.BUDGET: N_("Budget"),
    Published.CODE: N_("Code source"),
    Published.STATISTICS: N_("Statistiques"),
}
#: The same as a choice that is in force, read without its group's title.
PUBLISHED_CHOICES: Mapping[str, str] = {
    Published.IMPACT: N_("Impact publié"),
    Published.BUDGET: N_("Budget publié"),
    Published.CODE: N_("Code source publié"),
    Published.STATISTICS: N_("Statistiques publiées"),
}
SORTS: Mapping[Sort, str] = {
    Sort.RELEVANCE: N_("Pertinence"),
    Sort.TITLE: N_("Ordre alphabétique"),
    Sort.NEWEST: N_("Plus récentes"),
    Sort.MOVED: N_("Dernier changement de phase"),
}
ACCESSIBILITY: Mapping[str, str] = {
    "totalement conforme": N_("Totalement conforme"),
    "partiellement conforme": N_("Partiellement conforme"),
    "non conforme": N_("Non conforme"),
    UNKNOWN: N_("Non renseignée"),
}
MINISTRIES: Mapping[str, str] = {
    "affaires-etrangeres": N_("Affaires étrangères"),
    "agriculture": N_("Agriculture"),
    "armees": N_("Armées"),
    "autres": N_("Autres"),
    "bercy": N_("Économie et finances"),
    "culture": N_("Culture"),
    "education": N_("Éducation nationale"),
    "enseignement-sup": N_("Enseignement supérieur et recherche"),
    "environnement": N_("Écologie"),
    "interieur": N_("Intérieur"),
    "justice": N_("Justice"),
    "solidarite-sante": N_("Solidarités et santé"),
    "spm": N_("Services du Premier ministre"),
    "sport": N_("Sports"),
    "territoires": N_("Territoires"),
    "travail": N_("Travail"),
}
ORGANISATION_KINDS: Mapping[str, str] = {
    "administration-centrale": N_("Administration centrale"),
    "autre": N_("Autre organisme"),
    "collectivite-territoriale": N_("Collectivité territoriale"),
    "operateur": N_("Opérateur de l’État"),
    "securite-sociale": N_("Sécurité sociale"),
    "service-deconcentre": N_("Service déconcentré"),
}
USER_TYPES: Mapping[str, str] = {
    "association": N_("Associations"),
    "collectivite-territoriale": N_("Collectivités territoriales"),
    "entreprise": N_("Entreprises"),
    "etablissement-scolaire": N_("Établissements scolaires"),
    "etat": N_("Agents de l’État"),
    "agent-public": N_("Agents publics"),
    "particulier": N_("Particuliers"),
}
MEMBER_STATUSES: Mapping[str, str] = {
    "independent": N_("Indépendant"),
    "service": N_("Prestataire"),
    "admin": N_("Agent public"),
}
DIMENSIONS: Mapping[str, str] = {
    Dimension.USABLE: N_("Utilisable"),
    Dimension.USED: N_("Utilisé"),
    Dimension.USEFUL: N_("Utile"),
    Dimension.IMPACTFUL: N_("Impactant"),
    Dimension.EFFICIENT: N_("Efficient"),
}
MATURITIES: Mapping[str, str] = {
    ProductMaturity.CONCEPT: N_("Concept"),
    ProductMaturity.ALPHA: N_("Alpha"),
    ProductMaturity.BETA: N_("Bêta"),
    ProductMaturity.STABLE: N_("Stable"),
    ProductMaturity.OBSOLETE: N_("Obsolète"),
}


def label(names: Mapping[str, str], value: str, translate: Translate) -> str:
    """The words for a value; one that is not known is shown as it is written."""
    return translate(names[value]) if value in names else spoken(value)


def spoken(value: str) -> str:
    """A value such as ``parc-naturel`` as words: "Parc naturel"; others keep their spelling."""
    if value and value == value.lower() and " " not in value:
        value = value.replace("-", " ").replace("_", " ")
    return value[:1].upper() + value[1:]
