"""A session in few words, for lists; and the startups that a committee must see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request

from incubator.domain.access import Actor, is_administrator
from incubator.domain.access import Role as _Role
from incubator.domain.committee_planning import HORIZON, Due
from incubator.domain.committee_states import State
from incubator.domain.committees import COMMITTEE_PHASES, Reason
from incubator.i18n import N_
from incubator.store.committees.due_reads import PlannedIn
from incubator.store.committees.sessions import Committee
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.committees.entering import startup_of
from incubator.web.committees.words import STATES
from incubator.web.site import site_of
from incubator.web.templating import page_url, translate

#: How the state looks besides its word; those that call for nothing have no colour.
_BADGES: Mapping[State, str] = {
    State.PLANNED: "warning",
    State.CONVENED: "info",
    State.OPEN: "success",
}
_REASONS: Mapping[Reason, str] = {
    Reason.ANNOUNCED: N_("annoncé par la fiche"),
    Reason.LAST_COMMITTEE: N_("six mois après le dernier comité"),
    Reason.PHASE: N_("six mois après l’entrée en phase"),
    Reason.FUNDING: N_("45 jours avant la fin du financement"),
    Reason.DECISION: N_("terme de la décision provisoire"),
}
_HOLDING = frozenset({_Role.COMMITTEE_SECRETARY, _Role.INCUBATOR_MANAGER})


def incubators_held(snapshot: Snapshot, actor: Actor) -> list[str]:
    """The incubators whose committees somebody holds, by title."""
    if is_administrator(actor):
        ids: Iterable[str] = snapshot.incubators
    else:
        ids = {held.place_id for held in actor.roles if held.role in _HOLDING}
    known = [snapshot.incubators[one] for one in ids if one in snapshot.incubators]
    return [one.id for one in sorted(known, key=lambda one: one.title.casefold())]


def deciding_startups(snapshot: Snapshot, incubators: Collection[str]) -> list[str]:
    """The startups of some incubators in a phase in which committees decide."""
    wanted = set(incubators)
    return [
        card.id
        for card in snapshot.index.by_id.values()
        if card.phase in COMMITTEE_PHASES and wanted.intersection(card.incubators)
    ]


def title_of(request: Request, snapshot: Snapshot, committee: Committee) -> str:
    """What a session is called: its title, else by its incubator."""
    if committee.title:
        return committee.title
    known = snapshot.incubators.get(committee.incubator_id)
    name = known.title if known else committee.incubator_id
    return translate(request, N_("Comité de %(name)s"), name=name)


def state_view(request: Request, state: State) -> dict[str, str]:
    """A session's state as a badge."""
    return {"text": translate(request, STATES[state]), "kind": _BADGES.get(state, "")}


def session_row(request: Request, snapshot: Snapshot, committee: Committee) -> dict[str, Any]:
    """A session as a line of a list."""
    return {
        "id": committee.public_id,
        "url": page_url(request, "committee", committee_id=committee.public_id),
        "title": title_of(request, snapshot, committee),
        "starts_at": committee.starts_at,
        "place": committee.place,
        "state": state_view(request, committee.state),
        "startups": [startup_of(snapshot, item.startup_id)[0].name for item in committee.items],
    }


def due_rows(
    request: Request,
    snapshot: Snapshot,
    dues: Iterable[Due],
    planned: Mapping[str, PlannedIn],
    today: date,
) -> list[dict[str, Any]]:
    """Startups that a committee must see, as lines of a table."""
    rows = []
    for due in dues:
        card = snapshot.card(due.startup_id)
        if card is None:
            continue
        phase = card.phase.value if card.phase else ""
        session = planned.get(due.startup_id)
        rows.append(
            {
                "id": due.startup_id,
                "name": card.title,
                "url": page_url(request, "startup", id=due.startup_id),
                "phase": phase,
                "phase_name": translate(request, labels.PHASE_NAMES[phase]) if phase else "",
                "day": due.day,
                "is_overdue": due.is_overdue(today),
                "reason": translate(request, _REASONS[due.reason]),
                "session_at": session.starts_at if session else None,
                "is_after": session is not None
                and session.starts_at.astimezone(zone_of(request)).date() > due.day,
                "session_url": page_url(request, "committee", committee_id=session.committee_id)
                if session
                else "",
            }
        )
    return rows


def soon(dues: Iterable[Due], planned: Collection[str], today: date) -> list[Due]:
    """Those that need a date now: due within :data:`HORIZON`, and on no agenda yet."""
    return [due for due in dues if due.day <= today + HORIZON and due.startup_id not in planned]


def later_count(dues: Iterable[Due], planned: Collection[str], today: date) -> int:
    """How many are on no agenda, and due too late to need a date."""
    return sum(due.day > today + HORIZON and due.startup_id not in planned for due in dues)


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A day and an hour of the programme's time zone as an instant.

    An hour that the change to summer time skips is the one that follows it.
    """
    return datetime.combine(day, at, zone)


def zone_of(request: Request) -> ZoneInfo:
    """The programme's time zone."""
    return site_of(request).settings.time_zone
