"""What the page of sprints and measures shows, in public and to the team."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request

from incubator.actions.startup_findings import Findings
from incubator.domain.phases import current_entry
from incubator.domain.sprint_reports import SprintReport, SprintSource
from incubator.domain.startups import Startup
from incubator.web.chart_marks import marks_of
from incubator.web.measures.cards import checks, measure_cards
from incubator.web.measures.findings import findings_of
from incubator.web.measures.sprint_charts import burndown_chart, velocity_chart
from incubator.web.measures.sprints import (
    RECENT,
    dates_of,
    name_of,
    shown_sprint,
    where_from,
)
from incubator.web.measures.states import overall, shown_sources
from incubator.web.measures.weekly_charts import weekly_charts
from incubator.web.site import site_of
from incubator.web.templating import formats_of

#: Why there are no measures: templates have words for each.
NO_REPOSITORY, ELSEWHERE, UNREAD, NOTHING_PUBLIC = "none", "elsewhere", "unread", "nothing-public"


async def page_of(request: Request, sheet: Startup, *, with_private: bool) -> dict[str, Any]:
    """The context of ``components/measures.html``."""
    findings = await findings_of(request, sheet, with_private=with_private)
    today = site_of(request).today()
    is_active = is_active_on(sheet, today)
    sprints = findings.sprints
    marks = marks_of(request, sheet.events, sheet.phases)
    return {
        "is_invented": findings.is_invented,
        "is_known": findings.is_known,
        "is_active": is_active,
        "with_private": with_private,
        "absence": _absence(findings),
        "elsewhere": findings.elsewhere,
        "badge": overall(request, findings.sources) if is_active else None,
        "sprint": shown_sprint(request, sprints.current, today) if sprints.current else None,
        "burndown": burndown_chart(request, sprints.current, today) if sprints.current else None,
        "is_declared": sprints.source not in (None, SprintSource.CADENCE),
        "sprints_from": where_from(request, sprints, is_known=findings.is_known),
        "wants_sprints": sprints.source in (None, SprintSource.SHEET, SprintSource.CADENCE),
        "past": _past(request, findings),
        "recent": RECENT,
        "has_figures": any(report.figures for report in sprints.past),
        "is_frozen": any(report.is_frozen for report in sprints.past),
        "coming": [
            {"name": name_of(request, report), "dates": dates_of(request, report)}
            for report in sprints.coming
        ],
        "velocity": velocity_chart(request, sprints.past),
        "measures": (cards := measure_cards(request, findings.measures)),
        "periods": list(dict.fromkeys(card.period for card in cards)),
        "charts": weekly_charts(request, findings, marks),
        "checks": checks(request, findings.openness),
        "sources": shown_sources(request, findings.sources),
    }


def is_active_on(sheet: Startup, today: date) -> bool:
    """Whether a startup is in one of the phases in which its repositories are read."""
    entry = current_entry(sheet.phases, today)
    return entry is not None and entry.phase.is_active


def _absence(findings: Findings) -> str:
    if findings.is_known:
        return ""
    if not findings.names:
        return ELSEWHERE if findings.elsewhere else NO_REPOSITORY
    return UNREAD if findings.sources else NOTHING_PUBLIC


def _past(request: Request, findings: Findings) -> list[dict[str, Any]]:
    return [_row(request, report) for report in findings.sprints.past]


def _row(request: Request, report: SprintReport) -> dict[str, Any]:
    """A past sprint as a row: its figures, or what happened at its dates, or its goal alone."""
    formats, figures = formats_of(request), report.figures
    counts: list[int] = []
    if figures is not None:
        counts = [
            figures.committed,
            figures.added,
            figures.done,
            figures.carried_over,
            figures.removed,
            figures.reopened,
            report.late,
        ]
    elif report.is_counted:
        counts = [report.closed_issues, report.merged_pulls]
    return {
        "name": name_of(request, report),
        "dates": dates_of(request, report),
        "goal": report.sprint.goal,
        "counts": [formats.number(count) for count in counts],
    }
