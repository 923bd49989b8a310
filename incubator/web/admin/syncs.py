"""Syncs: the problems in force now, and what past syncs changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.sync_report import OUTCOMES
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.sheets.problems import Level
from incubator.store.sheet_states import problems_in_force
from incubator.store.sync_runs import SyncRun, find_run, list_runs
from incubator.web.admin import words
from incubator.web.admin.screens import PAGE_SIZE, ask, listing, screen, select
from incubator.web.errors import MissingError
from incubator.web.site import site_of
from incubator.web.templating import translate
from incubator.web.visitor import administrator

_FIRST_PROBLEMS = 5
LEVELS: Mapping[str, str] = {Level.ERROR: N_("Refuse la fiche"), Level.WARNING: N_("À améliorer")}
OUTCOME_NAMES: Mapping[str, str] = {
    "created": N_("Nouvelles"),
    "changed": N_("Modifiées"),
    "unchanged": N_("Inchangées"),
    "removed": N_("Supprimées"),
    "refused": N_("Refusées"),
}
COLLECTION_NAMES: Mapping[str, str] = {
    Collection.STARTUPS: N_("Startups"),
    Collection.MEMBERS: N_("Membres"),
    Collection.INCUBATORS: N_("Incubateurs"),
    Collection.ORGANISATIONS: N_("Administrations"),
    Collection.TEAMS: N_("Équipes"),
    Collection.PHASES: N_("Phases"),
    Collection.EVENTS: N_("Événements"),
    Collection.FUNDS: N_("Fonds d’accélération"),
    Collection.STANDARDS: N_("Standards"),
}


async def index(request: Request) -> Response:
    """``/admin/synchronisations``"""
    administrator(request)
    asked = ask(request, "admin_syncs")
    total, runs = await list_runs(asked.first, PAGE_SIZE)
    problems = await _problems(request)
    errors = [problem for problem in problems if problem["level"] == Level.ERROR]
    context = {
        **listing(asked, total),
        "runs": [_shown_run(run) for run in runs],
        "errors_count": len(errors),
        "warnings_count": len(problems) - len(errors),
        "problems": errors[:_FIRST_PROBLEMS],
    }
    return screen(request, "admin_syncs", "syncs.html", context)


async def problems(request: Request) -> Response:
    """``/admin/synchronisations/problemes``: in force now, errors first."""
    administrator(request)
    asked = ask(request, "admin_problems", {"niveau": LEVELS})
    level = asked.filters["niveau"]
    wanted = fold(asked.text).split()
    found = [
        problem
        for problem in await _problems(request)
        if (not level or problem["level"] == level)
        and all(word in problem["haystack"] for word in wanted)
    ]
    levels = select(request, asked, "niveau", N_("Gravité"), N_("Toutes"), LEVELS)
    context = {
        **listing(asked, len(found), [levels]),
        "problems": found[asked.first : asked.first + PAGE_SIZE],
    }
    return screen(request, "admin_syncs", "problems.html", context)


async def show(request: Request) -> Response:
    """``/admin/synchronisations/{number}``"""
    administrator(request)
    number = request.path_params["number"]
    run = await find_run(number) if number < 2**31 else None
    if run is None:
        raise MissingError
    outcomes = [name for name in OUTCOMES if any(run.counts[c].get(name) for c in run.counts)]
    context = {
        "run": _shown_run(run),
        "outcomes": [translate(request, OUTCOME_NAMES[name]) for name in outcomes],
        "rows": [
            [
                words.say(request, COLLECTION_NAMES, collection),
                *(run.counts[collection].get(name, 0) for name in outcomes),
            ]
            for collection in run.counts
        ],
        "problems": [_worded(request, problem) for problem in run.problems],
    }
    return screen(request, "admin_syncs", "sync.html", context)


async def _problems(request: Request) -> Sequence[dict[str, Any]]:
    def say(text: str) -> str:
        return translate(request, text)

    return [_worded(request, problem.as_json(say)) for problem in await problems_in_force()]


def _worded(request: Request, problem: Mapping[str, Any]) -> dict[str, Any]:
    base = site_of(request).settings.content_url
    parts: Iterable[Any] = (problem[key] for key in ("file", "key", "message", "advice", "rule"))
    message = str(problem["message"])
    return {
        **problem,
        "message": message[:1].upper() + message[1:],
        "url": f"{base}/{quote(problem['file'])}" if base else "",
        "state": words.badge(request, LEVELS, problem["level"]),
        "haystack": fold(" ".join(str(part or "") for part in parts)),
    }


def _shown_run(run: SyncRun) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for outcomes in run.counts.values():
        counts.update(outcomes)
    return {
        "number": run.number,
        "started_at": run.started_at,
        "seconds": run.milliseconds / 1000,
        "created": counts["created"],
        "changed": counts["changed"],
        "removed": counts["removed"],
        "errors": run.errors,
        "warnings": run.warnings,
    }


routes = [
    Route("/admin/synchronisations", index, name="admin_syncs"),
    Route("/admin/synchronisations/problemes", problems, name="admin_problems"),
    Route("/admin/synchronisations/{number:int}", show, name="admin_sync"),
]
