"""Sessions of committees as values: with their members, their agenda, and where dossiers stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.expressions import F, Q

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import DossierState, Stage, State
from incubator.store import models
from incubator.store.grouping import grouped


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who sits in a session; ``is_present`` is None before it was noted.

    ``recused`` has the public ids of the items in which they have no part.
    """

    number: int
    public_id: str
    account_id: str
    name: str
    email: str
    language: str
    seat: Seat
    is_present: bool | None
    recused: frozenset[str] = frozenset()

    @property
    def shown_name(self) -> str:
        """The name, else the address."""
        return self.name or self.email

    def has_voice_on(self, item_id: str) -> bool:
        """Whether they give an opinion on an item."""
        return self.seat.has_voice and item_id not in self.recused


@dataclass(frozen=True, slots=True)
class Item:
    """A startup of an agenda. ``minutes`` are for presenting, questions and deliberation.

    ``dossier`` is the state of its newest version, ``sent`` the number of the newest that was
    frozen; None where there is none.
    """

    number: int
    public_id: str
    startup_id: str
    position: int
    stage: Stage
    stage_at: datetime | None
    minutes: tuple[int, int, int]
    notes: str
    opinions_opened_at: datetime | None
    dossier: DossierState | None = None
    sent: int | None = None


@dataclass(frozen=True, slots=True)
class Committee:
    """A session; members and items as they are now, removed ones left out, in order."""

    number: int
    public_id: str
    incubator_id: str
    title: str
    starts_at: datetime
    place: str
    link: str
    quorum: int
    rules: str
    state: State
    revision: int
    told_revision: int
    live: int
    current_item: str
    created_at: datetime
    created_by: str
    opened_at: datetime | None
    closed_at: datetime | None
    override_reason: str
    cancelled_at: datetime | None
    cancel_reason: str
    members: tuple[Member, ...] = ()
    items: tuple[Item, ...] = ()

    def member_of(self, account_id: str) -> Member | None:
        """The member who has an account; None where they do not sit in the session."""
        return next((one for one in self.members if one.account_id == account_id), None)

    def item(self, public_id: str) -> Item | None:
        """An item of the agenda; None where it has no such one."""
        return next((one for one in self.items if one.public_id == public_id), None)

    @property
    def minutes(self) -> int:
        """How long the session is planned to last."""
        return sum(sum(one.minutes) for one in self.items)

    @property
    def present_count(self) -> int:
        """How many of those who count for the quorum were noted as present."""
        return sum(one.seat.has_voice and one.is_present is True for one in self.members)


async def find_committee(public_id: str) -> Committee | None:
    """A session by its opaque id; or None."""
    rows = await models.Committee.filter(public_id=public_id)
    found = await _whole(rows)
    return found[0] if found else None


async def committees_of_incubator(incubator_id: str) -> list[Committee]:
    """Every session of an incubator, the latest first."""
    rows = models.Committee.filter(incubator_id=incubator_id)
    return await _whole(await rows.order_by("-starts_at", "-id"))


async def committees_of_account(account_id: str) -> list[Committee]:
    """Every session in which somebody sits, the latest first."""
    seats = models.CommitteeMember.filter(account__public_id=account_id, removed_at__isnull=True)
    numbers = await seats.values_list("committee_id", flat=True)
    rows = models.Committee.filter(id__in=list(numbers))
    return await _whole(await rows.order_by("-starts_at", "-id"))


async def committees_of_startup(startup_id: str) -> list[Committee]:
    """Every session with a startup on its agenda, the latest first."""
    items = models.AgendaItem.filter(startup_id=startup_id, removed_at__isnull=True)
    numbers = await items.values_list("committee_id", flat=True)
    rows = models.Committee.filter(id__in=list(numbers))
    return await _whole(await rows.order_by("-starts_at", "-id"))


async def committees_by(question: Q) -> list[Committee]:
    """The sessions that answer a question about their row, the latest first."""
    return await _whole(await models.Committee.filter(question).order_by("-starts_at", "-id"))


async def committees_between(
    start: datetime, end: datetime, states: Collection[State]
) -> list[Committee]:
    """Sessions in some states that begin from ``start`` up to ``end`` (exclusive), in time."""
    rows = models.Committee.filter(
        Q(starts_at__gte=start, starts_at__lt=end, state__in=[state.value for state in states])
    )
    return await _whole(await rows.order_by("starts_at", "id"))


async def touch(committee: Committee) -> None:
    """Tell the pages of a session that something that they show has changed."""
    await models.Committee.filter(id=committee.number).update(live=F("live") + 1)


async def live_version(public_id: str) -> int | None:
    """What :func:`touch` counts; None where there is no such session."""
    rows = await models.Committee.filter(public_id=public_id).values_list("live", flat=True)
    return int(str(rows[0])) if rows else None


async def _whole(rows: Sequence[models.Committee]) -> list[Committee]:
    """Sessions with all they hold, in five queries at most."""
    numbers = [row.id for row in rows]
    if not numbers:
        return []
    seats = (
        await models.CommitteeMember.filter(committee_id__in=numbers, removed_at__isnull=True)
        .prefetch_related("account")
        .order_by("id")
    )
    items = await models.AgendaItem.filter(
        committee_id__in=numbers, removed_at__isnull=True
    ).order_by("position", "id")
    recused = await _recusals([item.id for item in items])
    dossiers = await _dossiers([item.id for item in items])
    members_of = grouped((row.committee_id, _member(row, recused)) for row in seats)  # type: ignore[attr-defined]
    items_of = grouped((row.committee_id, _item(row, dossiers)) for row in items)  # type: ignore[attr-defined]
    return [
        replace(
            _bare(row),
            members=tuple(members_of.get(row.id, ())),
            items=tuple(items_of.get(row.id, ())),
        )
        for row in rows
    ]


async def _recusals(items: Iterable[int]) -> dict[int, list[str]]:
    rows = await models.Recusal.filter(item_id__in=list(items)).values_list(
        "member_id", "item__public_id"
    )
    return grouped((int(str(member)), str(item)) for member, item in rows)


async def _dossiers(items: Iterable[int]) -> dict[int, list[tuple[int, DossierState]]]:
    rows = (
        await models.Dossier.filter(item_id__in=list(items))
        .order_by("version")
        .values_list("item_id", "version", "state")
    )
    return grouped(
        (int(str(item)), (int(str(version)), DossierState(str(state))))
        for item, version, state in rows
    )


def _member(row: models.CommitteeMember, recused: dict[int, list[str]]) -> Member:
    return Member(
        number=row.id,
        public_id=row.public_id,
        account_id=row.account.public_id,
        name=row.account.name,
        email=row.account.email or "",
        language=row.account.language,
        seat=Seat(row.seat),
        is_present=row.is_present,
        recused=frozenset(recused.get(row.id, ())),
    )


def _item(row: models.AgendaItem, dossiers: dict[int, list[tuple[int, DossierState]]]) -> Item:
    versions = dossiers.get(row.id, [])
    sent = [version for version, state in versions if state is DossierState.FROZEN]
    return Item(
        number=row.id,
        public_id=row.public_id,
        startup_id=row.startup_id,
        position=row.position,
        stage=Stage(row.stage),
        stage_at=row.stage_at,
        minutes=(row.minutes_presentation, row.minutes_questions, row.minutes_deliberation),
        notes=row.notes,
        opinions_opened_at=row.opinions_opened_at,
        dossier=versions[-1][1] if versions else None,
        sent=sent[-1] if sent else None,
    )


def _bare(row: models.Committee) -> Committee:
    return Committee(
        number=row.id,
        public_id=row.public_id,
        incubator_id=row.incubator_id,
        title=row.title,
        starts_at=row.starts_at,
        place=row.place,
        link=row.link,
        quorum=row.quorum,
        rules=row.rules,
        state=State(row.state),
        revision=row.revision,
        told_revision=row.told_revision,
        live=row.live,
        current_item=row.current_item,
        created_at=row.created_at,
        created_by=row.created_by,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        override_reason=row.override_reason,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
    )
