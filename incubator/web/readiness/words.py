"""The words of criteria: answers, what each check found with its figures, what would answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_timedelta
from babel.lists import format_list
from starlette.requests import Request

from incubator.domain.readiness import Answer, Check, Finding, Score, Source
from incubator.domain.upkeep_facts import Section
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.impact.amounts import amount, when
from incubator.web.measures.units import counted
from incubator.web.templating import formats_of, language_of, translate

_MINUS = "\u2212"
ANSWERS: Mapping[Answer, str] = {
    Answer.MET: N_("Rempli"),
    Answer.NOT_MET: N_("Pas encore"),
    Answer.UNKNOWN: N_("Inconnu"),
}
#: What a team may answer; the last one takes an answer back.
CHOICES: Mapping[Answer, str] = {
    Answer.MET: N_("Rempli"),
    Answer.NOT_MET: N_("Pas encore"),
    Answer.UNKNOWN: N_("Je ne sais pas"),
}
SOURCES: Mapping[Source, str] = {
    Source.SHEET: N_("la fiche"),
    Source.GITHUB: N_("GitHub"),
    Source.DECLARED: N_("déclaré par l’équipe"),
}
_NO_MAIN = N_("La fiche ne désigne pas de mesure d’impact principale.")
_NO_FIGURE = N_("« %(name)s » n’a encore aucun chiffre.")
_ACTIVITY = N_("%(pulls)s par semaine ; %(people)s.")
_NOT_PUBLIC = N_("Un dépôt au moins n’est pas public.")
_UNLICENSED = N_("Dépôts sans licence : %(lacking)s.")
_AGENTS = N_("%(agents)s sur %(team)s.")
#: What each check says where it has found an answer.
FOUND: Mapping[tuple[Check, Answer], str] = {
    (Check.STATISTICS_PUBLISHED, Answer.MET): N_("La fiche donne l’adresse des statistiques."),
    (Check.BUDGET_PUBLISHED, Answer.MET): N_("La fiche donne le budget."),
    (Check.BUDGET_OF_THE_YEAR, Answer.MET): N_("La fiche donne le budget de %(year)s."),
    (Check.IMPACT_PUBLISHED, Answer.MET): N_(
        "Dernier chiffre de « %(name)s » : %(value)s (%(when)s)."
    ),
    (Check.IMPACT_FRESH, Answer.MET): N_("Dernier chiffre de « %(name)s » : %(when)s."),
    (Check.IMPACT_FRESH, Answer.NOT_MET): N_(
        "Dernier chiffre de « %(name)s » : %(when)s, il y a plus d’un mois et demi."
    ),
    (Check.IMPACT_OUTGROWS_COST, Answer.MET): N_(
        "Sur un an, progrès de « %(name)s » : %(impact)s. Évolution du budget : %(cost)s."
    ),
    (Check.IMPACT_OUTGROWS_COST, Answer.NOT_MET): N_(
        "Sur un an, progrès de « %(name)s » : %(impact)s. Évolution du budget : %(cost)s."
    ),
    (Check.MAIN_MEASURE, Answer.MET): N_("« %(name)s » est la mesure principale."),
    (Check.TARGETS_AHEAD, Answer.MET): N_(
        "« %(name)s » a %(targets)s cibles, la dernière au %(day)s."
    ),
    (Check.SIX_MONTH_TARGET, Answer.MET): N_("Une cible est fixée au %(day)s."),
    (Check.SPONSOR_NAMED, Answer.MET): N_("La fiche nomme %(sponsors)s."),
    (Check.INTRAPRENEUR_IN_TEAM, Answer.MET): N_("Dans l’équipe : %(intrapreneurs)s."),
    (Check.INTERNAL_TEAM, Answer.MET): _AGENTS,
    (Check.INTERNAL_TEAM, Answer.NOT_MET): _AGENTS,
    (Check.IN_PRODUCTION, Answer.MET): N_("Le service est lancé depuis le %(day)s."),
    (Check.IN_PRODUCTION, Answer.NOT_MET): N_(
        "Le service est lancé depuis le %(day)s, il y a moins de trois mois."
    ),
    (Check.OWN_DOMAIN, Answer.MET): N_("Le service est à l’adresse %(host)s."),
    (Check.OWN_DOMAIN, Answer.NOT_MET): N_(
        "Le service est encore à l’adresse %(host)s, celle du programme."
    ),
    (Check.ACCESSIBILITY_AUDITED, Answer.MET): N_("La fiche déclare le service « %(status)s »."),
    (Check.RISKS_ANALYSED, Answer.MET): N_("La fiche déclare une analyse de risques."),
    (Check.PUBLIC_SOURCE, Answer.MET): N_("Le code est dans des dépôts publics sur GitHub."),
    (Check.PUBLIC_SOURCE, Answer.NOT_MET): _NOT_PUBLIC,
    (Check.SOURCE_OPEN, Answer.MET): N_("Les dépôts publics ont tous une licence."),
    (Check.SOURCE_OPEN, Answer.NOT_MET): _UNLICENSED,
    (Check.LICENCE, Answer.MET): N_("Les dépôts publics ont tous une licence."),
    (Check.LICENCE, Answer.NOT_MET): _UNLICENSED,
    (Check.CONTRIBUTING, Answer.MET): N_("Les dépôts publics disent tous comment contribuer."),
    (Check.CONTRIBUTING, Answer.NOT_MET): N_(
        "Dépôts qui ne disent pas comment contribuer : %(lacking)s."
    ),
    (Check.DELIVERS_REGULARLY, Answer.MET): _ACTIVITY,
    (Check.DELIVERS_REGULARLY, Answer.NOT_MET): _ACTIVITY,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What a check lacks, what would give it, and the section of the sheet where; None: GitHub."""

    sentence: str
    verb: str
    section: Section | None


#: What each check lacks where it knows nothing.
MISSING: Mapping[Check, Missing] = {
    Check.STATISTICS_PUBLISHED: Missing(
        N_("La fiche ne donne pas d’adresse de statistiques."),
        N_("Indiquer la page de statistiques"),
        Section.LINKS,
    ),
    Check.BUDGET_PUBLISHED: Missing(
        N_("La fiche ne donne ni budget, ni page de budget."),
        N_("Publier le budget"),
        Section.BUDGET,
    ),
    Check.BUDGET_OF_THE_YEAR: Missing(
        N_("La fiche ne donne pas de montant pour %(year)s."),
        N_("Ajouter le budget de %(year)s"),
        Section.BUDGET,
    ),
    Check.IMPACT_PUBLISHED: Missing(_NO_MAIN, N_("Saisir un chiffre"), Section.IMPACT),
    Check.IMPACT_FRESH: Missing(_NO_MAIN, N_("Saisir un chiffre"), Section.IMPACT),
    Check.IMPACT_OUTGROWS_COST: Missing(
        N_("Il faut un chiffre d’il y a un an, et les budgets de deux années qui se suivent."),
        N_("Compléter les chiffres"),
        Section.IMPACT,
    ),
    Check.MAIN_MEASURE: Missing(_NO_MAIN, N_("Désigner la mesure principale"), Section.IMPACT),
    Check.TARGETS_AHEAD: Missing(
        N_("La mesure principale n’a pas deux cibles, dont une à plus de six mois."),
        N_("Fixer les cibles"),
        Section.IMPACT,
    ),
    Check.SIX_MONTH_TARGET: Missing(
        N_("Aucune cible n’est fixée pour les six prochains mois."),
        N_("Fixer une cible"),
        Section.IMPACT,
    ),
    Check.SPONSOR_NAMED: Missing(
        N_("La fiche ne nomme pas d’administration sponsor."),
        N_("Indiquer un sponsor"),
        Section.ESSENTIALS,
    ),
    Check.INTRAPRENEUR_IN_TEAM: Missing(
        N_("Personne dans l’équipe n’a le rôle d’intrapreneur."),
        N_("Vérifier l’équipe"),
        Section.TEAM,
    ),
    Check.INTERNAL_TEAM: Missing(
        N_("Le statut des personnes de l’équipe n’est pas indiqué."),
        N_("Vérifier l’équipe"),
        Section.TEAM,
    ),
    Check.IN_PRODUCTION: Missing(
        N_("La fiche ne donne pas la date du lancement."),
        N_("Noter le lancement"),
        Section.PHASES,
    ),
    Check.OWN_DOMAIN: Missing(
        N_("La fiche ne donne pas l’adresse du service."),
        N_("Donner l’adresse du service"),
        Section.LINKS,
    ),
    Check.ACCESSIBILITY_AUDITED: Missing(
        N_("La fiche ne déclare pas de conformité, qui suppose un audit."),
        N_("Déclarer l’accessibilité"),
        Section.LINKS,
    ),
    Check.RISKS_ANALYSED: Missing(
        N_("La fiche ne déclare pas d’analyse de risques."),
        N_("Déclarer l’analyse de risques"),
        Section.LINKS,
    ),
    Check.PUBLIC_SOURCE: Missing("", "", None),
    Check.SOURCE_OPEN: Missing("", "", None),
    Check.LICENCE: Missing("", "", None),
    Check.CONTRIBUTING: Missing("", "", None),
    Check.DELIVERS_REGULARLY: Missing("", "", None),
}
#: Of those that ask GitHub: the sheet names no repository there, or reading them was not enough.
NO_REPOSITORY = Missing(
    N_("La fiche ne nomme aucun dépôt sur GitHub."), N_("Indiquer les dépôts"), Section.LINKS
)
NOT_READ = Missing(
    N_("Ce qui a été lu des dépôts ne permet pas de répondre."),
    N_("Voir l’état des dépôts"),
    None,
)


def missing(check: Check, figures: Mapping[str, Any], *, is_tracked: bool) -> Missing:
    """What a check lacks; its sentences are to be translated with :func:`found_values`."""
    lacks = MISSING[check]
    if lacks.section is None:
        return NOT_READ if is_tracked else NO_REPOSITORY
    has_name = bool(figures.get("name"))
    if check is Check.TARGETS_AHEAD and not has_name:
        return MISSING[Check.MAIN_MEASURE]
    if check in (Check.IMPACT_PUBLISHED, Check.IMPACT_FRESH) and has_name:
        return Missing(_NO_FIGURE, lacks.verb, lacks.section)
    return lacks


def found(request: Request, check: Check, finding: Finding) -> str:
    """What a check found, in a sentence with its figures."""
    text = FOUND[check, finding.answer]
    if text == _UNLICENSED and not finding.figures.get("lacking"):
        text = _NOT_PUBLIC
    return translate(request, text, **found_values(request, check, finding.figures))


def found_values(request: Request, check: Check, figures: Mapping[str, Any]) -> dict[str, str]:
    """The figures of a finding as sentences write them."""
    formats = formats_of(request)
    values = {name: str(value) for name, value in figures.items()}
    match check:
        case Check.IMPACT_PUBLISHED | Check.IMPACT_FRESH if figures.get("day"):
            values["when"] = when(formats, figures["day"])
            if "value" in figures:
                values["value"] = amount(formats, Decimal(figures["value"]), figures["unit"])
        case Check.IMPACT_OUTGROWS_COST:
            for name in ("impact", "cost"):
                if name in figures:
                    values[name] = _signed(request, figures[name])
        case Check.SPONSOR_NAMED:
            one = N_("une administration sponsor")
            several = N_("%(count)s administrations sponsors")
            values["sponsors"] = counted(request, figures["count"], one, several)
        case Check.INTRAPRENEUR_IN_TEAM:
            one, several = N_("%(count)s intrapreneur"), N_("%(count)s intrapreneurs")
            values["intrapreneurs"] = counted(request, figures["count"], one, several)
        case Check.INTERNAL_TEAM if "team" in figures:
            values |= _team(request, figures)
        case Check.ACCESSIBILITY_AUDITED:
            status = labels.ACCESSIBILITY.get(figures.get("status", ""), "")
            values["status"] = translate(request, status).lower() if status else ""
        case Check.DELIVERS_REGULARLY if "pulls" in figures:
            pulls, people = round(figures["pulls"], 1), round(figures["people"])
            one, several = N_("%(count)s demande intégrée"), N_("%(count)s demandes intégrées")
            values["pulls"] = counted(request, pulls, one, several)
            one, several = N_("%(count)s personne contribue"), N_("%(count)s personnes contribuent")
            values["people"] = counted(request, people, one, several)
    if figures.get("lacking"):
        values["lacking"] = format_list(list(figures["lacking"]), locale=language_of(request))
    if isinstance(figures.get("day"), date):
        values["day"] = formats.day(figures["day"])
    return values


def score_words(request: Request, score: Score) -> str:
    """A score in words: "5 critères sur 8 remplis, 2 inconnus"."""
    one, several = (
        N_("%(count)s critère sur %(total)s rempli"),
        N_("%(count)s critères sur %(total)s remplis"),
    )
    total = formats_of(request).number(score.total)
    text = counted(request, score.met, one, several, total=total)
    if not score.unknown:
        return text
    unknown = counted(request, score.unknown, N_("%(count)s inconnu"), N_("%(count)s inconnus"))
    return f"{text}, {unknown}"


def age(request: Request, day: date, today: date) -> str:
    """How long ago a day was: "il y a 8 mois"; "aujourd’hui"."""
    if day >= today:
        return translate(request, N_("aujourd’hui"))
    text: str = format_timedelta(
        day - today, add_direction=True, granularity="day", locale=language_of(request),
        threshold=2,
    )  # fmt: skip
    return text


def _team(request: Request, figures: Mapping[str, Any]) -> dict[str, str]:
    agents = counted(
        request, figures["agents"], N_("%(count)s agent public"), N_("%(count)s agents publics")
    )
    one, several = N_("%(count)s personne"), N_("%(count)s personnes")
    if figures.get("unsaid"):
        one = N_("%(count)s personne dont le statut est connu")
        several = N_("%(count)s personnes dont le statut est connu")
    return {"agents": agents, "team": counted(request, figures["team"], one, several)}


def _signed(request: Request, share: float) -> str:
    sign = "+" if share > 0 else _MINUS if share < 0 else ""
    return sign + formats_of(request).percent(abs(share))
