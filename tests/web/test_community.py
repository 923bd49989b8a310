"""The community: the directory with its filters, a member's page, a team's page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pytest
import yaml

from tests.conftest import DEMONSTRATION, TODAY
from tests.web.conftest import Site
from tests.web.dom import Node
from tests.web.test_catalogue import count, shown_counts


@lru_cache(maxsize=1)
def members() -> dict[str, dict[str, Any]]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        for path in sorted((DEMONSTRATION / "members").glob("*.md"))
    }


def is_current(member: dict[str, Any]) -> bool:
    missions = member.get("missions") or []
    return any(not m.get("end") or m["end"] >= TODAY for m in missions)


def names(page: Node) -> list[str]:
    return [p.one("a").words for p in page.one(id="catalogue-results").all(cls="inc-person")]


async def test_everyone_is_listed_by_name(demonstration: Site) -> None:
    page = await demonstration.page("/communaute")
    assert count(page) == len(members())
    assert len(names(page)) == len(members())


async def test_current_and_former_members_can_be_told_apart(demonstration: Site) -> None:
    current = await demonstration.page("/communaute?presence=actuels")
    former = await demonstration.page("/communaute?presence=anciens")
    assert sorted(names(current)) == sorted(
        m["fullname"] for m in members().values() if is_current(m)
    )
    assert len(names(former)) == len(members()) - len(names(current))
    assert shown_counts(current, "presence") == {
        "actuels": len(names(current)),
        "anciens": len(names(former)),
    }


@pytest.mark.parametrize("parameter", ["metier", "statut"])
async def test_each_profession_and_status_gives_as_many_as_announced(
    demonstration: Site, parameter: str
) -> None:
    shown = shown_counts(await demonstration.page("/communaute"), parameter)
    assert shown
    for value, announced in shown.items():
        page = await demonstration.page(f"/communaute?{parameter}={value}")
        assert count(page) == announced == len(names(page))


async def test_search_and_filters_combine_and_can_be_lifted(demonstration: Site) -> None:
    page = await demonstration.page("/communaute?q=lou&presence=actuels")
    assert "Lou Fictif-Martin" in names(page)
    tags = page.all("a", cls="fr-tag--dismiss")
    assert [tag.attrs["href"] for tag in tags] == [
        "/communaute?presence=actuels",
        "/communaute?q=lou",
    ]
    nobody = await demonstration.page("/communaute?q=zzzz")
    assert "Personne ne correspond" in nobody.words


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=abc", "page=²"])
async def test_an_address_that_makes_no_sense_is_the_first_page(
    demonstration: Site, query: str
) -> None:
    assert names(await demonstration.page(f"/communaute?{query}")) == names(
        await demonstration.page("/communaute")
    )


async def test_a_page_past_the_end_leads_back(demonstration: Site) -> None:
    page = await demonstration.page("/communaute?page=99999")
    assert "Cette page n’existe pas" in page.words
    assert "/communaute" in page.one(id="catalogue-results").links()


async def test_an_unknown_profession_finds_nobody(demonstration: Site) -> None:
    assert (
        count(await demonstration.page("/communaute?metier=Dompteur&statut=x&presence=jamais")) == 0
    )


async def test_a_member_shows_role_missions_and_startups(demonstration: Site) -> None:
    page = await demonstration.page("/communaute/lou.fictif-martin")
    member = members()["lou.fictif-martin"]
    assert page.one("h1").words == "Lou Fictif-Martin"
    assert member["role"] in page.words
    assert "en mission" in page.words
    assert "/startups/bail-en-main" in page.links()
    dates = re.findall(r"depuis le|du \d+", page.one("main").words)
    assert len(dates) >= len(member["missions"])
    assert "communaute" not in page.one(cls="inc-source").words
    assert "members/lou.fictif-martin.md" in page.one(cls="inc-source").words


async def test_a_member_without_picture_has_initials(demonstration: Site) -> None:
    page = await demonstration.page("/communaute/lou.fictif-martin")
    assert page.one("span", cls="inc-identity__picture").words == "LM"
    assert not page.all("img")


async def test_a_member_without_anything_has_a_page(odd: Site) -> None:
    page = await odd.page("/communaute/vide")
    assert page.one("h1").words == "Personne Vide"
    assert "Aucune mission datée n’est indiquée." in page.words


async def test_a_mission_in_an_unknown_startup_is_text(odd: Site) -> None:
    page = await odd.page("/communaute/egaree")
    assert "startup-perdue" in page.words
    assert "/startups/startup-perdue" not in page.links()


async def test_a_team_shows_its_members_and_its_incubator(demonstration: Site) -> None:
    page = await demonstration.page("/equipes/la-verriere-design")
    expected = {
        f"/communaute/{i}"
        for i, m in members().items()
        if "la-verriere-design" in str(m.get("teams"))
    }
    assert expected
    assert {link for link in page.links() if link.startswith("/communaute/")} == expected
