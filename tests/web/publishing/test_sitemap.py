"""The sitemap, robots.txt and security.txt: what programs find at fixed addresses."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from incubator.config import ConfigurationError, load_settings
from incubator.web.publishing import sitemap
from tests.conftest import TODAY, Catalogue
from tests.web.conftest import Site
from tests.web.dom import parse
from tests.web.signed import stranger

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HERE = "http://127.0.0.1"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


async def parts_of(site: Site) -> list[str]:
    answer = await site.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(answer.text.encode())  # noqa: S314 - our own answer
    assert root.tag == f"{MAP}sitemapindex"
    return [found.text or "" for found in root.iter(f"{MAP}loc")]


async def pages_of(site: Site, part: str) -> list[ET.Element]:
    """The entries of a part, after the rules of the protocol."""
    answer = await site.get(urlsplit(part).path)
    assert answer.status_code == 200, part
    assert len(answer.content) < 50 * 1024 * 1024
    root = ET.fromstring(answer.text.encode())  # noqa: S314 - our own answer
    assert root.tag == f"{MAP}urlset"
    pages = root.findall(f"{MAP}url")
    assert 0 < len(pages) <= 50_000
    for page in pages:
        links = {one.attrib["hreflang"]: one.attrib["href"] for one in page.iter(f"{XHTML}link")}
        assert set(links) == {"fr", "en", "x-default"}
        assert links["x-default"] == links["fr"]
        assert page.findtext(f"{MAP}loc") in {links["fr"], links["en"]}
        if when := page.findtext(f"{MAP}lastmod"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when)
    return pages


async def addresses_of(site: Site) -> list[str]:
    found = []
    for part in await parts_of(site):
        assert part.startswith(f"{HERE}/sitemaps/")
        found += [str(page.findtext(f"{MAP}loc")) for page in await pages_of(site, part)]
    return found


async def look_at(site: Site, addresses: list[str]) -> None:
    for address in addresses:
        assert address.startswith(HERE)
        answer = await site.get(address.removeprefix(HERE))
        assert answer.status_code == 200, address
        # Without a tree of each page: there are hundreds.
        assert '<meta name="robots"' not in answer.text, address
        language = "en" if urlsplit(address).path.startswith("/en/") else "fr"
        assert f'<html lang="{language}"' in answer.text, address


async def test_every_address_answers_and_is_a_page_to_index(plain: Site) -> None:
    addresses = await addresses_of(plain)
    assert len(addresses) == len(set(addresses)) > 150
    assert not [address for address in addresses if "?" in address or "historique" in address]
    french = [address for address in addresses if "/en/" not in address]
    assert len(addresses) == 2 * len(french)
    await look_at(plain, [*french, f"{HERE}/en/", f"{HERE}/en/startups/bail-en-main"])


@pytest.mark.real_content
async def test_every_address_of_a_real_collection_answers(real: Site) -> None:
    addresses = await addresses_of(real)
    assert len(addresses) == len(set(addresses)) > 3000
    await look_at(real, addresses[::41])


async def test_a_page_changed_when_its_sheet_did(catalogue: Catalogue) -> None:
    visitor = stranger(catalogue.settings)
    written = "2021-05-04T10:00:00Z"
    moment = datetime.fromisoformat(written).timestamp()
    sheet = catalogue.settings.content_dir / "startups" / "bail-en-main.md"
    sheet.write_text(sheet.read_text("utf-8") + "\nUn mot.\n", "utf-8")
    os.utime(sheet, (moment, moment))
    await catalogue.sync()
    text = (await visitor.get("/sitemaps/startups-1.xml")).text
    (entry,) = re.findall(r"<url><loc>http://127.0.0.1/startups/bail-en-main</loc>.*", text)
    assert f"<lastmod>{written}</lastmod>" in entry


async def test_hidden_incubators_and_unknown_parts_are_not_there(catalogue: Catalogue) -> None:
    sheet = catalogue.settings.content_dir / "incubators" / "quai-des-droits.md"
    text = sheet.read_text("utf-8")
    sheet.write_text(text.replace("---\n", "---\nhidden: true\n", 1), "utf-8")
    await catalogue.sync()
    visitor = stranger(catalogue.settings)
    assert "quai-des-droits" not in (await visitor.get("/sitemaps/incubators-1.xml")).text
    for part in ("startups-2", "startups-0", "startups-01", "startups", "x-1", "-", "startups-²"):
        assert (await visitor.get(f"/sitemaps/{part}.xml")).status_code == 404


async def test_a_large_family_is_cut_in_parts(plain: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART_SIZE", 7)
    visitor = plain.visitor()
    text = (await visitor.get("/sitemap.xml")).text
    numbers = re.findall(r"/sitemaps/organisations-(\d+)\.xml", text)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 1
    found: list[str] = []
    for number in numbers:
        part = (await visitor.get(f"/sitemaps/organisations-{number}.xml")).text
        found += re.findall(r"<loc>(http://127.0.0.1/organisations/[^<]*)</loc>", part)
    assert len(found) == len(set(found)) > 7 * (len(numbers) - 1)


async def test_addresses_are_those_of_the_setting(plain: Site) -> None:
    visitor = plain.visitor(base_url="https://startups.exemple.gouv.fr")
    for path in ("/sitemap.xml", "/sitemaps/startups-1.xml", "/robots.txt"):
        text = (await visitor.get(path)).text
        assert "https://startups.exemple.gouv.fr/" in text
        assert HERE not in text


async def test_the_sitemap_costs_a_fixed_number_of_queries(
    plain: Site, statements: list[str]
) -> None:
    visitor = plain.visitor()
    await visitor.get("/startups")
    for path, most in (("/sitemap.xml", 5), ("/sitemaps/members-1.xml", 3)):
        statements.clear()
        await visitor.get(path)
        assert len(statements) <= most, statements


async def test_robots_are_led_to_what_is_public_alone(plain: Site) -> None:
    text = (await plain.get("/robots.txt")).text
    lines = text.splitlines()
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {HERE}/sitemap.xml" in lines
    for path in ("/espace", "/connexion", "/comites", "/en/espace", "/api/", "/*?"):
        assert f"Disallow: {path}" in lines
    assert "Allow: /comites/decisions" in lines
    assert "Disallow: /startups" not in lines


async def test_a_demonstration_is_indexed_nowhere(plain: Site) -> None:
    visitor = plain.visitor(demonstration_key="essai")
    assert (await visitor.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"
    for path in ("/", "/startups/bail-en-main", "/en/flux"):
        page = parse((await visitor.get(path)).text)
        assert page.one("meta", name="robots").attrs["content"] == "noindex"


async def test_security_txt_says_whom_to_tell_and_for_how_long(plain: Site) -> None:
    path = "/.well-known/security.txt"
    assert (await plain.get(path)).status_code == 404
    visitor = plain.visitor(
        contact_email="contact@exemple.gouv.fr",
        source_url="https://github.com/exemple/incubateur",
    )
    answer = await visitor.get(path)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:contact@exemple.gouv.fr"
    assert fields["Canonical"] == f"{HERE}{path}"
    assert fields["Preferred-Languages"] == "fr, en"
    assert fields["Policy"] == "https://github.com/exemple/incubateur/security/policy"
    expires = datetime.fromisoformat(fields["Expires"])
    assert 0 < (expires - datetime(*TODAY.timetuple()[:3], tzinfo=UTC)).days < 365
    page = "https://exemple.gouv.fr/faille"
    other = await plain.visitor(contact_email="a@exemple.fr", security_contact=page).get(path)
    assert f"Contact: {page}\n" in other.text
    assert "Policy" not in other.text


def test_a_contact_that_nobody_can_follow_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="INCUBATOR_SECURITY_CONTACT"):
        load_settings({"INCUBATOR_SECURITY_CONTACT": "quelqu’un"})
    for contact in ("securite@exemple.gouv.fr", "https://exemple.gouv.fr/faille"):
        settings = load_settings({"INCUBATOR_SECURITY_CONTACT": contact})
        assert settings.security_contact == contact
