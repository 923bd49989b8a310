"""The preview: what the public page would show, for those who are signed in, within limits."""

from __future__ import annotations

import pytest

from incubator.sheets import workshop
from incubator.sheets.render import render
from incubator.sheets.workshop import BusyError, Workshop
from incubator.web.workspace import preview
from tests.web.signed import stranger
from tests.web.teams.conftest import Site

URL = "/espace/apercu"
TEXT = "## Le problème\n\nTrop d’**attente**.<script>alert(1)</script>\n\n- un\n"


async def test_a_text_is_shown_as_the_public_page_shows_it(site: Site) -> None:
    answer = await site.browser.post(URL, data={"text": TEXT})
    assert answer.status_code == 200
    assert f'<div class="inc-prose" lang="fr">{render(TEXT)}</div>' in answer.text
    assert "<script" not in answer.text
    assert "<html" not in answer.text
    assert "no-store" in answer.headers["cache-control"]
    empty = await site.browser.post(URL, data={"text": "  "})
    assert "pas encore de texte" in empty.text


async def test_a_text_that_can_not_be_shown_is_told_in_a_sentence(site: Site) -> None:
    answer = await site.browser.post(URL, data={"text": "[" * 3000})
    assert answer.status_code == 422
    assert "il contient trop de crochets ouvrants." in answer.text


async def test_a_long_text_is_shown_and_a_longer_one_is_not(site: Site) -> None:
    accents = "é" * (preview.MAX_TEXT_BYTES // 2)
    assert (await site.browser.post(URL, data={"text": accents})).status_code == 200
    answer = await site.browser.post(URL, data={"text": accents + "é"})
    assert answer.status_code == 422
    assert "il est trop long." in answer.text


async def test_a_workshop_that_is_busy_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Workshop(max_tasks=0)
    monkeypatch.setattr(workshop, "_WORKSHOP", full)
    answer = await site.browser.post(URL, data={"text": TEXT})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "réessayez bientôt" in answer.text
    with pytest.raises(BusyError):
        await preview.preview_html(TEXT)


async def test_who_asks_too_often_waits_and_others_do_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "_TIMES", 3)
    codes = [(await site.browser.post(URL, data={"text": "a"})).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


async def test_nobody_previews_without_signing_in(site: Site) -> None:
    answer = await stranger(site.settings).post(URL, data={"text": TEXT})
    assert (answer.status_code, answer.headers["location"][:10]) == (303, "/connexion")
