"""What every screen of the editor begins with: who asks, the sheet in hand, the section."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from incubator.actions.desk import Desk, EditError, Opened, open_sheet
from incubator.domain.access import may_edit_sheet, may_move_startup
from incubator.domain.text import fold
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection
from incubator.sheets.write import Content
from incubator.store.snapshot import Snapshot
from incubator.web.errors import MissingError
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import language_of
from incubator.web.visitor import SignedIn
from incubator.web.workspace.editor.answers import Answers, Find, Reading, collected
from incubator.web.workspace.editor.sections import BY_SLUG, Section
from incubator.web.workspace.places import NamedPlace, enter

STARTUPS = Collection.STARTUPS
#: A sheet with years of values has many fields, each of them short.
_MAX_FIELDS = 2000
_MAX_FIELD_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody at work on a sheet."""

    person: SignedIn
    named: NamedPlace
    desk: Desk
    opened: Opened

    @property
    def startup_id(self) -> str:
        """The startup's id."""
        return self.named.place.id

    @property
    def name(self) -> str:
        """The startup's name, as the catalogue has it."""
        return self.named.name

    @property
    def may_move(self) -> bool:
        """Whether they may say to which incubators the startup belongs."""
        return may_move_startup(self.person.actor, self.named.place)

    @property
    def content(self) -> Content:
        """What the sheet says.

        Raises:
            WriteError: its file can't be read.
        """
        return self.opened.read()

    @property
    def author(self) -> Author:
        """Who makes the change, as Git names them."""
        return author_of(self.person)


def author_of(person: SignedIn) -> Author:
    """Somebody as the author of a commit."""
    return Author(person.account.shown_name, person.account.email)


async def begin(request: Request) -> Work:
    """The startup that the address names, its sheet opened, for somebody who may change it.

    Raises:
        SignInNeededError, MissingError, GoneError, ForbiddenError: as ``enter`` says.
    """
    entered = await enter(request, may_edit_sheet)
    startup_id = entered.named.place.id
    desk = Desk.of(site_of(request).settings)
    try:
        opened = await open_sheet(desk, STARTUPS, startup_id)
    except EditError as error:
        # The file went after the last sync.
        raise MissingError from error
    return Work(entered.person, entered.named, desk, opened)


def section_asked(request: Request) -> Section:
    """The section that the address names.

    Raises:
        MissingError: there is none of that name.
    """
    section = BY_SLUG.get(request.path_params["section"])
    if section is None:
        raise MissingError
    return section


async def read_answers(request: Request) -> dict[str, list[str]]:
    """The answers of a posted form; files are not accepted."""
    async with request.form(
        max_files=0, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD_BYTES
    ) as sent:
        return collected(
            (name, value) for name, value in sent.multi_items() if isinstance(value, str)
        )


async def reading_of(request: Request, answers: Answers) -> Reading:
    """Answers to be read in the visitor's language, names found in the catalogue."""
    return Reading(answers, language_of(request), finder(await snapshot_of(request)))


def finder(snapshot: Snapshot) -> Find:
    """Finds incubators and organisations by id, name or acronym."""

    def find(collection: str, text: str) -> str | None:
        named: dict[str, tuple[str, ...]] = (
            {key: (one.title,) for key, one in snapshot.incubators.items()}
            if collection == Collection.INCUBATORS
            else {key: (one.name, one.acronym) for key, one in snapshot.organisations.items()}
        )
        bare = text.removeprefix(f"/{collection}/")
        if bare in named:
            return bare
        wanted = fold(bare)
        found = [key for key, names in named.items() if wanted in map(fold, filter(None, names))]
        return found[0] if len(found) == 1 else None

    return find
