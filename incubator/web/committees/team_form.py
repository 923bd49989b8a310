"""The form of what a team writes for its dossier: what it shows, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from incubator.domain.decisions import Kind
from incubator.domain.narratives import (
    MOST_AMOUNT,
    MOST_OBJECTIVE,
    MOST_TEXT,
    MOST_UNIT,
    TEXTS,
    Fault,
    Lack,
    Narrative,
    Planned,
)
from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.web.bringing import long_text
from incubator.web.committees.decision_form import (
    COLUMNS,
    OBJECTIVE,
    TO_A_PHASE,
    Measures,
    Row,
    amount_of,
    rows_of,
    values_of,
)
from incubator.web.committees.typed import typed_day, typed_figure
from incubator.web.forms import Form
from incubator.web.templating import language_of, translate

#: Whether a decision of that kind can be asked for in the words of whoever asks.
ASKS: Mapping[Kind, tuple[str, str]] = {
    Kind.CONTINUE: (
        N_("Poursuivre dans la même phase"),
        N_("Six mois de plus, avec de nouveaux objectifs."),
    ),
    Kind.CHANGE_PHASE: (
        N_("Changer de phase"),
        N_("Ce que la phase demandait est atteint."),
    ),
    Kind.REINFORCE: (
        N_("Renforcer"),
        N_("Plus de moyens, parce que l’impact grandit."),
    ),
    Kind.PROVISIONAL: (
        N_("Une décision provisoire"),
        N_("Un ou deux mois, le temps d’apporter une preuve."),
    ),
    Kind.PERMANENT: (
        N_("Pérenniser"),
        N_("Une administration prend le service avec son équipe et son budget."),
    ),
    Kind.STOP: (
        N_("Arrêter"),
        N_("L’équipe pense que le service n’a pas lieu d’être poursuivi."),
    ),
}
_LACKS: Mapping[tuple[str, Lack], str] = {
    ("results", Lack.MISSING): N_("Écrivez les résultats depuis le dernier comité."),
    ("learnings", Lack.MISSING): N_("Écrivez ce que vous avez appris."),
    ("kind", Lack.MISSING): N_("Choisissez la décision que vous demandez."),
    ("phase", Lack.MISSING): N_("Choisissez la phase que vous demandez."),
    ("phase", Lack.PHASE_NOT_ALLOWED): N_(
        "Cette phase ne suit pas celle d’aujourd’hui : choisissez-en une autre."
    ),
    ("phase", Lack.PHASE_UNASKED): N_(
        "Cette décision ne change pas de phase : laissez ce choix vide."
    ),
    ("amount", Lack.MISSING): N_("Écrivez le montant demandé ; 0 si vous ne demandez rien."),
    ("amount", Lack.AMOUNT): N_("Écrivez un montant en euros, par exemple 120 000."),
    ("from", Lack.MISSING): N_("Donnez le premier jour de la période."),
    ("until", Lack.MISSING): N_("Donnez le dernier jour de la période."),
    ("until", Lack.BACKWARDS): N_("Le dernier jour vient avant le premier : corrigez l’un d’eux."),
    (OBJECTIVE, Lack.NO_OBJECTIVE): N_("Écrivez au moins un objectif pour les six mois à venir."),
    (OBJECTIVE, Lack.TOO_MANY): N_("Gardez vingt objectifs au plus."),
    ("text", Lack.MISSING): N_("Dites ce qui est à atteindre."),
    ("due", Lack.MISSING): N_("Donnez le jour auquel l’objectif doit être atteint."),
    ("due", Lack.PAST): N_("Donnez un jour après la séance."),
    ("indicator", Lack.UNKNOWN_MEASURE): N_("Cette mesure n’est plus dans la fiche."),
    ("value", Lack.NO_FIGURE): N_("Donnez le chiffre à atteindre sur cette mesure."),
    ("unit", Lack.NO_UNIT): N_("Donnez l’unité du chiffre, ou choisissez une mesure."),
}
_TOO_LONG = N_("Écrivez au plus %(limit)s signes.")
_LIMITS = {"text": MOST_OBJECTIVE, "unit": MOST_UNIT, **dict.fromkeys(TEXTS, MOST_TEXT)}


def shown_values(narrative: Narrative, language: str) -> dict[str, str]:
    """What the form shows of a narrative."""
    texts = {name: getattr(narrative, name) for name in TEXTS}
    return {**texts, **values_of(narrative, language)}


def read_narrative(sent: Form, measures: Measures) -> Narrative:
    """The narrative that a form means; what can't be understood is said in ``sent``.

    Anything may be missing: it is a draft until it is submitted. A phase goes only with a decision
    that names one.
    """
    kind = sent.values.get("kind", "")
    phase = sent.values.get("phase", "")
    asked = Kind(kind) if kind in set(Kind) else None
    return Narrative(
        **{name: long_text(sent, name, limit=MOST_TEXT) for name in TEXTS},
        kind=asked,
        amount=_amount(sent),
        period_from=typed_day(sent, "from"),
        period_until=typed_day(sent, "until"),
        phase=Phase(phase) if phase in set(Phase) and asked in {None, *TO_A_PHASE} else None,
        objectives=tuple(_objectives(sent, measures)),
    )


def kept_rows(values: Mapping[str, str]) -> list[Row]:
    """The rows of a form that say something and are not to be taken out."""
    return [row for row in rows_of(OBJECTIVE, values) if not (row.is_new or row.is_removed)]


def say_faults(sent: Form, found: Iterable[Fault]) -> None:
    """Say beside the fields what a narrative lacks to be submitted."""
    prefixes = [row.prefix for row in kept_rows(sent.values)]
    for fault in found:
        name, column = _named(fault.field, prefixes)
        if fault.lack is Lack.TOO_LONG:
            sent.fault(name, _TOO_LONG, limit=_LIMITS[column])
        else:
            sent.fault(name, _LACKS[column, fault.lack])


def fault_texts(sent: Form, found: Iterable[Fault]) -> list[str]:
    """What a narrative lacks, as sentences, each once."""
    texts = {
        _TOO_LONG if fault.lack is Lack.TOO_LONG else _LACKS[_named(fault.field, ())[1], fault.lack]
        for fault in found
    }
    return sorted(translate(sent.request, text, limit=MOST_TEXT) for text in texts)


def _named(field: str, prefixes: Iterable[str]) -> tuple[str, str]:
    """The form's field for one of the narrative's, and the column that it stands in."""
    head, _, rest = field.partition("-")
    if head != "objectives":
        return field, field
    rank, _, column = rest.partition("-")
    if not column:
        return OBJECTIVE, OBJECTIVE
    known = list(prefixes)
    return (f"{known[int(rank)]}{column}" if known else column), column


def _objectives(sent: Form, measures: Measures) -> Iterator[Planned]:
    for row in kept_rows(sent.values):
        name = row.prefix
        indicator = sent.values.get(f"{name}indicator", "")
        if indicator and indicator not in measures.known:
            sent.fault(f"{name}indicator", _LACKS["indicator", Lack.UNKNOWN_MEASURE])
        yield Planned(
            text=sent.text(f"{name}text", limit=MOST_OBJECTIVE),
            due=typed_day(sent, f"{name}due"),
            value=typed_figure(sent, f"{name}value"),
            unit=sent.text(f"{name}unit", limit=MOST_UNIT) or measures.unit(indicator),
            indicator=indicator,
        )


def _amount(sent: Form) -> int | None:
    text = sent.text("amount", limit=40)
    found = amount_of(text, language_of(sent.request)) if text else None
    if text and (found is None or found > MOST_AMOUNT):
        sent.fault("amount", _LACKS["amount", Lack.AMOUNT])
    return found


#: The fields of the form that are kept as somebody typed them.
FIELDS = (*TEXTS, "kind", "phase", "amount", "from", "until")


def is_field(name: str) -> bool:
    """Whether a name that was sent is one of the form's fields."""
    head, _, rest = name.partition("-")
    column = rest.partition("-")[2]
    return name in FIELDS or (head == OBJECTIVE and column in {*COLUMNS[OBJECTIVE], "remove"})
