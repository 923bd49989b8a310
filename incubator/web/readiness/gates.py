"""The next gate of a startup: its criteria answered, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from babel.lists import format_list
from starlette.requests import Request

from incubator.domain.phases import Phase, PhaseEntry, current_entry
from incubator.domain.readiness_gates import gate_of
from incubator.domain.startups import Startup
from incubator.i18n import N_
from incubator.store import assessments, criteria_reads
from incubator.store.accounts.accounts import names_of
from incubator.store.assessments import Kind
from incubator.store.criteria_reads import PhaseCriteria
from incubator.web import labels
from incubator.web.readiness.known import Evidence, Words, words_of
from incubator.web.readiness.shown import Criteria, Reading, answered
from incubator.web.site import site_of
from incubator.web.templating import formats_of, language_of, translate


class State(StrEnum):
    """Whether a startup is before a gate."""

    ASKED = "asked"
    NOTHING_ASKED = "nothing-asked"
    NOT_BEGUN = "not-begun"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate: ``told`` says where it leads, or why there is none; ``others`` where else one may go.

    ``asked`` and ``said`` are there where something is asked.
    """

    state: State
    title: str
    told: str
    others: str = ""
    asked: PhaseCriteria | None = None
    said: Words | None = None
    answers: Criteria | None = None


async def gate_view(
    request: Request, sheet: Startup, evidence: Evidence, *, is_team: bool = False
) -> GateView:
    """The gate before a startup; two queries, and one for the names of those who answered."""
    entry = current_entry(sheet.phases, site_of(request).today())
    if entry is None or entry.phase.is_ending:
        return _without(request, sheet, entry)
    asked = await criteria_reads.phase_criteria(entry.phase)
    gate = gate_of(entry.phase, asked.following)
    phase = _phase(request, entry.phase)
    if not asked.criteria:
        told = N_("Le programme n’a pas écrit de critères pour la phase « %(phase)s ».")
        title = translate(request, N_("Aucun critère n’est fixé"))
        return GateView(State.NOTHING_ASKED, title, translate(request, told, phase=phase))
    rows = await assessments.newest(sheet.id, Kind.PHASE)
    said = words_of(request, rows, Kind.PHASE, entry.phase.value)
    names = await names_of([row.author for row in said.rows.values()]) if is_team else {}
    title = translate(request, N_("La suite"))
    told = translate(
        request, N_("Avant de décider de la suite, le comité demande ce qui est listé ici.")
    )
    if gate.aim is not None:
        aim = _phase(request, gate.aim)
        title = aim
        text = N_("Pour quitter la phase « %(phase)s » et passer à « %(aim)s ».")
        told = translate(request, text, phase=phase, aim=aim)
    others = [_phase(request, one) for one in gate.others]
    return GateView(
        State.ASKED,
        translate(request, N_("Prochain jalon : %(aim)s"), aim=title),
        told,
        format_list(others, style="or", locale=language_of(request)) if others else "",
        asked,
        said,
        answered(request, asked.criteria, "", evidence, said, Reading(is_team, names)),
    )


def _without(request: Request, sheet: Startup, entry: PhaseEntry | None) -> GateView:
    formats = formats_of(request)
    if entry is not None:
        text = {
            Phase.TRANSFERRED: N_(
                "Le service est à son administration depuis le %(day)s : aucun comité ne suit."
            ),
            Phase.INCONCLUSIVE: N_(
                "L’investigation s’est conclue sans suite le %(day)s : aucun comité ne suit."
            ),
        }.get(entry.phase, N_("La startup s’est arrêtée le %(day)s : aucun comité ne suit."))
        title = translate(request, N_("Il n’y a plus de jalon"))
        return GateView(State.OVER, title, translate(request, text, day=formats.day(entry.start)))
    first = min((one.start for one in sheet.phases), default=None)
    title = translate(request, N_("L’accompagnement n’a pas commencé"))
    if first is None:
        told = translate(request, N_("La fiche n’indique encore aucune phase."))
    else:
        text = N_("La première phase commence le %(day)s : son jalon sera montré ici.")
        told = translate(request, text, day=formats.day(first))
    return GateView(State.NOT_BEGUN, title, told)


def _phase(request: Request, phase: Phase) -> str:
    return translate(request, labels.PHASE_NAMES[phase])
