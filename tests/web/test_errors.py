"""What is not there, what is gone, what moved, and what breaks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from incubator.store.database import connection
from incubator.web.journal import configure_logs
from tests.conftest import DEMONSTRATION
from tests.web.conftest import Site, site_of
from tests.web.dom import page_faults


@pytest.mark.parametrize(
    "path",
    [
        "/nulle-part",
        "/startups/nulle-part",
        "/incubateurs/nulle-part",
        "/organisations/nulle-part",
        "/communaute/nulle-part",
        "/equipes/nulle-part",
        "/startups/bail-en-main/autre",
        "/STARTUPS",
        "/startups/Bail-en-main",
        "http://127.0.0.1//evil.example/startups",
        "/startups/" + "a" * 500,
        "/organisations/" + "a" * 500,
        "/incubateurs/" + "a" * 500,
        "/communaute/" + "a" * 500,
        "/equipes/" + "a" * 500,
        "/" + "a/" * 300 + "a",
        "/startups/%00",
        "/startups/..%2f..%2fetc%2fpasswd",
        "/%ff%fe",
        "/en/nulle-part",
    ],
)
async def test_what_is_not_there_answers_404_with_a_search(demonstration: Site, path: str) -> None:
    page = await demonstration.page(path, status=404)
    assert not page_faults(page)
    form = page.one("form", role="search")
    assert form.attrs["action"].endswith("/recherche")
    assert page.one("html").attrs["lang"] == ("en" if path.startswith("/en") else "fr")


async def test_a_404_searches_for_the_words_of_the_address(demonstration: Site) -> None:
    page = await demonstration.page("/startups/bail", status=404)
    assert page.one("h1").words == "Cette page n’existe pas"
    assert page.one("input", id="q").attrs["value"] == "bail"
    assert "/startups/bail-en-main" in page.one("main").links()


@pytest.mark.parametrize(
    "path",
    [
        "/startups/retiree",
        "/organisations/retiree",
        "/incubateurs/retire",
        "/equipes/retiree",
        "/communaute/retire",
    ],
)
async def test_a_removed_sheet_answers_410_with_a_search(odd: Site, path: str) -> None:
    page = await odd.page(path, status=410)
    assert page.one("h1").words == "Cette fiche a été retirée"
    assert page.all("form", role="search")
    assert not page_faults(page)
    assert "Duchemin" not in page.words


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/startups/ancien-nom", "/startups/renommee"),
        ("/startups/Ancien.Nom.Accentu%C3%A9", "/startups/renommee"),
        ("/vieux/chemin", "/startups/renommee"),
        ("/vieux/chemin?a=1&b=%C3%A9", "/startups/renommee?a=1&b=%C3%A9"),
        ("/en/vieux/chemin", "/en/startups/renommee"),
        ("/startups/", "/startups"),
        ("/startups/bail-en-main/", "/startups/bail-en-main"),
        ("/en/startups/bail-en-main/?q=1", "/en/startups/bail-en-main?q=1"),
        ("/communaute/", "/communaute"),
    ],
)
async def test_a_former_address_leads_on_for_good(odd: Site, path: str, target: str) -> None:
    answer = await odd.get(path)
    assert answer.status_code == 301
    assert answer.headers["location"] == target
    assert (await odd.get(target)).status_code == 200


async def test_a_former_address_with_a_slash_at_the_end_arrives(odd: Site) -> None:
    answer = await odd.client.get("/startups/Ancien.Nom.Accentué/", follow_redirects=True)
    assert answer.status_code == 200
    assert str(answer.url.path) == "/startups/renommee"


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "/%2f%2fevil.example/", "/en//evil.example/"]
)
async def test_no_address_leads_to_another_site(odd: Site, path: str) -> None:
    answer = await odd.get(f"http://127.0.0.1{path}")
    target = answer.headers.get("location", "/")
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


@pytest.fixture
async def broken(tmp_path: Path, sqlite_url: str) -> Any:
    """A site whose members' table is gone."""
    content = tmp_path / "content"
    shutil.copytree(DEMONSTRATION, content)
    async with site_of(sqlite_url, content) as site:
        await site.page("/")
        await connection().execute_script("PRAGMA foreign_keys=OFF; DROP TABLE missions")
        yield site


async def test_a_fault_shows_its_number_and_no_trace(broken: Site) -> None:
    answer = await broken.get("/communaute/lou.fictif-martin?q=secret")
    assert answer.status_code == 500
    request_id = answer.headers["x-request-id"]
    assert request_id in answer.text
    assert "Une erreur est survenue" in answer.text
    for word in ("Traceback", "sqlite", "no such table", ".py", "OperationalError"):
        assert word not in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_fault_is_logged_as_json_with_its_number_and_without_the_query(
    broken: Site, capsys: pytest.CaptureFixture[str], restored_logs: None
) -> None:
    configure_logs("info")
    answer = await broken.get(
        "/communaute/lou.fictif-martin?q=secret", headers={"X-Request-ID": "abcd-1234"}
    )
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line]
    mine = [line for line in lines if line.get("request_id") == "abcd-1234"]
    assert answer.headers["x-request-id"] == "abcd-1234"
    assert [line["event"] for line in mine] == ["request failed", "request"]
    assert "no such table" in mine[0]["exception"]
    assert mine[1]["status"] == 500
    assert mine[1]["path"] == "/communaute/lou.fictif-martin"
    assert mine[1]["milliseconds"] >= 0
    assert "secret" not in json.dumps(mine)


@pytest.fixture
def restored_logs() -> Any:
    """Put the tests' own logs back."""
    import logging

    import structlog

    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**config)
    logging.getLogger("uvicorn.access").disabled = False


async def test_the_rest_of_a_broken_site_goes_on(broken: Site) -> None:
    assert (await broken.get("/communaute/lou.fictif-martin")).status_code == 500
    assert (await broken.get("/startups/bail-en-main")).status_code in {200, 500}
    assert (await broken.get("/startups")).status_code == 200
    assert (await broken.get("/sante")).status_code == 200


async def test_health_says_which_catalogue_is_served(demonstration: Site) -> None:
    answer = await demonstration.get("/sante")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["catalogue_version"] >= 1
    assert answer.headers["cache-control"] == "no-store"


async def test_health_is_bad_when_the_database_does_not_answer(
    tmp_path: Path, sqlite_url: str
) -> None:
    content = tmp_path / "content"
    (content / "startups").mkdir(parents=True)
    async with site_of(sqlite_url, content) as site:
        await connection().execute_script("DROP TABLE catalogue_version")
        answer = await site.get("/sante")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable"}


@pytest.mark.parametrize(
    "given", ["court", "a b c d e f g h", "é" * 10, "<script>alert(1)</script>", "x" * 65]
)
async def test_a_request_id_that_could_harm_is_replaced(plain: Site, given: str) -> None:
    answer = await plain.get("/sante", headers={"X-Request-ID": given.encode()})
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 16
