"""The API as programs meet it: from any page, with media types, copies and refusals."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.web.api.v1.walking import check, read
from tests.web.conftest import Site

JSON_API = "application/vnd.api+json"
EVERY = [
    "/api/1",
    "/api/1/startups",
    "/api/1/members?page[size]=2",
    "/api/1/incubators/la-verriere",
    "/api/1/startups/bail-en-main/sponsors",
    "/api/1/startups/bail-en-main/relationships/active_members",
    "/api/1/startups/bail-en-main?au=2025-03-01&include=sponsors",
]


@pytest.mark.parametrize("path", EVERY)
async def test_a_document_is_open_typed_and_may_be_kept(plain: Site, path: str) -> None:
    answer = await plain.get(path, headers={"Origin": "https://autre.example"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON_API
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert "set-cookie" not in answer.headers
    for known in (
        {"If-None-Match": answer.headers["etag"]},
        {"If-Modified-Since": answer.headers["last-modified"]},
    ):
        again = await plain.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", EVERY)
async def test_every_address_says_what_any_page_may_do_and_refuses_the_rest(
    plain: Site, path: str
) -> None:
    told = await plain.client.options(path)
    assert (told.status_code, told.content) == (204, b"")
    assert told.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        answer = await plain.client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["content-type"] == JSON_API
        assert answer.json()["errors"][0]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 200),
        ("text/html", 200),
        (JSON_API, 200),
        (f"{JSON_API};q=0.8, text/html", 200),
        (f'{JSON_API};profile="https://a.example/p https://b.example/q"', 200),
        (f"{JSON_API};charset=utf-8", 406),
        (f"{JSON_API}; charset=utf-8, */*", 406),
        (f"{JSON_API};charset=utf-8, {JSON_API}", 200),
        (f'{JSON_API};ext="https://a.example/ext"', 406),
        (f'text/html, {JSON_API.upper()}; EXT="https://a.example/a,b;c"', 406),
        (f'{JSON_API};ext="https://a.example/ext", {JSON_API};profile=x', 200),
        (f'"{JSON_API};ext=x', 200),
    ],
)
async def test_media_types_are_taken_as_the_specification_says(
    plain: Site, accept: str, status: int
) -> None:
    answer = await plain.get("/api/1/incubators", headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"] == JSON_API
    if status == 406:
        (error,) = answer.json()["errors"]
        assert error["source"] == {"header": "Accept"}


async def test_what_is_sent_in_an_unknown_extension_is_refused(plain: Site) -> None:
    for sent, status in (
        (f'{JSON_API};ext="https://a.example/ext"', 415),
        (f"{JSON_API};charset=utf-8", 415),
        (JSON_API, 200),
        ("application/json", 200),
    ):
        answer = await plain.get("/api/1/startups", headers={"Content-Type": sent})
        assert answer.status_code == status, sent
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_every_fault_of_a_query_comes_with_its_parameter(plain: Site) -> None:
    answer = await plain.get("/api/1/startups?sort=x&page[size]=0&lang=fr")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == JSON_API
    assert answer.headers["access-control-allow-origin"] == "*"
    found = [error["source"]["parameter"] for error in answer.json()["errors"]]
    assert found == ["sort", "page[size]", "lang"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/1?au=2025-01-01", "au"),
        ("/api/1/startups/bail-en-main?page[size]=3", "page[size]"),
        ("/api/1/startups/bail-en-main?filter[phase]=construction", "filter[phase]"),
        ("/api/1/startups/bail-en-main/relationships/sponsors?include=startups", "include"),
        ("/api/1/incubators/la-verriere/owner?sort=name", "sort"),
    ],
)
async def test_a_parameter_that_means_nothing_at_an_address_is_refused(
    plain: Site, path: str, parameter: str
) -> None:
    answer = await plain.get(path)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["source"] == {"parameter": parameter}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/1/startup", "type_unknown"),
        ("/api/1/startup/bail-en-main", "type_unknown"),
        ("/api/1/startups/perdue", "resource_unknown"),
        ("/api/1/startups/perdue/sponsors", "resource_unknown"),
        ("/api/1/startups/perdue/relationships/sponsors", "resource_unknown"),
        ("/api/1/startups/Bail-En-Main", "resource_unknown"),
        (f"/api/1/startups/{'x' * 500}", "resource_unknown"),
        (f"/api/1/members/{quote(chr(0x202E))}", "resource_unknown"),
        ("/api/1/startups/bail-en-main/sponsor", "relationship_unknown"),
        ("/api/1/startups/bail-en-main/relationships/sponsor", "relationship_unknown"),
        ("/api/1/startups/bail-en-main?au=2024-10-06", "resource_unknown"),
    ],
)
async def test_what_is_not_there_is_told_in_the_form_of_errors(
    plain: Site, path: str, code: str
) -> None:
    answer = await plain.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == JSON_API
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["errors"][0]["code"] == code


async def test_a_removed_sheet_is_gone_and_a_former_id_leads_on(odd: Site) -> None:
    gone = await odd.get("/api/1/startups/retiree/relationships/sponsors")
    assert gone.status_code == 410
    assert gone.json()["errors"][0]["code"] == "resource_removed"
    for former in ("ancien-nom", "Ancien.Nom.Accentué"):
        moved = await odd.get(f"/api/1/startups/{quote(former)}/sponsors?page[size]=3")
        assert moved.status_code == 301
        target = "/api/1/startups/renommee/sponsors?page[size]=3"
        assert moved.headers["location"] == target
        assert moved.headers["access-control-allow-origin"] == "*"
        check(await read(odd, target))


async def test_the_entry_lists_every_type(plain: Site) -> None:
    document = await read(plain, "/api/1")
    for name in document["meta"]["types"]:
        await read(plain, document["links"][name] + "?page[size]=1")
    assert document["links"]["describedby"].endswith("/api/1/openapi.json")
    assert "Etalab" in document["meta"]["license"]


async def test_addresses_for_tokens_are_no_types(plain: Site) -> None:
    for path in ("/api/1/me", "/api/1/journal"):
        answer = await plain.get(path)
        assert answer.status_code == 401
        assert "access-control-allow-origin" not in answer.headers
        told = await plain.client.options(path)
        assert told.status_code == 405
        assert "access-control-allow-origin" not in told.headers


@pytest.mark.parametrize("size", [200, 201, 400, 401])
async def test_an_id_longer_than_any_is_unknown_whatever_the_type(plain: Site, size: int) -> None:
    for name in (await plain.get("/api/1")).json()["meta"]["types"]:
        for end in ("", "/relationships/incubators" if name == "members" else ""):
            answer = await plain.get(f"/api/1/{name}/{'x' * size}{end}")
            assert answer.status_code == 404, (name, size)


@pytest.mark.parametrize(
    ("type_name", "asked"), [("decisions", "no-cache"), ("startups", "max-age=300")]
)
async def test_what_may_be_taken_back_is_asked_for_again_each_time(
    plain: Site, type_name: str, asked: str
) -> None:
    answer = await plain.get(f"/api/1/{type_name}")
    assert asked in answer.headers["cache-control"]
