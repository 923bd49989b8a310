"""The catalogue of a static site in a browser answers what the one with a server does."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from incubator.config import PROJECT_ROOT
from tests.browser.conftest import NARROW, WIDE, Visit, serve
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

_TEXTS = (
    "loyer logement logements l’État Œuvre données service services école haies camionnette"
    " budget 2024 a de e tra mat num ville rural social usager agent prefecture zzz"
    " service+public donnees+api le+la+les camionnette+village arrêt+dem e+a"
).split()
_FILTERS = (
    "phase=opere",
    "phase=opere&phase=transfere",
    "phase=investigation&publie=code",
    "publie=code&publie=budget",
    "publie=impact&publie=code&phase=acceleration",
    "administration=dinum",
    "administration=dinum&phase=opere",
    "incubateur=la-verriere",
    "incubateur=la-verriere&incubateur=dinum&publie=statistiques",
    "impact-national=oui",
    "accessibilite=inconnu",
    "public=Agents%20publics",
    "public=particuliers&theme=logement",
    "technologie=Ruby%20on%20Rails",
    "ministere=inconnu",
    "phase=nulle-part",
    "q=service&phase=opere",
    "q=service&publie=code&phase=acceleration&phase=opere",
    "q=e&administration=dinum",
    "q=%C2%AB%20%C2%BB",
    "q=logement&tri=titre",
    "q=logement&tri=changement",
    "tri=titre",
    "tri=recentes",
    "tri=changement",
    "tri=pertinence",
    "tri=autre&phase=opere",
    "phase=abandon&tri=titre",
)
#: What a question finds on a static page, in the page's own functions.
_ANSWERS = """async (queries) => {
  const form = document.getElementById("catalogue-form");
  const load = async (url) => (await fetch(url)).json();
  const [index, words] = [await load(form.dataset.index), await load(form.dataset.words)];
  const find = staticIndex.searcher(index, words);
  return queries.map((query) => {
    const asking = staticIndex.question(index, new URLSearchParams(query));
    const matching = asking.searched ? find(asking.text) : null;
    const { found, counts } = staticIndex.select(index, asking.chosen, matching, asking.sort);
    const rows = index.facets.flatMap((facet, f) =>
      facet.values.map((value, rank) => [facet.key, value, counts[f][rank]]));
    return { ids: found.map((i) => index.ids[i]), sort: asking.sort,
             counts: rows.filter(([, , count]) => count) };
  });
}"""
#: The whole of what a reader sees of an answer.
_SHOWN = """() => [
  document.title,
  ...document.querySelectorAll("#catalogue-facets label, #catalogue-facets summary"
    + ", #catalogue-count, #tri option, .inc-tags li, .inc-empty *, #filters-chosen"),
  ...document.querySelectorAll("#catalogue-results .inc-cards > li, .inc-pagination li"),
].filter((node) => !node.closest?.("[hidden]"))
 .map((node) => (node.textContent ?? node).replace(/\\s+/g, " ").trim()).concat(
  [...document.querySelectorAll("#catalogue-form :checked")].map((node) => node.value),
  [...document.querySelectorAll("#catalogue-results article a, .inc-tags a, .inc-pagination a")]
    .map((link) => link.getAttribute("href")),
  [document.querySelector(".inc-header__tools a").getAttribute("href")],
)"""


_ARTICLE = re.compile(r'<article\b(?:(?!</article>).)*?href="[^"]*/([^"/]+)"', re.S)
_BOX = re.compile(r'<input\b(?=[^>]* type="checkbox")[^>]* name="([^"]*)"[^>]* value="([^"]*)"')
_LABEL = re.compile(r'<label\b[^>]* for="f-(?:(?!</label>).)*<span[^>]*>\s*(\d+)', re.S)


@pytest.fixture(scope="module")
def static_site(server: str, served: Path) -> Iterator[str]:
    """The same demonstration as files, on the tests' day."""
    yield from serve(served, PROJECT_ROOT / "content", is_synced=True, TEST_STATIC="1")


def said_by_server(client: httpx.Client, query: str) -> dict[str, Any]:
    """Every id of the answer, page after page, and the counts of its facets.

    Read by patterns: the trees of more than a hundred pages would take most of the test's time.
    """
    ids: list[str] = []
    number, more = 1, True
    while more:
        page = client.get(f"/startups?{query}&page={number}").text
        cards = _ARTICLE.findall(page)
        ids += cards
        assert len(cards) == page.count("<article"), query
        number, more = number + 1, 'rel="next"' in page
    boxes, labels = _BOX.findall(page), _LABEL.findall(page)
    counts = {
        (unescape(name), unescape(value)): int(count)
        for (name, value), count in zip(boxes, labels, strict=True)
    }
    return {"ids": ids, "counts": {key: count for key, count in counts.items() if count}}


def compare(page: Page, server: str, queries: list[str]) -> int:
    """Ask both; the number of searches whose order by relevance is the same."""
    same = 0
    with httpx.Client(base_url=server, timeout=20) as client:
        every = [said_by_server(client, query) for query in queries]
    answers = page.evaluate(_ANSWERS, queries)
    for query, answer, expected in zip(queries, answers, every, strict=True):
        if answer["sort"] == "pertinence":
            # The database scores with words of other sheets too: the order may differ a little.
            assert sorted(answer["ids"]) == sorted(expected["ids"]), query
            same += answer["ids"] == expected["ids"]
        else:
            assert answer["ids"] == expected["ids"], query
        counts = {(key, value): count for key, value, count in answer["counts"]}
        assert counts == expected["counts"], query
    return same


def test_the_same_startups_and_counts_as_with_a_server(
    visit: Callable[..., Visit], server: str, static_site: str
) -> None:
    page = visit(at=static_site).go("/startups")
    queries = [f"q={text}" for text in _TEXTS] + list(_FILTERS)
    assert len(queries) >= 60
    assert compare(page, server, queries) >= len(_TEXTS) / 2


def test_the_same_page_as_with_a_server(
    visit: Callable[..., Visit], server: str, static_site: str
) -> None:
    sites = [visit(at=at) for at in (server, static_site)]
    for address, text in (
        ("/startups?q=service&tri=titre", "service"),
        ("/startups?phase=opere&phase=abandon&publie=code", ""),
        ("/en/startups?q=zzz&phase=opere", "zzz"),
        ("/en/startups?publie=impact&tri=changement", ""),
    ):
        shown = []
        for here in sites:
            page = here.go(address)
            expect(page.locator("#q")).to_have_value(text)
            here.settle()
            shown.append(page.evaluate(_SHOWN))
        assert shown[1] == shown[0], address


def test_nothing_is_fetched_before_somebody_asks(
    visit: Callable[..., Visit], static_site: str
) -> None:
    here, asked = visit(at=static_site), []
    here.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page = here.go("/startups")
    assert not [name for name in asked if name.endswith(".json")]
    page.locator("label[for=f-phase-opere]").click()
    page.wait_for_url("**/startups?phase=opere")
    here.settle()
    assert [name for name in asked if name.endswith(".json")] == ["startups.fr.json"]
    page.locator("#q").press_sequentially("service", delay=20)
    page.wait_for_url("**q=service*")
    here.settle()
    assert [name for name in asked if name.endswith(".json")][1:] == ["startups-mots.json"]


def test_a_keyboard_is_enough_and_the_back_button_brings_everything_back(
    visit: Callable[..., Visit], static_site: str
) -> None:
    here = visit(at=static_site)
    page = here.go("/startups")
    articles = page.locator("#catalogue-results article")
    everything = articles.count()
    box = page.locator("#f-phase-opere")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/startups?phase=opere")
    here.settle()
    expect(page.locator("#f-phase-opere")).to_be_focused()
    fewer = articles.count()
    assert 0 < fewer < everything
    assert str(fewer) in page.locator("#catalogue-status").inner_text()
    page.locator(".fr-tag--dismiss").press("Enter")
    page.wait_for_url("**/startups")
    expect(articles).to_have_count(everything)
    expect(page.locator("#catalogue-results")).to_be_focused()
    page.go_back()
    expect(articles).to_have_count(fewer)
    expect(page.locator("#f-phase-opere")).to_be_checked()
    page.go_back()
    expect(articles).to_have_count(everything)
    articles.first.locator("a").click()
    page.wait_for_url("**/startups/*")
    page.go_back()
    expect(articles).to_have_count(everything)


def test_searching_from_the_home_page_or_its_former_address_leads_to_the_catalogue(
    visit: Callable[..., Visit], static_site: str
) -> None:
    here = visit(at=static_site)
    page = here.go("/")
    page.locator("#q").fill("loyer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/startups?q=loyer")
    here.settle()
    expect(page.locator("article h3").first).to_have_text("Bail en main")
    here.go("/en/recherche?q=loyer")
    page.wait_for_url("**/en/startups?q=loyer")
    expect(page.locator("article h3").first).to_have_text("Bail en main")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Callable[..., Visit], static_site: str
) -> None:
    for size, query in ((WIDE, "q=loyer"), (NARROW, "q=zzz&phase=opere")):
        here = visit(size, at=static_site)
        page = here.go(f"/startups?{query}")
        expect(page.locator("#filters-chosen")).to_be_attached()
        here.settle()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_without_scripts_there_are_lists_and_nothing_that_does_nothing(
    visit: Callable[..., Visit], static_site: str
) -> None:
    page = visit(NARROW, at=static_site, java_script_enabled=False).go("/startups")
    controls = ", ".join(f"#contenu {tag}:visible" for tag in ("input", "button", "select"))
    assert page.locator(controls.replace(":visible", "")).count() > 5
    expect(page.locator(controls)).to_have_count(0)
    expect(page.get_by_role("navigation", name="Parcourir")).to_be_visible()
    assert page.locator("#catalogue-results article").count() > 10


def test_when_the_index_cannot_be_fetched_the_page_says_so_and_keeps_its_list(
    visit: Callable[..., Visit], static_site: str
) -> None:
    here = visit(at=static_site)
    here.page.route("**/index/*.json", lambda route: route.fulfill(status=503))
    page = here.go("/startups?phase=opere")
    expect(page.get_by_text("La recherche n’a pas pu être chargée").last).to_be_visible()
    assert page.locator("#catalogue-results article").count() > 10
    here.faults.clear()


@pytest.mark.real_content
def test_the_same_over_a_real_collection(
    visit: Callable[..., Visit], real_content: Path, tmp_path: Path
) -> None:
    queries = [f"q={text}" for text in ("donnees", "l’État", "sante", "agri", "a", "service+pub")]
    queries += ["phase=acceleration&publie=impact&publie=code", "q=api&phase=opere&tri=titre"]
    with contextlib.ExitStack() as stack:
        sites = []
        for is_static in ("", "1"):
            site = contextlib.contextmanager(serve)
            sites.append(stack.enter_context(site(tmp_path, real_content, TEST_STATIC=is_static)))
        page = visit(at=sites[1]).go("/startups")
        compare(page, sites[0], queries)
