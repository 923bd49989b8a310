"""An administrator's browser over the demonstration."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import httpx
import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store.accounts.accounts import Account
from incubator.store.journal import Entry, find_entries
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import account_with, browser_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These screens ask nothing that databases answer differently: one kind is enough."""
    return sqlite_url


@dataclass
class Administrator:
    """Somebody who administers, and the browser in which they do."""

    settings: Settings
    account: Account
    client: httpx.AsyncClient

    async def page(self, path: str, status: int = 200) -> Node:
        """A page, which must be sound."""
        answer = await self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return sound(answer)

    async def send(self, path: str, data: Mapping[str, str] | None = None) -> Node:
        """Post a form that is accepted; returns the page that it leads to."""
        answer = await self.client.post(path, data=dict(data or {}))
        assert answer.status_code == 303, f"{path}: {answer.status_code}"
        return await self.page(answer.headers["location"])

    async def refused(self, path: str, data: Mapping[str, str] | None = None) -> Node:
        """Post a form that comes back with its faults."""
        answer = await self.client.post(path, data=dict(data or {}))
        assert answer.status_code == 422, f"{path}: {answer.status_code}"
        return sound(answer)

    async def undo(self, page: Node) -> Node:
        """Press the button that undoes what the page's notice tells."""
        return await self.send(page.one(cls="inc-notice").one("form").attrs["action"])


def sound(answer: httpx.Response) -> Node:
    """The tree of a page that holds nothing that no page may hold."""
    page = parse(answer.text)
    assert not page_faults(page)
    assert "None" not in page.one("main").words.split()
    return page


def notice(page: Node) -> str:
    """What the page says first."""
    return page.one(cls="inc-notice").one("p").words


def listed(page: Node) -> list[str]:
    """The first cell of each row of the page's table."""
    return [row.all("th", role="rowheader")[0].words for row in page.one("tbody").all("tr")]


async def last_entry(action: str) -> Entry:
    """The last line of the journal about an action; there must be one."""
    _, entries = await find_entries(action=action, limit=1)
    return entries[0]


@pytest.fixture
async def admin(catalogue: Catalogue) -> AsyncIterator[Administrator]:
    account = await account_with(
        "odile@exemple.gouv.fr", [(Role.ADMINISTRATOR, "")], name="Odile Chef"
    )
    client = await browser_of(catalogue.settings, account)
    async with client:
        yield Administrator(catalogue.settings, account, client)
