"""The mails that people get: who, what, by when, and one link; text and HTML say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from incubator.actions.wording import ROLE_NAMES
from incubator.config import PROJECT_ROOT
from incubator.domain.access import Role
from incubator.i18n import SOURCE_LANGUAGE, french_typography, translations
from incubator.store import outbox

#: How long a mail may wait for a server before it is of no use.
_PATIENCE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Site:
    """What every mail says of the site: its name, and the address that links begin with.

    Without ``has_links`` people sign in with a provider only, and no mail opens a session.
    """

    title: str
    base_url: str
    has_links: bool = True

    def link(self, path: str, language: str) -> str:
        """A page's full address in a language."""
        prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
        return f"{self.base_url}{prefix}{path}"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a mail about one thing; ``link`` is a label and an address."""

    title: str
    lines: Sequence[str]
    link: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says. Each link is a label and an address; ``note`` comes last, in small.

    ``choice`` leads to a page on which the reader stops such mails. ``reason`` says why they get
    it, where it is not that somebody used their address.
    """

    subject: str
    paragraphs: Sequence[str]
    link: tuple[str, str] | None = None
    note: str = ""
    blocks: Sequence[Block] = ()
    choice: tuple[str, str] | None = None
    reason: str = ""


class Reader(Protocol):
    """Who gets a mail: an account, or a stranger."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def language(self) -> str:
        """The language to write in."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody without an account."""

    email: str
    language: str


async def post(
    site: Site,
    kind: str,
    reader: Reader,
    message: Message,
    *,
    now: datetime,
    expires_at: datetime | None = None,
    calendar: tuple[str, str] = ("", ""),
) -> None:
    """Put a message in the outbox, written in both forms.

    ``calendar`` is an iCalendar text that goes with it, and its method.
    """
    language = reader.language
    texts = translations(language)
    context = {
        "site": site,
        "language": language,
        "message": message,
        "reason": message.reason
        or texts.gettext(
            "Vous recevez ce message parce que quelqu’un a utilisé votre adresse sur %(title)s."
        )
        % {"title": site.title},
    }
    await outbox.post(
        kind,
        reader.email,
        outbox.Content(
            message.subject,
            _environment(language).get_template("message.txt").render(context),
            _environment(language).get_template("message.html").render(context),
            message.choice[1] if message.choice else "",
            *calendar,
        ),
        now=now,
        expires_at=expires_at or now + _PATIENCE,
    )


def sign_in_link(site: Site, language: str, secret: str, minutes: int) -> Message:
    """The link that somebody asked for."""
    _ = translations(language).gettext
    return Message(
        subject=_("Votre lien de connexion à %(title)s") % {"title": site.title},
        paragraphs=[
            _("Ouvrez ce lien dans les %(minutes)s minutes, de préférence dans le navigateur où "
              "vous l’avez demandé. Il ne sert qu’une fois.") % {"minutes": minutes},
        ],
        link=(_("Se connecter"), site.link(f"/connexion/lien?jeton={secret}", language)),
        note=_("Vous n’avez rien demandé ? Ignorez ce message : sans ce lien, personne ne peut "
               "se connecter à votre place."),
    )  # fmt: skip


def unknown_address(site: Site, language: str) -> Message:
    """Somebody asked for a link with an address that nobody has here."""
    _ = translations(language).gettext
    return Message(
        subject=_("Votre adresse n’est pas connue de %(title)s") % {"title": site.title},
        paragraphs=[
            _("Vous avez demandé à vous connecter, mais aucun compte n’a cette adresse."),
            _("Essayez avec votre autre adresse professionnelle, ou demandez une invitation à "
              "l’intrapreneur de votre startup ou à votre incubateur."),
        ],
        note=_("Vous n’avez rien demandé ? Ignorez ce message."),
    )  # fmt: skip


def invitation(
    site: Site, language: str, role: str, inviter: str, secret: str, until: datetime
) -> Message:
    """Somebody is asked to sign in for the first time; ``role`` says what for, with its place."""
    _ = translations(language).gettext
    by = _("%(inviter)s vous donne un accès") if inviter else _("Un accès vous est donné")
    path = f"/connexion/lien?jeton={secret}" if site.has_links else "/connexion"
    return Message(
        subject=_("Invitation à rejoindre %(title)s") % {"title": site.title},
        paragraphs=[
            (by + _(" : %(role)s.")) % {"inviter": inviter, "role": role},
            _("Ce lien ouvre votre compte, sans mot de passe. Il sert une fois, jusqu’au %(day)s.")
            % {"day": _day(until.date(), language)}
            if site.has_links
            else _("Connectez-vous avec votre fournisseur d’identité, sous cette adresse."),
        ],
        link=(_("Accepter l’invitation"), site.link(path, language)),
        note=_("Cette invitation n’est pas pour vous ? Ignorez-la : un compte qui n’a jamais "
               "servi est effacé après trente jours."),
    )  # fmt: skip


def address_changed(site: Site, language: str, new: str) -> Message:
    """To the former address of an account: an administrator gave it another one."""
    _ = translations(language).gettext
    return Message(
        subject=_("L’adresse de votre compte a changé sur %(title)s") % {"title": site.title},
        paragraphs=[
            _("Votre compte a désormais l’adresse %(new)s, et ses sessions sont fermées. Les liens "
              "de connexion y arrivent.") % {"new": new},
            _("Ce n’est pas voulu ? Prévenez aussitôt un administrateur."),
        ],
    )  # fmt: skip


def access_given(
    site: Site, language: str, role: str, giver: str, reason: str, until: date | None
) -> Message:
    """A role was given to somebody who has an account."""
    _ = translations(language).gettext
    by = _("%(giver)s vous donne un accès") if giver else _("Un accès vous est donné")
    lines = [(by + _(" : %(role)s.")) % {"giver": giver, "role": role}]
    lines.append(_("Motif : %(reason)s") % {"reason": reason})
    if until:
        lines.append(_("Il compte jusqu’au %(day)s.") % {"day": _day(until, language)})
    return Message(
        subject=_("Un accès vous est donné sur %(title)s") % {"title": site.title},
        paragraphs=lines,
        link=(_("Voir mes accès"), site.link("/espace", language)),
    )


def access_taken(site: Site, language: str, role: str) -> Message:
    """A role was taken back."""
    _ = translations(language).gettext
    return Message(
        subject=_("Un accès vous est retiré sur %(title)s") % {"title": site.title},
        paragraphs=[
            _("Vous n’avez plus cet accès : %(role)s.") % {"role": role},
            _("Une erreur ? Écrivez à la personne qui gère les accès de votre équipe."),
        ],
        link=(_("Voir mes accès"), site.link("/espace", language)),
    )


def new_browser(site: Site, language: str, browser: str) -> Message:
    """The account was used in a browser that it had not been used in."""
    _ = translations(language).gettext
    return Message(
        subject=_("Nouvelle connexion à %(title)s") % {"title": site.title},
        paragraphs=[
            _("Votre compte vient d’être ouvert dans un navigateur que nous ne connaissions pas : "
              "%(browser)s.") % {"browser": browser},
            _("Si ce n’est pas vous, fermez cette session et prévenez votre administrateur."),
        ],
        link=(_("Voir mes sessions"), site.link("/mon-compte/sessions", language)),
    )  # fmt: skip


def sheet_refused(site: Site, language: str, title: str, startup_id: str) -> Message:
    """A startup's sheet has an error: the public page shows the last good version."""
    _ = translations(language).gettext
    return Message(
        subject=_("La fiche de %(startup)s a une erreur") % {"startup": title},
        paragraphs=[
            _("La dernière version de la fiche de %(startup)s ne peut pas être publiée : elle "
              "contient une erreur. La page publique montre toujours la version précédente.")
            % {"startup": title},
            _("La page de la startup dit quel fichier corriger."),
        ],
        link=(_("Voir la page"), site.link(f"/startups/{startup_id}", language)),
        note=_("Vous pouvez choisir les messages que vous recevez dans « Mon compte »."),
    )  # fmt: skip


def role_in(language: str, role: Role, place: str) -> str:
    """A role with its place, in the reader's words."""
    name = translations(language).gettext(ROLE_NAMES[role])
    return f"{name} – {place}" if place else name


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=language)


@lru_cache(maxsize=4)
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PROJECT_ROOT / "templates" / "mails"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    typo: Any = french_typography if language == SOURCE_LANGUAGE else str
    environment.filters["typo"] = typo
    return environment
