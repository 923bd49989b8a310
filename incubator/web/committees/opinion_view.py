"""Opinions on an item as somebody may see them: figures by criterion, comments, who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from incubator.domain.committee_access import Right
from incubator.domain.committee_states import Stage, State
from incubator.domain.decisions import Kind
from incubator.domain.opinions import Figures, Tally, readable, tally
from incubator.domain.phases import Phase, current_phase
from incubator.i18n import N_
from incubator.store.committees.opinions import Written, opinions_on, voter, voters
from incubator.store.committees.sessions import Member
from incubator.store.criteria_reads import PhaseCriteria, phase_criteria
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.committees.entering import EnteredItem
from incubator.web.committees.words import KINDS, SEATS
from incubator.web.templating import formats_of, translate

MARKS: Mapping[int, str] = {
    1: N_("pas du tout"),
    2: N_("en partie"),
    3: N_("pour l’essentiel"),
    4: N_("pleinement"),
}


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion's figures, ready to be shown. ``bars`` are heights, from 0 to 1.

    ``extent`` is the lowest mark and the highest, "" where they are one.
    """

    text: str
    count: int
    mean: str
    spread: str
    extent: str
    told: str
    bars: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """An opinion that may be read. ``since`` is when it was changed after the opening."""

    who: str
    seat: str
    is_own: bool
    recommendation: str
    marks: tuple[tuple[str, str], ...]
    comment: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class OpinionView:
    """Everything that pages show of the opinions on an item to one person.

    ``rows``, ``recommended`` and ``read`` are empty before the chair has opened the opinions;
    ``missing_names`` for those who neither prepare nor lead the session. ``to_ask`` are those of
    whom an opinion is still expected, by their ids.
    """

    asked: PhaseCriteria
    is_open: bool
    may_write: bool
    is_recused: bool
    own: Written | None
    tally: Tally
    rows: tuple[CriterionRow, ...]
    recommended: tuple[tuple[str, int], ...]
    read: tuple[Read, ...]
    missing_names: tuple[str, ...]
    may_open: bool

    @property
    def to_ask(self) -> tuple[str, ...]:
        """The members who have yet to answer."""
        return self.tally.missing


async def opinion_view(request: Request, at: EnteredItem) -> OpinionView:
    """The opinions on an item, for whoever entered it; two queries at most."""
    entered, item = at.in_committee, at.item
    committee, member = entered.committee, entered.member
    asked = await criteria_of(at)
    written = await opinions_on(item)
    everyone = voters(committee, item)
    found = tally(
        everyone,
        {one.member: one.opinion for one in written.values()},
        [one.id for one in asked.criteria],
    )
    reader = voter(member, item) if member else None
    is_recused = reader is not None and reader.is_recused
    is_open = item.opinions_opened_at is not None
    shows_all = is_open and not is_recused
    read = readable(reader, everyone, written, is_open=is_open)
    own = written.get(member.public_id) if member and member.public_id in read else None
    names_missing = bool(entered.rights & {Right.RUN, Right.PRESIDE})
    return OpinionView(
        asked=asked,
        is_open=is_open,
        may_write=reader is not None
        and reader.counts
        and committee.state in {State.CONVENED, State.OPEN}
        and item.stage is not Stage.DECIDED,
        is_recused=is_recused,
        own=own,
        tally=found,
        rows=_rows(request, asked, found) if shows_all else (),
        recommended=tuple(
            (recommendation(request, kind, phase), times)
            for kind, phase, times in found.recommended
        )
        if shows_all
        else (),
        read=tuple(
            _read(request, at, asked, one, written[one.public_id])
            for one in committee.members
            if shows_all and one.public_id in read
        ),
        missing_names=tuple(
            one.shown_name
            for one in committee.members
            if names_missing and one.public_id in found.missing
        ),
        may_open=Right.PRESIDE in entered.rights and committee.state is State.OPEN and not is_open,
    )


async def criteria_of(at: EnteredItem) -> PhaseCriteria:
    """What the phase of the item's startup asks; nothing where it has none, or no sheet.

    Once the item is decided, the phase that it was decided in: the sheet may have the next one.
    """
    card = at.in_committee.snapshot.card(at.item.startup_id)
    phase = card.phase if card else None
    if phase is not None and at.item.stage is Stage.DECIDED:
        sheet, day = (
            await find_sheet(at.item.startup_id),
            at.in_committee.committee.starts_at.date(),
        )
        before = [one for one in sheet.phases if one.start < day] if sheet else []
        phase = current_phase(before, day) or phase
    if phase is None:
        return PhaseCriteria(Phase.INVESTIGATION, (), ())
    return await phase_criteria(phase)


def recommendation(request: Request, kind: Kind | None, phase: Phase | None) -> str:
    """What somebody recommends, in words."""
    if kind is None:
        return ""
    text = translate(request, KINDS[kind])
    if phase is None:
        return text
    name = translate(request, labels.PHASE_NAMES[phase])
    return translate(request, N_("%(kind)s : %(phase)s"), kind=text, phase=name)


def _rows(request: Request, asked: PhaseCriteria, found: Tally) -> tuple[CriterionRow, ...]:
    texts = {one.id: one.text for one in asked.criteria}
    return tuple(_row(request, texts[one.criterion], one) for one in found.figures)


def _row(request: Request, text: str, one: Figures) -> CriterionRow:
    formats = formats_of(request)
    if one.mean is None or one.spread is None:
        return CriterionRow(text, 0, "", "", "", "", ())
    most = max(one.of_each)
    told = N_("%(times)s fois %(mark)s")
    parts = [
        translate(request, told, times=times, mark=mark)
        for mark, times in enumerate(one.of_each, 1)
        if times
    ]
    extent = ""
    if one.lowest != one.highest:
        extent = translate(request, N_("de %(low)s à %(high)s"), low=one.lowest, high=one.highest)
    return CriterionRow(
        text=text,
        count=one.count,
        mean=formats.number(round(one.mean, 1)),
        spread=formats.number(round(one.spread, 1)),
        extent=extent,
        told=", ".join(parts),
        bars=tuple(times / most for times in one.of_each),
    )


def _read(
    request: Request, at: EnteredItem, asked: PhaseCriteria, member: Member, one: Written
) -> Read:
    opened = at.item.opinions_opened_at
    marks = one.opinion.marks
    return Read(
        who=member.shown_name,
        seat=translate(request, SEATS[member.seat]),
        is_own=member == at.in_committee.member,
        recommendation=recommendation(request, one.opinion.recommendation, one.opinion.phase),
        marks=tuple(
            (criterion.text, f"{marks[criterion.id]} — {mark_word(request, marks[criterion.id])}")
            for criterion in asked.criteria
            if criterion.id in marks
        ),
        comment=one.opinion.comment,
        since=one.updated_at if opened and one.updated_at > opened else None,
    )


def mark_word(request: Request, mark: int) -> str:
    """What a mark says."""
    return translate(request, MARKS.get(mark, ""))
