"""Servers that break off, talk nonsense or repeat secrets, at every point of a hand-over."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from email.message import EmailMessage

import pytest

from incubator.mail.answers import shown
from incubator.mail.errors import Cause, DelayedError, MailError, RejectedError, UncertainError
from incubator.mail.hand_over import hand_over
from incubator.mail.messages import build_message
from incubator.mail.settings import parse_smtp_url
from tests.mail.conftest import LINK, NOW, SENDER, Outbox, mail
from tests.mail.servers import Script, scripted_server

_PASSWORD = "hunter2-S3cret"
_PLAIN = b64encode(f"\0incubateur\0{_PASSWORD}".encode()).decode()


async def _send(script: Script, message: EmailMessage, outbox: Outbox) -> MailError | None:
    url = f"smtp://incubateur:{_PASSWORD}@127.0.0.1:{script.port}?timeout=0.3"
    try:
        await hand_over(parse_smtp_url(url, SENDER), message, before_data=outbox)
    except MailError as error:
        return error
    return None


_BEFORE = ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("when", _BEFORE)
@pytest.mark.parametrize("move", [None, 5.0, "451 plus tard", "nonsense", "999 what"])
async def test_before_the_content_a_mail_is_surely_not_sent(
    when: str, move: str | float | None, message: EmailMessage, outbox: Outbox
) -> None:
    async with scripted_server(**{when: move}) as script:
        error = await _send(script, message, outbox)
    assert type(error) is DelayedError
    assert outbox.asked == (1 if when == "DATA" else 0)
    assert not any(LINK[:20] in line for line in script.heard)


@pytest.mark.parametrize("when", _BEFORE)
async def test_a_lasting_refusal_before_the_content_needs_a_person(
    when: str, message: EmailMessage, outbox: Outbox
) -> None:
    moves: dict[str, str | float | None] = {when: "554 5.7.1 jamais"}
    async with scripted_server(**moves) as script:
        error = await _send(script, message, outbox)
        if when != "greeting":
            await asyncio.wait_for(script.reached("QUIT"), 5)
    assert type(error) is RejectedError
    if when == "EHLO":
        # HELO was taken, and a server without extensions offers no way to sign in.
        assert error.cause is Cause.NOT_OFFERED
    else:
        assert error.detail == "554 5.7.1 jamais"


@pytest.mark.parametrize("when", ["mid_content", "content"])
@pytest.mark.parametrize("move", [None, 5.0, "nonsense", "354 still going", "999 what"])
async def test_once_the_content_leaves_only_an_answer_is_certain(
    when: str, move: str | float | None, message: EmailMessage, outbox: Outbox
) -> None:
    async with scripted_server(**{when: move}) as script:
        error = await _send(script, message, outbox)
    assert type(error) is UncertainError
    assert outbox.asked == 1


async def test_a_server_that_stops_reading_a_long_content_leaves_it_uncertain(
    outbox: Outbox,
) -> None:
    message = build_message(mail(text="à" * 1_000_000), SENDER, NOW)
    async with scripted_server(mid_content=5.0) as script:
        error = await _send(script, message, outbox)
    assert type(error) is UncertainError
    assert error.cause is Cause.NO_ANSWER


@pytest.mark.parametrize(
    ("answer", "meaning"), [("452 plein", DelayedError), ("552 trop long", RejectedError)]
)
async def test_a_refusal_as_the_last_word_is_certain(
    answer: str, meaning: type[MailError], message: EmailMessage, outbox: Outbox
) -> None:
    async with scripted_server(content=answer) as script:
        error = await _send(script, message, outbox)
    assert type(error) is meaning


@pytest.mark.parametrize("move", [None, 5.0, "500 what"])
async def test_a_bad_farewell_changes_nothing(
    move: str | float | None, message: EmailMessage, outbox: Outbox
) -> None:
    async with scripted_server(QUIT=move) as script:
        assert await _send(script, message, outbox) is None
        await asyncio.wait_for(script.reached("QUIT"), 5)
    assert script.heard.count(".") == 1


async def test_being_stopped_in_the_middle_closes_the_connection(
    message: EmailMessage, outbox: Outbox
) -> None:
    async with scripted_server(RCPT=60.0) as script:
        settings = parse_smtp_url(f"smtp://127.0.0.1:{script.port}", SENDER)
        task = asyncio.create_task(hand_over(settings, message, before_data=outbox))
        await asyncio.wait_for(script.reached("RCPT"), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert outbox.asked == 0
    assert not script.said("QUIT")


async def test_a_line_that_is_a_dot_does_not_end_the_mail(outbox: Outbox) -> None:
    text = "avant\n.\nMAIL FROM:<x@y.example>\n"
    message = build_message(mail(text=text, html=""), SENDER, NOW)
    async with scripted_server() as script:
        assert await _send(script, message, outbox) is None
        await asyncio.wait_for(script.reached("QUIT"), 5)
    assert ".." in script.heard
    assert script.heard[-2:] == [".", "QUIT"]


@pytest.mark.parametrize(
    "answer",
    [
        f"535 unknown command AUTH PLAIN {_PLAIN}",
        f"535 unknown command AUTH PLAIN {_PLAIN[:15]}",
        f"535 UNKNOWN COMMAND AUTH PLAIN {_PLAIN.upper()}",
        f"535-incubateur:{_PASSWORD}\r\n535 {b64encode(_PASSWORD.encode()).decode()}",
        "535 " + "x" * 290 + _PASSWORD,
    ],
)
async def test_an_answer_that_repeats_the_password_is_shown_without_it(
    answer: str, message: EmailMessage, outbox: Outbox
) -> None:
    async with scripted_server(AUTH=answer) as script:
        error = await _send(script, message, outbox)
    assert type(error) is RejectedError
    assert error.__context__ is None
    said = str(error).lower()
    for secret in (_PASSWORD, _PLAIN, b64encode(_PASSWORD.encode()).decode()):
        assert secret[:8].lower() not in said
    assert "…" in error.detail
    assert len(error.detail) <= 304


async def test_an_answer_that_repeats_the_link_is_shown_without_it(
    message: EmailMessage, outbox: Outbox
) -> None:
    answer = f"554 5.7.1 blocked <{LINK}>, see https://postmaster.example/help"
    async with scripted_server(content=answer) as script:
        error = await _send(script, message, outbox)
    assert type(error) is RejectedError
    assert error.detail == "554 5.7.1 blocked <[…]>, see https://postmaster.example/help"


def test_an_answer_is_shown_on_one_line_that_can_be_stored() -> None:
    said = shown("a\nb\x1b[31m\udce9\u2028c " + "é" * 400, user="", password="")
    assert said.startswith("a b [31m? c é")
    assert len(said) == 300
    assert said.endswith("…")
