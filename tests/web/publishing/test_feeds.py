"""The feeds of the catalogue, and their page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import TODAY, Catalogue
from tests.web.conftest import Site
from tests.web.dom import page_faults
from tests.web.publishing.feeds import ATOM, LANGUAGE, feed_at, moment, said
from tests.web.signed import stranger

PARIS = ZoneInfo("Europe/Paris")
PLACES = ("/flux", "/incubateurs/la-verriere", "/organisations/dinum")
FEEDS = [f"{place}/{subject}.atom" for place in PLACES for subject in ("nouvelles", "phases")]
SHEET = """---
title: {title}
mission: Une mission.
owner: {owner}
incubator: {incubator}
contact: contact@exemple.gouv.fr
sponsors: [dinum]
phases:
  - name: investigation
    start: {first}
  - name: acceleration
    start: {second}
---

Des mots.
"""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_a_feed_is_valid_and_nothing_in_it_is_of_the_future(
    plain: Site, path: str, prefix: str
) -> None:
    feed, entries = await feed_at(plain, prefix + path)
    assert entries
    assert feed.attrib[LANGUAGE] == (prefix.strip("/") or "fr")
    updated = [moment(said(entry, "updated")) for entry in entries]
    assert updated == sorted(updated, reverse=True)
    midnight = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), PARIS)
    assert updated[0] < midnight
    for entry in entries:
        begun = moment(said(entry, "published")).astimezone(PARIS)
        assert (begun.hour, begun.minute) == (0, 0)


async def test_a_move_is_told_in_a_sentence_with_the_day_of_the_sheet(plain: Site) -> None:
    _, entries = await feed_at(plain, "/flux/phases.atom")
    told = {said(entry, "summary"): entry for entry in entries}
    entry = told["Guichet Littoral passe en accélération."]
    assert said(entry, "title") == "Guichet Littoral passe en accélération"
    category = entry.find(f"{ATOM}category")
    assert category is not None
    assert (category.attrib["term"], category.attrib["label"]) == ("acceleration", "Accélération")
    _, new = await feed_at(plain, "/flux/nouvelles.atom")
    assert "Guichet Littoral" in {said(entry, "title") for entry in new}


async def test_ids_are_the_same_in_both_languages_and_under_another_name(plain: Site) -> None:
    _, french = await feed_at(plain, "/flux/phases.atom")
    _, english = await feed_at(plain, "/en/flux/phases.atom")
    assert [said(one, "id") for one in french] == [said(one, "id") for one in english]
    elsewhere = await plain.visitor(base_url="https://startups.exemple.gouv.fr").get(
        "/flux/phases.atom", headers={"Host": "127.0.0.1"}
    )
    assert said(french[0], "id") in elsewhere.text
    assert "https://startups.exemple.gouv.fr/startups/" in elsewhere.text
    assert "127.0.0.1" not in elsewhere.text


async def test_a_place_s_feed_tells_of_its_startups_alone(plain: Site) -> None:
    page = await plain.page("/incubateurs/la-verriere")
    for subject in ("nouvelles", "phases"):
        _, entries = await feed_at(plain, f"/incubateurs/la-verriere/{subject}.atom")
        links = {one.attrib["href"] for entry in entries for one in entry.findall(f"{ATOM}link")}
        assert {address.removeprefix("http://127.0.0.1") for address in links} <= set(page.links())
    hrefs = [one.attrs["href"] for one in page.all("link", type="application/atom+xml")]
    assert hrefs == [
        f"/incubateurs/la-verriere/{subject}.atom"
        for subject in ("nouvelles", "phases", "decisions")
    ]


async def test_whoever_has_a_feed_already_is_told_so(plain: Site) -> None:
    for path in (*FEEDS, "/flux/../flux/nouvelles.atom", "/comites/decisions.atom"):
        first = await plain.get(path)
        tag = first.headers["etag"]
        assert first.headers["last-modified"].endswith("GMT")
        again = await plain.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    since = first.headers["last-modified"]
    kept = (await plain.get(FEEDS[0])).headers["last-modified"]
    assert (await plain.get(FEEDS[0], headers={"If-Modified-Since": kept})).status_code == 304
    # What was published may be taken back, and that has no date.
    answer = await plain.get("/comites/decisions.atom", headers={"If-Modified-Since": since})
    assert answer.status_code == 200


@pytest.mark.parametrize("subject", ["nouvelles", "phases", "decisions"])
async def test_what_has_no_page_has_no_feed(catalogue: Catalogue, subject: str) -> None:
    sheet = catalogue.settings.content_dir / "incubators" / "quai-des-droits.md"
    text = sheet.read_text("utf-8")
    sheet.write_text(text.replace("---\n", "---\nhidden: true\n", 1), "utf-8")
    catalogue.remove("organisations/dinum.md")
    await catalogue.sync()
    visitor = stranger(catalogue.settings)
    for path, status in (
        ("/incubateurs/quai-des-droits", 404),
        ("/incubateurs/nulle-part", 404),
        ("/organisations/nulle-part", 404),
        ("/organisations/dinum", 410),
        ("/organisations/" + "a" * 400, 404),
    ):
        assert (await visitor.get(path)).status_code == status
        assert (await visitor.get(f"{path}/{subject}.atom")).status_code == status


async def test_what_is_yet_to_come_waits_and_hostile_words_stay_words(
    catalogue: Catalogue,
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    values = {"owner": "dinum", "incubator": "la-verriere"}
    titles = {"demain": "Demain", "hostile": '"<b>&amp; ]]> Ça\\x01\\u202E"'}
    catalogue.write(
        "startups/demain.md",
        SHEET.format(title="Demain", first=tomorrow, second=tomorrow, **values),
    )
    catalogue.write(
        "startups/hostile.md",
        SHEET.format(title=titles["hostile"], first="2026-11-20", second=TODAY, **values),
    )
    await catalogue.sync()
    site: Any = type("Here", (), {"get": stranger(catalogue.settings).get})
    for path in FEEDS[:4]:
        _, entries = await feed_at(site, path)
        told = " ".join(said(entry, "title") for entry in entries)
        assert "Demain" not in told
        assert "<b>&amp; ]]> Ça" in told


async def test_a_feed_without_entries_is_valid(catalogue: Catalogue) -> None:
    catalogue.write("organisations/nouvelle.md", "---\nname: Nouvelle\ntype: autre\n---\n")
    await catalogue.sync()
    site: Any = type("Here", (), {"get": stranger(catalogue.settings).get})
    for subject in ("nouvelles", "phases", "decisions"):
        feed, entries = await feed_at(site, f"/organisations/nouvelle/{subject}.atom")
        assert entries == []
        assert said(feed, "updated") == "1970-01-01T00:00:00+00:00"


async def test_the_page_lists_every_feed_and_each_answers(plain: Site) -> None:
    for prefix in ("", "/en"):
        page = await plain.page(f"{prefix}/flux")
        assert not page_faults(page)
        listed = [address for address in page.links() if address.endswith(".atom")]
        assert len(listed) > 20
        assert {f"{prefix}{path}" for path in FEEDS} <= set(listed)
        for address in dict.fromkeys(listed):
            await feed_at(plain, address)


async def test_pages_say_where_the_feeds_are(plain: Site) -> None:
    for path in ("/", "/startups", "/organisations/dinum", "/incubateurs/la-verriere", "/flux"):
        page = await plain.page(path)
        assert len(page.all("link", type="application/atom+xml")) == 3, path
        assert path == "/flux" or "/flux" in page.links()


async def test_a_feed_costs_a_fixed_number_of_queries(plain: Site, statements: list[str]) -> None:
    for path, first, again in (
        ("/flux/phases.atom", 2, 2),
        ("/incubateurs/la-verriere/phases.atom", 3, 2),
        ("/organisations/dinum/nouvelles.atom", 2, 2),
    ):
        visitor = plain.visitor()
        await visitor.get("/startups")
        for most in (first, again):
            statements.clear()
            await visitor.get(path)
            assert len(statements) <= most, statements


@pytest.mark.real_content
async def test_the_feeds_of_a_real_collection_are_valid(real: Site) -> None:
    page = await real.page("/flux")
    assert not page_faults(page)
    listed = list(dict.fromkeys(a for a in page.links() if a.endswith(".atom")))
    assert len(listed) > 100
    for address in listed[::7] + [quote(path) for path in FEEDS[:2]]:
        await feed_at(real, address)
