"""What a request reads of a dataset: its rows, its facts, and the edition that both are of."""

from __future__ import annotations

from starlette.requests import Request

from incubator.store.open_data_reads import last_changes
from incubator.web.api.documents import Edition
from incubator.web.api.open_answers import edition_of
from incubator.web.links import plain_address, site_address
from incubator.web.open_data.census import Facts
from incubator.web.open_data.dcat import Publisher
from incubator.web.open_data.declared import Dataset, Reading, Table
from incubator.web.site import site_of
from incubator.web.templating import site_names

#: What is not of the sheets has no version: it is read again after that many seconds.
FRESH_SECONDS = 10
# More turns than there are before the year 2280: an edition's number stays its own.
_TURNS = 10**9
_PAGES = {
    "startup": "id",
    "member": "id",
    "incubator": "id",
    "organisation": "id",
    "decision": "decision_id",
}
_MARK = "0"


async def reading_of(request: Request) -> Reading:
    """What rows are made from; two queries once the catalogue is in memory."""
    site = site_of(request)
    snapshot = await site.snapshots.get(site.today())
    roots = {
        name: plain_address(request, name, **{param: _MARK}).removesuffix(_MARK)
        for name, param in _PAGES.items()
    }
    return Reading(snapshot, site.now(), await last_changes(), roots)


async def edition_for(request: Request, dataset: Dataset) -> Edition:
    """The edition that a dataset is of: the catalogue's, or one that lasts a few seconds."""
    edition = await edition_of(request)
    return edition if dataset.is_of_sheets else lately(request, edition)


def lately(request: Request, edition: Edition) -> Edition:
    """An edition that ends with the catalogue's, and after a few seconds at the latest.

    The cache gives a document that is written again and says the same its former date.
    """
    now = site_of(request).now()
    turn = int(now.timestamp()) // FRESH_SECONDS
    return Edition(edition.number * _TURNS + turn, edition.today, now)


async def facts_of(request: Request, *datasets: Dataset) -> dict[str, Facts]:
    """The facts of some datasets, by their names; what is known already is not read again."""
    edition, base = await edition_of(request), site_address(request)
    census, shared = site_of(request).census, list[Reading]()

    async def reading() -> Reading:
        if not shared:
            shared.append(await reading_of(request))
        return shared[0]

    found = {}
    for dataset in datasets:
        mine = edition if dataset.is_of_sheets else lately(request, edition)

        async def load(one: Dataset = dataset) -> Table:
            return await one.load(await reading())

        found[dataset.name] = await census.get(dataset, base, mine, load)
    return found


def publisher_of(request: Request) -> Publisher:
    """Who publishes the datasets: the site."""
    settings = site_of(request).settings
    title = site_names(request)[0]
    return Publisher(
        title,
        settings.contact_email,
        plain_address(request, "home"),
        plain_address(request, "datasets"),
    )
