"""The sections of a startup's sheet: which fields each has, and how they are explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.actions.desk import BODY
from incubator.domain.startups import ACCESSIBILITY_STATUSES
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.web import labels
from incubator.web.workspace.editor.ends import AFTER_THE_END, tells
from incubator.web.workspace.editor.kinds import (
    YES_OR_NO,
    Choice,
    Contact,
    Day,
    Line,
    Number,
    Paragraphs,
    Sentence,
    Several,
    Web,
    Whole,
)
from incubator.web.workspace.editor.markdown import Markdown
from incubator.web.workspace.editor.records import DatedLines, Measures, Records

Kind = Line | Several | Records
_INCUBATORS, _ORGANISATIONS = Collection.INCUBATORS.value, Collection.ORGANISATIONS.value
_PHASES = {key: labels.PHASE_NAMES[key] for key in list(labels.PHASE_NAMES)[:8]}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet that fits a screen."""

    slug: str
    title: str
    summary: str
    fields: tuple[Kind, ...]

    def shown(self, values: Mapping[str, Any]) -> tuple[Kind, ...]:
        """The fields of this sheet: one of ``incubator`` and ``incubators``, not both."""
        unused = {"incubator" if values.get("incubators") else "incubators"}
        unused |= {key for key, ends in AFTER_THE_END.items() if not tells(values, key, ends)}
        return tuple(field for field in self.fields if field.key not in unused)


SECTIONS: tuple[Section, ...] = (
    Section(
        "essentiel",
        N_("L’essentiel"),
        N_("Le nom, la mission, qui porte la startup et pour qui."),
        (
            Line("title", N_("Nom"), is_required=True),
            Sentence(
                "mission",
                N_("Mission"),
                N_(
                    "Une phrase : ce que le service permet, et à qui. Par exemple : déclarer un"
                    " mouillage en dix minutes, sans dossier papier."
                ),
            ),
            Several(
                "incubator",
                N_("Incubateur"),
                N_("Écrivez son nom ou son identifiant."),
                suggest="incubateurs",
                collection=_INCUBATORS,
                is_single=True,
            ),
            Several(
                "incubators",
                N_("Incubateurs"),
                N_("Le principal en premier."),
                suggest="incubateurs",
                collection=_INCUBATORS,
            ),
            Several(
                "sponsors",
                N_("Administrations sponsors"),
                N_("Écrivez le nom, le sigle ou l’identifiant de chacune."),
                suggest="organisations",
                collection=_ORGANISATIONS,
                prefix=f"/{_ORGANISATIONS}/",
            ),
            Several(
                "usertypes",
                N_("Publics visés"),
                N_("Par exemple : particulier, entreprise, collectivite-territoriale."),
                suggest="publics",
            ),
            Several(
                "thematiques", N_("Thèmes"), N_("Par exemple : Écologie, Santé."), suggest="themes"
            ),
            Several("techno", N_("Technologies"), suggest="technologies"),
            Choice(
                "product_maturity",
                N_("Maturité du produit"),
                N_("Celle du service rendu, à part de la phase du programme."),
                choices=labels.MATURITIES,
            ),
        ),
    ),
    Section(
        "texte",
        N_("Le problème et la solution"),
        N_("Le texte de la page publique."),
        (
            Markdown(
                BODY,
                N_("Texte"),
                N_(
                    "En Markdown : « ## » commence un titre, une ligne vide sépare deux"
                    " paragraphes, « - » commence un élément de liste, [texte](https://adresse)"
                    " fait un lien."
                ),
            ),
            Paragraphs(
                "post_mortem",
                N_("Bilan après l’arrêt"),
                N_(
                    "Pourquoi le service s’est arrêté, ce qui a marché, ce que vous referiez"
                    " autrement. En Markdown."
                ),
            ),
            Paragraphs(
                "lessons",
                N_("Enseignements de l’investigation"),
                N_(
                    "Ce que l’investigation a appris, et pourquoi aucun service n’était la réponse."
                    " En Markdown."
                ),
            ),
        ),
    ),
    Section(
        "phases",
        N_("Phases et événements"),
        N_("Le chemin parcouru : une ligne par phase, comité ou moment marquant."),
        (
            Records(
                "phases",
                N_("Phases"),
                N_("Phase %(number)s"),
                N_("Ajouter une phase"),
                (
                    Choice("name", N_("Phase"), choices=_PHASES),
                    Day("start", N_("Premier jour")),
                    Day("end", N_("Dernier jour")),
                    Sentence("comment", N_("Pourquoi")),
                ),
                N_("Le dernier jour peut rester vide : c’est la veille de la phase suivante."),
            ),
            Records(
                "events",
                N_("Événements"),
                N_("Événement %(number)s"),
                N_("Ajouter un événement"),
                (
                    Choice("name", N_("Événement"), choices=labels.EVENTS),
                    Day("date", N_("Jour")),
                    Sentence("comment", N_("Précision")),
                ),
            ),
            Records(
                "sprints",
                N_("Sprints"),
                N_("Sprint %(number)s"),
                N_("Ajouter un sprint"),
                (
                    Line("name", N_("Nom")),
                    Day("start", N_("Premier jour")),
                    Day("end", N_("Dernier jour")),
                    Sentence("goal", N_("Objectif")),
                ),
                N_("Pour les équipes qui ne suivent pas leurs sprints sur GitHub."),
            ),
        ),
    ),
    Section(
        "liens",
        N_("Liens et transparence"),
        N_("Où trouver le service, son code, ses statistiques, ses engagements."),
        (
            Web("link", N_("Adresse du service")),
            Contact(
                "contact",
                N_("Contact"),
                N_("Une adresse électronique ou celle d’une page de contact. Elle est publique."),
            ),
            Web("repository", N_("Code source"), N_("Le dépôt principal.")),
            Several("repositories", N_("Autres dépôts"), N_("Leurs adresses complètes.")),
            Choice("stats", N_("Les statistiques sont publiques"), choices=YES_OR_NO),
            Web("stats_url", N_("Page de statistiques")),
            Web("impact_url", N_("Page d’impact")),
            Web("dashlord_url", N_("Page DashLord")),
            Choice(
                "accessibility_status",
                N_("Accessibilité (RGAA)"),
                choices={status: labels.ACCESSIBILITY[status] for status in ACCESSIBILITY_STATUSES},
            ),
            Choice("analyse_risques", N_("Une analyse de risques est faite"), choices=YES_OR_NO),
            Web("analyse_risques_url", N_("Analyse de risques publiée")),
            Choice("mon_service_securise", N_("Inscrit à MonServiceSécurisé"), choices=YES_OR_NO),
            Several(
                "redirect_from",
                N_("Anciennes adresses de la page"),
                N_("Par exemple : /startups/ancien-nom. Elles mènent à la nouvelle."),
            ),
        ),
    ),
    Section(
        "impact",
        N_("Impact"),
        N_("Le chiffre du mois, les cibles, les définitions."),
        (
            Measures(
                "impact",
                N_("Mesures"),
                N_("Mesure %(number)s"),
                N_("Ajouter une mesure"),
                (
                    Line("name", N_("Ce qui est mesuré"), N_("Par exemple : dossiers déposés.")),
                    Choice("dimension", N_("Dimension"), choices=labels.DIMENSIONS),
                    Line("unit", N_("Unité"), N_("Par exemple : dossiers/mois.")),
                    Choice("main", N_("Mesure principale"), choices=YES_OR_NO),
                    Choice(
                        "better",
                        N_("Progresser, c’est"),
                        choices={"up": N_("augmenter"), "down": N_("diminuer")},
                        empty=N_("augmenter (par défaut)"),
                    ),
                    Web("source", N_("Source des chiffres")),
                    Web(
                        "values_url",
                        N_("Adresse qui donne les valeurs"),
                        N_(
                            "Facultatif : un fichier JSON ou CSV public, relu chaque jour. Les"
                            " valeurs de la fiche comptent d’abord."
                        ),
                    ),
                    DatedLines(
                        "targets",
                        N_("Cibles"),
                        N_("Une par ligne : l’échéance, puis la valeur. 31/12/2026 : 12 000"),
                    ),
                    DatedLines(
                        "values",
                        N_("Toutes les valeurs"),
                        N_(
                            "Une par ligne : le jour ou le mois, puis la valeur. 01/06/2026 : 5 100"
                        ),
                    ),
                ),
            ),
        ),
    ),
    Section(
        "budget",
        N_("Budget"),
        N_("Ce qui est engagé et dépensé, et jusqu’à quand."),
        (
            Records(
                "budget",
                N_("Par année"),
                N_("Année %(number)s"),
                N_("Ajouter une année"),
                (
                    Whole("year", N_("Année")),
                    Number("committed", N_("Engagé, en euros")),
                    Number("spent", N_("Dépensé, en euros")),
                    Line("source", N_("Financeur")),
                ),
            ),
            Day(
                "funding_until",
                N_("Financement assuré jusqu’au"),
                N_("Le prochain comité en découle : 45 jours avant."),
            ),
            Web("budget_url", N_("Page de budget")),
        ),
    ),
)
BY_SLUG: Mapping[str, Section] = {section.slug: section for section in SECTIONS}


def section_of(key: str) -> Section | None:
    """The section in which a field of the sheet is changed."""
    return next((one for one in SECTIONS if any(f.key == key for f in one.fields)), None)
