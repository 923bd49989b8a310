"""The original API's addresses, as a consumer asks them: from anywhere, without a key."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import pytest

from incubator.web.api.beta.routes import FAMILIES
from tests.web.conftest import Site

EVERY = [*(f"/api/v2.7/{name}" for name in FAMILIES), "/api/v3/startups/bail-en-main.json"]


@pytest.mark.parametrize("path", EVERY)
async def test_a_document_is_open_typed_and_may_be_kept(plain: Site, path: str) -> None:
    answer = await plain.get(path, headers={"Origin": "https://autre.example"})
    assert answer.status_code == 200
    kind = "text/csv" if path.endswith(".csv") else "application/json"
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "set-cookie" not in answer.headers
    if kind == "application/json":
        value = json.loads(answer.content)
        assert answer.text == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("encoding", ["gzip", "identity", "gzip;q=0.0, deflate"])
async def test_a_copy_that_is_still_good_is_confirmed(plain: Site, encoding: str) -> None:
    asked = {"Accept-Encoding": encoding}
    first = await plain.get("/api/v2.7/sponsors.json", headers=asked)
    tag, made_at = first.headers["etag"], first.headers["last-modified"]
    for known in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"autre", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": made_at},
    ):
        again = await plain.get("/api/v2.7/sponsors.json", headers={**asked, **known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == tag
        assert again.headers["access-control-allow-origin"] == "*"
    for known in (
        {"If-None-Match": '"autre"', "If-Modified-Since": made_at},
        {"If-Modified-Since": "Mon, 02 Jan 2006 15:04:05 GMT"},
        {"If-Modified-Since": "hier"},
        {"If-Modified-Since": f"Mon, 02 Jan 2006 15:04:05 +{'9' * 13}"},
    ):
        again = await plain.get("/api/v2.7/sponsors.json", headers={**asked, **known})
        assert again.status_code == 200, known


async def test_each_encoding_has_its_own_tag_and_the_same_content(plain: Site) -> None:
    packed = await plain.get("/api/v2.7/authors.json", headers={"Accept-Encoding": "gzip"})
    bare = await plain.get("/api/v2.7/authors.json", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in bare.headers
    assert packed.content == bare.content
    assert packed.headers["etag"] != bare.headers["etag"]
    assert int(packed.headers["content-length"]) < int(bare.headers["content-length"])


@pytest.mark.parametrize("path", EVERY)
async def test_a_browser_that_asks_first_is_told_that_any_page_may_read(
    plain: Site, path: str
) -> None:
    headers = {"Origin": "https://autre.example", "Access-Control-Request-Method": "GET"}
    answer = await plain.client.options(path, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


async def test_nothing_but_reading_is_answered(plain: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await plain.client.request(method, EVERY[0])
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "startup_id", ["perdue", "Bail-En-Main", "bail-en-main.md", "\u202eb", "x" * 300]
)
async def test_an_unknown_startup_is_named_in_json(plain: Site, startup_id: str) -> None:
    answer = await plain.get(f"/api/v3/startups/{quote(startup_id)}.json")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    (error,) = answer.json()["errors"]
    assert error["code"] == "startup_unknown"
    assert startup_id[:200] in error["detail"]


async def test_a_removed_sheet_is_gone_and_a_former_id_leads_on(odd: Site) -> None:
    gone = await odd.get("/api/v3/startups/retiree.json")
    assert gone.status_code == 410
    assert "retiree" in gone.json()["errors"][0]["detail"]
    for former in ("ancien-nom", "Ancien.Nom.Accentué"):
        moved = await odd.get(f"/api/v3/startups/{quote(former)}.json")
        assert moved.status_code == 301
        assert moved.headers["location"] == "/api/v3/startups/renommee.json"
        assert moved.headers["access-control-allow-origin"] == "*"


async def test_ids_are_used_as_they_are(odd: Site) -> None:
    listed = (await odd.get("/api/v2.7/startups.json")).json()["data"]
    ids = [startup["id"] for startup in listed]
    assert ids == sorted(ids, key=lambda one: f"{one}.md".encode())
    assert {"données-et-territoires", 'l\'apostrophe "et" 100% & co?#'} <= set(ids)
    for startup in listed:
        answer = await odd.get(f"/api/v3/startups/{quote(startup['id'], safe='')}.json")
        assert answer.status_code == 200, startup["id"]
        assert answer.json()["name"] == startup["attributes"]["name"]


@pytest.mark.parametrize("name", FAMILIES)
async def test_hostile_sheets_break_no_document(odd: Site, name: str) -> None:
    text = (await odd.get(f"/api/v2.7/{name}")).text
    if name.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
        assert {len(row) for row in rows} == {12}
    else:
        assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text


async def test_a_document_that_is_kept_costs_one_query(plain: Site, statements: list[str]) -> None:
    for path in EVERY:
        await plain.get(path)
        statements.clear()
        await plain.get(path)
        assert len(statements) == 1, path
