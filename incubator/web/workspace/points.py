"""The words of what is to be done on a sheet: a sentence, and the button that leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request

from incubator.domain.committees import months_after
from incubator.domain.upkeep_facts import PRESSING, Code, Facts, Point, Section
from incubator.i18n import N_
from incubator.web.templating import formats_of, page_url, translate

#: For each code, what is the matter and what to do; %(name)s is the main measure's.
WORDS: Mapping[Code, tuple[str, str]] = {
    Code.REFUSED: (
        N_("La fiche a une erreur qui bloque sa publication."),
        N_("Corriger la fiche"),
    ),
    Code.COMMITTEE_OVERDUE: (
        N_("Le comité devait se tenir au plus tard le %(day)s."),
        N_("Noter le dernier comité"),
    ),
    Code.COMMITTEE_DUE: (
        N_("Le prochain comité est à tenir au plus tard le %(day)s."),
        N_("Annoncer le comité"),
    ),
    Code.PROMISE_LATE: (
        N_("Ce qui a été promis au comité était dû le %(day)s."),
        N_("Noter ce qu’il en est"),
    ),
    Code.PROMISE_DUE: (
        N_("Ce qui a été promis au comité est dû le %(day)s."),
        N_("Voir ce qui est dû"),
    ),
    Code.FIGURE_OLD: (
        N_("Le dernier chiffre de « %(name)s » remonte à %(month)s."),
        N_("Saisir le chiffre du mois"),
    ),
    Code.NO_FIGURE: (
        N_("« %(name)s » n’a encore aucun chiffre."),
        N_("Saisir le premier chiffre"),
    ),
    Code.NO_MEASURE: (
        N_("Aucune mesure d’impact n’est définie."),
        N_("Définir la mesure principale"),
    ),
    Code.NO_MAIN_MEASURE: (
        N_("Aucune mesure d’impact n’est désignée comme principale."),
        N_("Désigner la mesure principale"),
    ),
    Code.NO_TARGET: (N_("« %(name)s » n’a pas de cible."), N_("Fixer une cible")),
    Code.FUNDING_ENDED: (
        N_("Le financement a pris fin le %(day)s."),
        N_("Mettre à jour le financement"),
    ),
    Code.FUNDING_ENDING: (
        N_("Le financement prend fin le %(day)s."),
        N_("Mettre à jour le financement"),
    ),
    Code.TARGET_PASSED: (
        N_("La dernière cible de « %(name)s » était fixée au %(day)s."),
        N_("Fixer la cible suivante"),
    ),
    Code.UNTOUCHED: (
        N_("La fiche n’a pas changé depuis le %(day)s."),
        N_("Relire la fiche"),
    ),
    Code.MISSION: (N_("La mission n’est pas écrite."), N_("Écrire la mission")),
    Code.TEXT: (
        N_("Le problème et la solution ne sont pas décrits."),
        N_("Décrire le problème et la solution"),
    ),
    Code.SPONSOR: (
        N_("Aucune administration sponsor n’est indiquée."),
        N_("Indiquer un sponsor"),
    ),
    Code.INCUBATOR: (N_("Aucun incubateur n’est indiqué."), N_("Indiquer l’incubateur")),
    Code.CONTACT: (N_("Aucun contact n’est donné."), N_("Donner un contact")),
    Code.TEAM: (N_("Personne n’est en mission dans l’équipe."), N_("Ajouter un membre")),
    Code.LINK: (N_("L’adresse du service n’est pas donnée."), N_("Donner l’adresse du service")),
    Code.BUDGET: (N_("Le budget n’est pas publié."), N_("Publier le budget")),
    Code.BUDGET_OLD: (
        N_("Le dernier budget publié est celui de %(year)s."),
        N_("Ajouter le budget de %(this_year)s"),
    ),
    Code.STATISTICS: (
        N_("Les statistiques ne sont pas publiques."),
        N_("Indiquer la page de statistiques"),
    ),
    Code.CODE: (N_("Le code source n’est pas public."), N_("Indiquer le dépôt du code")),
    Code.ACCESSIBILITY: (
        N_("Le niveau d’accessibilité n’est pas déclaré."),
        N_("Déclarer l’accessibilité"),
    ),
    Code.FUNDING_UNKNOWN: (
        N_("La fin du financement n’est pas indiquée."),
        N_("Indiquer la fin du financement"),
    ),
    Code.SECURITY: (
        N_("Aucune analyse de risques n’est déclarée."),
        N_("Déclarer l’analyse de risques"),
    ),
    Code.OPEN_ENDED: (
        N_("Des missions de l’équipe n’ont pas de dernier jour."),
        N_("Dater les missions"),
    ),
    Code.AUDIENCE: (N_("Le public visé n’est pas indiqué."), N_("Indiquer le public visé")),
    Code.PICTURE: (
        N_("La page n’a pas de capture d’écran."),
        N_("Ajouter une capture d’écran"),
    ),
    Code.WARNINGS: (
        N_("La vérification de la fiche a fait des remarques."),
        N_("Relire les remarques"),
    ),
}
#: The month that a figure is asked for: French joins it to its preposition.
FIGURES = (
    N_("Saisir le chiffre de janvier"),
    N_("Saisir le chiffre de février"),
    N_("Saisir le chiffre de mars"),
    N_("Saisir le chiffre d’avril"),
    N_("Saisir le chiffre de mai"),
    N_("Saisir le chiffre de juin"),
    N_("Saisir le chiffre de juillet"),
    N_("Saisir le chiffre d’août"),
    N_("Saisir le chiffre de septembre"),
    N_("Saisir le chiffre d’octobre"),
    N_("Saisir le chiffre de novembre"),
    N_("Saisir le chiffre de décembre"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A point in words. ``is_pressing``: a day has passed or is near, or the sheet is kept out."""

    sentence: str
    verb: str
    url: str
    is_pressing: bool


def shown(request: Request, startup_id: str, facts: Facts, point: Point, today: date) -> Shown:
    """A point as the page says it."""
    sentence, verb = WORDS[point.code]
    if point.code is Code.FIGURE_OLD:
        verb = FIGURES[months_after(today, -1).month - 1]
    values = _values(request, facts, point, today)
    return Shown(
        translate(request, sentence, **values),
        translate(request, verb, **values),
        section_url(request, startup_id, point.section),
        point.code in PRESSING,
    )


def section_url(request: Request, startup_id: str, section: Section) -> str:
    """Where a point is settled."""
    match section:
        case Section.SHEET:
            return page_url(request, "edit_sheet", place_id=startup_id)
        case Section.TEAM:
            return page_url(request, "place_team", place_id=startup_id)
        case Section.PICTURE:
            return page_url(request, "place_picture", place_id=startup_id)
        case Section.FOLLOW_UP:
            return page_url(request, "follow_up", startup=startup_id)
        case _:
            return page_url(request, "edit_section", place_id=startup_id, section=section.value)


def _values(request: Request, facts: Facts, point: Point, today: date) -> dict[str, Any]:
    formats = formats_of(request)
    values: dict[str, Any] = {"this_year": str(today.year)}
    if facts.main_measure:
        values["name"] = facts.main_measure.name
    if point.day:
        values |= {
            "day": formats.day(point.day),
            "month": formats.month(point.day),
            "year": str(point.day.year),
        }
    return values
