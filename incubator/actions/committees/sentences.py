"""What a committee decided, in a sentence: the same on the screen, in the minutes, in mails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from incubator.domain.decisions import Condition, Decision, Kind, Objective
from incubator.domain.phases import Phase
from incubator.i18n import N_, translations

_NBSP = "\u00a0"
_INTO: Mapping[Phase, str] = {
    Phase.INVESTIGATION: N_("en investigation"),
    Phase.CONSTRUCTION: N_("en construction"),
    Phase.ACCELERATION: N_("en accélération"),
    Phase.CONSOLIDATION: N_("en consolidation"),
    Phase.OPERATED: N_("en phase opérée"),
    Phase.TRANSFERRED: N_("en phase transférée"),
    Phase.STOPPED: N_("en arrêt"),
    Phase.INCONCLUSIVE: N_("en arrêt, l’investigation n’étant pas concluante"),
}


def sentence(decision: Decision, name: str, language: str = "fr") -> str:
    """The decision about a startup of that name, whole: "Le comité décide de poursuivre Acte."."""
    parts = [
        _decided(decision, name, language) + _span(decision, language),
        _money(decision, language),
        _awaited(decision, language),
    ]
    return ", ".join(part for part in parts if part) + "."


def said_of(objective: Objective | Condition, language: str = "fr") -> str:
    """An objective or a condition on one line, with its figure or its owner, and its day."""
    _ = translations(language).gettext
    detail = ""
    if isinstance(objective, Condition):
        detail = objective.owner.strip()
    elif objective.value is not None:
        unit = objective.unit.strip()
        figure = number(objective.value, language)
        detail = f"{figure}{_NBSP}{unit}" if unit else figure
    text = objective.text.strip().rstrip(".")
    until = _("d’ici au %(day)s") % {"day": day_in(objective.due, language)}
    return f"{text} ({detail}), {until}" if detail else f"{text}, {until}"


def shown_lines(decision: Decision, language: str = "fr") -> Iterator[str]:
    """What is asked in return, a line each: objectives, then conditions."""
    _ = translations(language).gettext
    for objective in decision.objectives:
        yield _("Objectif : %(text)s") % {"text": said_of(objective, language)}
    for condition in decision.conditions:
        yield _("Condition : %(text)s") % {"text": said_of(condition, language)}


def public_words(decision: Decision, *, with_amount: bool) -> str:
    """What a sheet says of it, in French as sheets are: "Passage en accélération."."""
    text = f"{_short(decision)}."
    money = _money(decision, "fr") if with_amount else ""
    return f"{text} {money[:1].upper()}{money[1:]}." if money else text


def day_in(day: date, language: str) -> str:
    """12 mars 2026; the first of a month is "1er" in French."""
    text = format_date(day, "d MMMM y", locale=language)
    if language == "fr" and day.day == 1:
        text = text.replace("1 ", f"1er{_NBSP}", 1)
    return text if _NBSP in text else text.replace(" ", _NBSP, 1)


def number(value: Decimal | int, language: str) -> str:
    """A figure with every decimal it has, thousands apart."""
    return format_decimal(value, format="#,##0.#########", locale=language)


def _decided(decision: Decision, name: str, language: str) -> str:
    _ = translations(language).gettext
    values = {"name": name, "phase": _into(decision.phase, language)}
    match decision.kind:
        case Kind.CONTINUE:
            text = _("Le comité décide de poursuivre %(name)s")
        case Kind.CHANGE_PHASE:
            text = _("Le comité décide de faire passer %(name)s %(phase)s")
        case Kind.PROVISIONAL:
            text = _("Le comité décide de poursuivre %(name)s à titre provisoire")
        case Kind.REINFORCE:
            text = _("Le comité décide de renforcer %(name)s")
        case Kind.PERMANENT:
            text = _("Le comité décide de pérenniser %(name)s, qui passe %(phase)s")
        case Kind.STOP if decision.phase is Phase.INCONCLUSIVE:
            text = _("Le comité décide d’arrêter %(name)s : l’investigation n’est pas concluante")
        case Kind.STOP:
            text = _("Le comité décide d’arrêter %(name)s")
    return text % values


def _span(decision: Decision, language: str) -> str:
    if decision.months is None:
        return ""
    return translations(language).ngettext(" pour un mois", " pour deux mois", decision.months)


def _awaited(decision: Decision, language: str) -> str:
    """What a provisional decision waits for."""
    evidence = " ".join(decision.evidence.split()).rstrip(".")
    if decision.next_on is None or not evidence:
        return ""
    text = translations(language).gettext("et attend d’ici au %(day)s : %(evidence)s")
    return text % {"day": day_in(decision.next_on, language), "evidence": evidence}


def _money(decision: Decision, language: str) -> str:
    _ = translations(language).gettext
    parts = []
    if decision.amount is not None:
        amount = number(decision.amount, language)
        euros = f"{amount}{_NBSP}€" if language == "fr" else f"€{amount}"
        parts.append(_("avec %(amount)s") % {"amount": euros})
    if decision.period_from and decision.period_until:
        parts.append(
            _("du %(start)s au %(end)s")
            % {
                "start": day_in(decision.period_from, language),
                "end": day_in(decision.period_until, language),
            }
        )
    return " ".join(parts)


def _short(decision: Decision) -> str:
    into = _into(decision.phase, "fr")
    match decision.kind:
        case Kind.CONTINUE:
            return "Poursuite"
        case Kind.CHANGE_PHASE:
            return f"Passage {into}"
        case Kind.PROVISIONAL:
            return f"Poursuite provisoire pour {'un' if decision.months == 1 else 'deux'} mois"
        case Kind.REINFORCE:
            return "Renforcement"
        case Kind.PERMANENT:
            return f"Pérennisation, passage {into}"
        case Kind.STOP if decision.phase is Phase.INCONCLUSIVE:
            return "Arrêt, investigation non concluante"
        case Kind.STOP:
            return "Arrêt"


def _into(phase: Phase | None, language: str) -> str:
    """A phase that is entered, within a sentence."""
    text = _INTO[phase] if phase else ""
    return translations(language).gettext(text) if text else ""
