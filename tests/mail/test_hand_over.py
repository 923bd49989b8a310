"""A mail handed over to a real SMTP server: delivered, refused, delayed, with and without TLS."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from incubator.mail.errors import (
    Cause,
    DelayedError,
    MailError,
    NotOursError,
    RejectedError,
    Step,
    UncertainError,
)
from incubator.mail.hand_over import hand_over
from incubator.mail.messages import build_message, text_of
from incubator.mail.settings import parse_smtp_url
from tests.mail.conftest import NOW, SENDER, Certificates, Outbox, mail
from tests.mail.servers import smtp_server

_PASSWORD = "hunter2-S3cret"
_LOGIN = f"incubateur:{_PASSWORD}"
_ACCOUNTS = {"incubateur": _PASSWORD}


async def failing(url: str, message: EmailMessage, outbox: Outbox) -> MailError:
    """The error of a hand-over that must fail, free of anything secret."""
    with pytest.raises(MailError) as caught:
        await hand_over(parse_smtp_url(url, SENDER), message, before_data=outbox)
    error = caught.value
    assert _PASSWORD not in str(error) + repr(error)
    assert error.__context__ is None
    return error


async def test_a_mail_arrives_as_it_was_written(message: EmailMessage, outbox: Outbox) -> None:
    with smtp_server() as server:
        await hand_over(parse_smtp_url(server.url(), SENDER), message, before_data=outbox)
    assert outbox.asked == 1
    (read,) = server.received
    assert read["Subject"] == "Votre lien de connexion à l’incubateur"
    assert text_of(read) == mail().text
    assert text_of(read, "html") == mail().html
    assert server.envelopes[0].mail_from == "ne-pas-repondre@incubateur.example"
    assert server.envelopes[0].rcpt_tos == ["camille@beta.example"]


@pytest.mark.parametrize("security", ["starttls", "implicit"])
async def test_a_mail_and_the_password_cross_an_encrypted_connection(
    security: str, trusted: Certificates, message: EmailMessage, outbox: Outbox
) -> None:
    tls = trusted.server("localhost")
    implicit = security == "implicit"
    with smtp_server(
        implicit=tls if implicit else None,
        starttls=None if implicit else tls,
        accounts=_ACCOUNTS,
    ) as server:
        url = server.url(
            "" if implicit else "?tls=starttls", "smtps" if implicit else "smtp", _LOGIN
        )
        await hand_over(parse_smtp_url(url, SENDER), message, before_data=outbox)
    assert len(server.received) == 1
    assert server.encrypted == [True]
    assert "AUTH PLAIN" in server.verbs


@pytest.mark.parametrize("security", ["starttls", "implicit"])
@pytest.mark.parametrize("fault", ["name", "authority", "version"])
async def test_a_server_that_cannot_prove_itself_gets_nothing(
    security: str,
    fault: str,
    certificates: Certificates,
    request: pytest.FixtureRequest,
    message: EmailMessage,
    outbox: Outbox,
) -> None:
    if fault != "authority":
        request.getfixturevalue("trusted")
    tls = certificates.server("autre.example" if fault == "name" else "localhost")
    if fault == "version":
        with warnings.catch_warnings():
            # Python warns of what this test is about: an old version of TLS.
            warnings.simplefilter("ignore", DeprecationWarning)
            tls.minimum_version = ssl.TLSVersion.TLSv1_1
            tls.maximum_version = ssl.TLSVersion.TLSv1_1
        tls.set_ciphers("ALL:@SECLEVEL=0")
    implicit = security == "implicit"
    with smtp_server(
        implicit=tls if implicit else None, starttls=None if implicit else tls, accounts=_ACCOUNTS
    ) as server:
        url = server.url(
            "" if implicit else "?tls=starttls", "smtps" if implicit else "smtp", _LOGIN
        )
        error = await failing(url, message, outbox)
    assert error.step is (Step.CONNECT if implicit else Step.STARTTLS)
    if fault == "version":
        # A server that is too old only cuts the connection, as one does that is overloaded.
        assert isinstance(error, DelayedError | RejectedError)
    else:
        assert isinstance(error, RejectedError)
        assert error.cause is Cause.CERTIFICATE
    assert (outbox.asked, server.received) == (0, [])
    assert not any(verb.startswith("AUTH") for verb in server.verbs)


async def test_without_the_starttls_that_is_required_nothing_is_said(
    message: EmailMessage, outbox: Outbox
) -> None:
    with smtp_server(accounts=_ACCOUNTS) as server:
        error = await failing(server.url("?tls=starttls", login=_LOGIN), message, outbox)
    assert isinstance(error, RejectedError)
    assert str(error) == (
        f"localhost:{server.port}: while securing the connection (STARTTLS),"
        " the server does not offer STARTTLS."
    )
    assert server.verbs == ["EHLO"]


async def test_tls_to_a_server_without_it_is_a_setting_to_change(
    trusted: Certificates, message: EmailMessage, outbox: Outbox
) -> None:
    with smtp_server() as server:
        error = await failing(server.url(scheme="smtps"), message, outbox)
    assert isinstance(error, RejectedError)
    assert (error.step, error.cause) == (Step.CONNECT, Cause.TLS)


async def test_a_wrong_password_is_refused_and_tried_once(
    message: EmailMessage, outbox: Outbox
) -> None:
    with smtp_server(accounts={"incubateur": "autre"}) as server:
        error = await failing(server.url(login=_LOGIN), message, outbox)
    assert isinstance(error, RejectedError)
    assert (error.step, error.code) == (Step.LOGIN, 535)
    assert server.verbs == ["EHLO", "AUTH PLAIN"]


@pytest.mark.parametrize(
    ("verb", "step"),
    [
        ("EHLO", Step.CONNECT),
        ("MAIL", Step.SENDER),
        ("RCPT", Step.RECIPIENT),
        ("DATA", Step.CONTENT),
    ],
)
@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("451 4.7.1 Liste grise, revenez", DelayedError),
        ("421 4.3.2 Arrêt du service", DelayedError),
        ("550 5.1.1 Refusé", RejectedError),
    ],
)
async def test_an_answer_says_whether_to_try_again(
    verb: str,
    step: Step,
    answer: str,
    meaning: type[MailError],
    message: EmailMessage,
    outbox: Outbox,
) -> None:
    with smtp_server() as server:
        if verb == "EHLO" and answer.startswith("550"):
            # A server that refuses EHLO is greeted with HELO, the older word, and may take it.
            server.answers[verb] = answer
            await hand_over(parse_smtp_url(server.url(), SENDER), message, before_data=outbox)
            assert len(server.received) == 1
            return
        server.answers[verb] = answer
        error = await failing(server.url(), message, outbox)
    assert type(error) is meaning
    assert (error.step, error.cause, error.code) == (step, Cause.ANSWERED, int(answer[:3]))
    assert str(error).endswith(f"the server answered {answer}.")
    assert outbox.asked == (1 if verb == "DATA" else 0)
    assert server.received == []


@pytest.mark.parametrize(
    ("verb", "meaning"),
    [
        ("EHLO", DelayedError),
        ("MAIL", DelayedError),
        ("RCPT", DelayedError),
        ("DATA", UncertainError),
    ],
)
async def test_silence_is_certain_before_the_content_only(
    verb: str, meaning: type[MailError], message: EmailMessage, outbox: Outbox
) -> None:
    with smtp_server() as server:
        server.delays[verb] = 30
        started = datetime.now(UTC)
        error = await failing(server.url("?timeout=0.2"), message, outbox)
        took = (datetime.now(UTC) - started).total_seconds()
    assert type(error) is meaning
    assert error.cause is Cause.NO_ANSWER
    assert took < 0.2 * 10
    assert server.received == []


async def test_a_slow_scan_of_the_content_is_waited_for(
    message: EmailMessage, outbox: Outbox
) -> None:
    with smtp_server() as server:
        server.delays["DATA"] = 0.8
        settings = parse_smtp_url(server.url("?timeout=0.4"), SENDER)
        await hand_over(settings, message, before_data=outbox)
        assert len(server.received) == 1


async def test_a_mail_that_someone_else_took_is_not_sent(message: EmailMessage) -> None:
    outbox = Outbox(ours=False)
    with smtp_server() as server:
        settings = parse_smtp_url(server.url(), SENDER)
        with pytest.raises(NotOursError):
            await hand_over(settings, message, before_data=outbox)
    assert server.received == []
    assert server.verbs == ["EHLO", "MAIL", "RCPT"]


async def test_a_note_that_cannot_be_written_keeps_the_mail_here(message: EmailMessage) -> None:
    async def failing_note() -> bool:
        raise LookupError("the database is gone")

    with smtp_server() as server:
        settings = parse_smtp_url(server.url(), SENDER)
        with pytest.raises(LookupError, match="the database is gone"):
            await hand_over(settings, message, before_data=failing_note)
    assert server.received == []


async def test_an_address_with_an_accent_needs_a_server_that_takes_it(outbox: Outbox) -> None:
    message = build_message(mail(to="zoé@béta.example"), SENDER, NOW)
    with smtp_server() as server:
        await hand_over(parse_smtp_url(server.url(), SENDER), message, before_data=outbox)
    assert server.envelopes[0].rcpt_tos == ["zoé@béta.example"]
    assert server.envelopes[0].mail_options == ["SMTPUTF8"]
    assert server.received[0]["To"] == "zoé@béta.example"
    with smtp_server(utf8=False) as server:
        error = await failing(server.url(), message, outbox)
    assert isinstance(error, RejectedError)
    assert (error.cause, error.detail) == (Cause.NOT_OFFERED, "SMTPUTF8")


@pytest.mark.parametrize("host", ["127.0.0.1:9", "n-existe-pas.invalid:25"])
async def test_a_server_that_cannot_be_reached_may_be_tried_again(
    host: str, message: EmailMessage, outbox: Outbox
) -> None:
    error = await failing(f"smtp://{host}?tls=none&timeout=5", message, outbox)
    assert isinstance(error, DelayedError)
    assert error.step is Step.CONNECT


async def test_a_message_to_several_people_is_refused_before_anything(outbox: Outbox) -> None:
    message = build_message(mail(), SENDER, NOW)
    del message["To"]
    message["To"] = "a@b.example, c@d.example"
    with pytest.raises(ValueError, match="exactly one address in To"):
        await hand_over(parse_smtp_url("smtp://127.0.0.1:9", SENDER), message, before_data=outbox)
