"""A page costs a fixed number of queries, whatever the catalogue's size."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from incubator.actions.sync_sheets import sync_sheets
from tests.conftest import DEMONSTRATION
from tests.web.conftest import Site, new_database, site_of
from tests.web.test_routes import PAGES

TIMES = 5
#: More than the pages ask today would be a surprise: look at what was added before raising it.
MOST = 21
EVERY_PAGE = {
    **PAGES,
    "a search": "/startups?q=service",
    "facets": "/startups?q=service&phase=opere&publie=code&tri=titre&page=1",
    "a directory's search": "/communaute?q=lou&presence=actuels",
    "a missing page": "/startups/nulle-part",
}


@pytest.fixture(scope="session")
async def sizes(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """One site with the demonstration, then the same with five times as many sheets."""
    folder = tmp_path_factory.mktemp("sizes") / "content"
    shutil.copytree(DEMONSTRATION, folder)
    url = await new_database(request, database_kind, tmp_path_factory, "sizes")
    async with site_of(url, folder) as site:
        yield site


def multiply(folder: Path) -> None:
    """Copies under other names: startups of the same sponsors, members of the same startups."""
    for collection in ("startups", "members", "organisations", "incubators", "teams"):
        for sheet in sorted((folder / collection).glob("*.md")):
            text = sheet.read_text(encoding="utf-8")
            text = re.sub(r"^redirect_from:.*\n(?:  - .*\n)*", "", text, flags=re.MULTILINE)
            for number in range(2, TIMES + 1):
                sheet.with_name(f"{sheet.stem}-{number}.md").write_text(text, encoding="utf-8")


async def count(site: Site, statements: list[str]) -> dict[str, tuple[int, int]]:
    """For each page, its statements with a cold catalogue and with the one in memory."""
    counts = {}
    for name, path in EVERY_PAGE.items():
        client = site.visitor()
        found = []
        for _ in range(2):
            statements.clear()
            answer = await client.get(path)
            assert answer.status_code in {200, 404}
            found.append(len(statements))
        counts[name] = (found[0], found[1])
    return counts


async def test_five_times_as_many_sheets_ask_no_more_queries(
    sizes: Site, statements: list[str]
) -> None:
    small = await count(sizes, statements)
    multiply(sizes.settings.content_dir)
    await sizes.inside(sync_sheets(sizes.settings.content_dir))
    large = await count(sizes, statements)
    page = await sizes.page("/startups")
    assert str(20 * TIMES) in page.one(id="catalogue-count").words
    assert large == small
    # Pages that only thank ask nothing.
    asked = [warm for name, (_, warm) in small.items() if not name.endswith("_sent")]
    assert min(asked) >= 1, "the log of statements is not read"
    assert max(warm for _, warm in small.values()) <= MOST, small
