"""The words of impact: dimensions, progress and its doubts, changes, why an address failed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from starlette.requests import Request

from incubator.domain.impact import Dimension, Indicator
from incubator.domain.progress import Change, Doubt, Progress, Standing
from incubator.i18n import N_
from incubator.web.impact.amounts import amount, due, growth, in_time
from incubator.web.templating import formats_of, translate

#: The question that each dimension answers.
QUESTIONS: Mapping[Dimension, str] = {
    Dimension.USABLE: N_("Le service est-il facile à utiliser ?"),
    Dimension.USED: N_("Combien de personnes s’en servent chaque mois ?"),
    Dimension.USEFUL: N_("Celles qui s’en servent y trouvent-elles ce qu’elles cherchaient ?"),
    Dimension.IMPACTFUL: N_("Qu’est-ce que le service change, dans les faits ?"),
    Dimension.EFFICIENT: N_("Combien cela coûte-t-il, rapporté à ce qui est obtenu ?"),
}
#: A short name of each progress, and the kind of its badge.
BADGES: Mapping[Progress, tuple[str, str]] = {
    Progress.REACHED: (N_("Objectif atteint"), "success"),
    Progress.ON_COURSE: (N_("Sur la bonne voie"), "info"),
    Progress.BEHIND: (N_("En retard sur l’objectif"), "warning"),
    Progress.UNKNOWN: (N_("On ne peut pas le dire"), "no-icon"),
}
_DOUBTS: Mapping[Doubt, str] = {
    Doubt.NO_VALUE: N_("Aucune valeur n’est publiée."),
    Doubt.NO_TARGET: N_("Aucun objectif daté n’est publié : il n’y a rien à quoi comparer."),
    Doubt.STALE: N_(
        "La dernière valeur est %(value)s %(when)s : après six mois, elle ne dit plus où en est"
        " l’équipe."
    ),
    Doubt.NO_PAST: N_(
        "Une seule valeur est connue avant l’échéance : il en faut deux pour tracer le chemin"
        " vers l’objectif de %(due)s."
    ),
}
_REACHED = N_("L’objectif était de %(due)s.")
_PASSED = N_("L’objectif était de %(due)s : ce jour est passé, la valeur n’y est pas.")
_ABOVE = N_(
    "L’objectif est de %(due)s. Pour l’atteindre à un rythme régulier, il fallait %(expected)s"
    " %(when)s : la valeur y est."
)
_NEAR = N_(
    "L’objectif est de %(due)s. Pour l’atteindre à un rythme régulier, il fallait %(expected)s"
    " %(when)s : il manque moins d’un dixième du chemin."
)
_BELOW = N_(
    "L’objectif est de %(due)s. Pour l’atteindre à un rythme régulier, il fallait %(expected)s"
    " %(when)s : il manque plus d’un dixième du chemin."
)
#: Why an address gave no value, by the state of its source; ``detail`` is its own.
FAILURES: Mapping[str, str] = {
    "address": N_("ce n’est pas une adresse publique en https, ou elle mène ailleurs"),
    "private": N_("elle mène à un réseau qui n’est pas public"),
    "unknown-host": N_("aucune machine ne porte le nom %(detail)s"),
    "unreachable": N_("%(detail)s n’a pas répondu"),
    "certificate": N_("le certificat de %(detail)s n’est pas valable"),
    "slow": N_("elle n’a pas fini de répondre en %(detail)s secondes"),
    "large": N_("sa réponse pèse plus de 1 Mo"),
    "status": N_("elle a répondu par l’erreur %(detail)s"),
    "redirects": N_("elle redirige plus de %(detail)s fois"),
    "compressed": N_("sa réponse est compressée, ce qui n’était pas demandé"),
    "type": N_("sa réponse est du type %(detail)s, ni JSON ni CSV"),
    "shape": N_("sa réponse n’a pas la forme attendue"),
    "empty": N_("sa réponse ne contient aucune valeur"),
    "many": N_("sa réponse contient plus de %(detail)s valeurs"),
    "day": N_("« %(detail)s » n’y est pas une date"),
    "future": N_("elle donne une valeur pour le futur (%(detail)s)"),
    "number": N_("« %(detail)s » n’y est pas un nombre simple"),
    "twice": N_("elle donne deux valeurs pour %(detail)s"),
    "fault": N_("l’erreur vient de ce site"),
}


def failure(request: Request, state: str, detail: str) -> str:
    """Why an address gave no value."""
    return translate(request, FAILURES.get(state, FAILURES["fault"]), detail=detail)


def progress_sentence(request: Request, indicator: Indicator, standing: Standing) -> str:
    """Where a measure stands, and why it is said so."""
    formats, unit = formats_of(request), indicator.unit
    values = {}
    if standing.latest is not None:
        values["value"] = amount(formats, standing.latest.value, unit)
        values["when"] = in_time(request, standing.latest.day)
    if standing.target is not None:
        values["due"] = due(request, standing.target, unit)
    if standing.expected is not None:
        values["expected"] = amount(formats, _rounded_like(standing), unit)
    if standing.doubt is not None:
        text = _DOUBTS[standing.doubt]
    elif standing.progress is Progress.REACHED:
        text = _REACHED
    elif standing.expected is None:
        text = _PASSED
    elif standing.progress is Progress.BEHIND:
        text = _BELOW
    else:
        text = _ABOVE if _is_ahead(indicator, standing) else _NEAR
    return translate(request, text, **values)


def change_sentence(request: Request, indicator: Indicator, change: Change | None) -> str:
    """How a value changed, whether that is progress, and from what to what."""
    if change is None:
        return translate(
            request, N_("Pas de valeur publiée assez proche de cette date pour comparer.")
        )
    formats, unit = formats_of(request), indicator.unit
    difference = change.difference
    if difference == 0:
        way = N_("Stable : %(value)s %(when)s déjà.")
    elif (difference < 0) == indicator.lower_is_better:
        way = N_("%(growth)s, dans le bon sens : c’était %(value)s %(when)s.")
    else:
        way = N_("%(growth)s, dans le mauvais sens : c’était %(value)s %(when)s.")
    return translate(
        request,
        way,
        growth=growth(request, change, unit),
        value=amount(formats, change.former.value, unit),
        when=in_time(request, change.former.day),
    )


def _is_ahead(indicator: Indicator, standing: Standing) -> bool:
    if standing.latest is None or standing.expected is None:
        return False
    sign = -1 if indicator.lower_is_better else 1
    return sign * standing.latest.value >= sign * standing.expected


def _rounded_like(standing: Standing) -> Decimal:
    """Where the line passes, to as many digits as its ends have: no more is meant by it."""
    ends = [one.value for one in (standing.since, standing.target, standing.latest) if one]
    exponent = min((int(end.normalize().as_tuple().exponent) for end in ends), default=0)
    step = Decimal(1).scaleb(max(-2, min(0, exponent)))
    return (standing.expected or Decimal(0)).quantize(step, ROUND_HALF_UP)
