"""Certificates that the tests make, and a message to send."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from incubator.mail.messages import Mail, build_message

SENDER = "Incubateur d’État <ne-pas-repondre@incubateur.example>"
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LINK = "https://incubateur.example/connexion/9f8e7d6c5b4a39281706"


@dataclass(frozen=True)
class Certificates:
    """An authority, and what a server with a certificate of its own needs."""

    authority: trustme.CA

    def server(self, *names: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(*names).configure_cert(context)
        return context


@pytest.fixture(scope="session")
def certificates() -> Certificates:
    return Certificates(trustme.CA())


@pytest.fixture
def trusted(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Certificates:
    """The authority is the system's, as an administrator would say it."""
    path = tmp_path / "authority.pem"
    certificates.authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return certificates


def mail(**changes: str) -> Mail:
    values = {
        "to": "camille@beta.example",
        "subject": "Votre lien de connexion à l’incubateur",
        "text": f"Bonjour Zoé,\n\nOuvrez ce lien : {LINK}\n.\n..deux points\nÀ bientôt\n",
        "html": f'<p>Bonjour Zoé,</p>\n<p><a href="{LINK}">Ouvrez ce lien</a> à bientôt</p>\n',
        "message_id": "<1b2c3d@incubateur.example>",
    }
    return Mail(**(values | changes))


@pytest.fixture
def message() -> EmailMessage:
    return build_message(mail(), SENDER, NOW)


@dataclass
class Outbox:
    """What the outbox does before the content leaves: it notes it, and may refuse."""

    ours: bool = True
    asked: int = 0

    async def __call__(self) -> bool:
        self.asked += 1
        return self.ours


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()
