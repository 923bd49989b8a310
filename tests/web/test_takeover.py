"""Ways in that were tried from the outside, each of which has to stay closed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from incubator.actions.manage_access import AccessError, Wanted, give_role, take_role
from incubator.actions.manage_accounts import change_account, export_account
from incubator.config import ConfigurationError, load_settings
from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.accounts.grants import grants_of
from incubator.store.journal import Trace
from tests.conftest import TODAY, Catalogue
from tests.web.signed import CLI, NOW, SITE, account_with, browser_of, stranger

NEW = "nouvelle@exemple.gouv.fr"
WANTED = Wanted(Role.TEAM_MEMBER, "bail-en-main", "Bail en main", "essai", None)


async def invite() -> str:
    """Invite somebody; the secret of the link."""
    await give_role(SITE, NEW, WANTED, CLI, today=TODAY, now=NOW)
    mail = await models.OutboxMail.filter(recipient=NEW).order_by("-id").first()
    assert mail is not None
    found = re.search(r"jeton=(\S+)", mail.text)
    assert found is not None
    return found[1]


async def presses(catalogue: Catalogue, secret: str) -> httpx.Response:
    async with stranger(catalogue.settings, now=NOW + timedelta(hours=1)) as other:
        return await other.post("/connexion/lien", data={"jeton": secret})


async def test_the_link_of_an_invitation_ends_when_the_person_signs_in_otherwise(
    catalogue: Catalogue,
) -> None:
    secret = await invite()
    account = await find_by_email(NEW)
    assert account is not None
    await browser_of(catalogue.settings, account)
    assert (await presses(catalogue, secret)).status_code == 410


async def test_the_link_of_an_invitation_ends_with_the_role(catalogue: Catalogue) -> None:
    secret = await invite()
    account = await find_by_email(NEW)
    assert account is not None
    (grant,) = await grants_of(account)
    await take_role(SITE, grant, "Bail en main", CLI, today=TODAY, now=NOW)
    assert (await presses(catalogue, secret)).status_code == 410
    assert await models.Invitation.filter(revoked_at__isnull=True).count() == 0


async def test_nobody_is_invited_again_and_again(catalogue: Catalogue) -> None:
    for _ in range(5):
        await invite()
        account = await find_by_email(NEW)
        assert account is not None
        grant = next(g for g in await grants_of(account) if g.revoked_at is None)
        await take_role(SITE, grant, "Bail en main", CLI, today=TODAY, now=NOW)
    with pytest.raises(AccessError, match="invitations"):
        await invite()
    later = NOW + timedelta(hours=2)
    await give_role(SITE, NEW, WANTED, CLI, today=TODAY, now=later)


async def test_a_new_address_ends_what_the_former_one_opened_and_tells_it(
    catalogue: Catalogue,
) -> None:
    account = await account_with("ana@exemple.gouv.fr")
    browser = await browser_of(catalogue.settings, account)
    account = await find_by_email("ana@exemple.gouv.fr") or account
    await models.Identity.create(
        account_id=account.number,
        issuer="https://fi",
        subject="1",
        created_at=NOW,
        last_used_at=NOW,
    )
    await change_account(account, {"email": "autre@exemple.gouv.fr"}, CLI, SITE)
    assert (await browser.get("/espace")).status_code == 303
    assert await models.Identity.all().count() == 0
    mail = await models.OutboxMail.get(recipient="ana@exemple.gouv.fr")
    assert "autre@exemple.gouv.fr" in mail.text


async def test_what_one_exports_does_not_say_from_where_others_acted(
    catalogue: Catalogue,
) -> None:
    ana, boss = (
        await account_with("ana@exemple.gouv.fr"),
        await account_with("chef@exemple.gouv.fr"),
    )
    await change_account(ana, {"name": "Ana"}, Trace(boss.public_id, "demande", "10.9.8.7"))
    theirs, own = str(await export_account(ana)), str(await export_account(boss))
    assert "Ana" in theirs
    assert "10.9.8.7" not in theirs
    assert "10.9.8.7" in own
    assert "'after': 'Ana'" not in own


@pytest.mark.parametrize("path", ["/en//voleur.example/a", "//voleur.example/a"])
async def test_no_page_leads_to_another_site(catalogue: Catalogue, path: str) -> None:
    async with stranger(catalogue.settings) as browser:
        answer = await browser.get(f"http://127.0.0.1{path}")
    assert answer.status_code == 404
    assert not re.search(r'="(https?:)?//voleur', answer.text)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/startups/%00", 404),
        ("GET", "/admin/comptes?q=%00", 200),
        ("GET", "/recherche?q=a%0%000", 200),
        ("POST", "/mon-compte/sessions/%00/fermer", 303),
        ("POST", "/espace/startups/bail-en-main/acces/%00/retirer", 404),
    ],
)
async def test_a_zero_byte_is_no_fault_of_ours(
    catalogue: Catalogue, method: str, path: str, status: int
) -> None:
    account = await account_with("ana@exemple.gouv.fr", [(Role.ADMINISTRATOR, "")])
    async with await browser_of(catalogue.settings, account) as browser:
        answer = await browser.request(method, path)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        (
            {"INCUBATOR_SMTP_URL": "smtp://mail.example", "INCUBATOR_ALLOWED_HOSTS": "*"},
            "INCUBATOR_BASE_URL",
        ),
        ({"INCUBATOR_SIGN_IN_LINKS": "no"}, "INCUBATOR_OIDC_ISSUER"),
        ({"INCUBATOR_OIDC_ISSUER": "https://fi.example"}, "INCUBATOR_BASE_URL"),
    ],
)
def test_settings_that_would_be_a_trap_are_refused(environ: dict[str, str], word: str) -> None:
    with pytest.raises(ConfigurationError, match=word):
        load_settings(environ)


async def test_without_links_only_the_provider_opens_a_session(catalogue: Catalogue) -> None:
    secret = await invite()
    settings = replace(
        catalogue.settings,
        sign_in_links=False,
        base_url="http://127.0.0.1",
        oidc_issuer="https://fi.example",
        oidc_client_id="incubateur",
        oidc_client_secret="secret",
    )
    async with stranger(settings) as browser:
        page = await browser.get("/connexion")
        assert "Se connecter avec" in page.text
        assert "Recevoir un lien" not in page.text
        assert (await browser.post("/connexion", data={"email": NEW})).status_code == 404
        assert (await browser.get(f"/connexion/lien?jeton={secret}")).status_code == 404
        assert (await browser.post("/connexion/lien", data={"jeton": secret})).status_code == 404
