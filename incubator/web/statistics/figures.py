"""The charts of the page in their sections: each with its definition, or why it is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from incubator.charts.chart import Chart
from incubator.web.statistics.asked import statistics_url
from incubator.web.statistics.durations import flows_chart, lengths_chart, survival_chart
from incubator.web.statistics.people import newcomers_chart, professions_chart, statuses_chart
from incubator.web.statistics.quality import (
    accessibility_chart,
    committees_chart,
    published_chart,
)
from incubator.web.statistics.startups import (
    launches_chart,
    national_impact_chart,
    phases_chart,
    portfolios_chart,
)
from incubator.web.statistics.telling import Telling
from incubator.web.statistics.words import (
    DEFINITIONS,
    NAMES,
    NOTHING,
    NOTHING_MORE,
    SECTIONS,
    TODAY_ONLY,
    UNKNOWN_THEN,
)

_CHARTS: Mapping[str, Callable[[Telling], Chart | None]] = {
    "phases": phases_chart,
    "lancements": launches_chart,
    "impact-national": national_impact_chart,
    "incubateurs": portfolios_chart,
    "durees": lengths_chart,
    "passages": flows_chart,
    "survie": survival_chart,
    "comites": committees_chart,
    "publications": published_chart,
    "accessibilite": accessibility_chart,
    "metiers": professions_chart,
    "statuts": statuses_chart,
    "arrivees": newcomers_chart,
}


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A chart with its definition and its permanent address; ``absent`` says why there is none."""

    id: str
    name: str
    definition: str
    url: str
    chart: Chart | None
    absent: str


@dataclass(frozen=True, slots=True)
class Section:
    """Charts that are about the same."""

    title: str
    figures: tuple[ShownFigure, ...]


def sections(telling: Telling) -> list[Section]:
    """Every chart, in the page's order."""
    return [
        Section(telling.say(title), tuple(_shown(telling, figure_id) for figure_id in ids))
        for title, ids in SECTIONS
    ]


def _shown(telling: Telling, figure_id: str) -> ShownFigure:
    chart = _CHARTS[figure_id](telling)
    absent = ""
    if chart is None:
        absent = telling.say(NOTHING_MORE.get(figure_id, NOTHING))
        if figure_id in TODAY_ONLY and telling.report.states is None:
            absent = telling.say(UNKNOWN_THEN, day=telling.formats.day(telling.report.day))
    return ShownFigure(
        id=figure_id,
        name=telling.say(NAMES[figure_id]),
        definition=telling.say(DEFINITIONS[figure_id]),
        url=statistics_url(telling.request, telling.asked.query, figure_id),
        chart=chart,
        absent=absent,
    )
