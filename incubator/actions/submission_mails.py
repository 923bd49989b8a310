"""The mails about what people bring: what was decided or asked, in whose words, and one link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incubator.actions import mails
from incubator.actions.mails import Message, Reader, Site, Stranger
from incubator.domain.submissions import UNCONFIRMED_KEPT
from incubator.i18n import translations
from incubator.store.accounts.accounts import find_by_public_id
from incubator.store.submissions import Submission

KIND = "submission"


async def reader_of(submission: Submission) -> Reader | None:
    """Who is written to: the account at its present address, else the address that was given.

    None where there is no address, or nobody who may read the mail.
    """
    sender = submission.sender
    if sender.editor:
        account = await find_by_public_id(sender.editor)
        return account if account is not None and account.may_sign_in else None
    return Stranger(sender.email, sender.language) if sender.email else None


async def post(site: Site, reader: Reader, message: Message, now: datetime) -> None:
    """Put a message in the outbox, within the caller's transaction."""
    await mails.post(site, KIND, reader, message, now=now)


def own_page(submission: Submission, secret: str) -> str:
    """Where the sender follows what they brought: their space, or the page of a mail's secret."""
    if submission.sender.editor:
        return f"/espace/propositions/{submission.public_id}"
    return f"/suivi?jeton={secret}"


def confirmation(site: Site, language: str, place: str, secret: str) -> Message:
    """To a visitor: prove that the address is yours.

    Nothing of what was typed is in it: it may go to somebody who has typed nothing.
    """
    _ = translations(language).gettext
    hours = int(UNCONFIRMED_KEPT.total_seconds() // 3600)
    return Message(
        subject=_("Confirmez votre envoi à %(place)s") % {"place": place},
        paragraphs=[
            _("Quelqu’un a écrit à %(place)s en donnant votre adresse.") % {"place": place},
            _("C’est vous ? Ouvrez ce lien dans les %(hours)s heures, puis confirmez. Sinon, "
              "l’envoi est effacé et personne ne le lit.") % {"hours": hours},
        ],
        link=(_("Confirmer mon envoi"), site.link(f"/suivi/confirmer?jeton={secret}", language)),
        note=_("Vous n’avez rien écrit ? Ignorez ce message."),
    )  # fmt: skip


def asked(site: Site, language: str, submission: Submission, place: str, path: str) -> Message:
    """The incubator asks for more; what it asks is on the page that the link opens."""
    _ = translations(language).gettext
    return Message(
        subject=_("%(place)s a une question") % {"place": place},
        paragraphs=[_("Au sujet de « %(title)s » :") % {"title": submission.title}],
        link=(_("Lire la conversation et répondre"), site.link(path, language)),
    )


def declined(language: str, submission: Submission, place: str) -> Message:
    """The incubator says no, with its reason."""
    _ = translations(language).gettext
    return Message(
        subject=_("Réponse de %(place)s") % {"place": place},
        paragraphs=[
            _("%(place)s ne donne pas suite à « %(title)s ». Voici pourquoi :")
            % {"place": place, "title": submission.title},
        ],
    )


def answered(language: str, title: str, place: str) -> Message:
    """An answer to a problem or to a remark, which closes it."""
    _ = translations(language).gettext
    return Message(
        subject=_("Réponse de %(place)s") % {"place": place},
        paragraphs=[
            _("Vous avez écrit à %(place)s : « %(title)s ».") % {"place": place, "title": title},
            _("Voici la réponse :"),
        ],
        note=_("Ce message n’attend pas de réponse."),
    )


def accepted(
    site: Site, language: str, submission: Submission, place: str, *, is_public: bool
) -> Message:
    """The startup has a sheet: its investigation begins. ``is_public`` says whether it shows."""
    _ = translations(language).gettext
    names = {"title": submission.title, "place": place}
    path = f"/startups/{submission.sheet_id}"
    return Message(
        subject=_("%(place)s accepte « %(title)s »") % names,
        paragraphs=[
            _("%(place)s ouvre une investigation sur « %(title)s ».") % names,
            _("La fiche est créée. Elle est publique : relisez-la.")
            if is_public
            else _("La fiche est proposée. Elle sera publique après relecture."),
        ],
        link=(_("Voir la fiche"), site.link(path, language)) if is_public else None,
    )


def call_cancelled(language: str, call_title: str, submission: Submission, place: str) -> Message:
    """To somebody who applied: the call is cancelled."""
    _ = translations(language).gettext
    return Message(
        subject=_("L’appel à projets « %(call)s » est annulé") % {"call": call_title},
        paragraphs=[
            _("%(place)s annule l’appel auquel vous avez répondu avec « %(title)s ».")
            % {"place": place, "title": submission.title},
            _("Votre candidature n’est pas perdue : l’incubateur peut encore vous répondre."),
        ],
    )


def with_words(message: Message, text: str) -> Message:
    """The message, followed by what somebody wrote, a paragraph for each of its lines."""
    return Message(message.subject, [*message.paragraphs, *lines(text)], message.link, message.note)


def lines(text: str) -> Sequence[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]
