"""Rows of a portfolio in words: what is due, since when, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from incubator.domain.committees import Reason
from incubator.domain.phases import ACTIVE_PHASES
from incubator.domain.portfolio import Column, Concern, Row
from incubator.domain.progress import Doubt, Progress
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.impact.amounts import amount, due, in_time
from incubator.web.impact.words import BADGES
from incubator.web.public.cards import organisation_name
from incubator.web.templating import formats_of, page_url, translate

CONCERNS: Mapping[Concern, str] = {
    Concern.OVERDUE: N_("Comité en retard"),
    Concern.CONDITION: N_("Dû au comité sous 14 jours, ou en retard"),
    Concern.ENDING: N_("Financement fini, ou qui finit sous 90 jours"),
    Concern.BEHIND: N_("En retard sur l’objectif"),
    Concern.STALE: N_("Fiche inchangée depuis trois mois"),
}
COLUMNS: Mapping[Column, str] = {
    Column.NAME: N_("Startup"),
    Column.PHASE: N_("Phase"),
    Column.COMMITTEE: N_("Prochain comité"),
    Column.CONDITIONS: N_("Dû au comité"),
    Column.FUNDING: N_("Financement"),
    Column.MEASURE: N_("Mesure principale"),
    Column.SHEET: N_("Fiche modifiée"),
    Column.FRESHNESS: N_("Mesures GitHub"),
}
_DOUBTS: Mapping[Doubt, str] = {
    Doubt.NO_VALUE: N_("Aucune valeur publiée"),
    Doubt.NO_TARGET: N_("Aucun objectif daté"),
    Doubt.STALE: N_("Valeur de plus de six mois"),
    Doubt.NO_PAST: N_("Une seule valeur connue"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: a text, a word that calls for attention or reassures, details.

    ``kind`` is how the badge looks. ``is_absent``: there is nothing to tell, and why.
    """

    text: str = ""
    badge: str = ""
    kind: str = ""
    details: tuple[str, ...] = ()
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it; ``places`` are its incubators, then its sponsors."""

    name: str
    url: str
    places: str
    phase: str
    since: str
    cells: Mapping[Column, Cell]


def shown(request: Request, snapshot: Snapshot, row: Row, today: date) -> Shown:
    """A row in the reader's words."""
    card, formats = row.card, formats_of(request)
    names = [incubator_name(snapshot, one) for one in card.incubators]
    names += [organisation_name(snapshot, one) for one in card.sponsors]
    return Shown(
        name=card.title,
        url=page_url(request, "startup", id=card.id),
        places=", ".join(dict.fromkeys(names)),
        phase=card.phase or labels.UPCOMING,
        since=formats.day(card.since) if card.since else "",
        cells={
            Column.COMMITTEE: _committee(request, row, today),
            Column.CONDITIONS: _conditions(request, row, today),
            Column.FUNDING: _funding(request, row, today),
            Column.MEASURE: _measure(request, row),
            Column.SHEET: _sheet(request, row),
            Column.FRESHNESS: _freshness(request, row),
        },
    )


def phase_label(request: Request, phase: str) -> str:
    """A phase as filters name it."""
    return translate(request, labels.PHASE_NAMES[phase])


def incubator_name(snapshot: Snapshot, incubator_id: str) -> str:
    """What an incubator is called; its id where it has no sheet."""
    known = snapshot.incubators.get(incubator_id)
    return known.title if known else incubator_id


def _committee(request: Request, row: Row, today: date) -> Cell:
    next_one = row.committee
    if next_one is None:
        return _absent(request, N_("Sans objet"))
    day = formats_of(request).day(next_one.day)
    if next_one.is_overdue(today):
        text = translate(request, N_("Attendu le %(day)s au plus tard"), day=day)
        return Cell(text, translate(request, N_("En retard")), "error")
    if next_one.reason is Reason.ANNOUNCED:
        return Cell(translate(request, N_("Annoncé le %(day)s"), day=day))
    return Cell(translate(request, N_("Le %(day)s au plus tard"), day=day))


def _conditions(request: Request, row: Row, today: date) -> Cell:
    due = row.conditions_due
    if due is None:
        return _absent(request, N_("Rien"))
    text = translate(request, N_("Le %(day)s"), day=formats_of(request).day(due))
    if due < today:
        return Cell(text, translate(request, N_("En retard")), "error")
    is_asked = Concern.CONDITION in row.concerns
    return Cell(text, translate(request, N_("Sous 14 jours")) if is_asked else "", "warning")


def _funding(request: Request, row: Row, today: date) -> Cell:
    until = row.funding_until
    if until is None:
        return _absent(request, N_("Non indiqué"))
    day = formats_of(request).day(until)
    is_asked = Concern.ENDING in row.concerns
    if until < today:
        text = translate(request, N_("Fini le %(day)s"), day=day)
        return Cell(text, translate(request, N_("Fini")) if is_asked else "", "error")
    months = row.runway or 0
    if months == 0:
        left = translate(request, N_("moins d’un mois"))
    elif months == 1:
        left = translate(request, N_("un mois"))
    else:
        left = translate(request, N_("%(months)s mois"), months=months)
    badge = translate(request, N_("Sous 90 jours")) if is_asked else ""
    text = translate(request, N_("Jusqu’au %(day)s"), day=day)
    return Cell(text, badge, "warning", (translate(request, N_("Il reste %(left)s"), left=left),))


def _measure(request: Request, row: Row) -> Cell:
    indicator, stands = row.indicator, row.standing
    if indicator is None or stands is None:
        return _absent(request, N_("Aucune mesure principale"))
    parts, formats = [], formats_of(request)
    if stands.latest is not None:
        value = amount(formats, stands.latest.value, indicator.unit)
        when = in_time(request, stands.latest.day)
        parts.append(translate(request, N_("%(value)s %(when)s"), value=value, when=when))
    if stands.target is not None:
        goal = due(request, stands.target, indicator.unit)
        parts.append(translate(request, N_("Objectif : %(due)s"), due=goal))
    if stands.doubt is not None:
        badge, kind = translate(request, _DOUBTS[stands.doubt]), "no-icon"
    else:
        word, kind = BADGES[stands.progress]
        badge = translate(request, word)
    if stands.progress is Progress.BEHIND and Concern.BEHIND not in row.concerns:
        kind = "no-icon"
    return Cell(indicator.name, badge, kind, tuple(parts))


def _sheet(request: Request, row: Row) -> Cell:
    if row.changed_on is None:
        return _absent(request, N_("Date inconnue"))
    is_old = Concern.STALE in row.concerns
    badge = translate(request, N_("Plus de trois mois")) if is_old else ""
    return Cell(formats_of(request).day(row.changed_on), badge, "warning")


def _freshness(request: Request, row: Row) -> Cell:
    if row.card.phase not in ACTIVE_PHASES:
        return _absent(request, N_("Sans objet"))
    if row.has_fresh_measures is None:
        return _absent(request, N_("Aucun dépôt suivi"))
    if row.has_fresh_measures:
        return Cell(translate(request, N_("À jour")))
    return Cell(translate(request, N_("Pas lues depuis deux jours")))


def _absent(request: Request, text: str) -> Cell:
    return Cell(translate(request, text), is_absent=True)
