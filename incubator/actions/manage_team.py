"""Who works in a startup: missions ended, extended and added in the members' own sheets.

A change made for one startup touches nothing else of a member's sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.actions.desk import ConflictError, Desk, EditError, Opened, open_sheet, reopen
from incubator.actions.edit_sheet import Saved, create_sheet, edit_sheet, put_version
from incubator.domain.text import slug
from incubator.sheets import missions, repository
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection
from incubator.sheets.missions import Spell, Term
from incubator.sheets.write import Changes
from incubator.store.journal import Trace

_MEMBERS = Collection.MEMBERS
_HOMONYMS = 20


class TakenError(EditError):
    """There is a member's sheet of this name already."""

    def __init__(self, member_id: str) -> None:
        super().__init__(f"There is already a sheet members/{member_id}.md.")
        self.member_id = member_id


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody without a sheet. ``is_other``: another one than the member of the same name."""

    full_name: str
    role: str
    github: str
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """A startup's team, where it is changed, and who changes it."""

    desk: Desk
    startup_id: str
    author: Author
    trace: Trace

    async def edit(self, opened: Opened, changes: Mapping[str, Any]) -> Saved:
        """Save fields of a member's sheet."""
        return await edit_sheet(self.desk, opened, Changes(changes), self.author, self.trace)


async def spells_of(desk: Desk, startup_id: str, member_id: str) -> list[Spell]:
    """A member's times in a startup, as the sheet says them now.

    Raises:
        EditError, WriteError: there is no such sheet, or it can't be read.
    """
    opened = await open_sheet(desk, _MEMBERS, member_id)
    return missions.spells(opened.read().fields, startup_id)


async def change_end(
    team: Team, member_id: str, key: str, end: date | None, *, today: date
) -> Saved:
    """Let a mission in a startup end on another day, or on none.

    Raises:
        MissionError: it can't end so.
        EditError, FileError, GitError, WriteError: as for any sheet.
    """
    opened = await open_sheet(team.desk, _MEMBERS, member_id)
    fields = opened.read().fields
    changes = missions.change_end(fields, team.startup_id, key, end, today)
    return await team.edit(opened, changes)


async def add_mission(team: Team, member_id: str, term: Term) -> Saved:
    """Give a member who has a sheet a mission in a startup.

    Raises: as :func:`change_end` does.
    """
    opened = await open_sheet(team.desk, _MEMBERS, member_id)
    changes = missions.add_mission(opened.read().fields, team.startup_id, term)
    return await team.edit(opened, changes)


async def add_newcomer(team: Team, newcomer: Newcomer, term: Term) -> Saved:
    """Make the sheet of somebody new, with a mission in a startup.

    Raises:
        TakenError: a member has this name already; or too many have it.
        MissionError: the mission can't be so.
        EditError, FileError, GitError, WriteError: as for any sheet.
    """
    fields = {"fullname": newcomer.full_name, "role": newcomer.role, "github": newcomer.github}
    mission = missions.add_mission({}, team.startup_id, term)
    member_id = member_id_of(newcomer.full_name)
    if newcomer.is_other:
        member_id = await _free_id(team.desk, member_id)
    if await _exists(team.desk, member_id):
        raise TakenError(member_id)
    # A new sheet begins as a startup's does, with a title.
    changes = Changes({**fields, **mission, "title": None})
    return await create_sheet(team.desk, _MEMBERS, member_id, changes, team.author, team.trace)


async def undo(team: Team, member_id: str, commit: str, before_id: str) -> Saved:
    """Put a member's sheet back as it was before a change made here.

    Raises:
        ConflictError: it changed since, or the change was about more than this startup.
        EditError, FileError, GitError, WriteError: as for any sheet.
    """
    opened = await open_sheet(team.desk, _MEMBERS, member_id)
    before = await reopen(opened, before_id)
    is_last = repository.blob_at(opened.content, commit, opened.file.path) == opened.git_id
    if before is None or not is_last or not _is_about(team.startup_id, before, opened):
        raise ConflictError(opened.file.path, opened.data, opened.data, opened.data)
    return await put_version(
        team.desk, opened, before.data, team.author, team.trace, note="annulation"
    )


def member_id_of(full_name: str) -> str:
    """The id of a member: "Jean-Marc Le Goff" -> "jean-marc.le-goff"; "" without Latin letters."""
    first, _, rest = full_name.strip().partition(" ")
    return ".".join(filter(None, (slug(first), slug(rest))))


def _is_about(startup_id: str, before: Opened, after: Opened) -> bool:
    """Whether two versions say the same of everything but one startup."""
    old, new = before.read(), after.read()
    same_rest = missions.others_part(old.fields, startup_id) == missions.others_part(
        new.fields, startup_id
    )
    return same_rest and old.body == new.body


async def _free_id(desk: Desk, first_id: str) -> str:
    for number in range(2, _HOMONYMS):
        if not await _exists(desk, f"{first_id}{number}"):
            return f"{first_id}{number}"
    raise TakenError(first_id)


async def _exists(desk: Desk, member_id: str) -> bool:
    try:
        await open_sheet(desk, _MEMBERS, member_id)
    except EditError:
        return False
    return True
