"""Signing in by a link: who gets what, and what a stranger learns from it."""

from __future__ import annotations

from tests.conftest import Catalogue
from tests.web.signed import account_with, browser_of


async def test_somebody_who_is_signed_in_sees_their_space(catalogue: Catalogue) -> None:
    async with await browser_of(
        catalogue.settings, await account_with("ana@exemple.gouv.fr", name="Ana")
    ) as browser:
        answer = await browser.get("/espace")
        assert answer.status_code == 200
        assert "Bonjour" in answer.text
