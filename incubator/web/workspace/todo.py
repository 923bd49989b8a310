"""The to-do list of somebody's startups: a sentence that counts, then each startup as a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request

from incubator.domain.committees import NextCommittee, Reason, months_after, next_committee
from incubator.domain.upkeep import completeness, points, urgency
from incubator.domain.upkeep_facts import PRESSING, Code, Facts, Point
from incubator.i18n import N_
from incubator.store.upkeep_reads import Kept
from incubator.web.templating import formats_of, translate
from incubator.web.workspace.points import shown

#: Startups that are shown whole, those that can wait least; others are rows.
BLOCKS = 6
#: Points that are links beside the button; others are folded.
LINKS = 3
COUNTS = (
    N_("Une chose"),
    N_("Deux choses"),
    N_("Trois choses"),
    N_("Quatre choses"),
    N_("Cinq choses"),
    N_("Six choses"),
    N_("Sept choses"),
    N_("Huit choses"),
    N_("Neuf choses"),
    N_("Dix choses"),
)
COMMITTEES = {
    Reason.ANNOUNCED: N_("Prochain comité le %(day)s."),
    Reason.LAST_COMMITTEE: N_(
        "Prochain comité à tenir au plus tard le %(day)s, six mois après le précédent."
    ),
    Reason.PHASE: N_(
        "Premier comité à tenir au plus tard le %(day)s, six mois après l’entrée dans la phase."
    ),
    Reason.FUNDING: N_(
        "Prochain comité à tenir au plus tard le %(day)s, 45 jours avant la fin du financement."
    ),
    Reason.DECISION: N_(
        "Prochain comité à tenir au plus tard le %(day)s : la dernière décision est provisoire."
    ),
}
ABOUT_COMMITTEES = {Code.COMMITTEE_OVERDUE, Code.COMMITTEE_DUE}
OVERDUE_COMMITTEE = N_("Comité en retard : il devait se tenir au plus tard le %(day)s.")


@dataclass(frozen=True, slots=True)
class Mine:
    """A startup of somebody's, with what is to be done there."""

    id: str
    name: str
    kept: Kept
    points: tuple[Point, ...]
    committee: NextCommittee | None

    @property
    def facts(self) -> Facts:
        """What its sheet says."""
        return self.kept.facts


def mine_of(startup_id: str, name: str, kept: Kept, today: date) -> Mine:
    """A startup with what is to be done there."""
    facts = kept.facts
    committee = next_committee(
        facts.phases, facts.committees, facts.funding_until, today, facts.promised
    )
    return Mine(startup_id, name, kept, tuple(points(facts, today)), committee)


def by_urgency(startups: Sequence[Mine]) -> list[Mine]:
    """The startups that can wait least come first, then by name."""
    return sorted(startups, key=lambda one: (urgency(one.points), one.name.casefold()))


def summary(request: Request, startups: Sequence[Mine], drafts: int, today: date) -> str:
    """The sentence that the page begins with; ``startups`` are in order of urgency."""
    count = sum(len(one.points) for one in startups)
    if not count and drafts:
        return translate(request, N_("Tout est à jour. Il reste un brouillon à reprendre."))
    if not count:
        return _all_done(request, startups, today)
    if len(startups) == 1:
        return _before_the_committee(request, startups[0], count, today)
    pressing = [sum(point.code in PRESSING for point in one.points) for one in startups]
    if any(pressing):
        text = (
            N_("%(things)s à faire sans attendre, pour %(name)s.")
            if sum(pressing) == pressing[0]
            else N_("%(things)s à faire sans attendre, en commençant par %(name)s.")
        )
        things = _things(request, sum(pressing))
        return translate(request, text, things=things, name=startups[0].name)
    text = N_("Rien ne presse. %(things)s à faire quand vous aurez un moment.")
    return translate(request, text, things=_things(request, count))


def block(request: Request, mine: Mine, today: date) -> dict[str, Any]:
    """What the page shows of a startup, apart from its links."""
    done, total = completeness(mine.facts, today)
    first = mine.points[0].code if mine.points else None
    listed = [shown(request, mine.id, mine.facts, point, today) for point in mine.points]
    return {
        "id": mine.id,
        "name": mine.name,
        "phase": mine.facts.phase(today),
        "is_over": mine.facts.is_over(today),
        "is_refused": mine.facts.is_refused,
        "done": done,
        "total": total,
        # Where the first thing to do is about the committee, it says the day.
        "committee": "" if first in ABOUT_COMMITTEES else _committee(request, mine, today),
        "is_late": mine.committee is not None and mine.committee.is_overdue(today),
        "first": listed[0] if listed else None,
        "next": listed[1 : 1 + LINKS],
        "rest": listed[1 + LINKS :],
        "problems": _problems(request, mine),
    }


def _before_the_committee(request: Request, mine: Mine, count: int, today: date) -> str:
    values = {"things": _things(request, count)}
    due = mine.committee
    if due is None:
        return translate(request, N_("%(things)s à faire."), **values)
    values["day"] = formats_of(request).day(due.day)
    if due.is_overdue(today):
        text = N_("%(things)s à faire. Votre comité devait se tenir au plus tard le %(day)s.")
    elif due.reason is Reason.ANNOUNCED:
        text = N_("%(things)s à faire avant votre comité du %(day)s.")
    else:
        text = N_("%(things)s à faire avant votre comité, à tenir au plus tard le %(day)s.")
    return translate(request, text, **values)


def _all_done(request: Request, startups: Sequence[Mine], today: date) -> str:
    if not any(one.facts.main_measure and not one.facts.is_over(today) for one in startups):
        return translate(request, N_("Tout est à jour, merci ! Vous n’avez rien à faire ici."))
    following = formats_of(request).month(months_after(today, 1))
    text = N_(
        "Tout est à jour, merci ! Revenez dans les premiers jours du mois prochain"
        " (%(month)s) : un nouveau chiffre sera à saisir."
    )
    return translate(request, text, month=following)


def _things(request: Request, count: int) -> str:
    if count <= len(COUNTS):
        return translate(request, COUNTS[count - 1])
    number = formats_of(request).number(count)
    return translate(request, N_("%(count)s choses"), count=number)


def _committee(request: Request, mine: Mine, today: date) -> str:
    due = mine.committee
    if due is None:
        return ""
    text = OVERDUE_COMMITTEE if due.is_overdue(today) else COMMITTEES[due.reason]
    return translate(request, text, day=formats_of(request).day(due.day))


def _problems(request: Request, mine: Mine) -> list[dict[str, Any]]:
    """What the last sync found: only what keeps the sheet out where something does."""
    found = [p for p in mine.kept.problems if p.is_error or not mine.facts.is_refused]

    def words(text: str) -> str:
        return translate(request, text)

    return [
        {"key": p.key, "line": p.line, "message": p.message(words), "advice": p.advice(words)}
        for p in found
    ]
