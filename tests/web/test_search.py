"""Search over everything that has a page."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("bail", "/startups/bail-en-main"),
        ("DINUM", "/organisations/dinum"),
        ("verriere", "/incubateurs/la-verriere"),
        ("Lou Fictif", "/communaute/lou.fictif-martin"),
        ("design", "/equipes/la-verriere-design"),
    ],
)
async def test_each_kind_of_page_is_found(demonstration: Site, text: str, link: str) -> None:
    page = await demonstration.page(f"/recherche?q={text}")
    assert link in page.one("main").links()
    assert page.one("input", id="q").attrs["value"] == text
    assert "résultat" in page.one(role="status").words


async def test_without_a_question_it_says_how_to_ask(demonstration: Site) -> None:
    for path in ("/recherche", "/recherche?q=", "/recherche?q=%20", "/recherche?q=%3F!"):
        page = await demonstration.page(path)
        assert "accents et majuscules ne comptent pas" in page.words


async def test_what_is_not_found_is_said_with_a_way_on(demonstration: Site) -> None:
    page = await demonstration.page("/recherche?q=zzzzz")
    assert "Rien ne correspond à « zzzzz »" in page.words
    assert "/startups" in page.one("main").links()


async def test_a_question_is_shown_as_it_was_typed_and_nothing_more(demonstration: Site) -> None:
    answer = await demonstration.get("/recherche", params={"q": "<script>alert(1)</script>{{7*7}}"})
    assert "<script>alert" not in answer.text
    assert "{{7*7}}" in answer.text


async def test_a_very_long_question_is_cut(demonstration: Site) -> None:
    page = await demonstration.page("/recherche?q=" + "a" * 5000)
    assert len(page.one("input", id="q").attrs["value"]) == 200
