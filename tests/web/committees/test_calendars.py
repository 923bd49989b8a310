"""Calendar feeds: made, read by whoever knows the address, within its person's rights, revoked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from incubator.actions.clean_up import clean_up
from incubator.actions.committees.calendars import BY_FEED, BY_NETWORK
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.store import models
from incubator.store.accounts import held
from incubator.store.accounts.accounts import find_by_email
from incubator.store.attempts import Limit
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from tests.committees import INCUBATOR, browser_in, session_with
from tests.conftest import DEMONSTRATION
from tests.web.signed import NOW, account_with, browser_of, stranger
from tests.web.test_sessions import logged

PAGE = "/comites/calendriers"
ADDRESS = re.compile(r"http://127\.0\.0\.1(/comites/calendrier/[\w-]+\.ics)")
CHAIR = "preside@exemple.gouv.fr"


@dataclass
class Held:
    """A site with one session on its agenda."""

    settings: Settings
    session: Committee

    async def browser(self, email: str, *roles: tuple[Role, str]) -> httpx.AsyncClient:
        return await browser_of(self.settings, await account_with(email, roles))

    async def read(self, address: str) -> httpx.Response:
        """What anybody reads at an address, without a session."""
        return await stranger(self.settings).get(address)


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Held]:
    async with open_database(sqlite_url):
        await sync_sheets(DEMONSTRATION)
        settings = Settings(content_dir=DEMONSTRATION, database_url=sqlite_url)
        yield Held(settings, await session_with())


async def made(browser: httpx.AsyncClient, sessions: str = "moi") -> str:
    """The address of a new feed, from the page that shows it."""
    answer = await browser.post(PAGE, data={"sessions": sessions})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Cache-Control"] in {"no-store", "private, no-store"}
    found = ADDRESS.search(answer.text)
    assert found is not None
    return found[1]


def events(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar: Any = Calendar.from_ical(answer.content)
    assert calendar["METHOD"] == "PUBLISH"
    return list(calendar.walk("VEVENT"))


async def test_a_member_subscribes_to_their_sessions(site: Held) -> None:
    browser = await browser_in(site.settings, site.session, Seat.CHAIR)
    answer = await site.read(await made(browser))
    (event,) = events(answer)
    assert event["SUMMARY"].startswith("Comité")
    assert "Bail en main" in event["DESCRIPTION"]
    assert event["DTSTART"].dt == site.session.starts_at
    assert event["LOCATION"] == "Salle des Quais"
    assert event["URL"].endswith(f"/comites/{site.session.public_id}")
    assert "@exemple" not in answer.text, "no address of anybody is in a feed"
    assert "no-store" in answer.headers["Cache-Control"]
    page = await browser.get(PAGE)
    assert "21 novembre 2026" in page.text.replace("\xa0", " ")


async def test_the_address_is_shown_once_and_kept_nowhere(site: Held) -> None:
    browser = await browser_in(site.settings, site.session, Seat.CHAIR)
    address = await made(browser)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert secret not in (await browser.get(PAGE)).text
    row = await models.CalendarFeed.get()
    assert secret not in {row.token_hash, row.public_id}
    entries = await models.JournalEntry.all().values("detail", "personal")
    assert secret not in str(entries)


async def test_a_team_reads_that_its_startup_is_examined_and_nothing_of_the_others(
    site: Held,
) -> None:
    await session_with({}, ["bail-en-main", "relais-repit"], title="Séance fermée")
    team = await site.browser("ana@exemple.gouv.fr", (Role.INTRAPRENEUR, "bail-en-main"))
    found = events(await site.read(await made(team)))
    assert [str(event["SUMMARY"]) for event in found] == ["Comité\u00a0: Bail en main"] * 2
    assert "répit" not in str(found).casefold()
    assert all(event["URL"].endswith("/espace/startups/bail-en-main/comite") for event in found)


async def test_a_team_hears_of_a_session_once_it_is_convened(site: Held) -> None:
    await session_with({}, ["relais-repit"], state=State.PLANNED)
    team = await site.browser("ana@exemple.gouv.fr", (Role.INTRAPRENEUR, "relais-repit"))
    assert events(await site.read(await made(team))) == []


async def test_a_cancelled_session_stands_as_cancelled(site: Held) -> None:
    await session_with(
        {CHAIR: Seat.CHAIR}, state=State.CANCELLED, starts_at=NOW + timedelta(days=20)
    )
    browser = await browser_in(site.settings, site.session, Seat.CHAIR)
    found = events(await site.read(await made(browser)))
    assert [event["STATUS"] for event in found] == ["CONFIRMED", "CANCELLED"]
    assert "La salle est fermée." in found[1]["DESCRIPTION"]


async def test_an_incubators_feed_ends_with_the_role_of_its_person(site: Held) -> None:
    secretary = await site.browser("sec@exemple.gouv.fr", (Role.COMMITTEE_SECRETARY, INCUBATOR))
    address = await made(secretary, INCUBATOR)
    assert len(events(await site.read(address))) == 1
    await models.RoleGrant.all().update(revoked_at=NOW)
    assert (await site.read(address)).status_code == 404


async def test_nobody_makes_a_feed_of_an_incubator_whose_committees_they_do_not_hold(
    site: Held,
) -> None:
    browser = await site.browser("sec@exemple.gouv.fr", (Role.COMMITTEE_SECRETARY, "la-verriere"))
    answer = await browser.post(PAGE, data={"sessions": INCUBATOR})
    assert answer.status_code == 422
    assert await models.CalendarFeed.all().count() == 0


async def test_who_sits_no_more_reads_the_session_no_more(site: Held) -> None:
    browser = await browser_in(site.settings, site.session, Seat.GUEST)
    address = await made(browser)
    await models.CommitteeMember.all().update(removed_at=NOW)
    assert events(await site.read(address)) == []


async def test_a_closed_account_gives_nothing(site: Held) -> None:
    browser = await browser_in(site.settings, site.session, Seat.CHAIR)
    address = await made(browser)
    await models.Account.filter(email=CHAIR).update(disabled_at=NOW)
    assert (await site.read(address)).status_code == 404


async def test_revoking_asks_first_and_ends_the_feed(site: Held) -> None:
    browser = await browser_in(site.settings, site.session, Seat.CHAIR)
    address = await made(browser)
    feed = (await models.CalendarFeed.get()).public_id
    asked = await browser.get(f"{PAGE}/{feed}/revoquer")
    assert asked.status_code == 200
    assert (await site.read(address)).status_code == 200
    answer = await browser.post(f"{PAGE}/{feed}/revoquer")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert (await site.read(address)).status_code == 404
    assert (await browser.get(f"{PAGE}/{feed}/revoquer")).status_code == 404


async def test_nobody_revokes_the_feed_of_somebody_else(site: Held) -> None:
    address = await made(await browser_in(site.settings, site.session, Seat.CHAIR))
    other = await browser_in(site.settings, site.session, Seat.GUEST)
    feed = (await models.CalendarFeed.get()).public_id
    assert (await other.get(f"{PAGE}/{feed}/revoquer")).status_code == 404
    await other.post(f"{PAGE}/{feed}/revoquer")
    assert (await site.read(address)).status_code == 200


async def tried(limit: Limit, key: str) -> None:
    """As many tries as there may be, less one."""
    bucket = limit.bucket(key)
    rows = [models.Attempt(bucket=bucket, at=NOW) for _ in range(limit.count - 1)]
    await models.Attempt.bulk_create(rows)


async def test_wrong_secrets_and_readings_are_limited(site: Held) -> None:
    address = await made(await browser_in(site.settings, site.session, Seat.CHAIR))
    await tried(BY_NETWORK, "127.0.0.1")
    wrong = [(await site.read("/comites/calendrier/faux.ics")).status_code for _ in range(2)]
    assert wrong == [404, 429]
    await tried(BY_FEED, (await models.CalendarFeed.get()).public_id)
    right = [(await site.read(address)).status_code for _ in range(2)]
    assert right == [200, 429], "a network that tried wrong secrets still reads its own feeds"


async def test_no_secret_of_a_feed_is_in_a_log_line(
    site: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    address = await made(await browser_in(site.settings, site.session, Seat.CHAIR))
    with logged() as lines:
        await site.read(address)
        await site.read("/en" + address)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    told = str(lines) + capsys.readouterr().err
    assert secret not in told
    assert "/comites/calendrier/…" in told


async def test_an_account_has_ten_feeds_at_most(site: Held) -> None:
    browser = await browser_in(site.settings, site.session, Seat.CHAIR)
    for _ in range(10):
        await made(browser)
    answer = await browser.post(PAGE, data={"sessions": "moi"})
    assert answer.status_code == 422
    assert "révoquez-en un" in answer.text


async def test_feeds_go_with_the_account_and_after_they_were_revoked(site: Held) -> None:
    await made(await browser_in(site.settings, site.session, Seat.CHAIR))
    account = await find_by_email(CHAIR)
    assert account is not None
    told = await held.everything(account)
    assert [set(one) for one in told["calendars"]] == [
        {"public_id", "incubator_id", "created_at", "last_used_on", "revoked_at"}
    ]
    await models.CalendarFeed.all().update(revoked_at=NOW - timedelta(days=91))
    assert (await clean_up(site.settings, NOW))["calendars"] == 1


async def test_one_session_is_downloaded_by_who_sees_it(site: Held) -> None:
    path = f"/comites/{site.session.public_id}/seance.ics"
    browser = await browser_in(site.settings, site.session, Seat.OBSERVER)
    answer = await browser.get(path)
    assert 'filename="seance.ics"' in answer.headers["Content-Disposition"]
    (event,) = events(answer)
    assert event["UID"] == f"seance-{site.session.public_id}@incubator"
    other = await site.browser("autre@exemple.gouv.fr")
    assert (await other.get(path)).status_code == 403
