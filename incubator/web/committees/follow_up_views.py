"""Conditions and objectives in words: what is owed, by whom, when, and what shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request

from incubator.domain.access import Actor, is_administrator
from incubator.domain.committee_access import (
    FOLLOWING_ROLES,
    may_note_promise,
    may_see_promise,
)
from incubator.domain.follow_up import Promise, fate, is_reached
from incubator.domain.impact import Indicator
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.committees.measured import Key, measured
from incubator.store.committees.promises import (
    all_promises,
    promises_around,
    sessions_of_member,
)
from incubator.store.snapshot import Snapshot
from incubator.web.committees.entering import startup_of
from incubator.web.committees.words import FATES, SORTS
from incubator.web.impact.amounts import amount, in_time
from incubator.web.site import site_of
from incubator.web.templating import formats_of, translate
from incubator.web.visitor import SignedIn


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of some promises are made of."""

    snapshot: Snapshot
    today: date
    names: Mapping[str, str]
    indicators: Mapping[Key, Indicator]
    zone: ZoneInfo


async def visible(person: SignedIn, snapshot: Snapshot) -> list[Promise]:
    """Everything that somebody may follow."""
    actor = person.actor
    if is_administrator(actor):
        return await all_promises()
    # A team's own are there even where its sheet is no more.
    startups = {held.place_id for held in actor.roles}
    for card in snapshot.index.cards:
        startup, sponsors = startup_of(snapshot, card.id)
        if may_see_promise(actor, startup.place, sponsors, "", is_seated=False):
            startups.add(card.id)
    incubators = {held.place_id for held in actor.roles if held.role in FOLLOWING_ROLES}
    seats = await sessions_of_member(person.account.public_id)
    found = await promises_around(startups, incubators, seats)
    return [one for one in found if may_see(actor, snapshot, one, seats)]


def may_see(actor: Actor, snapshot: Snapshot, promise: Promise, seats: Collection[str]) -> bool:
    """Whether somebody may follow a promise; ``seats`` are the sessions in which they sit."""
    startup, sponsors = startup_of(snapshot, promise.startup_id)
    return may_see_promise(
        actor,
        startup.place,
        sponsors,
        promise.incubator_id,
        is_seated=promise.committee_id in seats,
    )


def may_note(actor: Actor, snapshot: Snapshot, promise: Promise) -> bool:
    """Whether somebody may note what became of a promise."""
    startup, _ = startup_of(snapshot, promise.startup_id)
    return may_note_promise(actor, startup.place, promise.incubator_id)


async def known_of(request: Request, promises: Sequence[Promise], snapshot: Snapshot) -> Known:
    """What the words of some promises need: who noted, and the figures of measures."""
    site = site_of(request)
    return Known(
        snapshot=snapshot,
        today=site.today(),
        names=await names_of([one.note.by for one in promises if one.note]),
        indicators=await measured(promises),
        zone=site.settings.time_zone,
    )


def shown(request: Request, known: Known, promise: Promise, actor: Actor) -> dict[str, Any]:
    """A promise as pages show it."""
    startup, _ = startup_of(known.snapshot, promise.startup_id)
    stands, note = fate(promise, known.today), promise.answered
    word, kind = FATES[stands]
    return {
        "id": promise.id,
        "sort": translate(request, SORTS[promise.sort]),
        "text": promise.text,
        "startup": startup.name,
        "startup_id": promise.startup_id if known.snapshot.card(promise.startup_id) else "",
        "decision_id": promise.decision_id,
        "decided_on": promise.decided_on,
        "owner": promise.owner,
        "due": promise.due,
        "fate": translate(request, word),
        "kind": kind,
        "is_open": stands.is_open,
        "promised": _promised(request, promise),
        "figure": _figure(request, known, promise),
        "evidence": note.evidence if note else "",
        "url": note.url if note else "",
        "noted_at": note.at if note else None,
        "noted_by": known.names.get(note.by, "") if note else "",
        "may_note": may_note(actor, known.snapshot, promise),
    }


def _promised(request: Request, promise: Promise) -> str:
    if promise.value is None:
        return ""
    value = amount(formats_of(request), promise.value, promise.unit)
    return translate(request, N_("Promis : %(value)s"), value=value)


def _figure(request: Request, known: Known, promise: Promise) -> dict[str, str] | None:
    """What the sheet says of an objective's measure today; None where it names none."""
    indicator = known.indicators.get((promise.startup_id, promise.indicator))
    if indicator is None:
        return None
    latest = indicator.latest(known.today)
    if latest is None:
        text = translate(request, N_("« %(name)s » n’a encore aucun chiffre"), name=indicator.name)
        return {"text": text, "badge": "", "kind": ""}
    text = translate(
        request,
        N_("Aujourd’hui : %(value)s %(when)s"),
        value=amount(formats_of(request), latest.value, indicator.unit),
        when=in_time(request, latest.day),
    )
    match is_reached(promise, indicator, known.today):
        case True:
            return {"text": text, "badge": translate(request, N_("Atteint")), "kind": "success"}
        case False:
            return {"text": text, "badge": translate(request, N_("Pas atteint")), "kind": ""}
        case _:
            return {"text": text, "badge": "", "kind": ""}
