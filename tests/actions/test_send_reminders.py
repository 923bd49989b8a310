"""Reminders sent: to whom, once, in which words, and what switches them off."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incubator.actions.clean_up import clean_up
from incubator.actions.deliver_mails import Carrier, deliver_mails
from incubator.actions.jobs import REMINDERS, run_jobs
from incubator.actions.mails import Site
from incubator.actions.manage_accounts import change_account, disable_account, erase_account
from incubator.actions.send_reminders import digests, send_reminders
from incubator.domain.access import Role
from incubator.domain.reminders import Kind
from incubator.domain.submissions import Kind as Brought
from incubator.domain.submissions import Status
from incubator.store import models, outbox
from incubator.store.accounts.accounts import Account, find_by_email, update_account
from incubator.store.submissions import Sender, Written, create_submission
from tests.conftest import Catalogue
from tests.web.dom import page_faults, parse
from tests.web.signed import CLI, account_with, stranger

SITE = Site("Incubateur", "https://incubateur.example")
PARIS = ZoneInfo("Europe/Paris")
#: A Friday morning. The committee of Arrêt demandé is overdue since the 16th.
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TEAM, COACH, HEAD = "intra@exemple.fr", "coach@exemple.fr", "tete@exemple.fr"
#: A startup whose committee is overdue, and its incubator.
LATE, ITS_INCUBATOR = "arret-demande", "atelier-des-territoires"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough but for the run of two at once: it is the stricter one."""
    return sqlite_url


@pytest.fixture
async def site(catalogue: Catalogue) -> Catalogue:
    """The demonstration with sheets that were all changed a week ago."""
    await touched(NOW - 7 * DAY)
    return catalogue


async def touched(at: datetime, startup_id: str = "") -> None:
    rows = models.SheetState.filter(collection="startups")
    rows = rows.filter(sheet_id=startup_id) if startup_id else rows
    await rows.update(changed_at=int(at.timestamp()))


async def person(
    email: str, role: Role, place: str, *, language: str = "fr", signed_in: bool = True
) -> Account:
    account = await account_with(email, [(role, place)], now=NOW - 90 * DAY)
    await update_account(
        account, language=language, last_sign_in_at=NOW - 9 * DAY if signed_in else None
    )
    found = await find_by_email(email)
    assert found
    return found


async def brought(kind: Brought, place: str, status: Status = Status.RECEIVED) -> None:
    await create_submission(
        Written(kind, place, "Trop de papier", {"probleme": "Du papier"}),
        Sender("Zoé", "zoe@exemple.fr"),
        status=status,
        secret="",
        now=NOW,
        expires_at=NOW + 900 * DAY,
    )


async def sent(now: datetime = NOW) -> dict[str, models.OutboxMail]:
    """What is sent at a moment, by address; the outbox is empty afterwards."""
    count = await send_reminders(SITE, PARIS, now)
    rows = await models.OutboxMail.filter(kind="reminder")
    await models.OutboxMail.all().delete()
    assert len(rows) == count == len({row.recipient for row in rows})
    return {row.recipient: row for row in rows}


async def test_teams_managers_and_coaches_are_told_what_is_theirs(site: Catalogue) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)
    await person(HEAD, Role.INCUBATOR_MANAGER, ITS_INCUBATOR)
    await person(COACH, Role.COACH, ITS_INCUBATOR)
    await person("sponsor@exemple.fr", Role.SPONSOR, "dinum")
    await person("autre@exemple.fr", Role.INCUBATOR_MANAGER, "la-verriere")
    await person("secretaire@exemple.fr", Role.COMMITTEE_SECRETARY, ITS_INCUBATOR)
    mails = await sent()
    assert set(mails) == {TEAM, HEAD}
    assert mails[TEAM].subject == "Arrêt demandé\u00a0: 1 chose à faire"
    for text in (mails[TEAM].text, mails[HEAD].text):
        assert "devait se tenir au plus tard le 16 novembre 2026" in text
        assert text.count("/espace/startups/arret-demande/modifier") == 1
    await brought(Brought.PROBLEM, ITS_INCUBATOR)
    await brought(Brought.STARTUP, ITS_INCUBATOR)
    await brought(Brought.PROBLEM, ITS_INCUBATOR, Status.UNCONFIRMED)
    await brought(Brought.MISTAKE, LATE)
    later = await sent(NOW + 7 * DAY)
    assert set(later) == {TEAM, HEAD, COACH}
    assert "2 propositions attendent une réponse" in later[COACH].text
    assert f"/espace/incubateurs/{ITS_INCUBATOR}/envois" in later[HEAD].text
    assert "1 remarque de lecteur attend" in later[TEAM].text
    assert "comité" not in later[TEAM].text


async def test_old_figures_and_sheets_are_told_with_what_to_do(site: Catalogue) -> None:
    await person(TEAM, Role.TEAM_MEMBER, "haie-d-honneur", language="en")
    assert not await sent()
    await touched(datetime(2026, 8, 1, 12, tzinfo=UTC), "haie-d-honneur")
    mail = (await sent(NOW))[TEAM]
    assert "1 August 2026" in mail.text or "1 août 2026" in mail.text
    assert "https://incubateur.example/en/espace/startups/haie-d-honneur/modifier" in mail.text
    assert mail.unsubscribe_url.startswith(
        "https://incubateur.example/en/mon-compte/rappels?jeton="
    )
    later = await sent(datetime(2026, 12, 21, 9, tzinfo=UTC))
    assert "2026" in later[TEAM].text
    assert "1 August" not in later[TEAM].text


async def test_nothing_is_told_twice_and_nobody_is_written_to_twice_in_a_week(
    site: Catalogue,
) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)
    assert len(await sent()) == 1
    for days in (0, 1, 7, 8, 30):
        mails = await sent(NOW + days * DAY)
        for mail in mails.values():
            assert "16 novembre" not in mail.text
    await brought(Brought.COMMENT, LATE)
    found = [days for days in range(31, 45) if await sent(NOW + days * DAY)]
    assert len(found) == 1


async def test_notes_outlive_a_year_while_the_thing_stands(site: Catalogue) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)
    await sent()
    (key,) = await models.ReminderSent.filter(key__startswith="committee").values_list(
        "key", flat=True
    )
    later = NOW + 400 * DAY
    await clean_up(site.settings, later)
    assert await models.ReminderSent.filter(key=key).exists()
    assert not await models.ReminderSent.filter(key__startswith="digest:").exists()
    await models.StartupEvent.create(
        startup_id=LATE, position=99, name="committee", day=date(2027, 12, 1), comment=""
    )
    await clean_up(site.settings, later)
    assert not await models.ReminderSent.filter(key=key).exists()


async def test_two_runs_at_once_write_once(site: Catalogue) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)
    await person(HEAD, Role.INCUBATOR_MANAGER, ITS_INCUBATOR)
    counts = await asyncio.gather(*(send_reminders(SITE, PARIS, NOW) for _ in range(3)))
    assert sum(counts) == 2
    assert await models.OutboxMail.filter(kind="reminder").count() == 2


async def test_a_run_that_is_cut_short_leaves_neither_mail_nor_note(
    site: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)

    async def killed(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("incubator.store.outbox.post", killed)
        with pytest.raises(RuntimeError):
            await send_reminders(SITE, PARIS, NOW)
    assert not await models.ReminderSent.filter(key__startswith="digest:").exists()
    assert set(await sent()) == {TEAM}


async def test_who_can_not_read_it_is_left_out(site: Catalogue) -> None:
    closed = await person("ferme@exemple.fr", Role.INTRAPRENEUR, LATE)
    await disable_account(closed, CLI, NOW.date())
    erased = await person("efface@exemple.fr", Role.INTRAPRENEUR, LATE)
    await erase_account(erased, CLI, NOW.date())
    await person("jamais@exemple.fr", Role.INTRAPRENEUR, LATE, signed_in=False)
    await person("refuse@exemple.fr", Role.INTRAPRENEUR, LATE)
    content = outbox.Content("x", "x", "x")
    for status, days in ((outbox.SENT, 9), (outbox.REFUSED, 2)):
        public_id = await outbox.post(
            "x", "refuse@exemple.fr", content, now=NOW, expires_at=NOW + DAY
        )
        ended = models.OutboxMail.filter(public_id=public_id)
        await ended.update(status=status, ended_at=NOW - days * DAY)
    assert not await digests(PARIS, NOW)
    await models.OutboxMail.filter(status=outbox.REFUSED).delete()
    assert set(await sent()) == {"refuse@exemple.fr"}


@pytest.mark.parametrize("muted", ["committee", " ".join(Kind)])
async def test_a_kind_that_is_switched_off_is_not_told(site: Catalogue, muted: str) -> None:
    account = await person(TEAM, Role.INTRAPRENEUR, LATE)
    await change_account(account, {"muted": muted}, CLI)
    assert not await sent()
    silent = await find_by_email(TEAM)
    assert silent
    await change_account(silent, {"muted": ""}, CLI)
    assert await sent()


async def test_the_job_keeps_to_working_hours(site: Catalogue) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)
    for moment in (NOW - timedelta(hours=4), NOW + timedelta(hours=9), NOW + DAY, NOW + 2 * DAY):
        assert await run_jobs(site.settings, SITE, [REMINDERS], moment) == {REMINDERS: "ok"}
    monday = NOW + 3 * DAY
    assert await run_jobs(site.settings, SITE, [REMINDERS], monday) == {REMINDERS: "ok: reminded 1"}


async def test_a_mail_says_how_to_stop_without_signing_in(site: Catalogue) -> None:
    await person(TEAM, Role.INTRAPRENEUR, LATE)
    await send_reminders(SITE, PARIS, NOW)
    screen = io.StringIO()
    await deliver_mails(Carrier("Incubateur <x@incubateur.example>", terminal=screen),
                        clock=lambda: NOW)  # fmt: skip
    printed = screen.getvalue()
    address = re.search(r"https://incubateur\.example(/mon-compte/rappels\?jeton=\S+)", printed)
    assert address, printed
    row = await models.OutboxMail.get()
    assert (row.text, row.unsubscribe_url) == ("", "")
    path = address[1]
    client = stranger(site.settings, now=NOW)
    page = await client.get(path)
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    tree = parse(page.text)
    assert not page_faults(tree)
    account = await find_by_email(TEAM)
    assert account
    assert (account.muted, TEAM in page.text) == ("", False)
    token = tree.one("input", name="jeton").attrs["value"]
    kept = {"jeton": token, "rappel-sheet": "1", "rappel-figure": "1"}
    assert (await client.post("/mon-compte/rappels", data=kept)).status_code == 200
    account = await find_by_email(TEAM)
    assert account
    assert account.muted.split() == ["committee", "condition", "remarks", "brought"]
    silent = await client.post("/mon-compte/rappels", data={"jeton": token, "aucun": "1"})
    assert "plus aucun rappel" in parse(silent.text).words
    account = await find_by_email(TEAM)
    assert account
    assert set(account.muted.split()) == set(Kind)
    for wrong in ("", "x", token[:-1], f"{token}x", "." + token.partition(".")[2], "é.é"):
        assert (await client.get("/mon-compte/rappels", params={"jeton": wrong})).status_code == 410
        answer = await client.post("/mon-compte/rappels", data={"jeton": wrong})
        assert answer.status_code == 410
    await erase_account(account, CLI, NOW.date())
    assert (await client.get(path)).status_code == 410
