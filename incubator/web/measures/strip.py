"""A startup's sprint and measures on one line, for pages that are about something else."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from incubator.actions.startup_findings import Findings
from incubator.domain.measures import Measure, MeasureId
from incubator.domain.sprint_reports import SprintReport
from incubator.i18n import N_
from incubator.web.measures.cards import measure_card
from incubator.web.measures.sprints import is_declared, left, name_of
from incubator.web.measures.states import Badge, overall
from incubator.web.site import site_of
from incubator.web.templating import formats_of, translate

_MEASURES = (MeasureId.CYCLE_TIME, MeasureId.DEPLOYMENT_FREQUENCY, MeasureId.CONTRIBUTORS)
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with what it counts; ``is_sprint`` marks the one that leads to the sprints."""

    figure: str
    label: str
    note: str
    is_sprint: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """What is told on one line. ``badge`` says how old it is, ``absence`` why there is little."""

    tiles: tuple[Tile, ...]
    goal: str
    release: str
    badge: Badge | None
    absence: str
    is_invented: bool

    @property
    def sprint(self) -> Tile | None:
        """The sprint under way, where there is one."""
        return next((tile for tile in self.tiles if tile.is_sprint), None)


def strip_of(request: Request, findings: Findings) -> Strip:
    """The strip of a startup, whatever is known of it."""
    # A cadence that nobody chose is no sprint: it is left to the page.
    sprint = findings.sprints.current if is_declared(findings.sprints) else None
    tiles = [_sprint_tile(request, sprint)] if sprint else []
    if findings.is_known:
        measures = (findings.measure(wanted) for wanted in _MEASURES)
        tiles += [_measure_tile(request, measure) for measure in measures if measure]
    return Strip(
        tiles=tuple(tiles),
        goal=sprint.sprint.goal if sprint else "",
        release=_release(request, findings),
        badge=overall(request, findings.sources),
        absence=_absence(request, findings),
        is_invented=findings.is_invented,
    )


def _sprint_tile(request: Request, sprint: SprintReport) -> Tile:
    formats, when = formats_of(request), left(request, sprint, site_of(request).today())
    name = name_of(request, sprint)
    if sprint.figures is None:
        return Tile(name, translate(request, N_("Sprint en cours")), when, True)
    whole = sprint.figures.done + sprint.figures.carried_over
    figure = translate(
        request,
        N_("%(done)s sur %(count)s"),
        done=formats.number(sprint.figures.done),
        count=formats.number(whole),
    )
    note = translate(request, N_("tickets terminés · %(when)s"), when=when)
    return Tile(figure, name, note, True)


def _measure_tile(request: Request, measure: Measure) -> Tile:
    card = measure_card(request, measure)
    if not card.figure:
        note = translate(request, N_("non disponible : %(reason)s"), reason=card.reason)
        return Tile(_NOTHING, card.name, note)
    note = f"{card.unit} · " if card.unit else ""
    days = (measure.period.end - measure.period.start).days + 1
    note += translate(request, N_("sur %(days)s jours"), days=days)
    return Tile(card.figure, card.name, note)


def _release(request: Request, findings: Findings) -> str:
    release = findings.release
    if release is None or release.published_at is None:
        return ""
    return translate(
        request,
        N_("Dernière version : %(tag)s, le %(day)s."),
        tag=release.tag,
        day=formats_of(request).day(release.published_at),
    )


def _absence(request: Request, findings: Findings) -> str:
    """Why there are no measures; "" where there are."""
    if findings.is_known:
        return ""
    if findings.names:
        text = N_("Les mesures de livraison ne sont pas disponibles : aucun dépôt n’a été lu.")
    elif findings.elsewhere:
        text = N_(
            "Les mesures de livraison ne sont pas disponibles : le code n’est pas sur GitHub."
        )
    else:
        text = N_(
            "Les mesures de livraison ne sont pas disponibles : la fiche ne nomme aucun dépôt."
        )
    return translate(request, text)
