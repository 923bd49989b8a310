"""The guides on committees: their pictures, and the words of the screens that they quote."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from incubator.config import PROJECT_ROOT
from tests.browser.committees import CHAIR, INCUBATOR, MEMBER, SECRETARY, TEAM, Chamber
from tests.browser.test_guide import PICTURES, WIDTH, plain, words
from tests.browser.test_pages import is_small_png

pytestmark = pytest.mark.browser
_DOCS = PROJECT_ROOT / "docs"
_HOME, _TEAM = f"/espace/incubateurs/{INCUBATOR}/comites", "/espace/startups/bail-en-main/comite"
_NOW, _DONE = "/comites/{today}/points/{today_item}", "/comites/{closed}/points/{closed_item}"
#: Who looks, at what, and how much of it below the head of the page is in its picture.
PICTURED = {
    "comite-accueil": (MEMBER, "/comites", 530),
    "comite-dossier": (MEMBER, f"{_DONE}/dossier", 640),
    "comite-avis": (MEMBER, f"{_NOW}/avis", 700),
    "comite-seance": (CHAIR, "/comites/{today}/seance", 700),
    "comite-incubateur": (SECRETARY, _HOME, 640),
    "comite-page": (SECRETARY, "/comites/{ahead}", 690),
    "comite-convoquer": (SECRETARY, "/comites/{ahead}/convoquer", 700),
    "comite-envoyer": (SECRETARY, "/comites/{ahead}/points/{ahead_item}/dossier", 640),
    "comite-suivi": (SECRETARY, "/comites/suivi", 610),
    "comite-equipe": (TEAM, f"{_TEAM}/dossier", 640),
}
OTHERS = [
    (CHAIR, f"{_NOW}/decision"),
    (CHAIR, "/comites/{today}/seance/clore"),
    (CHAIR, f"{_NOW}/dossier"),
    (MEMBER, "/comites/{closed}"),
    (SECRETARY, "/comites"),
    (SECRETARY, "/comites/{closed}"),
    (SECRETARY, f"{_HOME}/nouveau"),
    (SECRETARY, f"{_HOME}/regles"),
    (SECRETARY, "/comites/calendriers"),
    (TEAM, _TEAM),
]
#: What the screens say only in another state of the session, which their own tests see.
ELSEWHERE = {"Préparer le dossier", "Révoquer"}
_OWN_PART = re.compile(r"\n## Le dossier du comité\n.*?(?=\n## )", re.DOTALL)


def guides() -> str:
    """What the guides say of committees, one after the other."""
    own = _OWN_PART.search((_DOCS / "guide-intrapreneurs.md").read_text(encoding="utf-8"))
    assert own is not None
    names = ("guide-sponsors.md", "guide-secretaires.md")
    return "\n".join([own[0], *((_DOCS / name).read_text(encoding="utf-8") for name in names)])


@pytest.fixture(scope="module")
def pages(browser: Browser, chamber: Chamber) -> Iterator[dict[str, Page]]:
    """A page for each of those who look."""
    opened = {}
    for email, secret in chamber.secrets.items():
        context = browser.new_context(
            viewport={"width": WIDTH, "height": 1100}, color_scheme="light", locale="fr-FR"
        )
        chamber.site.sign_in(context, email, secret)
        opened[email] = context.new_page()
    yield opened
    for page in opened.values():
        page.context.close()


def look(page: Page, chamber: Chamber, path: str) -> set[str]:
    """Open a screen; what it names."""
    answer = page.goto(chamber.site.address + path.format(**chamber.named))
    assert answer is not None
    assert answer.ok, path
    return words(page)


def pictured(page: Page, name: str, height: int) -> None:
    """The picture of what is shown, made again with INCUBATOR_TEST_SCREENSHOTS=1."""
    picture = PICTURES / f"{name}.png"
    if os.environ.get("INCUBATOR_TEST_SCREENSHOTS") == "1":
        head = page.locator("header").first.bounding_box()
        assert head is not None
        area = {"x": 0, "y": head["height"], "width": WIDTH, "height": height}
        page.screenshot(path=picture, clip=area)  # type: ignore[arg-type]
    assert is_small_png(picture)


def test_the_screens_have_the_words_that_the_guides_quote(
    pages: dict[str, Page], chamber: Chamber
) -> None:
    """And the pictures are those of these screens."""
    seen: set[str] = set()
    for name, (email, path, height) in PICTURED.items():
        seen |= look(pages[email], chamber, path)
        pictured(pages[email], name, height)
    for email, path in OTHERS:
        seen |= look(pages[email], chamber, path)
    told = guides()
    prose = re.sub(r"```.*?```|`[^`]*`", "", told, flags=re.DOTALL)
    quoted = {plain(name) for name in re.findall(r"\*\*(.+?)\*\*", prose, flags=re.DOTALL)}
    assert quoted - ELSEWHERE - {"en gras"} - seen == set()
    assert set(re.findall(r"images/guide/([\w-]+)\.png", told)) == set(PICTURED)
    kept = {picture.stem for picture in PICTURES.iterdir() if picture.stem.startswith("comite-")}
    assert kept == set(PICTURED)


def test_the_tour_has_its_picture(pages: dict[str, Page], chamber: Chamber) -> None:
    """It is made again with INCUBATOR_TEST_SCREENSHOTS=1, like those of the guides."""
    picture = _DOCS / "images" / "committee.png"
    if os.environ.get("INCUBATOR_TEST_SCREENSHOTS") == "1":
        page = pages[CHAIR]
        look(page, chamber, "/comites/{today}/seance")
        page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": WIDTH, "height": 860})
    assert is_small_png(picture)


def test_the_guide_of_sponsors_is_one_page() -> None:
    """Some four hundred words, and four pictures."""
    told = (_DOCS / "guide-sponsors.md").read_text(encoding="utf-8")
    assert len(told.split()) < 550
    assert told.count("![") <= 4
