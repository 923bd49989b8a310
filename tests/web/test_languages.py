"""French at the root, English under /en; each written as its readers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from incubator.config import PROJECT_ROOT
from tests.conftest import DEMONSTRATION
from tests.web.conftest import Site
from tests.web.dom import Node
from tests.web.test_routes import PAGES

_CATALOGUE = PROJECT_ROOT / "incubator" / "locales" / "en" / "LC_MESSAGES" / "messages.po"
#: A plain space before a sign that French ties to its word, or inside its quotation marks.
_FOR_PROGRAMS = re.compile(r"/api/|/donnees/[^/]+\.")
_BREAKING = re.compile(r"\w [:;!?»](?=\s|$)|« ", re.ASCII | re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_says_its_language_and_leads_to_the_other(plain: Site, name: str) -> None:
    french = await plain.page(PAGES[name])
    english = await plain.page(f"/en{PAGES[name]}".rstrip("/"))
    assert french.one("html").attrs["lang"] == "fr"
    assert english.one("html").attrs["lang"] == "en"
    switch = french.one("header").one("a", hreflang="en")
    assert (switch.words, switch.attrs["lang"]) == ("English", "en")
    assert switch.attrs["href"] == f"/en{PAGES[name]}"
    back = english.one("header").one("a", hreflang="fr")
    assert (back.words, back.attrs["href"]) == ("Français", PAGES[name])


@pytest.mark.parametrize(
    "path",
    [
        "/startups?q=caf%C3%A9+noir&phase=construction&phase=opere&tri=titre&page=1",
        "/communaute?presence=actuels&metier=D%C3%A9veloppement",
        "/startups/l'apostrophe%20%22et%22%20100%25%20&%20co%3F%23",
        "/startups/donn%C3%A9es-et-territoires",
    ],
)
async def test_the_switch_keeps_the_page_and_the_question(odd: Site, path: str) -> None:
    switch = (await odd.page(path)).one("header").one("a", hreflang="en").attrs["href"]
    assert switch.partition("?")[2] == path.partition("?")[2]
    english = await odd.page(switch)
    assert english.one("html").attrs["lang"] == "en"
    back = english.one("header").one("a", hreflang="fr").attrs["href"]
    assert back == switch.removeprefix("/en")
    assert (await odd.page(back)).one("h1").words == (await odd.page(path)).one("h1").words


async def test_english_pages_lead_to_english_pages(plain: Site) -> None:
    for name, path in PAGES.items():
        page = await plain.page(f"/en{path}".rstrip("/"))
        for link in page.links():
            # What is for programs has no language.
            if link.startswith("/") and not _FOR_PROGRAMS.match(link):
                is_switch = link == path or link == path.split("?")[0]
                assert link == "/en" or link.startswith("/en/") or is_switch, (name, link)


async def test_what_a_sheet_says_in_french_is_marked_as_french(plain: Site) -> None:
    page = await plain.page("/en/startups/bail-en-main")
    assert page.one(cls="inc-prose").attrs["lang"] == "fr"


async def test_only_a_whole_word_is_a_language(plain: Site) -> None:
    for path in ("/english", "/enquetes", "/fr/startups", "/EN/startups"):
        await plain.page(path, status=404)


@pytest.mark.parametrize("name", PAGES)
async def test_french_signs_are_tied_to_their_words(plain: Site, name: str) -> None:
    page = await plain.page(PAGES[name])
    messages = {_plain(str(message.id)) for message in catalogue() if message.id}
    of_sheets = sheet_words()
    for text in interface_texts(page):
        if _plain(text) in messages or not any(_plain(text) in words for words in of_sheets):
            assert not _BREAKING.search(text), text


async def test_numbers_dates_and_amounts_are_written_as_each_language_does(plain: Site) -> None:
    french = await plain.page("/startups/bail-en-main")
    assert "1\u202f190" in french.raw_text
    assert "18\u00a0mai 2026" in french.raw_text
    assert "470\u00a0k€" in french.raw_text
    english = await plain.page("/en/startups/bail-en-main")
    assert "1,190" in english.raw_text
    assert re.search(r"18\sMay 2026|May\s18, 2026", english.raw_text)


def test_every_message_has_an_english_text() -> None:
    missing = [str(m.id) for m in catalogue() if m.id and not all(_strings(m.string))]
    assert not missing, f"{len(missing)} without English: {missing[:5]}"


async def test_no_french_word_of_the_interface_is_left_in_english_pages(odd: Site) -> None:
    """Compare what English pages say with the French messages that have another English text."""
    french = {
        _plain(str(message.id))
        for message in catalogue()
        if isinstance(message.id, str)
        and message.string
        and message.string != message.id
        and "%" not in message.id
        and "<" not in message.id
    }
    of_sheets = sheet_values()
    for path in [
        *PAGES.values(),
        "/nulle-part",
        "/startups/retiree",
        "/startups?q=zzzz&phase=opere",
    ]:
        status = {"/nulle-part": 404, "/startups/retiree": 410}.get(path, 200)
        page = await odd.page(f"/en{path}".rstrip("/"), status=status)
        left = ({_plain(text) for text in interface_texts(page)} & french) - of_sheets
        assert not left, (path, left)


def sheet_words() -> list[str]:
    """Everything that the demonstration's sheets say, their spaces folded."""
    return [_plain(path.read_text(encoding="utf-8")) for path in DEMONSTRATION.rglob("*.md")]


def sheet_values() -> set[str]:
    """Texts that are also a sheet's own: a theme or a skill may be called "Accessibilité"."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield _plain(value)
        elif isinstance(value, (list, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                yield from texts(item)

    found: set[str] = set()
    for path in DEMONSTRATION.rglob("*.md"):
        parts = path.read_text(encoding="utf-8").split("---\n")
        found |= set(texts(yaml.safe_load(parts[1]))) if len(parts) > 2 else set()
    return found


def catalogue() -> Catalog:
    with _CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def interface_texts(page: Node) -> list[str]:
    """Each text that stands alone in a page, what is marked as a sheet's left out."""
    found: list[str] = []

    def visit(node: Node) -> None:
        is_of_sheet = (
            {"inc-prose", "inc-sample"} & set(node.attrs.get("class", "").split())
            and node.tag == "div"
            and "lang" in node.attrs
        )
        # What a program is to write has no language either.
        if is_of_sheet or node.tag in {"code", "pre"}:
            return
        for name in ("aria-label", "placeholder", "title", "alt"):
            if node.attrs.get(name):
                found.append(node.attrs[name])
        for child in node.children:
            if isinstance(child, Node):
                visit(child)
            elif child.strip():
                found.append(child.strip())

    visit(page)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def _strings(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value or "")]
