"""The workspace: what is to be done, startup by startup."""

from __future__ import annotations

import re
from datetime import date

import pytest

from incubator.domain.access import PlaceKind, Role
from incubator.domain.submissions import Kind, Status
from incubator.sheets.layout import Collection
from incubator.store.accounts.grants import create_grant
from incubator.store.drafts import Draft, save_draft
from incubator.store.proposals import create
from incubator.store.submissions import Sender, Written, create_submission
from tests.conftest import TODAY, Catalogue
from tests.web.dom import Node, parse
from tests.web.signed import NOW, account_with, browser_of

EMAIL = "maya@exemple.gouv.fr"
MOST = 30
SHEET = "startups/haie-d-honneur.md"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: tests/store has the queries on both."""
    return sqlite_url


@pytest.fixture
async def site(catalogue: Catalogue) -> Catalogue:
    """The demonstration, with a screenshot of the startup that the tests change."""
    picture = catalogue.settings.content_dir / "images/startups/haie-d-honneur.png"
    picture.write_bytes(b"not looked into")
    return catalogue


async def space_of(site: Catalogue, *roles: tuple[Role, str], today: date = TODAY) -> Node:
    """The workspace of somebody with these roles."""
    account = await account_with(EMAIL, name="Maya")
    for role, place in roles:
        await create_grant(
            account, role, place, reason="essai", until=None, given_by="cli", now=NOW
        )
    browser = await browser_of(site.settings, account, today=lambda: today)
    answer = await browser.get("/espace")
    assert answer.status_code == 200
    return parse(answer.text)


async def rewrite(site: Catalogue, pattern: str, by: str = "") -> None:
    """Change the sheet by a pattern, and sync."""
    text = (site.settings.content_dir / SHEET).read_text(encoding="utf-8")
    changed = re.sub(pattern, by, text, flags=re.MULTILINE)
    assert changed != text
    site.write(SHEET, changed)
    await site.sync()


async def brought(kind: Kind, place_id: str) -> None:
    """Something that somebody sent, and that waits."""
    await create_submission(
        Written(kind, place_id, "Trop de papier", {"probleme": "Du papier"}),
        Sender("Ana", "ana@exemple.fr"),
        status=Status.RECEIVED,
        secret="",
        now=NOW,
        expires_at=NOW.replace(year=2028),
    )


MINE = (Role.INTRAPRENEUR, "haie-d-honneur")
EDIT = "/espace/startups/haie-d-honneur/modifier"


def block_of(page: Node, startup_id: str = "haie-d-honneur") -> Node:
    return page.one("article", **{"aria-labelledby": f"startup-{startup_id}"})


async def test_a_sheet_that_lacks_nothing_is_thanked_for_and_says_when_to_come_back(
    site: Catalogue,
) -> None:
    page = await space_of(site, MINE)
    assert "Tout est à jour, merci !" in page.words.replace("\u202f", " ")
    assert "(décembre 2026)" in page.words
    block = block_of(page)
    assert "24 points sur 24" in block.words
    assert "au plus tard le 14 janvier 2027, 45 jours avant" in block.words.replace("\xa0", " ")
    assert not [n for n in block.all("a") if "fr-btn" in n.attrs.get("class", "")]
    assert {EDIT, "/startups/haie-d-honneur", "/startups/haie-d-honneur/historique"} <= set(
        block.links()
    )
    assert "/espace/startups/haie-d-honneur/acces" in block.links()


async def test_the_first_thing_to_do_is_one_button_and_the_next_are_links(
    site: Catalogue,
) -> None:
    await rewrite(site, r"^(mission|contact|link|stats|stats_url|accessibility_status):.*\n")
    await rewrite(
        site, r"\{date: 2026-(0[7-9]|1\d)-\d\d, value: \S+\}", "{date: 2026-06-01, value: 3}"
    )
    page = await space_of(site, MINE)
    words = page.words.replace("\xa0", " ")
    assert (
        "Six choses à faire avant votre comité, à tenir au plus tard le 14 janvier 2027." in words
    )
    block = block_of(page)
    (button,) = [n for n in block.all("a") if "fr-btn" in n.attrs.get("class", "")]
    assert button.words.startswith("Saisir le chiffre d’octobre")
    assert button.attrs["href"] == f"{EDIT}/impact"
    assert "remonte à juin 2026" in block.words
    folded = block.one("details")
    assert folded.one("summary").words.startswith("2 autres points")
    assert "Déclarer l’accessibilité" in folded.words
    assert "Écrire la mission" not in folded.words
    assert f"{EDIT}/essentiel" in block.links()
    assert "18 points sur 24" in block.words


async def test_a_committee_that_is_overdue_is_said_plainly(site: Catalogue) -> None:
    page = await space_of(site, MINE, today=date(2027, 1, 20))
    words = page.words.replace("\xa0", " ")
    assert "Votre comité devait se tenir au plus tard le 14 janvier 2027." in words
    (button,) = [n for n in block_of(page).all("a") if "fr-btn" in n.attrs.get("class", "")]
    assert (button.attrs["href"], button.words.split(" :")[0].strip()) == (
        f"{EDIT}/phases",
        "Noter le dernier comité",
    )


async def test_a_refused_sheet_says_that_the_last_good_version_stays(site: Catalogue) -> None:
    await rewrite(site, "name: construction", "name: construktion")
    block = block_of(await space_of(site, MINE))
    assert "la dernière bonne version reste en ligne" in block.words
    assert "construktion" in block.words
    (button,) = [n for n in block.all("a") if "fr-btn" in n.attrs.get("class", "")]
    assert button.attrs["href"] == EDIT


async def test_a_draft_waits_to_be_taken_up_again(site: Catalogue) -> None:
    account = await account_with(EMAIL)
    await save_draft(account, Collection.STARTUPS, "haie-d-honneur", Draft("texte", "", "{}", NOW))
    page = await space_of(site, MINE)
    assert "Il reste un brouillon à reprendre" in page.words
    assert "Reprendre le brouillon" in block_of(page).words


async def test_a_change_on_its_way_and_readers_remarks_lead_to_their_screens(
    site: Catalogue,
) -> None:
    await create(Collection.STARTUPS, "haie-d-honneur", NOW)
    await brought(Kind.MISTAKE, "haie-d-honneur")
    block = block_of(await space_of(site, MINE))
    assert "/espace/startups/haie-d-honneur/propositions" in block.links()
    assert "1 remarque de lecteur attend d’être lue" in block.words


async def test_a_startup_that_is_over_asks_for_nothing(site: Catalogue) -> None:
    block = block_of(await space_of(site, (Role.TEAM_MEMBER, "banc-d-essai")), "banc-d-essai")
    assert "sa fiche ne demande rien" in block.words
    assert "points sur" not in block.words


async def test_incubators_say_what_waits_and_which_startups_are_late(site: Catalogue) -> None:
    await rewrite(site, "name: construction", "name: construktion")
    await brought(Kind.PROBLEM, "hangar-numerique")
    page = await space_of(
        site, (Role.INCUBATOR_MANAGER, "hangar-numerique"), (Role.SPONSOR, "dinum")
    )
    section = page.one("section", **{"aria-labelledby": "titre-incubateurs"})
    assert re.search(r"1 startup sur \d a une échéance passée", section.words)
    assert "1 proposition attend une réponse" in section.words
    assert "/startups?incubateur=hangar-numerique" in section.links()
    assert "/espace/incubateurs/hangar-numerique/envois" in section.links()
    assert "titre-organisations" in {n.attrs.get("id") for n in page.all("h2")}
    assert "Mes startups" not in page.words


async def test_a_secretary_is_not_shown_what_is_brought(site: Catalogue) -> None:
    page = await space_of(site, (Role.COMMITTEE_SECRETARY, "hangar-numerique"))
    assert "/espace/incubateurs/hangar-numerique/envois" not in page.links()


async def test_somebody_without_a_role_may_propose_a_startup(site: Catalogue) -> None:
    page = await space_of(site)
    assert "Aucun accès pour le moment" in page.words
    assert {"/startups", "/espace/proposer"} <= set(page.links())


async def test_with_many_startups_six_are_blocks_and_the_others_rows(site: Catalogue) -> None:
    ids = [path.stem for path in (site.settings.content_dir / "startups").glob("*.md")]
    page = await space_of(site, *((Role.TEAM_MEMBER, one) for one in ids))
    assert len(ids) == 20
    assert len(page.all("article")) == 6
    rows = page.one("ul", "inc-things").all("li")
    assert len(rows) == 14
    assert page.all("article")[0].attrs["aria-labelledby"] == "startup-arret-demande"
    assert "à faire sans attendre, en commençant par Arrêt demandé" in page.words


@pytest.mark.parametrize("kind", [PlaceKind.STARTUP, PlaceKind.INCUBATOR])
async def test_twenty_startups_ask_no_more_queries_than_two(
    site: Catalogue, statements: list[str], kind: PlaceKind
) -> None:
    folder = site.settings.content_dir / f"{kind.value}s"
    ids = sorted(path.stem for path in folder.glob("*.md"))
    role = Role.TEAM_MEMBER if kind is PlaceKind.STARTUP else Role.COACH
    counts = []
    for places in (ids[:2], ids[2:]):
        await space_of(site, *((role, one) for one in places))
        browser = await browser_of(site.settings, await account_with(EMAIL))
        await browser.get("/espace")
        statements.clear()
        assert (await browser.get("/espace")).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert 1 <= counts[0] <= MOST, statements
