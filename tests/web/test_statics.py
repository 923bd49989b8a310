"""Style sheets, scripts and pictures."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Site


async def test_files_have_names_that_browsers_may_keep_for_ever(plain: Site) -> None:
    page = await plain.page("/startups")
    addresses = [
        node.attrs["href"]
        for node in page.all("link")
        if node.attrs["rel"] in {"stylesheet", "icon"}
    ]
    addresses += [node.attrs["src"] for node in page.all("script") if "src" in node.attrs]
    assert len(addresses) >= 5
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address), address
        answer = await plain.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_name_of_another_version_still_answers_but_not_for_ever(plain: Site) -> None:
    for address in ("/static/css/incubator.css", "/static/css/incubator.000000000000.css"):
        answer = await plain.get(address)
        assert answer.status_code == 200
        assert "immutable" not in answer.headers["cache-control"]


async def test_types_are_those_that_browsers_ask_for(plain: Site) -> None:
    types = {
        "css/incubator.css": "text/css; charset=utf-8",
        "js/menu.js": "text/javascript; charset=utf-8",
        "img/favicon.svg": "image/svg+xml",
    }
    for path, expected in types.items():
        assert (await plain.get(f"/static/{path}")).headers["content-type"] == expected


@pytest.mark.parametrize(
    "path",
    [
        "/static/../incubator/config.py",
        "/static/%2e%2e/pyproject.toml",
        "/static/css/..%2f..%2f..%2fpyproject.toml",
        "/static/..%5cpyproject.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/css",
        "/static/",
        "/static/css/%00.css",
        "/static/skins/../../pyproject.toml",
        "/static/" + "a/" * 400,
    ],
)
async def test_nothing_outside_of_the_folder_is_served(plain: Site, path: str) -> None:
    answer = await plain.client.request("GET", f"http://127.0.0.1{path}")
    assert answer.status_code in {301, 404}
    if answer.status_code == 301:
        answer = await plain.client.get(answer.headers["location"])
        assert answer.status_code == 404
    assert "[project]" not in answer.text
    assert "root:" not in answer.text


async def test_a_picture_of_a_sheet_is_served_with_its_type(plain: Site) -> None:
    answer = await plain.get("/images/startups/arret-demande.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/images/startups/nulle-part.png",
        "/images/startups/arret-demande.jpg",
        "/images/startups/arret-demande.svg",
        "/images/startups/arret-demande.md",
        "/images/incubators/la-verriere.png",
        "/images/autre/a.png",
        "/images/startups/..%2f..%2fREADME.png",
        "/images/startups/.png",
        "/images/startups/%00.png",
        "/images/startups/" + "a" * 300 + ".png",
    ],
)
async def test_what_is_no_picture_of_a_sheet_is_not_served(plain: Site, path: str) -> None:
    assert (await plain.get(path)).status_code == 404


async def test_robots_may_read_everything_public_but_filtered_lists(plain: Site) -> None:
    answer = await plain.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /*?" in answer.text
    assert "Disallow: /admin\n" in answer.text
