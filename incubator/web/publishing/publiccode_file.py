"""``/startups/{id}/publiccode.yml``: the file that a team may put in its repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import Response

from incubator.domain.repositories import is_organisation, source_name
from incubator.domain.text import fold
from incubator.sheets.layout import Collection
from incubator.store.repository_reads import (
    KnownRepository,
    find_repository,
    repository_addresses,
)
from incubator.store.snapshot import Snapshot
from incubator.store.startup_reads import StartupPage, find_startup
from incubator.web.api.open_answers import open_route
from incubator.web.errors import missing_or_gone
from incubator.web.links import plain_address
from incubator.web.public.paging import asked_id
from incubator.web.publishing.answers import kept_answer
from incubator.web.publishing.paragraphs import paragraphs
from incubator.web.publishing.publiccode import Software, publiccode_text
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import render, site_names, translate

YAML = "application/yaml"
#: The word by which members' sheets name those who develop.
_DEVELOPS = "developpement"


async def publiccode_file(request: Request) -> Response:
    """``/startups/{id}/publiccode.yml``: 404 with the reason where there is no repository."""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    card = snapshot.card(startup_id)
    if card is None:
        raise await missing_or_gone(Collection.STARTUPS, startup_id)
    addresses = await repository_addresses(startup_id)
    web_url = site_of(request).settings.github_web_url
    repository = main_repository(addresses, web_url)
    if not repository:
        context = {"startup": card, "is_group": bool(addresses)}
        return render(request, "public/no_publiccode.html", context, status=404)
    name = source_name(repository, web_url)
    found = await find_repository(name) if name else None

    async def write() -> Callable[[], str]:
        page = await find_startup(startup_id, snapshot.today)
        if page is None:
            raise await missing_or_gone(Collection.STARTUPS, startup_id)
        known = _known(request, page, snapshot, repository, found)
        said = _translator(request)
        return lambda: publiccode_text(known, said)

    # What GitHub says of the repository may change while the sheets do not.
    return await kept_answer(request, ("publiccode", startup_id, found), YAML, write)


def main_repository(addresses: Iterable[str], web_url: str) -> str:
    """The first address of a sheet that names a repository and not all of somebody's; or ""."""
    for address in addresses:
        name = source_name(address, web_url)
        if address.startswith(("https://", "http://")) and not (name and is_organisation(name)):
            return address
    return ""


def _known(
    request: Request,
    page: StartupPage,
    snapshot: Snapshot,
    repository: str,
    found: KnownRepository | None,
) -> Software:
    sheet = page.startup
    professions = {person.id: person.profession for person in snapshot.people}
    licence = found.licence if found else ""

    return Software(
        sheet=sheet,
        today=snapshot.today,
        repository=(found.html_url if found else "") or repository,
        # GitHub says so of a licence that it can't name.
        licence="" if licence == "NOASSERTION" else licence,
        is_archived=found is not None and found.is_archived,
        presentation=paragraphs(page.body_html),
        developers=[
            mate.full_name
            for mate in page.team
            if mate.is_active and fold(professions.get(mate.id, "")) == _DEVELOPS
        ],
        # Addresses in no language: they identify, and what they describe is in French.
        sponsors=[
            (snapshot.organisations[one].name, plain_address(request, "organisation", id=one))
            for one in sheet.sponsors
            if one in snapshot.organisations
        ],
        page=plain_address(request, "startup", id=sheet.id),
        site=site_names(request)[0],
    )


def _translator(request: Request) -> Callable[..., str]:
    def said(message: str, **values: str) -> str:
        return translate(request, message, **values)

    return said


routes = [open_route("/startups/{id}/publiccode.yml", publiccode_file, "startup_publiccode")]
