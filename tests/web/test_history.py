"""A sheet's history as anybody reads it: who, when, which field, word by word."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from incubator.actions.index_history import index_history
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.sheets.repository import head_commit
from incubator.store.database import open_database
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import stranger

BODY = "\n## Le problème\n\n" + "Une phrase qui reste la même. " * 40 + "\n"
HISTORY = "/startups/bac/historique"


@dataclass
class Site:
    """A site over a repository that a test changes."""

    settings: Settings

    @property
    def content(self) -> Path:
        return self.settings.content_dir

    def write(self, text: str, path: str = "startups/bac.md") -> None:
        # Not settled: of two old files of one size and second, Git takes the second for the first.
        (self.content / path).parent.mkdir(exist_ok=True)
        (self.content / path).write_text(text, "utf-8")

    async def change(self, text: str | None, message: str = "Changement", *options: str) -> str:
        """Write or remove the sheet, commit, and bring the site to it."""
        if text is None:
            (self.content / "startups/bac.md").unlink()
        else:
            self.write(text)
        return await self.commit(message, *options)

    async def commit(self, message: str = "Changement", *options: str) -> str:
        git(self.content, "add", "--all", ".")
        git(self.content, "commit", "-m", message, *options)
        await sync_sheets(self.content)
        await index_history(self.content)
        return head_commit(self.content)

    async def get(self, path: str) -> httpx.Response:
        async with stranger(self.settings) as browser:
            return await browser.get(path)

    async def page(self, path: str = HISTORY, status: int = 200) -> Node:
        answer = await self.get(path)
        assert answer.status_code == status, answer.text
        page = parse(answer.text)
        assert not page_faults(page)
        return page


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    content = write_tree(tmp_path / "content", {"incubators/fabrique.md": sheet_text("title: F")})
    git(content, "init")
    made = Site(Settings(content_dir=content, database_url=sqlite_url))
    async with open_database(sqlite_url):
        await made.change(sheet_text(STARTUP, BODY), "bac : nouvelle fiche")
        yield made


def changes(page: Node) -> list[Node]:
    (listed,) = [node for node in page.all("ol") if "inc-history" in node.attrs.get("class", "")]
    return [node for node in listed.children if isinstance(node, Node) and node.tag == "li"]


async def test_a_change_says_who_when_and_what(site: Site) -> None:
    front = STARTUP.replace("Essayer sans rien casser", "Essayer sans tout casser")
    front += "stats: true\nfunding_until: 2027-01-31\n"
    author = ("--author", "Ana Martín <ana@exemple.fr>")
    await site.change(sheet_text(front, BODY), "bac : mission, stats, funding_until", *author)
    page = await site.page()
    newest, oldest = changes(page)
    assert "par Ana Martín" in newest.words
    assert [node.words for node in newest.all("dt")] == [
        "Mission",
        "Statistiques publiques",
        "Fin du financement",
    ]
    assert [node.words for node in newest.all("del")] == ["retiré : rien (fin du retrait)"]
    assert [node.words for node in newest.all("ins")] == [
        "ajouté : tout (fin de l’ajout)",
        "ajouté : oui (fin de l’ajout)",
        "ajouté : 31 janvier 2027 (fin de l’ajout)",
    ]
    assert "Création de la fiche" in oldest.words
    for shown in (newest, oldest):
        # What was made of the fields' names says nothing more.
        assert "«" not in shown.words
    assert "@" not in page.words


async def test_what_somebody_wrote_is_shown_without_addresses(site: Site) -> None:
    text = sheet_text(STARTUP + "contact: a@b.fr\n", BODY)
    author = ("--author", "ana.martin@exemple.fr <ana.martin@exemple.fr>")
    await site.change(text, "Demandé par jean@exemple.fr (voir #12)\n\nSuite", *author)
    newest = changes(await site.page())[0]
    assert "par ana.martin" in newest.words
    assert "« Demandé par jean (voir #12) »" in newest.words.replace("\xa0", " ")
    assert "exemple.fr" not in newest.words
    # The sheet itself is public.
    assert "a@b.fr" in newest.words


async def test_lists_and_phases_are_told_by_element(site: Site) -> None:
    front = STARTUP + "  - name: acceleration\n    start: 2025-02-01\nthematiques: [Mer, Ville]\n"
    await site.change(sheet_text(front, BODY))
    await site.change(sheet_text(front.replace("2024-01-15", "2024-01-20"), BODY))
    moved, added, _ = changes(await site.page())
    assert [node.words for node in added.all("ins")] == [
        "ajouté : Accélération, début : 1er février 2025 (fin de l’ajout)",
        "ajouté : Mer (fin de l’ajout)",
        "ajouté : Ville (fin de l’ajout)",
    ]
    (phases,) = moved.all("dd")
    assert phases.words.startswith("Construction début")
    assert "15 janvier 2024" in phases.one("del").words
    assert "20 janvier 2024" in phases.one("ins").words


async def test_a_long_text_shows_what_changed_and_little_around_it(site: Site) -> None:
    await site.change(sheet_text(STARTUP, BODY + "\nUn paragraphe de plus. " * 30))
    newest = changes(await site.page())[0]
    folded = newest.one("details")
    assert folded.one("summary").words == "Voir ce qui a changé (Texte de présentation)"
    assert "[…]" in folded.words
    assert folded.words.count("qui reste la même") < 10


async def test_a_hostile_sheet_can_not_harm_the_page(site: Site) -> None:
    hostile = "<script>alert(1)</script>"
    await site.change(sheet_text(STARTUP + f"link: '{hostile}'\n'{hostile}': 1\n", hostile))
    await site.change(sheet_text(STARTUP, BODY), hostile, "--author", "A & 'B' C <a@b.fr>")
    answer = await site.get(HISTORY)
    assert hostile not in answer.text
    assert "A &amp; &#39;B&#39; C" in answer.text
    assert hostile not in (await site.get(await version_address(site, 1))).text


async def version_address(site: Site, rank: int = 0) -> str:
    page = await site.page()
    found = [link for link in page.links() if link.startswith(f"{HISTORY}/")]
    return found[rank]


async def test_a_version_is_shown_as_it_was_and_its_file_can_be_taken(site: Site) -> None:
    old = sheet_text(STARTUP + "techno: [Python]\nrien: du tout\n", "## Avant\n\nDu *texte*.")
    await site.change(old)
    await site.change(sheet_text(STARTUP, BODY))
    address = await version_address(site, 1)
    page = await site.page(address)
    terms = dict(
        zip(
            (node.words for node in page.all("dt")),
            (node.words for node in page.all("dd")),
            strict=True,
        )
    )
    assert (terms["Technologies"], terms["rien"]) == ("Python", "du tout")
    assert terms["Phases"] == "Construction, début : 15 janvier 2024"
    assert [node.words for node in page.all("em")] == ["texte"]
    assert "Revenir à cette version" not in page.words
    assert f"{address}.md" in page.links()
    answer = await site.get(f"{address}.md")
    assert answer.text == old
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('attachment; filename="bac-')


@pytest.mark.parametrize("commit", ["0000000", "abc", "HEAD", "%3Cscript%3E", "'--", "%", "é" * 9])
async def test_a_version_that_is_not_there_is_not_found(site: Site, commit: str) -> None:
    for suffix in ("", ".md"):
        assert (await site.get(f"{HISTORY}/{commit}{suffix}")).status_code == 404


async def test_a_text_that_can_not_be_shown_says_so(site: Site) -> None:
    await site.change(sheet_text(STARTUP, "[" * 3000))
    page = await site.page(await version_address(site))
    assert "ne peut pas être montré" in page.words
    await site.change("pas une fiche")
    page = await site.page()
    assert "une des deux versions n’est pas une fiche lisible" in changes(page)[0].words
    assert "n’est pas une fiche lisible" in (await site.page(await version_address(site))).words


async def test_a_version_too_large_for_a_sheet_is_not_compared(site: Site) -> None:
    await site.change(sheet_text(STARTUP, "x" * 300_000))
    assert "trop longue pour une fiche" in changes(await site.page())[0].words
    address = await version_address(site)
    assert "trop longue pour une fiche" in (await site.page(address)).words
    assert (await site.get(f"{address}.md")).status_code == 404


async def test_many_changes_stand_on_several_pages(site: Site) -> None:
    for number in range(24):
        text = sheet_text(STARTUP.replace("sans rien casser", f"{number} fois"), BODY)
        site.write(text)
        git(site.content, "commit", "-am", "Encore")
    await site.change(sheet_text(STARTUP, BODY))
    first = await site.page()
    assert len(changes(first)) == 20
    assert "26 fois" in first.words
    assert f"{HISTORY}?page=2" in first.links()
    second = await site.page(f"{HISTORY}?page=2")
    assert len(changes(second)) == 6
    assert HISTORY in second.links()
    await site.page(f"{HISTORY}?page=3", status=404)


async def test_a_renamed_sheet_keeps_its_history_and_its_former_address_leads_there(
    site: Site,
) -> None:
    git(site.content, "mv", "startups/bac.md", "startups/sable.md")
    await site.commit()
    front = STARTUP + "redirect_from: [/startups/bac]\n"
    write_tree(site.content, {"startups/sable.md": sheet_text(front, BODY)})
    await site.commit()
    page = await site.page("/startups/sable/historique")
    _, renamed, created = changes(page)
    assert "startups/bac.md" in renamed.one("del").words
    assert "startups/sable.md" in renamed.one("ins").words
    assert "Création" in created.words
    answer = await site.get(HISTORY)
    assert (answer.status_code, answer.headers["location"]) == (301, "/startups/sable/historique")


async def test_a_deleted_sheet_is_history_too(site: Site) -> None:
    await site.change(None)
    page = await site.page()
    assert "Cette fiche a été supprimée le" in page.words
    deleted, created = changes(page)
    assert "Suppression de la fiche" in deleted.words
    assert [link for link in deleted.links() if link.startswith(HISTORY)] == []
    assert "Essayer sans rien casser" in (await site.page(created.links()[0])).words
    gone = await site.page("/startups/bac", status=410)
    assert HISTORY not in gone.links()


async def test_without_git_the_page_says_why_it_is_empty(site: Site) -> None:
    shutil.rmtree(site.content / ".git")
    write_tree(site.content, {"startups/neuve.md": sheet_text(STARTUP)})
    await sync_sheets(site.content)
    page = await site.page("/startups/neuve/historique")
    assert "Pas encore d’historique" in page.words
    assert "Création" in changes(await site.page())[0].words
    address = await version_address(site)
    assert "Git ne l’a pas gardée" in (await site.page(address)).words
    await site.page("/startups/inconnue/historique", status=404)


async def test_the_startup_s_page_leads_to_its_history_in_the_reader_s_language(
    site: Site,
) -> None:
    assert HISTORY in (await site.page("/startups/bac")).links()
    assert f"/en{HISTORY}" in (await site.page("/en/startups/bac")).links()
    assert changes(await site.page(f"/en{HISTORY}"))
