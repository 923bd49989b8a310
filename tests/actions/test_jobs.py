"""What is done from time to time: when, how it ends, what is cleaned up, whom it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from incubator.actions.clean_up import clean_up
from incubator.actions.jobs import JOBS, run_jobs
from incubator.actions.mails import Site
from incubator.actions.manage_access import Newcomer, Wanted, give_role, open_account, send_again
from incubator.actions.manage_accounts import disable_account
from incubator.actions.tell_teams import tell_teams
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.sheets.layout import Collection
from incubator.store import attempts, drafts, journal, leases, models, outbox, sync_runs
from incubator.store.accounts import accounts, api_tokens, invitations, links, sessions, teams
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.sessions import BrowserName, Lifetime
from incubator.store.database import open_database
from incubator.store.journal import Trace
from tests.builders import STARTUP, sheet_text
from tests.conftest import TODAY, Catalogue

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SITE = Site("Incubateur", "https://incubateur.example")
CLI = Trace("cli")
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
async def settings(sqlite_url: str) -> AsyncIterator[Settings]:
    """Those of a public site without a mail server: mails stay."""
    async with open_database(sqlite_url):
        yield Settings(database_url=sqlite_url, base_url=SITE.base_url)


async def person(
    email: str, role: Role | None = None, place: str = "", **columns: object
) -> Account:
    account = await open_account(email, Newcomer(), CLI, NOW)
    if role is not None:
        wanted = Wanted(role, place, place, "essai", None)
        await give_role(SITE, email, wanted, CLI, today=TODAY, now=NOW)
    await accounts.update_account(account, **({"last_sign_in_at": NOW} | columns))
    await models.OutboxMail.all().delete()
    found = await accounts.find_by_email(email)
    assert found
    return found


# When they run.


async def test_a_job_runs_when_it_is_due(settings: Settings) -> None:
    assert list(await run_jobs(settings, SITE, now=NOW)) == list(JOBS)
    for later, due in (
        (timedelta(seconds=29), []),
        (timedelta(seconds=30), ["deliver-mails"]),
        (timedelta(hours=1), [name for name in JOBS if name != "clean-up"]),
        (timedelta(days=1), list(JOBS)),
    ):
        assert list(await run_jobs(settings, SITE, now=NOW + later)) == due, later


async def test_a_job_that_is_named_runs_at_once(settings: Settings) -> None:
    await run_jobs(settings, SITE, now=NOW)
    assert await run_jobs(settings, SITE, ["clean-up"], NOW + SECOND) == {"clean-up": "ok"}


async def test_a_job_that_another_process_runs_is_left_to_it(settings: Settings) -> None:
    assert await leases.take_lease("clean-up", timedelta(minutes=15), NOW)
    others = [name for name in JOBS if name != "clean-up"]
    assert list(await run_jobs(settings, SITE, now=NOW)) == others
    assert await run_jobs(settings, SITE, ["clean-up"], NOW) == {}
    later = NOW + timedelta(minutes=15)
    assert await run_jobs(settings, SITE, ["clean-up"], later) == {"clean-up": "ok"}


async def test_a_job_that_fails_is_noted_and_the_next_one_runs(settings: Settings) -> None:
    broken = replace(settings, smtp_url="smtp://localhost", mail_from="")
    outcomes = await run_jobs(broken, SITE, now=NOW)
    assert outcomes["deliver-mails"].startswith("failed: ConfigurationError: INCUBATOR_SMTP_URL")
    assert outcomes["clean-up"] == "ok"
    states = {state.name: state for state in await leases.job_states(NOW)}
    assert states["deliver-mails"].outcome == leases.FAILED
    assert not states["deliver-mails"].running
    assert "INCUBATOR_MAIL_FROM" in states["deliver-mails"].detail
    again = await run_jobs(settings, SITE, ["deliver-mails"], NOW + SECOND)
    assert again == {"deliver-mails": "ok"}


# What is cleaned up.


async def test_what_has_passed_its_day_goes_and_nothing_else(database_url: str) -> None:
    settings = Settings(database_url=database_url)
    async with open_database(database_url):
        owner = await person("ana@exemple.fr")
        await fill(owner)
        before = {name: await getattr(models, name).all().count() for name in _EXPECTED}
        numbers = await clean_up(settings, NOW)
        assert {name: count for name, count in numbers.items() if count} == {
            "sessions": 2,
            "links": 2,
            "attempts": 1,
            "mails": 1,
            "sync runs": 1,
            "reminders": 1,
            "tokens": 2,
            "drafts": 1,
            "journal entries made anonymous": 1,
        }
        after = {name: await getattr(models, name).all().count() for name in _EXPECTED}
        assert {name: before[name] - after[name] for name in _EXPECTED} == _EXPECTED
        for name in _EXPECTED:
            assert after[name] >= 1, name
        assert not any((await clean_up(settings, NOW)).values())
        assert (await journal.verify()).fault is None


#: How many rows of each table go.
_EXPECTED = {
    "Session": 2,
    "SignInLink": 1,
    "OpenIdFlow": 1,
    "Attempt": 1,
    "OutboxMail": 1,
    "SyncRun": 1,
    "ReminderSent": 1,
    "ApiToken": 2,
    "Draft": 1,
    "JournalEntry": 0,
    "Account": 0,
}


async def fill(owner: Account) -> None:
    """Of each kind, a row whose time has just passed and one whose time has just not."""
    lifetime = Lifetime(timedelta(hours=72), timedelta(hours=336))
    for began, seen in (
        (NOW - timedelta(hours=100), NOW - timedelta(hours=72)),
        (NOW - timedelta(hours=100), NOW - timedelta(hours=72) + SECOND),
        (NOW - timedelta(hours=336), NOW - SECOND),
        (NOW - timedelta(hours=336) + SECOND, NOW - SECOND),
    ):
        browser = BrowserName("Firefox", "192.0.2.1")
        _, session = await sessions.start_session(
            owner, method="link", browser=browser, id_token="", lifetime=lifetime, now=began
        )
        await models.Session.filter(public_id=session.public_id).update(last_seen_at=seen)
    for end in (NOW, NOW + SECOND):
        await links.create_link(
            owner, browser_secret="", next_path="/", expires_at=end, now=NOW - DAY
        )
        flow = links.Flow("nonce", "verifier", "/")
        await links.start_flow(f"state {end}", "browser", flow, end)
    limit = attempts.Limit("essai", 9, DAY)
    for at in (NOW - DAY - SECOND, NOW - DAY):
        await attempts.is_within(limit, "x", at)
    content = outbox.Content("x", "x", "x")
    for ended in (NOW - 30 * DAY - SECOND, NOW - 30 * DAY, None):
        await outbox.post("x", "x@exemple.fr", content, now=NOW - 99 * DAY, expires_at=NOW + DAY)
        if ended:
            waiting = models.OutboxMail.filter(ended_at__isnull=True)
            await waiting.update(ended_at=ended, status=outbox.SENT)
    for at in (NOW - 90 * DAY - SECOND, NOW - 90 * DAY):
        await sync_runs.add_run(sync_runs.NewRun(at, 1, {}, 0, 0, []))
    for at in (NOW - 365 * DAY - SECOND, NOW - 365 * DAY):
        await teams.note_reminder(owner, str(at), at)
    for end in (NOW - 90 * DAY - SECOND, NOW - 90 * DAY, NOW + DAY):
        await api_tokens.create_token(owner, "x", ["read"], end, NOW - 99 * DAY)
    for at in (NOW - 90 * DAY - SECOND, NOW - 90 * DAY):
        _, token = await api_tokens.create_token(owner, "x", ["read"], NOW + DAY, NOW - 99 * DAY)
        await api_tokens.revoke_token(owner, token.public_id, at)
    for section, at in (("texte", NOW - 30 * DAY - SECOND), ("impact", NOW - 30 * DAY)):
        draft = drafts.Draft(section, "", "{}", at)
        await drafts.save_draft(owner, Collection.STARTUPS, "bail", draft)
    for at in (NOW - 365 * DAY - SECOND, NOW - 365 * DAY):
        await journal.record(CLI, "essai", "x", personal={"email": "x"}, now=at)


async def test_an_account_that_never_served_is_erased_after_thirty_days(
    settings: Settings,
) -> None:
    old, young = NOW - 30 * DAY - SECOND, NOW - 30 * DAY
    for email, opened in (("oublie@exemple.fr", old), ("recent@exemple.fr", young)):
        await open_account(email, Newcomer("Nom"), CLI, opened)
    await person("ancien@exemple.fr", created_at=old)
    wanted = Wanted(Role.TEAM_MEMBER, "bail", "Bail", "essai", None)
    for email in ("relance@exemple.fr", "sans-reponse@exemple.fr"):
        await give_role(SITE, email, wanted, CLI, today=TODAY, now=old)
    _, found = await invitations.list_invitations(NOW, text="relance@exemple.fr")
    await send_again(SITE, found[0], wanted, CLI, NOW - DAY)
    root = Wanted(Role.ADMINISTRATOR, "", "", "essai", None)
    await give_role(SITE, "premiere@exemple.fr", root, CLI, today=TODAY, now=old)

    assert (await clean_up(settings, NOW))["accounts"] == 2
    kept = {row.email for row in await models.Account.filter(erased_at__isnull=True)}
    # The only administrator may not have come yet: without them nobody could.
    assert kept == {
        "recent@exemple.fr",
        "ancien@exemple.fr",
        "relance@exemple.fr",
        "premiere@exemple.fr",
    }
    assert (await journal.find_entries(text="oublie@exemple.fr"))[0] == 0
    assert not await models.OutboxMail.filter(recipient="sans-reponse@exemple.fr").exists()
    later = NOW + 7 * DAY
    assert (await clean_up(settings, later))["accounts"] == 2


# Whom it tells.

_SHEET = "startups/bail-en-main.md"
_BROKEN = "---\ntitle: Bail en main\nphases:\n  - name: rêve\n    start: {day}\n---\n"


async def told() -> list[str]:
    rows = await models.OutboxMail.filter(kind="sheet").order_by("recipient")
    await models.OutboxMail.all().delete()
    return [row.recipient for row in rows]


async def test_a_team_is_told_once_for_each_version_of_a_sheet_that_is_refused(
    catalogue: Catalogue,
) -> None:
    await person("intra@exemple.fr", Role.INTRAPRENEUR, "bail-en-main")
    await person("membre@exemple.fr", member_id="rose.epreuve")
    await person("muet@exemple.fr", Role.TEAM_MEMBER, "bail-en-main", notify_sheets=False)
    await person("coach@exemple.fr", Role.COACH, "quai-des-droits")
    await person("ailleurs@exemple.fr", Role.INTRAPRENEUR, "acte-trouve")
    await person("sponsor@exemple.fr", Role.SPONSOR, "direction-du-logement-stable")
    closed = await person("ferme@exemple.fr", Role.TEAM_MEMBER, "bail-en-main")
    await disable_account(closed, CLI, TODAY)
    team = ["intra@exemple.fr", "membre@exemple.fr"]
    good = (catalogue.settings.content_dir / _SHEET).read_text(encoding="utf-8")

    assert await tell_teams(SITE, TODAY, NOW) == 0
    for day in ("2024-01-01", "2024-01-02"):
        catalogue.write(_SHEET, _BROKEN.format(day=day))
        await catalogue.sync()
        assert await tell_teams(SITE, TODAY, NOW) == 2
        assert await told() == team
        for later in (NOW, NOW + DAY):
            assert await tell_teams(SITE, TODAY, later) == 0
    catalogue.write(_SHEET, good)
    await catalogue.sync()
    assert await tell_teams(SITE, TODAY, NOW) == 0
    assert await told() == []


async def test_whoever_joins_a_team_is_told_too_and_names_the_page(catalogue: Catalogue) -> None:
    await person("intra@exemple.fr", Role.INTRAPRENEUR, "bail-en-main")
    catalogue.write(_SHEET, _BROKEN.format(day="2024-01-01"))
    await catalogue.sync()
    assert await tell_teams(SITE, TODAY, NOW) == 1
    await person("nouvelle@exemple.fr", Role.TEAM_MEMBER, "bail-en-main")
    assert await tell_teams(SITE, TODAY, NOW) == 1
    (mail,) = await models.OutboxMail.filter(kind="sheet")
    assert mail.recipient == "nouvelle@exemple.fr"
    for text in (mail.text, mail.html):
        assert "https://incubateur.example/startups/bail-en-main" in text
        assert "Bail en main" in text


async def test_a_sheet_that_was_never_published_has_no_team_to_tell(catalogue: Catalogue) -> None:
    await person("intra@exemple.fr", Role.INTRAPRENEUR, "nouvelle")
    catalogue.write("startups/nouvelle.md", _BROKEN.format(day="2024-01-01"))
    await catalogue.sync()
    assert await tell_teams(SITE, TODAY, NOW) == 0
    catalogue.write("startups/nouvelle.md", sheet_text(STARTUP))
    await catalogue.sync()
    assert await tell_teams(SITE, TODAY, NOW) == 0
