"""A mail printed while one develops."""

from __future__ import annotations

from email.message import EmailMessage
from io import StringIO

from incubator.mail.messages import build_message
from incubator.mail.printing import print_mail
from tests.mail.conftest import LINK, NOW, SENDER, mail


def test_a_printed_mail_shows_who_what_and_the_text_without_the_html(message: EmailMessage) -> None:
    stream = StringIO()
    print_mail(message, stream)
    shown = stream.getvalue()
    assert "│ From: Incubateur d’État <ne-pas-repondre@incubateur.example>\n" in shown
    assert "│ To: camille@beta.example\n" in shown
    assert "│ Subject: Votre lien de connexion à l’incubateur\n" in shown
    assert f"│ Ouvrez ce lien : {LINK}\n" in shown
    assert "<p>" not in shown
    assert shown.splitlines()[0].startswith("┌─")
    assert shown.splitlines()[-1].startswith("└─")


def test_a_printed_mail_cannot_command_the_terminal() -> None:
    stream = StringIO()
    print_mail(build_message(mail(text="a\x1b[31mrouge\x07\n"), SENDER, NOW), stream)
    assert "│ a·[31mrouge·\n" in stream.getvalue()
