"""The message made of a mail: its headers, its two parts, and nothing that was slipped in."""

from __future__ import annotations

from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incubator.mail.messages import build_message, text_of, wire_form
from tests.mail.conftest import NOW, SENDER, mail

_HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("Content-Type", "MIME-Version"),
}


def received(message: EmailMessage, *, utf8: bool = False) -> EmailMessage:
    """What a server reads from the wire: dots taken back, bytes parsed."""
    wire = wire_form(message, utf8=utf8)
    assert wire.endswith(b"\r\n.\r\n")
    lines = wire.removesuffix(b".\r\n").split(b"\r\n")
    assert b"." not in lines
    assert all(len(line) <= 998 for line in lines)
    plain = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)
    parsed = message_from_string(plain.decode(), policy=SMTP.clone(utf8=utf8))
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_headers_say_who_what_when_and_that_a_machine_wrote(message: EmailMessage) -> None:
    read = received(message)
    assert read["From"] == "Incubateur d’État <ne-pas-repondre@incubateur.example>"
    assert read["To"] == "camille@beta.example"
    assert read["Subject"] == "Votre lien de connexion à l’incubateur"
    assert read["Date"].datetime == NOW
    assert read["Message-ID"] == "<1b2c3d@incubateur.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content_type() == "multipart/alternative"
    assert wire_form(message, utf8=False).isascii()


def test_the_text_comes_first_and_both_parts_keep_their_accents(message: EmailMessage) -> None:
    read = received(message)
    kinds = [part.get_content_type() for part in read.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert text_of(read) == mail().text
    assert text_of(read, "html") == mail().html


def test_a_mail_without_html_is_plain_text() -> None:
    read = received(build_message(mail(html=""), SENDER, NOW))
    assert read.get_content_type() == "text/plain"
    assert text_of(read, "html") == ""


def test_an_address_with_an_accent_is_written_as_it_is_for_servers_that_allow_it() -> None:
    message = build_message(mail(to="zoé@incubateur.example"), SENDER, NOW)
    assert received(message, utf8=True)["To"] == "zoé@incubateur.example"


@pytest.mark.parametrize(
    "name",
    [
        "Startups, État",
        'Le "labo"',
        "Très " * 30,
        "=?utf-8?q?=0D=0ABcc:_x=40y.example?=",
        "Équipe <3",
        "",
        "A@B",
    ],
)
def test_a_sender_may_have_any_one_line_name(name: str) -> None:
    if "<" in name:
        with pytest.raises(ValueError, match="address"):
            build_message(mail(), f"{name} <a@b.example>", NOW)
        return
    read = received(build_message(mail(), f"{name} <a@b.example>", NOW))
    assert [one.addr_spec for one in read["From"].addresses] == ["a@b.example"]
    assert set(read.keys()) == _HEADERS


_BREAKS = ["\r", "\n", "\r\n", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ud800"]


@pytest.mark.parametrize("sign", _BREAKS)
@pytest.mark.parametrize("where", ["to", "subject", "message_id"])
def test_a_line_end_in_a_header_is_refused(where: str, sign: str) -> None:
    value = getattr(mail(), where)
    for text in (value + sign, sign + value, f"{value[:5]}{sign}Bcc: x@y.example{sign}{value[5:]}"):
        with pytest.raises(ValueError, match="mail"):
            mail(**{where: text})


@pytest.mark.parametrize(
    "to",
    [
        "",
        "camille",
        "@beta.example",
        "camille@",
        "camille@beta..example",
        "camille@-beta.example",
        ".camille@beta.example",
        "cam..ille@beta.example",
        "camille@beta.example, autre@beta.example",
        "camille@beta.example autre@beta.example",
        "<camille@beta.example>",
        "Camille <camille@beta.example>",
        '"cam ille"@beta.example',
        "camille@autre@beta.example",
        "camille@[127.0.0.1]",
        f"{'c' * 65}@beta.example",
        f"camille@{'b' * 64}.example",
        f"camille@{'b.' * 150}example",
    ],
)
def test_a_recipient_is_one_bare_address(to: str) -> None:
    with pytest.raises(ValueError, match="address"):
        mail(to=to)


def test_half_a_character_and_an_instant_without_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        mail(text="\ud800")
    with pytest.raises(ValueError, match="time zone"):
        build_message(mail(), SENDER, datetime(2026, 11, 22))  # noqa: DTZ001


@given(subject=st.text(max_size=300), to=st.text(max_size=40))
@example(subject="=?utf-8?q?=0D=0ABcc:_x=40y.example?=", to="a@b.example")
@example(subject="=?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?= x", to="a@b.example")
@example(subject="x", to="=?utf-8?q?=0D=0ABcc:_x=40y.example?=")
@example(subject=" " * 200 + "é" * 100, to="a@b.example")
@example(subject="a" * 300, to="a@b.example")
def test_no_subject_and_no_address_adds_a_header_or_a_recipient(subject: str, to: str) -> None:
    for changes in ({"subject": subject}, {"to": to}, {"to": f"{to}@beta.example"}):
        try:
            message = build_message(mail(**changes), SENDER, NOW)
        except ValueError:
            continue
        read = received(message, utf8=not message["To"].isascii())
        assert set(read.keys()) == _HEADERS
        assert len(read.keys()) == len(_HEADERS)
        assert len(read["To"].addresses) == 1
        assert read["To"].addresses[0].addr_spec == changes.get("to", mail().to)
        assert text_of(read) == mail().text


def test_a_subject_that_looks_encoded_arrives_as_text() -> None:
    read = received(build_message(mail(subject="=?utf-8?q?caf=C3=A9?="), SENDER, NOW))
    assert read["Subject"] == "= ?utf-8?q?caf=C3=A9?="


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
@example(".\r\n.\r\nMAIL FROM:<x@y.example>")
@example("\n.\n")
@example("a" * 2000)
@example("--===============0==--\nFrom x\n")
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    read = received(build_message(mail(text=text, html=text), SENDER, NOW))
    assert set(read.keys()) <= {*_HEADERS, "Content-Transfer-Encoding"}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    assert text_of(read).replace("\r\n", "\n").removesuffix("\n") == lines


def test_the_address_that_stops_mails_is_a_header_on_one_line_as_it_is() -> None:
    url = "https://startups.example.gouv.fr/en/mon-compte/rappels?jeton=" + "aB3-_." * 20
    message = build_message(mail(unsubscribe_url=url), SENDER, NOW)
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in wire_form(message, utf8=False)
    assert received(message)["List-Unsubscribe"] == f"<{url}>"
    assert "List-Unsubscribe" not in build_message(mail(), SENDER, NOW)


@pytest.mark.parametrize(
    "url",
    ["javascript:x", "https://x/>\r\nBcc: a@b.fr", "https://x/ y", "https://x/é", "x" * 600],
)
def test_an_address_that_could_add_a_header_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address that stops mails"):
        mail(unsubscribe_url=url)
