"""What a first view costs the reader's connection."""

from __future__ import annotations

import gzip

import pytest

from tests.web.conftest import Site


async def weight(site: Site, path: str) -> int:
    """Bytes over the wire of a page with its style sheets, scripts and icon, compressed."""
    page = await site.page(path)
    addresses = [
        n.attrs["href"] for n in page.all("link") if n.attrs["rel"] in {"stylesheet", "icon"}
    ]
    addresses += [
        n.attrs["src"]
        for n in [*page.all("script"), *page.all("img")]
        if "src" in n.attrs and "loading" not in n.attrs
    ]
    total = 0
    for address in [path, *addresses]:
        answer = await site.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        compressed = len(gzip.compress(answer.content, 6))
        announced = int(answer.headers.get("content-length", 0))
        if len(answer.content) > 800 and not address.endswith(".png"):
            assert answer.headers["content-encoding"] == "gzip", address
        total += announced or compressed
    return total


@pytest.mark.parametrize(
    "path", ["/startups", "/startups?q=service", "/", "/phases", "/communaute"]
)
async def test_the_first_view_of_a_list_is_at_most_60_kilobytes(plain: Site, path: str) -> None:
    assert await weight(plain, path) <= 60_000


async def test_a_startup_is_at_most_80_kilobytes(plain: Site) -> None:
    for startup in ("bail-en-main", "acte-trouve", "data-gouv-fr", "arret-demande"):
        assert await weight(plain, f"/startups/{startup}") <= 80_000


@pytest.mark.real_content
async def test_a_real_catalogue_is_within_the_same_weight(real: Site) -> None:
    assert await weight(real, "/startups") <= 60_000
    assert await weight(real, "/startups/dossierfacile") <= 80_000
