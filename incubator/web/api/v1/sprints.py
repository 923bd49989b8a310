"""The type ``sprints``: those that teams declare, from public repositories and from sheets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from incubator.actions.public_sprints import PublicSprints, public_sprints
from incubator.domain.sprint_reports import SprintReport, SprintSource
from incubator.i18n import N_
from incubator.web.api.v1.belonging import (
    INCUBATORS,
    OF_STARTUP,
    SIGN,
    STARTUP,
    bounds_asked,
    links_of,
    parts_of,
    startups_asked,
    startups_named,
)
from incubator.web.api.v1.ordering import ordered
from incubator.web.api.v1.resources import (
    Attribute,
    Filter,
    Filters,
    Order,
    Resource,
    ResourceType,
    View,
)
from incubator.web.api.v1.schemas import DAY, TEXT, choice, record, records
from incubator.web.site import site_of

PAST, CURRENT, COMING = "past", "current", "coming"

_COUNT = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL = {"type": ["integer", "null"], "minimum": 0}
_SOURCES = [source for source in SprintSource if source is not SprintSource.CADENCE]
_FIGURES = ("committed", "added", "removed", "done", "carried_over", "reopened")
#: What takes the issues and the pull requests to tell, unless it was kept when the sprint closed.
_COUNTED = frozenset({"figures", "burndown", "closed_issues", "merged_pulls"})

_Known = tuple[str, str, SprintReport]
_SORTS: Mapping[str, Callable[[_Known], Any]] = {
    "start": lambda one: one[2].sprint.start,
    "end": lambda one: one[2].sprint.end,
}


async def _sprints(
    view: View, startups: Collection[str] | None, *, with_work: bool = False
) -> dict[str, PublicSprints]:
    settings = site_of(view.request).settings
    return await public_sprints(
        startups, settings.github_web_url, view.today, settings.time_zone, with_work=with_work
    )


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    fits = startups_asked(view, filters)
    since, until = bounds_asked(filters)
    states, sources = filters.get("state"), filters.get("source")
    known = await _sprints(view, startups_named(filters))
    found = [
        (startup_id, key, report)
        for startup_id, own in known.items()
        if fits(startup_id)
        for key, report in own.by_key.items()
        if _is_shown(view, report)
        and report.sprint.end >= since
        and report.sprint.start <= until
        and (states is None or _state(view, report) in states)
        and (sources is None or report.source.value in sources)
    ]
    found.sort(key=lambda one: one[:2])
    found.sort(key=_SORTS["start"], reverse=True)
    return [SIGN.join(one[:2]) for one in ordered(found, orders, _SORTS)]


def _is_shown(view: View, report: SprintReport) -> bool:
    """Whether a sprint could be known: of a past day, one that had begun."""
    return view.today >= view.edition.today or report.sprint.start <= view.today


def _state(view: View, report: SprintReport) -> str:
    if report.is_over:
        return PAST
    return COMING if report.sprint.start > view.today else CURRENT


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    split = {one: (parts[0], parts[1]) for one, parts in parts_of(ids, 2).items()}
    startups = {startup for startup, _ in split.values() if view.snapshot.card(startup)}
    outlines = await _sprints(view, startups) if startups else {}
    told = {
        one: (startup, key, outlines[startup].by_key[key])
        for one, (startup, key) in split.items()
        if startup in outlines and key in outlines[startup].by_key
    }
    shown = {one: known for one, known in told.items() if _is_shown(view, known[2])}
    untold = {
        startup
        for startup, _, report in shown.values()
        if not report.is_frozen and outlines[startup].has_histories
    }
    whole: dict[str, PublicSprints] = {}
    # What was counted by a past day that nobody kept would be told with what came later.
    if untold and _COUNTED & fields and view.today >= view.edition.today:
        whole = await _sprints(view, untold, with_work=True)
    found = []
    for one in ids:
        if one in shown:
            startup, key, report = shown[one]
            full = whole[startup].by_key.get(key) if startup in whole else None
            found.append(_resource(view, one, startup, report, full))
    return found


def _resource(
    view: View, resource_id: str, startup: str, report: SprintReport, full: SprintReport | None
) -> Resource:
    sprint = report.sprint
    if sprint.start > view.today:
        # Nothing is counted of what has not begun.
        full = None
    figures = report.figures if report.is_frozen else (full.figures if full else None)
    is_counted = full is not None and full.is_counted
    return Resource(
        id=resource_id,
        attributes={
            "name": sprint.name,
            "goal": sprint.goal,
            "start": sprint.start.isoformat(),
            "end": sprint.end.isoformat(),
            "state": _state(view, report),
            "source": report.source.value,
            "figures": {name: getattr(figures, name) for name in _FIGURES} if figures else None,
            "burndown": [
                {**asdict(point), "day": point.day.isoformat()}
                for point in (figures.burndown if figures else ())
            ],
            "closed_issues": full.closed_issues if full and is_counted else None,
            "merged_pulls": full.merged_pulls if full and is_counted else None,
        },
        related=links_of(view.snapshot, startup),
        page=f"/startups/{startup}/sprints",
    )


SPRINTS = ResourceType(
    name="sprints",
    meaning=N_(
        "Les sprints que les équipes déclarent : jalons ou itérations de leurs dépôts publics,"
        " sinon leur fiche. Les dépôts privés n’y sont jamais."
    ),
    attributes=(
        Attribute("name", TEXT, N_("Le nom du sprint.")),
        Attribute("goal", TEXT, N_("Son objectif.")),
        Attribute("start", DAY, N_("Son premier jour.")),
        Attribute("end", DAY, N_("Son dernier jour.")),
        Attribute("state", choice((PAST, CURRENT, COMING)), N_("Passé, en cours ou à venir.")),
        Attribute(
            "source",
            choice(_SOURCES),
            N_("Sa source : jalons (milestones), itérations (iterations) ou fiche (sheet)."),
        ),
        Attribute(
            "figures",
            {**record(**dict.fromkeys(_FIGURES, _COUNT)), "type": ["object", "null"]},
            N_(
                "Ses tickets : prévus, ajoutés, retirés, terminés, restants, rouverts. Ils sont"
                " gardés tels quels à la fin du sprint ; absents quand rien ne dit lesquels il"
                " contient."
            ),
        ),
        Attribute(
            "burndown",
            records(day=DAY, remaining={"type": "integer"}),
            N_("Les tickets qui restaient à la fin de chaque jour."),
        ),
        Attribute(
            "closed_issues",
            _COUNT_OR_NULL,
            N_("Les tickets fermés à ces dates ; absents pour un sprint aux chiffres gardés."),
        ),
        Attribute(
            "merged_pulls",
            _COUNT_OR_NULL,
            N_("Les demandes de fusion intégrées à ces dates, de même."),
        ),
    ),
    relationships=(STARTUP, INCUBATORS),
    filters=(
        *OF_STARTUP,
        Filter("state", choice((PAST, CURRENT, COMING)), N_("Passés, en cours ou à venir.")),
        Filter("source", choice(_SOURCES), N_("La source.")),
        Filter("since", DAY, N_("Les sprints finis ce jour ou après."), is_one=True),
        Filter("until", DAY, N_("Les sprints commencés ce jour ou avant."), is_one=True),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
    is_live=True,
)
