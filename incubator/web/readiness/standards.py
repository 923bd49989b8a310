"""Quality standards, and what a startup answers to them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from incubator.domain.readiness import Score
from incubator.domain.startups import Startup
from incubator.store import assessments, criteria_reads
from incubator.store.accounts.accounts import names_of
from incubator.store.assessments import Kind
from incubator.store.criteria_reads import Standard
from incubator.web.readiness.known import Evidence, Words, words_of
from incubator.web.readiness.shown import Criteria, Reading, answered
from incubator.web.readiness.words import score_words
from incubator.web.templating import formats_of


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard with a startup's answers."""

    standard: Standard
    said: Words
    answers: Criteria


@dataclass(frozen=True, slots=True)
class StandardsView:
    """Every standard with a startup's answers, and how many criteria are met in all."""

    standards: tuple[StandardView, ...]
    told: str
    percent: str
    to_confirm: int


async def standards_view(
    request: Request, sheet: Startup, evidence: Evidence, *, is_team: bool = False
) -> StandardsView:
    """A startup before the standards; three queries, and one for those who answered."""
    standards = await criteria_reads.standards()
    rows = await assessments.newest(sheet.id, Kind.STANDARD)
    names = await names_of([row.author for row in rows.values()]) if is_team else {}
    views = []
    for standard in standards:
        said = words_of(request, rows, Kind.STANDARD, standard.id)
        answers = answered(
            request, standard.criteria, standard.version, evidence, said, Reading(is_team, names)
        )
        views.append(StandardView(standard, said, answers))
    scores = [view.answers.score for view in views]
    total = Score(
        sum(one.met for one in scores),
        sum(one.not_met for one in scores),
        sum(one.unknown for one in scores),
    )
    return StandardsView(
        tuple(views),
        score_words(request, total),
        formats_of(request).percent(total.share or 0),
        sum(view.answers.to_confirm for view in views),
    )
