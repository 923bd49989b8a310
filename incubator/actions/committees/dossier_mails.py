"""What mails say of dossiers: one is there to be read, one is still to be submitted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from incubator.actions import mails
from incubator.domain.dossiers import leaves_on
from incubator.i18n import translations
from incubator.store.accounts.accounts import Account, find_by_public_id
from incubator.store.committees.dossiers import DossierVersion
from incubator.store.committees.sessions import Committee, Item
from incubator.store.startup_reads import startup_titles

KIND = "dossier"
#: A mail waits for a server until the day after the session, and this long at least.
_PATIENCE = timedelta(days=2)


async def tell_readers(
    site: mails.Site,
    committee: Committee,
    item: Item,
    dossier: DossierVersion,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    """Tell those who sit in a session that a dossier is there; returns how many mails.

    Whoever has no part in the item is left out, and so are closed accounts. To be called within
    the transaction that freezes it.
    """
    day = committee.starts_at.astimezone(zone).date()
    name = await _name(item.startup_id)
    until = max(committee.starts_at + timedelta(days=1), now + _PATIENCE)
    count = 0
    for member in committee.members:
        account = await find_by_public_id(member.account_id)
        if item.public_id in member.recused or account is None or not account.may_sign_in:
            continue
        message = dossier_sent(site, account.language, name, day, dossier)
        await mails.post(site, KIND, account, message, now=now, expires_at=until)
        count += 1
    return count


async def remind(
    site: mails.Site,
    account: Account,
    item: Item,
    day: date,
    today: date,
    now: datetime,
) -> None:
    """Tell somebody of a team that its dossier is not submitted; within a transaction."""
    message = dossier_awaited(
        site, account.language, await _name(item.startup_id), item, day, today
    )
    await mails.post(site, KIND, account, message, now=now)


def dossier_sent(
    site: mails.Site, language: str, name: str, day: date, dossier: DossierVersion
) -> mails.Message:
    """To those who sit in the session: what to read before it."""
    _ = translations(language).gettext
    told = {"name": name, "day": _day(day, language), "version": dossier.version}
    path = f"/comites/{dossier.committee_id}/points/{dossier.item_id}/dossier"
    if dossier.version > 1:
        subject = _("Dossier corrigé : %(name)s, comité du %(day)s") % told
        first = _(
            "Le dossier de %(name)s est corrigé : la version %(version)s remplace la précédente,"
            " qui reste consultable avec ce qui les distingue."
        )
    else:
        subject = _("Dossier à lire : %(name)s, comité du %(day)s") % told
        first = _("Le dossier de %(name)s est prêt : il est figé tel que vous le lirez en séance.")
    return mails.Message(
        subject=subject,
        paragraphs=[
            first % told,
            _("Le comité se tient le %(day)s. Lisez le dossier avant : la séance commence par vos"
              " questions.") % told,
        ],
        link=(_("Lire le dossier"), site.link(path, language)),
        reason=_("Vous recevez ce message parce que vous participez à ce comité."),
    )  # fmt: skip


def dossier_awaited(
    site: mails.Site, language: str, name: str, item: Item, day: date, today: date
) -> mails.Message:
    """To a team: by when its dossier is expected, and what is there already."""
    _ = translations(language).gettext
    leaving = leaves_on(day)
    told = {"name": name, "day": _day(day, language), "leaving": _day(leaving, language)}
    if leaving > today:
        when = _("Le dossier part aux membres du comité le %(leaving)s : déposez-le avant ce jour.")
    else:
        when = _("Le dossier devait partir le %(leaving)s : déposez-le dès que possible, il sera"
                 " envoyé aussitôt.")  # fmt: skip
    return mails.Message(
        subject=_("Dossier à déposer : %(name)s, comité du %(day)s") % told,
        paragraphs=[
            _("%(name)s passe en comité le %(day)s, et son dossier n’est pas déposé.") % told,
            when % told,
            _("Les chiffres, l’équipe et les décisions précédentes y sont déjà : il reste à écrire"
              " vos résultats, ce qui vous bloque et ce que vous demandez."),
        ],
        link=(
            _("Compléter le dossier"),
            site.link(f"/espace/startups/{item.startup_id}/comite/dossier", language),
        ),
        reason=_("Vous recevez ce message parce que vous travaillez pour cette startup."),
    )  # fmt: skip


async def _name(startup_id: str) -> str:
    return (await startup_titles([startup_id])).get(startup_id, startup_id)


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=language)
