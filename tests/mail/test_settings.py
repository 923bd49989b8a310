"""The mail server's address: what it may say, and that it never gives its password away."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.mail.settings import Security, parse_smtp_url
from tests.mail.conftest import SENDER

_PASSWORD = "hunter2-S3cret"


@pytest.mark.parametrize(
    ("url", "security", "host", "port"),
    [
        ("smtp://mail.example.org", Security.STARTTLS, "mail.example.org", 587),
        ("smtp://mail.example.org:2525/", Security.STARTTLS, "mail.example.org", 2525),
        ("smtps://mail.example.org", Security.IMPLICIT, "mail.example.org", 465),
        ("smtp://mail.example.org?tls=none", Security.NONE, "mail.example.org", 25),
        ("smtp://127.0.0.1:1025", Security.NONE, "127.0.0.1", 1025),
        ("smtp://[::1]:1025", Security.NONE, "::1", 1025),
        ("smtp://localhost:1025", Security.NONE, "localhost", 1025),
        ("smtp://localhost:1025?tls=starttls", Security.STARTTLS, "localhost", 1025),
        ("smtps://localhost:1465", Security.IMPLICIT, "localhost", 1465),
        ("smtp://127.0.0.1.example.org", Security.STARTTLS, "127.0.0.1.example.org", 587),
    ],
)
def test_encryption_is_required_except_on_this_machine_or_when_said(
    url: str, security: Security, host: str, port: int
) -> None:
    settings = parse_smtp_url(url, SENDER)
    assert (settings.security, settings.host, settings.port) == (security, host, port)
    assert (settings.user, settings.timeout_seconds) == ("", 30)


def test_user_and_password_are_percent_decoded() -> None:
    settings = parse_smtp_url(
        "smtps://a%40b.fr:p%2F%3F%23%C3%A9%20x@mail.example?timeout=5", SENDER
    )
    assert (settings.user, settings.password) == ("a@b.fr", "p/?#é x")
    assert settings.timeout_seconds == 5
    assert settings.longest_seconds == 50


def test_the_password_is_not_shown_with_the_settings() -> None:
    settings = parse_smtp_url(f"smtps://user:{_PASSWORD}@mail.example", SENDER)
    assert _PASSWORD not in repr(settings)
    assert _PASSWORD not in str(settings)


@pytest.mark.parametrize(
    "url",
    [
        f"http://user:{_PASSWORD}@mail.example",
        f"user:{_PASSWORD}@mail.example",
        f"smtp://user:{_PASSWORD}@",
        f"smtp://user:{_PASSWORD}@mail.example:x",
        f"smtp://user:{_PASSWORD}@mail.example:0",
        f"smtp://user:{_PASSWORD}@mail.example:99999",
        f"smtp://user:{_PASSWORD}@ma il.example",
        f"smtp://user:{_PASSWORD}@mail.example/{_PASSWORD}",
        f"smtp://user:{_PASSWORD}@mail.example#{_PASSWORD}",
        f"smtp://user:/{_PASSWORD}@mail.example",
        f"smtp://user:25#{_PASSWORD}@mail.example",
        f"smtp://user:25?{_PASSWORD}@mail.example",
        f"smtp://user:[{_PASSWORD}@mail.example",
        f"smtp://user:{_PASSWORD}\u2100@mail.example",
        f"smtp://user:{_PASSWORD}%0d%0aQUIT@mail.example",
        f"smtp://:{_PASSWORD}@mail.example",
        f"smtp://user:{_PASSWORD}@mail.example?tls=none",
        f"smtp://user:{_PASSWORD}@mail.example?tls={_PASSWORD}",
        f"smtp://user:{_PASSWORD}@mail.example?tls=starttls&tls=none",
        f"smtp://user:{_PASSWORD}@mail.example?timeout={_PASSWORD}",
        f"smtp://user:{_PASSWORD}@mail.example?timeout=0",
        f"smtp://user:{_PASSWORD}@mail.example?timeout=601",
        f"smtp://user:{_PASSWORD}@mail.example?{_PASSWORD}=1",
        f"smtps://user:{_PASSWORD}@mail.example?tls=none",
    ],
)
def test_an_address_that_cannot_be_is_refused_without_a_word_of_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|smtps://") as caught:
        parse_smtp_url(url, SENDER)
    error: BaseException | None = caught.value
    while error is not None:
        assert _PASSWORD not in str(error)
        error = error.__context__


@given(st.text(max_size=30))
def test_any_password_works_once_it_is_percent_encoded(text: str) -> None:
    url = f"smtps://user:{quote(text, safe='', errors='ignore')}@mail.example"
    if not text or not text.isprintable():
        return
    assert parse_smtp_url(url, SENDER).password == text


@pytest.mark.parametrize("sender", ["", "x", "A <a@b.fr>, B <b@b.fr>", "A\r\nBcc: x@y.fr <a@b.fr>"])
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    with pytest.raises(ValueError, match=r"address|sender"):
        parse_smtp_url("smtp://127.0.0.1", sender)
