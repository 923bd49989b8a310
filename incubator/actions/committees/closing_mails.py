"""The mails that a closed session sends: the decisions, to its members and to each team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from incubator.actions import mails
from incubator.actions.committees.minutes import Names
from incubator.actions.committees.sentences import day_in, sentence, shown_lines
from incubator.actions.mails import Block, Message, Site
from incubator.domain.decisions import Decision
from incubator.i18n import translations
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.teams import accounts_of_team
from incubator.store.committees.sessions import Committee, Item

KIND = "minutes"
#: Decisions stay of use for longer than most mails: a mail server may be away for a week-end.
_PATIENCE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a session that is being closed; ``decisions`` are by item."""

    site: Site
    committee: Committee
    decisions: Mapping[str, Decision]
    names: Names
    held_on: date


async def post_minutes(told: Told, now: datetime) -> int:
    """Post the mails within the caller's transaction; returns how many. Nobody gets two."""
    expires_at = now + _PATIENCE
    members = {one.email: one for one in told.committee.members if one.email}
    for member in members.values():
        message = _to_member(told, member.language)
        await mails.post(told.site, KIND, member, message, now=now, expires_at=expires_at)
    teams = await teams_of(told.committee, told.held_on)
    for account, items in teams:
        message = _to_team(told, account.language, items)
        await mails.post(told.site, KIND, account, message, now=now, expires_at=expires_at)
    return len(members) + len(teams)


async def teams_of(committee: Committee, today: date) -> Sequence[tuple[Account, Sequence[Item]]]:
    """Who works in the startups of an agenda, each with theirs; members of the session are not."""
    seated = {one.account_id for one in committee.members}
    found: dict[str, tuple[Account, list[Item]]] = {}
    for item in committee.items:
        for account in await accounts_of_team(item.startup_id, today):
            if account.email and account.public_id not in seated:
                found.setdefault(account.public_id, (account, []))[1].append(item)
    return list(found.values())


def _to_member(told: Told, language: str) -> Message:
    _ = translations(language).gettext
    values = {"incubator": told.names.incubator, "day": day_in(told.held_on, language)}
    path = f"/comites/{told.committee.public_id}/releve"
    return Message(
        subject=_("Relevé de décisions : %(incubator)s, %(day)s") % values,
        paragraphs=[
            _("La séance du %(day)s est close. Voici ce que le comité a décidé.") % values,
        ],
        link=(_("Lire le relevé de décisions"), told.site.link(path, language)),
        blocks=[
            _block(told, language, item, (_("Voir la fiche"), f"/startups/{item.startup_id}"))
            for item in told.committee.items
        ],
        reason=_("Vous recevez ce message parce que vous siégez dans ce comité."),
    )


def _to_team(told: Told, language: str, items: Sequence[Item]) -> Message:
    """To somebody of a team: what was decided of their startups, and nothing of the others."""
    _ = translations(language).gettext
    names = ", ".join(told.names.startup(item.startup_id) for item in items)
    values = {"names": names, "incubator": told.names.incubator}
    values["day"] = day_in(told.held_on, language)
    return Message(
        subject=_("Décision du comité : %(names)s") % values,
        paragraphs=[_("Le comité de %(incubator)s s’est réuni le %(day)s.") % values],
        blocks=[
            _block(
                told,
                language,
                item,
                (_("Voir la décision"), f"/espace/startups/{item.startup_id}/comite"),
            )
            for item in items
        ],
        reason=_("Vous recevez ce message parce que vous travaillez dans cette startup."),
    )


def _block(told: Told, language: str, item: Item, link: tuple[str, str]) -> Block:
    _ = translations(language).gettext
    name, decision = told.names.startup(item.startup_id), told.decisions[item.public_id]
    lines = [sentence(decision, name, language)]
    if decision.reasons.strip():
        lines.append(_("Motifs : %(text)s") % {"text": " ".join(decision.reasons.split())})
    lines.extend(shown_lines(decision, language))
    if decision.next_on is not None:
        day = day_in(decision.next_on, language)
        lines.append(_("Prochain comité : au plus tard le %(day)s.") % {"day": day})
    label, path = link
    return Block(name, lines, (label, told.site.link(path, language)))
