"""Collections, what is included, and the links that lead from one document to the next."""

from __future__ import annotations

import pytest

from incubator.domain.text import fold
from incubator.web.api.v1.types import BY_NAME
from tests.web.api.v1.walking import BASE, Document, every, ids, linkage, read
from tests.web.conftest import Site


def of_type(document: Document, name: str) -> set[str]:
    return {one["id"] for one in document.get("included", []) if one["type"] == name}


async def test_pages_follow_each_other_and_hold_everything_once(plain: Site) -> None:
    path = (
        "/api/1/startups?filter[phase]=construction,acceleration,opere&sort=-started_on"
        "&page[size]=3"
    )
    first = await read(plain, path)
    assert first["links"]["prev"] is None
    assert first["meta"]["pages"] > 1
    last = await read(plain, first["links"]["last"])
    assert last["links"]["next"] is None
    assert (await read(plain, last["links"]["first"]))["data"] == first["data"]
    found = await every(plain, path)
    whole = await read(plain, path.replace("page[size]=3", "page[size]=100"))
    assert [one["id"] for one in found] == ids(whole)
    days = [one["attributes"]["started_on"] for one in found]
    assert days == sorted(days, reverse=True)
    assert {one["attributes"]["phase"] for one in found} == {
        "construction",
        "acceleration",
        "opere",
    }


async def test_a_page_beyond_the_last_is_empty_and_leads_back(plain: Site) -> None:
    beyond = await read(plain, "/api/1/startups?page[number]=900")
    assert beyond["data"] == []
    assert beyond["links"]["next"] is None
    assert beyond["links"]["prev"] == beyond["links"]["last"]


async def test_links_carry_the_whole_query(plain: Site) -> None:
    document = await read(
        plain,
        "/api/1/startups?au=2025-06-01&fields[startups]=title,sponsors&page[size]=2&include=sponsors",
    )
    again = await read(plain, document["links"]["self"])
    assert again == document
    following = document["links"]["next"]
    for part in ("au=2025-06-01", "include=sponsors", "fields%5Bstartups%5D=sponsors,title"):
        assert part in following
    (one, _) = document["data"]
    for link in (one["links"]["self"], *one["relationships"]["sponsors"]["links"].values()):
        assert link.endswith("?au=2025-06-01")
        assert (await read(plain, link))["meta"]["day"] == "2025-06-01"


async def test_only_the_fields_asked_for_are_there(plain: Site) -> None:
    document = await read(
        plain,
        "/api/1/startups?fields[startups]=title,sponsors&fields[organisations]=&include=sponsors",
    )
    for one in document["data"]:
        assert one["attributes"].keys() == {"title"}
        assert one["relationships"].keys() == {"sponsors"}
    for one in document["included"]:
        assert one.keys() == {"type", "id", "links"}


async def test_what_is_included_is_all_that_is_named_each_once(plain: Site) -> None:
    document = await read(
        plain, "/api/1/startups?include=sponsors,incubators.owner,active_members&page[size]=10"
    )
    named = {
        kind: {
            to
            for one in document["data"]
            for of, to in linkage(one, "sponsors", "incubators", "active_members")
            if of == kind
        }
        for kind in ("organisations", "incubators", "members")
    }
    owners = {
        to
        for one in document["included"]
        if one["type"] == "incubators"
        for _, to in linkage(one, "owner")
    }
    assert of_type(document, "members") == named["members"]
    assert of_type(document, "incubators") == named["incubators"]
    assert of_type(document, "organisations") == named["organisations"] | owners


async def test_what_was_asked_for_is_not_included_again(plain: Site) -> None:
    document = await read(
        plain, "/api/1/startups/bail-en-main?include=sponsors.startups,active_members"
    )
    assert document["data"]["id"] == "bail-en-main"
    assert "bail-en-main" not in of_type(document, "startups")


async def test_a_relationship_back_is_found_and_linked(plain: Site) -> None:
    """Those that the startups' own rows do not name, but resources that name the startup."""
    names = [one.name for one in BY_NAME["startups"].relationships if one.back]
    document = await read(plain, f"/api/1/startups?include={','.join(names)}&page[size]=5")
    for one in document["data"]:
        for name in names:
            path = f"/api/1/startups/{one['id']}/relationships/{name}"
            alone = [(to["type"], to["id"]) for to in await every(plain, path)]
            assert sorted(linkage(one, name)) == sorted(alone), path


@pytest.mark.parametrize("name", BY_NAME)
async def test_every_resource_and_what_it_is_related_to_has_an_address(
    plain: Site, name: str
) -> None:
    """One of each type: it is the same alone, and its links say what it says."""
    listed = await read(plain, f"/api/1/{name}?page[size]=2")
    for one in listed["data"]:
        alone = await read(plain, one["links"]["self"])
        assert alone["data"] == one
        assert alone["links"]["self"] == one["links"]["self"]
        page = await plain.get(one["links"]["alternate"]["href"].removeprefix(BASE))
        assert page.status_code == 200
        for relationship in one["relationships"].values():
            related = await read(plain, relationship["links"]["related"])
            linked = await read(plain, relationship["links"]["self"])
            assert linked["links"]["related"] == relationship["links"]["related"]
            if isinstance(linked["data"], list):
                assert ids(related) == ids(linked)
                assert related["meta"]["total"] == linked["meta"]["total"]
            else:
                assert (related["data"] or {}).get("id") == (linked["data"] or {}).get("id")
            if "data" in relationship:
                known = relationship["data"]
                first = known[:25] if isinstance(known, list) else known
                assert linked["data"] == first


async def test_what_is_related_is_filtered_sorted_and_paged_as_its_own_type(plain: Site) -> None:
    path = "/api/1/organisations/dinum/startups"
    whole = await every(plain, f"{path}?page[size]=2")
    assert [one["id"] for one in whole] == ids(await read(plain, path))
    opened = await read(plain, f"{path}?filter[phase]=opere&sort=-title")
    titles = [one["attributes"]["title"] for one in opened["data"]]
    assert titles == sorted(titles, key=fold, reverse=True)
    assert {one["id"] for one in opened["data"]} == {
        one["id"] for one in whole if one["attributes"]["phase"] == "opere"
    }


async def test_too_much_to_include_is_refused_with_what_to_do(
    plain: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incubator.web.api.v1.included.MOST", 5)
    few = await plain.get("/api/1/startups?include=active_members&page[size]=1")
    assert few.status_code == 200
    answer = await plain.get("/api/1/startups?include=active_members&page[size]=100")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["source"] == {"parameter": "include"}
    assert "smaller pages" in error["detail"]
