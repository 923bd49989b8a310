"""The words of the statistics: sections, names, definitions with their limits.

docs/statistics.md has the same at length.
"""

from __future__ import annotations

from collections.abc import Mapping

from incubator.i18n import N_

#: For each section, its title and the charts in it.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Les startups"), ("phases", "lancements", "impact-national", "incubateurs")),
    (N_("Durées et issues"), ("durees", "passages", "survie")),
    (N_("Les engagements"), ("comites", "publications", "accessibilite")),
    (N_("Les personnes"), ("metiers", "statuts", "arrivees")),
)
#: For each chart, its name in the table of contents.
NAMES: Mapping[str, str] = {
    "phases": N_("Startups par phase"),
    "lancements": N_("Lancements par an"),
    "impact-national": N_("Impact national par an"),
    "incubateurs": N_("Portefeuilles des incubateurs"),
    "durees": N_("Temps passé par phase"),
    "passages": N_("Passages entre phases"),
    "survie": N_("Survie et arrêts"),
    "comites": N_("Comités à l’heure"),
    "publications": N_("Ce qui est publié"),
    "accessibilite": N_("Accessibilité"),
    "metiers": N_("Personnes par métier"),
    "statuts": N_("Personnes par statut"),
    "arrivees": N_("Nouvelles arrivées"),
}
#: What each chart counts, and what it can't say.
DEFINITIONS: Mapping[str, str] = {
    "phases": N_(
        "La phase de chaque startup au premier jour de chaque trimestre, puis au dernier jour de la"
        " période, d’après les dates de sa fiche. « Sorties » réunit les transférées, les arrêtées"
        " et les investigations non concluantes."
    ),
    "lancements": N_(
        "Chaque startup compte l’année où commence sa première phase. Celles dont la fiche a été"
        " retirée ne comptent plus."
    ),
    "impact-national": N_(
        "Une startup compte l’année où sa fiche note pour la première fois un impact national : une"
        " utilité prouvée et un déploiement dans tout le pays."
    ),
    "incubateurs": N_(
        "La phase des startups de chaque incubateur. Une startup de deux incubateurs compte dans"
        " les deux. Les arrêts comprennent les investigations non concluantes."
    ),
    "durees": N_(
        "La courbe estime (Kaplan-Meier) la part des séjours qui durent encore après tant de mois."
        " Un séjour en cours compte pour le temps observé. Un retour dans une phase est un nouveau"
        " séjour. Avec une période, ce sont les séjours commencés alors. La courbe finit quand"
        " moins de cinq séjours sont suivis."
    ),
    "passages": N_(
        "Chaque changement de phase écrit dans une fiche compte, à sa date. Le chiffre d’une barre"
        " est le nombre d’entrées dans la phase."
    ),
    "survie": N_(
        "Du lancement à l’arrêt, investigation non concluante comprise. Une startup active compte"
        " pour le temps observé, une startup transférée ou opérée jusqu’à ce jour-là : elle ne"
        " s’est pas arrêtée. La courbe finit quand moins de cinq startups sont suivies."
    ),
    "comites": N_(
        "De l’investigation à la consolidation, un comité se tient au plus tard six mois après le"
        " précédent, ou 45 jours avant la fin du financement. Il est en retard quand cette date est"
        " passée."
    ),
    "publications": N_(
        "Startups actives dont la fiche donne l’adresse du code, des statistiques, du budget ou de"
        " l’impact, ou leurs chiffres. Le nombre entre parenthèses est celui des startups de la"
        " phase."
    ),
    "accessibilite": N_(
        "Ce que les fiches des startups actives déclarent. Ce n’est pas le résultat d’un contrôle."
    ),
    "metiers": N_(
        "Personnes dont une mission est en cours ce jour-là ; chacune compte une fois, avec le"
        " métier que sa fiche dit aujourd’hui. Une baisse des derniers mois peut venir de missions"
        " dont la prolongation n’est pas encore écrite."
    ),
    "statuts": N_(
        "Personnes dont une mission est en cours ce jour-là ; chacune compte une fois, avec le"
        " statut de sa mission la plus récente. Une baisse des derniers mois peut venir de missions"
        " dont la prolongation n’est pas encore écrite."
    ),
    "arrivees": N_(
        "Personnes dont la première mission commence pendant le trimestre. Avec un filtre, c’est la"
        " première mission dans ces startups."
    ),
}
#: Why a chart is not there.
NOTHING = N_("Il n’y a rien à compter ici pour ce choix.")
NOTHING_MORE: Mapping[str, str] = {
    "durees": N_("Moins de cinq séjours sont terminés : c’est trop peu pour une estimation."),
    "survie": N_("Moins de cinq startups : c’est trop peu pour une estimation."),
    "metiers": N_("Aucune mission ne nomme ces startups pendant cette période."),
    "statuts": N_("Aucune mission ne nomme ces startups pendant cette période."),
    "arrivees": N_("Aucune première mission ne commence pendant cette période."),
}
#: The charts of what sheets say today, without saying since when.
TODAY_ONLY = frozenset({"publications", "accessibilite"})
UNKNOWN_THEN = N_(
    "Inconnu au %(day)s : les fiches disent ce qu’il en est aujourd’hui, sans dire depuis quand."
)
