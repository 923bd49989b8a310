"""How mails leave, by the settings."""

from __future__ import annotations

import sys

from incubator.actions.deliver_mails import Carrier
from incubator.config import ConfigurationError, Settings
from incubator.mail.settings import parse_smtp_url

_DEVELOPER = "Incubator <incubator@localhost.localdomain>"


def prints_mails(settings: Settings) -> bool:
    """Whether mails are printed: no server is set, and the site is on this machine only.

    A public site without a server keeps its mails: printed, their links would be in its logs.
    """
    return not settings.smtp_url and not settings.is_public


def carrier_for(settings: Settings) -> Carrier:
    """The carrier that the settings describe.

    Raises:
        ConfigurationError: the server's address or the sender can't be used.
    """
    if not settings.smtp_url:
        terminal = sys.stderr if prints_mails(settings) else None
        return Carrier(sender=settings.mail_from or _DEVELOPER, terminal=terminal)
    if not settings.mail_from:
        raise ConfigurationError(
            "INCUBATOR_SMTP_URL is set without INCUBATOR_MAIL_FROM: write the address that mails"
            " come from, such as Incubator <incubator@example.gouv.fr>."
        )
    try:
        server = parse_smtp_url(settings.smtp_url, settings.mail_from)
    except ValueError as error:
        raise ConfigurationError(f"INCUBATOR_SMTP_URL or INCUBATOR_MAIL_FROM: {error}") from error
    return Carrier(sender=settings.mail_from, server=server)
