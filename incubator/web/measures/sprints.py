"""Sprints as pages tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from incubator.domain.sprint_reports import SprintFigures, SprintReport, Sprints, SprintSource
from incubator.i18n import N_
from incubator.web.measures.units import counted, days_between
from incubator.web.measures.words import SHEET_ALONE, SKIPPED, SPRINT_SOURCES
from incubator.web.templating import formats_of, translate

#: How many past sprints are shown at once; older ones are folded.
RECENT = 6


@dataclass(frozen=True, slots=True)
class ShownSprint:
    """A sprint with its words.

    ``counts`` are figures with what each counts, empty where nothing is known. ``notes`` are
    sentences about what is particular to it.
    """

    name: str
    goal: str
    dates: str
    when: str
    counts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def where_from(request: Request, sprints: Sprints, *, is_known: bool) -> str:
    """Where sprints come from; where GitHub was read, why not from elsewhere."""
    if sprints.source is None:
        return ""
    if not is_known:
        return translate(request, SHEET_ALONE) if sprints.source is SprintSource.SHEET else ""
    told = translate(request, SPRINT_SOURCES[sprints.source])
    reasons = [translate(request, SKIPPED[skipped]) for skipped in sprints.skipped]
    if not reasons:
        return told
    why = translate(
        request, N_("Pourquoi pas une autre source : %(reasons)s."), reasons=", ".join(reasons)
    )
    return f"{told} {why}"


def is_declared(sprints: Sprints) -> bool:
    """Whether somebody said which sprints there are: a cadence is only a yardstick."""
    return sprints.source not in (None, SprintSource.CADENCE)


def name_of(request: Request, report: SprintReport) -> str:
    """A sprint's name; its dates where nobody gave one."""
    return report.sprint.name or dates_of(request, report)


def dates_of(request: Request, report: SprintReport) -> str:
    """The first and the last day."""
    return days_between(request, report.sprint.start, report.sprint.end)


def has_counts(report: SprintReport) -> bool:
    """Whether anything was counted: a zero that nobody counted is not shown."""
    return report.figures is not None or report.is_counted


def left(request: Request, report: SprintReport, today: date) -> str:
    """How much time is left: "encore 4 jours", "se termine aujourd’hui"."""
    days = report.sprint.days_left(today)
    if days == 0:
        return translate(request, N_("se termine aujourd’hui"))
    return counted(request, days, N_("encore %(count)s jour"), N_("encore %(count)s jours"))


def shown_sprint(request: Request, report: SprintReport, today: date) -> ShownSprint:
    """The sprint under way; where nothing of its time is known it has no figure."""
    return ShownSprint(
        name=name_of(request, report),
        goal=report.sprint.goal,
        dates=dates_of(request, report),
        when=left(request, report, today),
        counts=_counts(request, report) if has_counts(report) else (),
        notes=_notes(request, report),
    )


def _counts(request: Request, report: SprintReport) -> tuple[tuple[str, str], ...]:
    formats = formats_of(request)
    figures = report.figures
    told: tuple[tuple[int, str, str], ...]
    if figures is None:
        told = (
            (
                report.closed_issues,
                N_("ticket fermé à ces dates"),
                N_("tickets fermés à ces dates"),
            ),
            (
                report.merged_pulls,
                N_("demande de fusion intégrée à ces dates"),
                N_("demandes de fusion intégrées à ces dates"),
            ),
        )
    else:
        told = (
            (figures.done, N_("terminé"), N_("terminés")),
            (figures.carried_over, N_("reste à faire"), N_("restent à faire")),
            (figures.committed, N_("prévu au départ"), N_("prévus au départ")),
            (figures.added, N_("ajouté en cours"), N_("ajoutés en cours")),
        )
    return tuple(
        (formats.number(count), counted(request, count, one, several))
        for count, one, several in told
    )


def _notes(request: Request, report: SprintReport) -> tuple[str, ...]:
    notes = []
    if report.figures is not None:
        notes += _movements(request, report.figures)
    if report.is_observed:
        notes.append(
            translate(
                request,
                N_(
                    "GitHub ne date pas les entrées dans une itération : la date comptée est celle"
                    " de la lecture qui les a vues."
                ),
            )
        )
    return tuple(notes)


def _movements(request: Request, figures: SprintFigures) -> list[str]:
    """Tickets taken out, and tickets closed and opened again."""
    told = (
        (
            figures.removed,
            N_("%(count)s ticket a été retiré du sprint ou abandonné."),
            N_("%(count)s tickets ont été retirés du sprint ou abandonnés."),
        ),
        (
            figures.reopened,
            N_("%(count)s ticket a été fermé puis rouvert."),
            N_("%(count)s tickets ont été fermés puis rouverts."),
        ),
    )
    return [counted(request, count, one, several) for count, one, several in told if count]
