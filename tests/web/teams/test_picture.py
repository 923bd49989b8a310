"""A startup's picture in the browser: cleaned, saved in a commit, shown at once, undone."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import httpx
import pytest
from PIL import Image

from incubator.actions.desk import git_id
from incubator.config import PULL_REQUEST
from incubator.domain.access import Role
from incubator.store import journal, models
from tests.builders import git
from tests.web.signed import account_with, browser_of
from tests.web.teams.conftest import PICTURE, Site

SECRET = b"prise par Camille"


def file(kind: str = "PNG", size: tuple[int, int] = (1200, 750), colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue() + SECRET


def seen(site: Site) -> str:
    """What the form says of the picture that it was opened with."""
    found = list((site.folder / "images/startups").glob("bac.*"))
    return git_id(found[0].read_bytes()) if found else ""


async def send(
    site: Site, data: bytes, name: str = "capture.png", saw: str | None = None
) -> httpx.Response:
    files = {"image": (name, data, "image/png")}
    fields = {"vue": seen(site) if saw is None else saw}
    return await site.browser.post(PICTURE, data=fields, files=files)


async def undo(site: Site) -> None:
    (url,) = re.findall(r'action="([^"]+)"', await site.notice())
    assert (await site.browser.post(url)).status_code == 303


def pictures(site: Site) -> list[str]:
    folder = site.folder / "images/startups"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_a_picture_is_cleaned_committed_and_shown_at_once(site: Site) -> None:
    assert "La page n’a pas d’image" in (await site.browser.get(PICTURE)).text
    answer = await send(site, file())
    assert (answer.status_code, answer.headers["location"]) == (303, PICTURE)
    assert pictures(site) == ["bac.webp"]
    assert SECRET not in (site.folder / "images/startups/bac.webp").read_bytes()
    assert site.log()[0] == "Ana M <ana@exemple.fr> bac : nouvelle image"
    assert git(site.folder, "status", "--porcelain") == ""
    _, (entry,) = await journal.find_entries(action="picture_changed")
    assert entry.subject == "startup:bac"
    assert entry.detail["commit"] == git(site.folder, "rev-parse", "HEAD").strip()
    page = (await site.browser.get("/startups/bac")).text
    (url,) = re.findall(r'class="inc-shot" src="([^"]+)"', page)
    shown = await site.browser.get(url)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert Image.open(BytesIO(shown.content)).size == (1200, 750)


async def test_a_former_picture_of_another_kind_goes_in_the_same_commit(site: Site) -> None:
    former = file("JPEG")
    (site.folder / "images/startups").mkdir(parents=True)
    (site.folder / "images/startups/bac.jpg").write_bytes(former)
    git(site.folder, "add", ".")
    git(site.folder, "commit", "-m", "Une image")
    await send(site, file(colour="blue"))
    assert pictures(site) == ["bac.webp"]
    assert len(site.log()) == 3
    await undo(site)
    assert pictures(site) == ["bac.jpg"]
    assert (site.folder / "images/startups/bac.jpg").read_bytes() == former
    assert git(site.folder, "status", "--porcelain") == ""


async def test_a_picture_is_taken_out_and_put_back(site: Site) -> None:
    await send(site, file())
    page = await site.browser.get(PICTURE)
    assert f'name="vue" value="{seen(site)}"' in page.text
    answer = await site.browser.post(f"{PICTURE}/retirer", data={"vue": seen(site)})
    assert answer.status_code == 303
    assert pictures(site) == []
    (url,) = re.findall(r'action="([^"]+)"', await site.notice())
    assert "inc-shot" not in (await site.browser.get("/startups/bac")).text
    assert (await site.browser.post(url)).status_code == 303
    assert pictures(site) == ["bac.webp"]
    assert site.log()[0].endswith("bac : annulation du changement d’image")


async def test_of_two_who_replace_it_the_second_sees_what_the_first_did(site: Site) -> None:
    await send(site, file())
    answer = await send(site, file(colour="blue"), saw="")
    assert answer.status_code == 409
    assert "a changé entre-temps" in answer.text
    answer = await site.browser.post(f"{PICTURE}/retirer", data={"vue": ""})
    assert answer.status_code == 409
    assert len(site.log()) == 2


async def test_a_change_that_another_one_followed_is_not_undone(site: Site) -> None:
    await send(site, file())
    (url,) = re.findall(r'action="([^"]+)"', await site.notice())
    await send(site, file(colour="blue"))
    await site.browser.post(url)
    assert "ce changement reste en place" in await site.notice()
    assert len(site.log()) == 3
    for odd in ("HEAD~9", "--all", "x" * 300):
        assert (await site.browser.post(f"{PICTURE}/{odd}/annuler")).status_code == 303
    assert len(site.log()) == 3


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "rien.png", "Choisissez d’abord une image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "dessin.png", "PNG, JPEG ou WebP"),
        (file("GIF"), "image.png", "PNG, JPEG ou WebP"),
        (file(size=(300, 200)), "petite.png", "trop petite (300 × 200)"),
        (b"0" * (1024 * 1024 + 1), "lourde.png", "au plus 1 Mo"),
    ],
)
async def test_what_is_no_picture_is_refused_beside_the_field(
    site: Site, data: bytes, name: str, told: str
) -> None:
    account = await account_with("lourd@exemple.fr", [(Role.INTRAPRENEUR, "bac")])
    settings = replace(site.settings, max_image_bytes=1024 * 1024)
    site.browser = await browser_of(settings, account)
    answer = await send(site, data, name)
    assert answer.status_code == 422
    text = answer.text.replace("\xa0", " ").replace("\u202f", " ")
    assert told in text.split('id="erreur-image"')[1]
    assert len(site.log()) == 1


async def test_far_too_large_a_body_is_not_even_read(site: Site) -> None:
    answer = await site.browser.post(
        PICTURE, content=b"x", headers={"content-length": str(100 * 1024 * 1024)}
    )
    assert answer.status_code == 413


async def test_pictures_of_others_are_out_of_reach(site: Site) -> None:
    stranger = await site.somebody(Role.INTRAPRENEUR, "autre")
    for method, path in (("GET", ""), ("POST", ""), ("POST", "/retirer"), ("POST", "/a/annuler")):
        assert (await stranger.request(method, PICTURE + path)).status_code == 403
    sponsor = await site.somebody(Role.COACH, "fabrique")
    assert (await sponsor.get(PICTURE)).status_code == 200


async def test_a_picture_that_is_in_no_commit_is_not_overwritten(site: Site) -> None:
    (site.folder / "images/startups").mkdir(parents=True)
    (site.folder / "images/startups/bac.webp").write_bytes(file("WEBP"))
    answer = await send(site, file(colour="blue"))
    assert answer.status_code == 503
    assert "changes that are in no commit" in answer.text
    assert SECRET in (site.folder / "images/startups/bac.webp").read_bytes()


async def test_where_changes_are_pull_requests_the_picture_waits_in_the_outbox(site: Site) -> None:
    (site.folder / "images/startups").mkdir(parents=True)
    (site.folder / "images/startups/bac.png").write_bytes(file())
    git(site.folder, "add", ".")
    git(site.folder, "commit", "-m", "Une image")
    account = await account_with("demande@exemple.fr", [(Role.INTRAPRENEUR, "bac")])
    settings = replace(site.settings, publication=PULL_REQUEST, content_repository="a/b")
    site.browser = await browser_of(settings, account)
    assert "retirer" not in (await site.browser.get(PICTURE)).text
    assert (await send(site, file(colour="blue"))).status_code == 303
    change = await models.ProposedChange.get()
    assert change.path == "images/startups/bac.png"
    assert change.base == seen(site)
    assert Image.open(BytesIO(bytes(change.content or b""))).format == "PNG"
    assert len(site.log()) == 2
    assert "Image proposée" in await site.notice()
