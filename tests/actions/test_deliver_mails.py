"""Mails leave the outbox once, whatever stops: servers and workers."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest

from incubator.actions.carriers import carrier_for, prints_mails
from incubator.actions.deliver_mails import Carrier, deliver_mails
from incubator.config import ConfigurationError, Settings
from incubator.mail.messages import text_of
from incubator.store import outbox
from incubator.store.database import open_database
from incubator.store.outbox import Outgoing
from tests.actions.mails import SENDER, Clock, carrier, ended, mail_of, post
from tests.mail.servers import SmtpServer, scripted_server, smtp_server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[None]:
    async with open_database(sqlite_url):
        yield


@pytest.mark.usefixtures("database")
async def test_a_mail_arrives_once_as_text_and_html(server: SmtpServer, clock: Clock) -> None:
    posted = await post()
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"sent": 1}
    assert await deliver_mails(carrier(server.url()), clock=clock) == {}
    (message,) = server.received
    assert text_of(message).strip() == "Voilà : secret-du-texte"
    assert "secret-du-html" in text_of(message, "html")
    assert (message["To"], message["Subject"]) == ("ana@exemple.fr", "Votre lien")
    assert message["Message-ID"] == f"<{posted}@incubateur.example>"
    await ended(posted, outbox.SENT)


@pytest.mark.usefixtures("database")
async def test_a_server_that_is_down_delays_ever_longer_then_the_mail_leaves(
    server: SmtpServer, clock: Clock
) -> None:
    posted, delays = await post(), []
    for _ in range(10):
        assert await deliver_mails(carrier("smtp://127.0.0.1:9"), clock=clock) == {"waiting": 1}
        mail = await mail_of(posted)
        assert mail.text
        assert "connecting" in mail.error
        delays.append((mail.next_try_at - clock()).total_seconds())
        assert await deliver_mails(carrier(server.url()), clock=clock) == {}
        clock.now = mail.next_try_at
    assert delays == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"sent": 1}
    mail = await ended(posted, outbox.SENT)
    assert (mail.error, mail.attempts, len(server.received)) == ("", 11, 1)


@pytest.mark.usefixtures("database")
async def test_somebody_may_let_a_waiting_mail_leave_at_once(
    server: SmtpServer, clock: Clock
) -> None:
    posted = await post()
    await deliver_mails(carrier("smtp://127.0.0.1:9"), clock=clock)
    assert await outbox.retry_now(posted, clock())
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"sent": 1}
    assert not await outbox.retry_now(posted, clock())


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.usefixtures("database")
async def test_a_refusal_ends_one_mail_and_no_other(
    server: SmtpServer, clock: Clock, step: str
) -> None:
    server.answers[step] = "550 no such person: secret-du-texte"
    refused = await post()
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"refused": 1}
    del server.answers[step]
    posted = await post()
    clock.forward(days=1)
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"sent": 1}
    assert "550" in (await mail_of(refused)).error
    await ended(posted, outbox.SENT)
    if step == "DATA":
        await ended(refused, outbox.REFUSED)
    assert (await mail_of(refused)).text == ""


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.usefixtures("database")
async def test_a_server_that_says_later_gets_the_mail_later(
    server: SmtpServer, clock: Clock, step: str
) -> None:
    server.answers[step] = "451 try later"
    await post()
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"waiting": 1}
    server.answers.clear()
    clock.forward(seconds=30)
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"sent": 1}
    assert len(server.received) == 1


@pytest.mark.usefixtures("database")
async def test_an_address_that_no_server_takes_stops_nothing(
    server: SmtpServer, clock: Clock
) -> None:
    odd, posted = await post("a..b@exemple.fr"), await post()
    outcomes = await deliver_mails(carrier(server.url()), clock=clock)
    assert outcomes == {"refused": 1, "sent": 1}
    await ended(odd, outbox.REFUSED)
    await ended(posted, outbox.SENT)


@pytest.mark.usefixtures("database")
async def test_a_mail_without_an_answer_is_uncertain_and_never_sent_again(
    server: SmtpServer, clock: Clock
) -> None:
    posted = await post()
    async with scripted_server(content=None) as script:
        url = f"smtp://127.0.0.1:{script.port}"
        assert await deliver_mails(carrier(url), clock=clock) == {"uncertain": 1}
        assert script.said("DATA")
    for _ in range(3):
        clock.forward(days=1)
        assert await deliver_mails(carrier(server.url()), clock=clock) == {}
    await ended(posted, outbox.UNCERTAIN)
    assert not server.received


@pytest.mark.usefixtures("database")
async def test_a_mail_that_is_of_no_use_any_more_does_not_leave(
    server: SmtpServer, clock: Clock
) -> None:
    posted = await post(hours=0.25)
    await deliver_mails(carrier("smtp://127.0.0.1:9"), clock=clock)
    clock.forward(minutes=15)
    assert await deliver_mails(carrier(server.url()), clock=clock) == {}
    await ended(posted, outbox.EXPIRED)
    assert not server.verbs


@pytest.mark.usefixtures("database")
async def test_a_worker_that_lost_its_claim_sends_nothing(server: SmtpServer, clock: Clock) -> None:
    """While one waits for the server, its lease ends and another takes the mail."""
    await post()
    server.delays["RCPT"] = 0.6
    slow = asyncio.create_task(deliver_mails(carrier(server.url()), clock=clock))
    while "RCPT" not in server.verbs:  # noqa: ASYNC110 - bounded by the test
        await asyncio.sleep(0.01)
    server.delays.clear()
    clock.forward(minutes=10)
    assert await deliver_mails(carrier(server.url()), clock=clock) == {"sent": 1}
    assert await slow == {"lost": 1}
    assert len(server.received) == 1


@pytest.mark.usefixtures("database")
async def test_an_answer_that_comes_after_all_makes_it_certain(
    server: SmtpServer, clock: Clock
) -> None:
    posted = await post()
    server.delays["DATA"] = 0.6
    slow = asyncio.create_task(deliver_mails(carrier(server.url()), clock=clock))
    while "DATA" not in server.verbs:  # noqa: ASYNC110 - bounded by the test
        await asyncio.sleep(0.01)
    clock.forward(minutes=10)
    assert await deliver_mails(carrier(server.url()), clock=clock) == {}
    await ended(posted, outbox.UNCERTAIN)
    assert await slow == {"sent": 1}
    await ended(posted, outbox.SENT)
    assert len(server.received) == 1


async def test_workers_at_once_send_each_mail_once(
    server: SmtpServer, clock: Clock, database_url: str
) -> None:
    server.delays["RCPT"] = 0.01
    async with open_database(database_url):
        for number in range(12):
            await post(f"a{number}@exemple.fr")
        outcomes = await asyncio.gather(
            *(deliver_mails(carrier(server.url()), clock=clock) for _ in range(3))
        )
        assert sum(outcome["sent"] for outcome in outcomes) == 12
        assert all(set(outcome) <= {"sent"} for outcome in outcomes), "a mail was claimed twice"
        arrived = sorted(str(message["To"]) for message in server.received)
        assert arrived == sorted(f"a{number}@exemple.fr" for number in range(12))


# By the settings.


@pytest.mark.usefixtures("database")
async def test_on_this_machine_without_a_server_a_mail_is_printed_once(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings()
    assert prints_mails(settings)
    posted = await post()
    assert await deliver_mails(carrier_for(settings), clock=clock) == {"sent": 1}
    assert await deliver_mails(carrier_for(settings), clock=clock) == {}
    printed = capsys.readouterr()
    assert printed.err.count("secret-du-texte") == 1
    assert printed.out == ""
    await ended(posted, outbox.SENT)


@pytest.mark.usefixtures("database")
async def test_a_worker_that_lost_its_claim_prints_nothing(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post()
    claim = outbox.claim

    async def late(now: datetime) -> Outgoing | None:
        mail = await claim(now)
        return mail and await claim(now + timedelta(minutes=10)) and mail

    monkeypatch.setattr(outbox, "claim", late)
    terminal = io.StringIO()
    assert await deliver_mails(Carrier(SENDER, terminal=terminal), clock=clock) == {"lost": 1}
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "settings",
    [
        Settings(base_url="https://incubateur.example"),
        Settings(allowed_hosts=("127.0.0.1", "192.168.1.5")),
        Settings(allowed_hosts=("*",)),
    ],
    ids=["address", "host", "any host"],
)
async def test_a_public_site_without_a_server_prints_nothing_and_keeps_its_mails(
    clock: Clock, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    assert not prints_mails(settings)
    posted = await post(hours=1)
    assert await deliver_mails(carrier_for(settings), clock=clock) == {}
    assert (await mail_of(posted)).status == outbox.WAITING
    assert capsys.readouterr() == ("", "")
    clock.forward(hours=1)
    assert await deliver_mails(carrier_for(settings), clock=clock) == {}
    await ended(posted, outbox.EXPIRED)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"smtp_url": "smtp://localhost"}, "INCUBATOR_MAIL_FROM"),
        ({"smtp_url": "http://x:hunter2@y", "mail_from": SENDER}, "INCUBATOR_SMTP_URL"),
        ({"smtp_url": "smtp://u:hunter2@h:x", "mail_from": SENDER}, "INCUBATOR_SMTP_URL"),
        ({"smtp_url": "smtp://localhost", "mail_from": "personne"}, "INCUBATOR_MAIL_FROM"),
    ],
)
def test_settings_that_can_send_nothing_are_named_without_their_secrets(
    changes: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named) as caught:
        carrier_for(Settings(**changes))  # type: ignore[arg-type]
    assert "hunter2" not in str(caught.value)
