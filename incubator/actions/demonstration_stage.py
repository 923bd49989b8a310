"""Who acts on the demonstration's stage, when and where: what making its sessions needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from incubator.actions.committees import dossier_steps, plan
from incubator.actions.demonstration import PERSONAS
from incubator.actions.demonstration_agenda import SEATS
from incubator.actions.desk import Desk
from incubator.actions.mails import Site
from incubator.config import Settings
from incubator.domain.committee_access import Seat
from incubator.domain.phases import PhaseEntry
from incubator.store.committees.sessions import Committee, find_committee
from incubator.store.journal import Trace
from incubator.store.startup_reads import find_sheet

_HOUR = time(10)


@dataclass(frozen=True, slots=True)
class Stagehand:
    """What making sessions needs: the settings, how mails name the site, who is who, when it is."""

    settings: Settings
    desk: Desk
    site: Site
    accounts: Mapping[str, str]
    now: datetime

    @property
    def today(self) -> date:
        """The present day in the programme's time zone."""
        return self.now.astimezone(self.settings.time_zone).date()

    @property
    def office(self) -> plan.Office:
        """Where sessions are planned."""
        return plan.Office(self.site, self.settings.time_zone)

    @property
    def dossiers(self) -> dossier_steps.Office:
        """Where dossiers are sent."""
        return dossier_steps.Office(self.settings, self.site)

    def at(self, day: date) -> datetime:
        """When a session of a day begins."""
        return datetime.combine(day, _HOUR, self.settings.time_zone).astimezone(UTC)

    def trace(self, who: str) -> Trace:
        """What somebody does, by the word for them."""
        return Trace(self.accounts[who])

    def team(self, startup_id: str) -> Trace:
        """What a startup's team does: one of them is among the personas."""
        is_known = PERSONAS["intrapreneuse"].place_id == startup_id
        return self.trace("intrapreneuse" if is_known else "administrateur")

    def chair(self, committee: Committee) -> Trace:
        """What whoever presides a session does."""
        seats = SEATS[committee.incubator_id]
        return self.trace(next(word for word, seat in seats.items() if seat is Seat.CHAIR))


async def phases_of(startup_id: str) -> tuple[PhaseEntry, ...]:
    """The phases of a startup's sheet; none where there is no such sheet."""
    sheet = await find_sheet(startup_id)
    return sheet.phases if sheet else ()


async def fresh(committee_id: str) -> Committee:
    """A session as it is now.

    Raises:
        LookupError: there is no such session.
    """
    found = await find_committee(committee_id)
    if found is None:
        raise LookupError(committee_id)
    return found
