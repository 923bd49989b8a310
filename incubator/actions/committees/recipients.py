"""Who will be written to when a session is convened, and what they will read: shown before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from incubator.actions.committees import invitation_words as words
from incubator.actions.committees.invitation_words import Told
from incubator.actions.committees.invitations import names_of
from incubator.actions.mails import Message
from incubator.domain.committee_access import Seat
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.teams import accounts_of_team
from incubator.store.committees.sessions import Committee, Member
from incubator.store.committees.telling import accounts_with


@dataclass(frozen=True, slots=True)
class Recipients:
    """Members who will be reached, those who will not, and each startup's team.

    Who sits in the session is not in a team: they get one mail.
    """

    members: tuple[Member, ...]
    unreached: tuple[Member, ...]
    teams: tuple[tuple[str, tuple[Account, ...]], ...]

    @property
    def count(self) -> int:
        """How many mails will leave."""
        mates = {account.public_id for _, team in self.teams for account in team}
        return len(self.members) + len(mates)


async def recipients_of(committee: Committee, today: date) -> Recipients:
    """Whoever :func:`invitations.queue_invitations` would write to."""
    reachable = await accounts_with(member.account_id for member in committee.members)
    members = tuple(one for one in committee.members if one.account_id in reachable)
    seated = {one.account_id for one in members}
    teams = []
    for item in committee.items:
        team = await accounts_of_team(item.startup_id, today)
        mates = tuple(one for one in team if one.public_id not in seated and one.email)
        teams.append((item.startup_id, mates))
    unreached = tuple(one for one in committee.members if one.account_id not in reachable)
    return Recipients(members, unreached, tuple(teams))


async def samples(
    committee: Committee, language: str, zone: ZoneInfo, today: date
) -> tuple[Message, Message | None]:
    """What a guest reads, and what the team of the first startup does."""
    session = words.Session(committee, None, await names_of(committee), zone)
    told = Told.FIRST if committee.told_revision < 0 else Told.CHANGED
    guest = words.Reader(language, Seat.GUEST, ())
    member = words.message(session, guest, told, "", today=today)
    if not committee.items:
        return member, None
    first = words.Reader(language, None, (committee.items[0].startup_id,))
    return member, words.message(session, first, told, "", today=today)
