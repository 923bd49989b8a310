"""What the team's screens begin with: who asks, the session to come, the dossier as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incubator.actions.committees.dossier_steps import Office, open_dossier
from incubator.domain.access import may_edit_sheet
from incubator.domain.committee_states import DossierState, Stage, State
from incubator.domain.committees import MONTHS_APART, months_after
from incubator.domain.decisions import Kind
from incubator.domain.dossiers import leaves_on
from incubator.domain.follow_up import Promise, Sort, asked_by, fate
from incubator.domain.narratives import Narrative, Planned, Setting, from_plain
from incubator.domain.phases import Phase, current_phase
from incubator.domain.startups import Startup
from incubator.store.committees.decisions import newest, settled_about
from incubator.store.committees.dossiers import DossierVersion, left_over, newest_version
from incubator.store.committees.promises import promises_of_decisions
from incubator.store.committees.sessions import Committee, Item, committees_of_startup
from incubator.store.criteria_reads import phase_criteria
from incubator.store.startup_reads import find_sheet
from incubator.web.committees.decision_form import Measures
from incubator.web.site import site_of
from incubator.web.templating import page_url
from incubator.web.visitor import mail_site, now_of, trace_of
from incubator.web.workspace.places import Entered, enter

_AHEAD = frozenset({State.PLANNED, State.CONVENED, State.OPEN})


@dataclass(frozen=True, slots=True)
class Session:
    """The session in which a startup is discussed next, and the newest version of its dossier.

    ``left`` is what was prepared for a session that did not see it, where there is no version yet.
    """

    committee: Committee
    item: Item
    dossier: DossierVersion | None
    day: date
    left: DossierVersion | None = None

    @property
    def leaves_on(self) -> date:
        """The day on which the dossier is sent."""
        return leaves_on(self.day)

    @property
    def narrative(self) -> Narrative:
        """What the team wrote so far."""
        found = self.dossier or self.left
        return from_plain(found.narrative) if found else Narrative()

    @property
    def is_writable(self) -> bool:
        """Whether the team may write: there is no version yet, or it is a draft."""
        return self.dossier is None or self.dossier.state is DossierState.DRAFT


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody of a team, and the session that they prepare for; None where none is planned."""

    entered: Entered
    session: Session | None

    @property
    def startup_id(self) -> str:
        """The startup's id."""
        return self.entered.named.place.id

    @property
    def name(self) -> str:
        """The startup's name."""
        return self.entered.named.name


@dataclass(frozen=True, slots=True)
class Known:
    """What the sheet and the last decision know already, so that nobody types it."""

    sheet: Startup
    measures: Measures
    present: Phase | None
    following: tuple[Phase, ...]
    last: tuple[Promise, ...]

    def setting(self, session: Session) -> Setting:
        """What a narrative is held against."""
        return Setting(session.day, self.following, frozenset(self.measures.known))

    def proposed(self, session: Session) -> Narrative:
        """What a form begins with: six months, and what was promised and is not met."""
        until = months_after(session.day, MONTHS_APART)
        waiting = [one for one in self.last if fate(one, session.day).is_unmet]
        return Narrative(
            kind=Kind.CONTINUE,
            period_from=session.day,
            period_until=until,
            objectives=tuple(
                Planned(
                    one.text,
                    until,
                    one.value,
                    one.unit,
                    one.indicator if one.indicator in self.measures.known else "",
                )
                for one in waiting
            ),
        )


async def begin(request: Request) -> Work:
    """The startup that the address names, for somebody of its team, with what they prepare.

    Raises:
        SignInNeededError, MissingError, GoneError, ForbiddenError: as ``enter`` says.
    """
    entered = await enter(request, may_edit_sheet)
    return Work(entered, await next_session(request, entered.named.place.id))


async def next_session(request: Request, startup_id: str) -> Session | None:
    """The first session to come, or under way, that still has to decide on a startup."""
    zone = site_of(request).settings.time_zone
    ahead = [one for one in await committees_of_startup(startup_id) if one.state in _AHEAD]
    for committee in sorted(ahead, key=lambda one: (one.starts_at, one.number)):
        for item in committee.items:
            if item.startup_id == startup_id and item.stage is not Stage.DECIDED:
                day = committee.starts_at.astimezone(zone).date()
                dossier = await newest_version(item.number)
                left = None if dossier else await left_over(startup_id, item.number)
                return Session(committee, item, dossier, day, left)
    return None


async def known_of(request: Request, startup_id: str) -> Known:
    """What is known of a startup, for the form of its dossier."""
    site = site_of(request)
    sheet = await find_sheet(startup_id) or Startup(startup_id, "", "", ())
    present = current_phase(sheet.phases, site.today())
    following = (await phase_criteria(present)).following if present else ()
    taken = newest(await settled_about(startup_id))
    asked = await promises_of_decisions([taken.decision.id]) if taken else []
    last = asked_by(asked, taken.decision.id, Sort.OBJECTIVE) if taken else ()
    return Known(sheet, Measures.of(sheet.indicators), present, following, tuple(last))


async def opened(request: Request, work: Work, session: Session) -> Session:
    """The session with a version of the dossier: a first draft is made where there is none.

    Raises:
        StepError: the session is over.
    """
    if session.dossier is not None:
        return session
    by = work.entered.person.account.public_id
    made = await open_dossier(
        session.committee, session.item, by, trace_of(request), now_of(request)
    )
    return replace(session, dossier=made)


def office(request: Request) -> Office:
    """What sending a dossier needs."""
    return Office(site_of(request).settings, mail_site(request))


def context_of(work: Work) -> Mapping[str, Any]:
    """What each of the team's screens shows: the startup, the session and the dossier."""
    return {"name": work.name, "startup_id": work.startup_id, "session": work.session}


def to_overview(request: Request, work: Work) -> Response:
    """On to the page that says where things stand."""
    return RedirectResponse(page_url(request, "startup_committee", place_id=work.startup_id), 303)


def to_dossier(request: Request, work: Work) -> Response:
    """On to the form."""
    return RedirectResponse(page_url(request, "startup_dossier", place_id=work.startup_id), 303)
