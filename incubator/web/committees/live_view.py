"""A session while it is held, as somebody sees it: agenda, clock, current item, who is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from incubator.domain.committee_access import Right
from incubator.domain.committee_states import Stage, State
from incubator.i18n import N_, SOURCE_LANGUAGE
from incubator.store.committees import live
from incubator.store.committees.decisions import Taken, decisions_of_committee, newest
from incubator.store.committees.opinions import opinion_counts, voters
from incubator.store.committees.sessions import Committee, Item, Member
from incubator.web.committees.entering import EnteredCommittee, EnteredItem, startup_of
from incubator.web.committees.opinion_view import OpinionView, opinion_view, recommendation
from incubator.web.committees.words import STAGES
from incubator.web.site import site_of
from incubator.web.templating import language_of, translate
from incubator.web.visitor import now_of

#: Those that take time, in their order; ``Item.minutes`` has theirs.
SPOKEN = (Stage.PRESENTATION, Stage.QUESTIONS, Stage.DELIBERATION)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of a stage, in seconds; ``left`` is negative once it is over."""

    since: datetime
    planned: int
    elapsed: int

    @property
    def left(self) -> int:
        """How long is left of what was planned."""
        return self.planned - self.elapsed


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage of the current item. ``button`` leads to it, "" where one is in it or may not."""

    value: str
    label: str
    minutes: int
    is_current: bool
    is_past: bool
    button: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the agenda; ``starts`` is when it is planned to begin, ``missing`` opinions."""

    item: Item
    name: str
    starts: str
    minutes: int
    stage: str
    is_current: bool
    is_decided: bool
    decision: str
    decision_id: str
    expected: int
    missing: int
    is_recused: bool
    may_read: bool


@dataclass(frozen=True, slots=True)
class Current:
    """The item that is spoken of."""

    at: EnteredItem
    line: Line
    steps: tuple[StageStep, ...]
    clock: Clock | None
    view: OpinionView
    notes: str
    notes_version: str
    may_note: bool
    present: int


@dataclass(frozen=True, slots=True)
class Seated:
    """A member in the list of who is there; ``mark`` says whether they are."""

    member: Member
    is_recused: bool


@dataclass(frozen=True, slots=True)
class LiveView:
    """Everything that the page of a session shows to one person."""

    now: datetime
    is_running: bool
    may_begin: bool
    may_note_presence: bool
    may_run: bool
    may_preside: bool
    lines: tuple[Line, ...]
    current: Current | None
    seated: tuple[Seated, ...]
    follows: bool
    all_decided: bool


def is_its_day(request: Request, committee: Committee) -> bool:
    """Whether the day of a session has come."""
    zone = site_of(request).settings.time_zone
    return committee.starts_at.astimezone(zone).date() <= site_of(request).today()


def is_followed(request: Request, committee: Committee) -> bool:
    """Whether its pages are kept informed: while it is open, and on its day before that."""
    is_near = committee.state is State.CONVENED and is_its_day(request, committee)
    return committee.state is State.OPEN or is_near


async def live_view(request: Request, entered: EnteredCommittee) -> LiveView:
    """The page of a session; a fixed number of queries, whatever its agenda."""
    committee = entered.committee
    taken = await decisions_of_committee(committee.public_id)
    lines = _lines(request, entered, await opinion_counts(committee), taken)
    current = next((one for one in lines if one.is_current), None)
    may_run = Right.RUN in entered.rights
    is_running, follows = committee.state is State.OPEN, is_followed(request, committee)
    return LiveView(
        now=now_of(request),
        is_running=is_running,
        may_begin=may_run and committee.state is State.CONVENED,
        may_note_presence=may_run and follows,
        may_run=may_run and is_running,
        may_preside=Right.PRESIDE in entered.rights and is_running,
        lines=lines,
        current=await _current(request, entered, current) if current else None,
        seated=tuple(
            Seated(one, bool(current and current.item.public_id in one.recused))
            for one in committee.members
        ),
        follows=follows,
        all_decided=all(one.is_decided for one in lines),
    )


def _lines(
    request: Request,
    entered: EnteredCommittee,
    written: Mapping[str, set[str]],
    taken: list[Taken],
) -> tuple[Line, ...]:
    committee, found = entered.committee, []
    starts = committee.opened_at or committee.starts_at
    for item in committee.items:
        startup, sponsors = startup_of(entered.snapshot, item.startup_id)
        counts = [one.member for one in voters(committee, item) if one.counts]
        decided = newest([one for one in taken if one.decision.item_id == item.public_id])
        minutes = sum(item.minutes)
        found.append(
            Line(
                item=item,
                name=startup.name,
                starts=_time_of_day(request, starts),
                minutes=minutes,
                stage=translate(request, STAGES[item.stage]),
                is_current=item.public_id == committee.current_item,
                is_decided=item.stage is Stage.DECIDED,
                decision=recommendation(request, decided.decision.kind, decided.decision.phase)
                if decided
                else "",
                decision_id=decided.decision.id if decided else "",
                expected=len(counts),
                missing=len(set(counts) - written[item.public_id]),
                is_recused=bool(entered.member and item.public_id in entered.member.recused),
                may_read=item.sent is not None
                and EnteredItem(entered, item, startup, sponsors).may_read_sent,
            )
        )
        starts += timedelta(minutes=minutes)
    return tuple(found)


async def _current(request: Request, entered: EnteredCommittee, line: Line) -> Current:
    committee, item = entered.committee, line.item
    startup, sponsors = startup_of(entered.snapshot, item.startup_id)
    at = EnteredItem(entered, item, startup, sponsors)
    may_run = Right.RUN in entered.rights and committee.state is State.OPEN
    return Current(
        at=at,
        line=line,
        steps=_steps(request, item, may_run=may_run),
        clock=_clock(item, now_of(request)),
        view=await opinion_view(request, at),
        notes="" if line.is_recused else item.notes,
        notes_version=live.notes_version(item.notes),
        may_note=may_run and not line.is_recused,
        present=sum(
            one.is_present is True and one.has_voice_on(item.public_id) for one in committee.members
        ),
    )


def _steps(request: Request, item: Item, *, may_run: bool) -> tuple[StageStep, ...]:
    here = SPOKEN.index(item.stage) if item.stage in SPOKEN else len(SPOKEN)
    buttons = {
        Stage.PRESENTATION: N_("Revenir à la présentation"),
        Stage.QUESTIONS: N_("Passer aux questions"),
        Stage.DELIBERATION: N_("Passer à la délibération"),
    }
    back = {Stage.QUESTIONS: N_("Revenir aux questions")}
    found = []
    for rank, stage in enumerate(SPOKEN):
        is_near = abs(rank - here) == 1 and here < len(SPOKEN)
        word = back.get(stage, buttons[stage]) if rank < here else buttons[stage]
        found.append(
            StageStep(
                value=stage.value,
                label=translate(request, STAGES[stage]),
                minutes=item.minutes[rank],
                is_current=rank == here,
                is_past=rank < here,
                button=translate(request, word) if may_run and is_near else "",
                is_next=rank == here + 1,
            )
        )
    return tuple(found)


def _clock(item: Item, now: datetime) -> Clock | None:
    """The clock of the stage that the item is in; None where none runs."""
    if item.stage not in SPOKEN or item.stage_at is None:
        return None
    planned = item.minutes[SPOKEN.index(item.stage)] * 60
    return Clock(item.stage_at, planned, max(0, int((now - item.stage_at).total_seconds())))


def _time_of_day(request: Request, moment: datetime) -> str:
    """10 h 05; 10:05 in English."""
    local = moment.astimezone(site_of(request).settings.time_zone)
    if language_of(request) == SOURCE_LANGUAGE:
        return f"{local.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{local.minute:02}"
    return f"{local:%H:%M}"


def minutes_and_seconds(seconds: int) -> str:
    """4:05 for 245 seconds; the sign is left to the words around it."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{minutes}:{rest:02}"


def committee_title(request: Request, committee: Committee, incubator: str) -> str:
    """How a session is called: its title, else its incubator's name."""
    return committee.title or translate(request, N_("Comité de %(name)s"), name=incubator)


def incubator_name(entered: EnteredCommittee) -> str:
    """The name of the incubator that holds the session; its id where it has no sheet."""
    known = entered.snapshot.incubators.get(entered.committee.incubator_id)
    return known.title if known else entered.committee.incubator_id
