"""A startup's card in other sites: framing, and its description (oEmbed)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from incubator.app import create_app
from tests.conftest import TODAY, Catalogue
from tests.web.conftest import Site
from tests.web.dom import page_faults, parse
from tests.web.signed import account_with, browser_of
from tests.web.test_routes import API, PAGES

BASE = "http://127.0.0.1"
CARD = "/startups/bail-en-main/carte"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


def described(address: str, **more: str) -> str:
    """The address that describes the card of a page."""
    return str(httpx.URL("/oembed", params={"url": address, **more}))


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_a_card_says_what_the_startup_is_and_leads_to_its_page(
    plain: Site, prefix: str
) -> None:
    page = await plain.page(prefix + CARD)
    assert not page_faults(page)
    assert not page.all("script")
    assert not page.all("form")
    assert page.one("h1").raw_text.startswith("Bail en main")
    assert "Prévenir l’impayé" in page.words
    assert "Quai des droits" in page.words
    assert page.links()[0] == f"{prefix}/startups/bail-en-main"
    for link in page.all("a"):
        assert (link.attrs["target"], link.attrs["rel"]) == ("_blank", "noopener")
    assert page.one("link", rel="canonical").attrs["href"].endswith("/startups/bail-en-main")


async def test_no_other_page_can_be_framed(plain: Site) -> None:
    others = ["/nulle-part", "/connexion", "/espace", "/startups/bail-en-main/carte/x", "/carte"]
    files = ["/startups/bail-en-main/badge.svg", "/apercu.png", *API.values()]
    for path in [*PAGES.values(), *files, *others, CARD]:
        answer = await plain.get(path)
        policy = answer.headers["content-security-policy"]
        if path == CARD:
            assert policy.endswith("frame-ancestors *")
            assert "unsafe" not in policy
            assert "script-src" not in policy
            assert "x-frame-options" not in answer.headers
        else:
            assert "frame-ancestors 'none'" in policy, path
            assert answer.headers["x-frame-options"] == "DENY", path


async def test_a_card_is_the_same_for_whoever_is_signed_in(catalogue: Catalogue) -> None:
    settings = catalogue.settings
    browser = await browser_of(settings, await account_with("a@exemple.fr", name="Alix Ici"))
    answer = await browser.get(CARD)
    transport = httpx.ASGITransport(app=create_app(settings, today=lambda: TODAY))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as nobody:
        assert answer.content == (await nobody.get(CARD)).content
    assert "Alix" not in answer.text
    assert "Se déconnecter" in (await browser.get("/startups/bail-en-main")).text


@pytest.mark.parametrize(("startup", "status"), [("nulle-part", 404), ("retiree", 410)])
async def test_the_card_of_no_startup_says_so_in_its_frame(
    odd: Site, startup: str, status: int
) -> None:
    answer = await odd.get(f"/startups/{startup}/carte")
    assert answer.status_code == status
    assert answer.headers["content-security-policy"].endswith("frame-ancestors *")
    assert "n’est pas dans le catalogue" in answer.text


@pytest.mark.parametrize("startup", ["hostile", "longue", "deux-sens"])
async def test_a_card_survives_any_sheet(odd: Site, startup: str) -> None:
    page = await odd.page(f"/startups/{startup}/carte")
    assert not page_faults(page)
    answer = await odd.get(f"/startups/{startup}/oembed.json")
    frame = parse(answer.json()["html"]).one("iframe")
    assert frame.attrs["src"] == f"{BASE}/startups/{startup}/carte"


async def test_a_startup_s_page_leads_to_what_describes_its_card(plain: Site) -> None:
    for path in ("/startups/bail-en-main", "/en/startups/bail-en-main/impact"):
        link = (await plain.page(path)).one("link", type="application/json+oembed")
        answer = await plain.get(link.attrs["href"])
        assert answer.status_code == 200
        language = "/en" if path.startswith("/en") else ""
        assert f'src="{BASE}{language}{CARD}"' in answer.json()["html"]


async def test_a_card_is_described_as_oembed_says(plain: Site) -> None:
    answer = await plain.get(described(f"{BASE}/startups/bail-en-main", format="json"))
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    assert (told["type"], told["version"]) == ("rich", "1.0")
    assert told["title"] == "Bail en main"
    frame = parse(told["html"]).one("iframe").attrs
    assert (int(frame["width"]), int(frame["height"])) == (told["width"], told["height"])
    assert (await plain.get(frame["src"])).status_code == 200
    assert (await plain.get(told["thumbnail_url"])).headers["content-type"] == "image/png"
    assert {"thumbnail_width", "thumbnail_height", "provider_name", "provider_url"} <= set(told)


async def test_the_room_that_a_consumer_has_is_kept_to(plain: Site) -> None:
    address = f"{BASE}/startups/bail-en-main"
    told = (await plain.get(described(address, maxwidth="320", maxheight="200"))).json()
    assert (told["width"], told["height"]) == (320, 200)
    assert not [name for name in told if name.startswith("thumbnail")]
    told = (await plain.get(described(address, maxwidth="2000", maxheight="2000"))).json()
    assert told["width"] == 600
    assert told["thumbnail_width"] == 1200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/oembed", 400),
        (described(f"{BASE}/startups/bail-en-main", format="xml"), 501),
        (described(f"{BASE}/startups/bail-en-main", maxwidth="large"), 400),
        (described(f"{BASE}/startups/bail-en-main", maxheight="0"), 400),
        (described(f"{BASE}/startups/nulle-part"), 404),
        (described(f"{BASE}/startups"), 404),
        (described("https://evil.example/startups/bail-en-main"), 404),
        (described("http://127.0.0.1@evil.example/startups/bail-en-main"), 404),
        (described("file:///startups/bail-en-main"), 404),
        (described("http://[/startups/bail-en-main"), 404),
        (described(f"{BASE}/startups/%00%ff"), 404),
        (described(f"{BASE}/startups/{'a' * 3000}"), 404),
        ("/startups/nulle-part/oembed.json", 404),
    ],
)
async def test_what_has_no_card_is_refused(plain: Site, path: str, status: int) -> None:
    answer = await plain.get(path)
    assert answer.status_code == status
    assert answer.json()["errors"]
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_former_addresses_lead_to_the_present_card(odd: Site) -> None:
    answer = await odd.get("/startups/ancien-nom/carte")
    assert answer.status_code == 301
    present = answer.headers["location"]
    assert (await odd.get(present)).status_code == 200
    told = (await odd.get(described(f"{BASE}/startups/ancien-nom"))).json()
    assert present in told["html"]


async def test_a_site_of_files_describes_its_cards_in_files(catalogue: Catalogue) -> None:
    app = create_app(catalogue.settings, today=lambda: TODAY, is_static=True)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as visitor:
        page = parse((await visitor.get("/startups/bail-en-main")).text)
        link = page.one("link", type="application/json+oembed").attrs["href"]
        assert link == f"{BASE}/startups/bail-en-main/oembed.json"
        told = (await visitor.get(link)).json()
        asked = (await visitor.get(described(f"{BASE}/startups/{quote('bail-en-main')}"))).json()
        assert told == asked


def test_a_card_loads_nothing_but_style_sheets() -> None:
    css = Path("static/css/embedded.css").read_text(encoding="utf-8")
    assert "url(" not in css


async def test_asking_for_every_size_drives_no_drawing_out_of_memory(plain: Site) -> None:
    app = create_app(plain.settings, today=lambda: TODAY)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        for size in ("1", "2", "99999"):
            path = described(f"{BASE}/startups/bail-en-main", maxheight=size)
            assert (await plain.inside(client.get(path))).status_code == 200
    assert len(app.state.site.pictures) == 0
