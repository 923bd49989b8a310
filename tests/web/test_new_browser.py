"""People are told of a browser that their account was never opened in."""

from __future__ import annotations

from datetime import timedelta

from incubator.actions.sign_in import Browser, Entrance, begin_session
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.accounts.sessions import Lifetime
from tests.conftest import Catalogue
from tests.web.signed import NOW, SITE, account_with, browser_of


async def test_a_browser_is_new_once(catalogue: Catalogue) -> None:
    """Signing out does not make one's own browser a stranger."""
    account = await account_with("ana@exemple.gouv.fr")
    for _ in range(3):
        browser = await browser_of(catalogue.settings, account)
        await browser.post("/deconnexion")
        account = await find_by_email("ana@exemple.gouv.fr") or account
    assert await models.OutboxMail.filter(kind="new_browser").count() == 0
    lifetime = Lifetime(timedelta(hours=72), timedelta(hours=336))
    for name in ("Safari, iPhone", "Safari, iPhone"):
        entrance = Entrance(SITE, lifetime, Browser(name, "127.0.0.1", "essai"))
        await begin_session(entrance, account, method="link", next_path="/espace", now=NOW)
    (mail,) = await models.OutboxMail.filter(kind="new_browser")
    assert "Safari, iPhone" in mail.text
