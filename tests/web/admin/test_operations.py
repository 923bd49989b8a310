"""What runs the site: what needs a hand, syncs, mails, jobs, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from incubator.actions.jobs import JOBS
from incubator.config import SECRET_SETTINGS
from incubator.store import leases, models, outbox
from incubator.store.outbox import Content
from tests.conftest import Catalogue
from tests.web.admin.conftest import Administrator, last_entry, listed, notice
from tests.web.dom import Node, parse
from tests.web.signed import NOW, browser_of


async def post(recipient: str, subject: str = "Votre lien", *, hours: int = 0) -> str:
    at = NOW - timedelta(hours=hours)
    content = Content(subject, "le secret du message", "<p>le secret du message</p>")
    expires_at = NOW + timedelta(days=1)
    return await outbox.post("sign_in", recipient, content, now=at, expires_at=expires_at)


async def run_every_job() -> None:
    for name in JOBS:
        holder = await leases.take_lease(name, timedelta(minutes=1), NOW)
        assert holder
        await leases.end_lease(name, holder, leases.OK, '{"sent": 2}', NOW)


def things(page: Node) -> dict[str, str]:
    """What the first page says needs a hand, with where it leads."""
    found = page.all("ul", cls="inc-things")
    return {a.words: a.attrs["href"] for node in found for a in node.all("a")}


async def test_when_nothing_needs_a_hand_the_first_page_says_so(
    admin: Administrator, catalogue: Catalogue
) -> None:
    await models.SheetState.filter(status="refused").delete()
    await run_every_job()
    page = await admin.page("/admin")
    assert not things(page)
    assert "Rien ne demande votre attention" in page.words
    assert "/admin/journal" in page.one("section", aria_labelledby="rubriques").links()


async def test_each_thing_that_needs_a_hand_leads_to_its_list(
    admin: Administrator, catalogue: Catalogue
) -> None:
    catalogue.write("startups/cassee.md", "sans en-tête\n")
    await catalogue.sync()
    await post("attend@exemple.gouv.fr", hours=3)
    for status in (outbox.REFUSED, outbox.UNCERTAIN):
        await post(f"{status}@exemple.gouv.fr")
        row = models.OutboxMail.filter(recipient=f"{status}@exemple.gouv.fr")
        await row.update(status=status, ended_at=NOW)
    holder = await leases.take_lease("clean-up", timedelta(minutes=1), NOW)
    assert holder
    await leases.end_lease("clean-up", holder, leases.FAILED, "OSError: disque plein", NOW)
    found = things(await admin.page("/admin"))
    assert len(found) == 6
    assert found["1 message attend depuis plus d’une heure"] == "/admin/messages?etat=waiting"
    assert found["1 message a été refusé depuis sept jours"] == "/admin/messages?etat=refused"
    assert found["1 tâche a échoué"] == "/admin/taches"
    assert found[f"{len(JOBS) - 1} tâches n’ont jamais tourné"] == "/admin/taches"
    for path in found.values():
        await admin.page(path)
    page = await admin.page("/admin/synchronisations/problemes?niveau=error")
    assert "startups/cassee.md" in page.words


async def test_the_problems_in_force_are_searched_and_paged(
    admin: Administrator, catalogue: Catalogue
) -> None:
    assert "cassee" not in (await admin.page("/admin/synchronisations")).words
    for number in range(60):
        catalogue.write(f"startups/cassee-{number:02}.md", "sans en-tête\n")
    await catalogue.sync()
    page = await admin.page("/admin/synchronisations")
    assert "60 erreurs refusent des fiches" in page.words
    assert "startups/cassee-04.md" in page.words
    assert "startups/cassee-05.md" not in page.words
    page = await admin.page("/admin/synchronisations/problemes?niveau=error")
    assert page.one("h2").words == "60 problèmes"
    assert len(page.one("ul", cls="inc-things").all("li")) == 50
    page = await admin.page(page.one("a", rel="next").attrs["href"])
    assert len(page.one("ul", cls="inc-things").all("li")) == 10
    page = await admin.page("/admin/synchronisations/problemes?q=CASSEE-07+en-tete")
    assert len(page.one("ul", cls="inc-things").all("li")) == 1
    assert "commencez le fichier par une ligne" in page.words
    page = await admin.page("/admin/synchronisations/problemes?q=introuvable")
    assert "Rien ne correspond" in page.words
    for number in range(60):
        catalogue.remove(f"startups/cassee-{number:02}.md")
    await catalogue.sync()
    assert "cassee" not in (await admin.page("/admin/synchronisations/problemes")).words


async def test_a_sync_that_changed_the_catalogue_has_a_page(
    admin: Administrator, catalogue: Catalogue
) -> None:
    catalogue.write("startups/cassee.md", "sans en-tête\n")
    catalogue.remove("startups/bail-en-main.md")
    await catalogue.sync()
    page = await admin.page("/admin/synchronisations")
    assert page.one("caption").words == "2 synchronisations"
    last = page.one("tbody").links()[0]
    page = await admin.page(last)
    assert page.one("caption").words == "Fiches lues"
    headers = [cell.words for cell in page.one("thead").all("th")]
    row = next(r for r in page.one("tbody").all("tr") if "Startups" in r.words)
    cells = dict(zip(headers, [cell.words for cell in row.all("td")], strict=True))
    assert cells["Supprimées"] == "1"
    assert cells["Refusées"] == "1"
    assert "startups/cassee.md" in page.words


async def test_before_the_first_sync_the_list_says_what_will_be_there(
    admin: Administrator,
) -> None:
    await models.SyncRun.all().delete()
    page = await admin.page("/admin/synchronisations")
    assert "Aucune synchronisation" in page.one(cls="inc-empty").words


async def test_mails_are_searched_and_filtered_and_never_read(admin: Administrator) -> None:
    assert "Aucun message" in (await admin.page("/admin/messages")).one(cls="inc-empty").words
    await post("ana@exemple.gouv.fr")
    await post("bob@exemple.gouv.fr", "Invitation")
    await models.OutboxMail.filter(recipient="bob@exemple.gouv.fr").update(
        status=outbox.REFUSED, ended_at=NOW, error="550 unknown user"
    )
    answer = await admin.client.get("/admin/messages")
    assert "secret du message" not in answer.text
    assert sorted(listed(parse(answer.text))) == ["ana@exemple.gouv.fr", "bob@exemple.gouv.fr"]
    page = await admin.page("/admin/messages?etat=refused")
    assert listed(page) == ["bob@exemple.gouv.fr"]
    assert "550 unknown user" in page.words
    assert listed(await admin.page("/admin/messages?q=invitation")) == ["bob@exemple.gouv.fr"]


async def test_a_waiting_mail_is_tried_again_at_once(admin: Administrator) -> None:
    public_id = await post("ana@exemple.gouv.fr")
    later = NOW + timedelta(hours=1)
    await models.OutboxMail.all().update(next_try_at=later, attempts=4, error="421 later")
    page = await admin.page("/admin/messages?etat=waiting")
    form = page.one("tbody").one("form")
    page = await admin.send(form.attrs["action"])
    assert "Nouvel essai pour ana@exemple.gouv.fr" in notice(page)
    mail = await outbox.find_mail(public_id)
    assert mail is not None
    assert mail.next_try_at <= NOW
    entry = await last_entry("mail_retried")
    assert (entry.actor, entry.subject) == (admin.account.public_id, f"mail:{public_id}")
    await models.OutboxMail.all().update(status=outbox.SENT, ended_at=NOW)
    page = await admin.send(form.attrs["action"])
    assert notice(page) == "Le message à ana@exemple.gouv.fr n’attend plus."


async def test_jobs_say_how_they_ended_or_that_they_never_ran(admin: Administrator) -> None:
    page = await admin.page("/admin/taches?etat=never")
    assert len(listed(page)) == len(JOBS)
    holder = await leases.take_lease("clean-up", timedelta(minutes=1), NOW)
    assert holder
    running = await admin.page("/admin/taches?etat=running")
    assert len(listed(running)) == 1
    end = NOW + timedelta(seconds=2)
    await leases.end_lease("clean-up", holder, leases.FAILED, "OSError: disque plein", end)
    page = await admin.page("/admin/taches?q=disque")
    assert len(listed(page)) == 1
    row = page.one("tbody").words
    assert "Échec" in row
    assert "chaque jour" in row
    assert "2 s" in row
    assert "21 novembre 2026 à 10 h 00" in row


async def test_a_job_that_should_have_run_is_late(admin: Administrator) -> None:
    await run_every_job()
    await models.JobLease.filter(name="tell-teams").update(started_at=NOW - timedelta(hours=5))
    page = await admin.page("/admin/taches?etat=late")
    assert len(listed(page)) == 1
    assert "1 tâche n’a pas tourné depuis longtemps" in things(await admin.page("/admin"))


async def test_settings_are_shown_and_found(admin: Administrator) -> None:
    page = await admin.page("/admin/reglages")
    assert "INCUBATOR_SESSION_IDLE_HOURS" in page.words
    assert listed(await admin.page("/admin/reglages?q=session_idle")) == [
        "INCUBATOR_SESSION_IDLE_HOURS"
    ]
    assert "Rien ne correspond" in (await admin.page("/admin/reglages?q=zzz")).words


async def test_no_secret_stands_in_the_page_of_settings(admin: Administrator) -> None:
    secrets = {
        "database_url": f"{admin.settings.database_url}?application_name=SECRET-VALUE",
        "smtp_url": "smtp://user:SECRET-VALUE@127.0.0.1",
        "oidc_client_secret": "SECRET-VALUE",
        "demonstration_key": "SECRET-VALUE",
        "github_token": "SECRET-VALUE",
        "github_webhook_secret": "SECRET-VALUE",
    }
    assert set(secrets) == SECRET_SETTINGS
    settings = replace(admin.settings, **secrets)  # type: ignore[arg-type]
    async with await browser_of(settings, admin.account) as client:
        answer = await client.get("/admin/reglages")
        search = parse((await client.get("/admin/reglages?q=SECRET-VALUE")).text)
    assert "SECRET-VALUE" not in answer.text
    assert admin.settings.database_url not in answer.text
    assert "Rien ne correspond" in search.words
    rows = {row.all("th")[0].words: row.words for row in parse(answer.text).one("tbody").all("tr")}
    for name in SECRET_SETTINGS - {"database_url"}:
        assert "défini secret" in rows[f"INCUBATOR_{name.upper()}"]
    scheme = admin.settings.database_url.partition(":")[0]
    assert f"défini ({scheme})" in rows["INCUBATOR_DATABASE_URL"]
    page = await admin.page("/admin/reglages?q=smtp_url")
    assert "non défini" in page.one("tbody").words
