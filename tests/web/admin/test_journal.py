"""The journal's page: searched by words, action and account; readable before and after."""

from __future__ import annotations

from datetime import timedelta

from incubator.actions.manage_accounts import change_account
from incubator.domain.access import Role
from incubator.store import journal
from incubator.store.journal import Trace
from tests.web.admin.conftest import Administrator, listed
from tests.web.dom import Node
from tests.web.signed import CLI, NOW, account_with


def actions(page: Node) -> list[str]:
    return [row.all("td")[1].words for row in page.one("tbody").all("tr")]


async def test_the_newest_line_comes_first(admin: Administrator) -> None:
    await account_with("ana@exemple.gouv.fr", [(Role.SPONSOR, "dinum")], name="Ana")
    page = await admin.page("/admin/journal")
    assert actions(page)[:2] == ["Accès donné", "Compte ouvert"]
    assert "Ligne de commande" in page.one("tbody").words
    assert "Sponsor" in page.one("tbody").words


async def test_a_change_reads_as_before_and_after(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    trace = Trace(admin.account.public_id, "requete-7", "192.0.2.1")
    changes = {"name": "Ana Prado", "notify_sheets": False, "member_id": "alix.prototype"}
    await change_account(ana, changes, trace)
    page = await admin.page("/admin/journal?action=account_changed")
    row = page.one("tbody").one("tr")
    facts = {
        fact.all("dt")[0].words: fact.all("dd")[0].words
        for told in row.all("dl", cls="inc-facts")
        for fact in told.all("div")
    }
    assert facts["Nom"] == "Ana → devient Ana Prado"
    assert facts["Message sur les fiches"] == "oui → devient non"
    assert facts["Fiche de membre"] == "rien → devient alix.prototype"
    assert facts["Demande"] == "requete-7"
    assert f"/admin/comptes/{admin.account.public_id}" in row.links()
    assert f"/admin/comptes/{ana.public_id}" in row.links()
    assert "{" not in row.words


async def test_lines_are_found_by_word_action_and_account(admin: Administrator) -> None:
    await account_with("ana@exemple.gouv.fr", [(Role.SPONSOR, "dinum")], name="Ana")
    page = await admin.page("/admin/journal?q=dinum")
    assert actions(page) == ["Accès donné"]
    page = await admin.page("/admin/journal?action=account_opened")
    assert set(actions(page)) == {"Compte ouvert"}
    page = await admin.page("/admin/journal?compte=Ana@exemple.gouv.fr")
    assert actions(page) == ["Accès donné", "Compte ouvert"]
    assert page.one("input", id="filtre-compte").attrs["value"] == "ana@exemple.gouv.fr"
    page = await admin.page(f"/admin/journal?compte={admin.account.public_id}")
    assert "S’est connecté" in actions(page)
    page = await admin.page("/admin/journal?compte=personne@exemple.gouv.fr")
    assert page.one(id="compte-inconnu").words.startswith("Aucun compte n’a cette adresse")
    page = await admin.page("/admin/journal?q=introuvable")
    assert "Rien ne correspond" in page.words


async def test_personal_data_that_expired_are_said_to_be_erased(admin: Administrator) -> None:
    await account_with("ana@exemple.gouv.fr", name="Ana Prado")
    await journal.forget_before(NOW + timedelta(days=1))
    await journal.record(CLI, "account_enabled", "account:x", now=NOW + timedelta(days=2))
    page = await admin.page("/admin/journal?action=account_opened")
    assert "Données personnelles" in page.one("tbody").words
    assert "Navigateur" not in page.one("tbody").words
    page = await admin.page("/admin/journal?action=account_enabled")
    assert "Données personnelles" not in page.one("tbody").words


async def test_the_journal_comes_fifty_lines_a_page(admin: Administrator) -> None:
    for number in range(55):
        await journal.record(CLI, "mail_retried", f"mail:{number}", now=NOW)
    page = await admin.page("/admin/journal?action=mail_retried")
    assert len(listed(page)) == 50
    page = await admin.page(page.one("a", rel="next").attrs["href"])
    assert len(listed(page)) == 5
    assert set(actions(page)) == {"Message relancé"}
