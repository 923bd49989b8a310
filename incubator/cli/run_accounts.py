"""What the account commands do, with the database open."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from incubator.actions import manage_accounts
from incubator.actions.administer import export_for_administrator
from incubator.actions.carriers import carrier_for
from incubator.actions.deliver_mails import deliver_mails
from incubator.actions.mails import Site
from incubator.actions.manage_access import Newcomer, Wanted, give_role, open_account, take_role
from incubator.config import Settings
from incubator.domain.access import ROLE_PLACES, PlaceKind, Role
from incubator.domain.email import normalise
from incubator.i18n import translations
from incubator.sheets.layout import Collection
from incubator.store.accounts import accounts, grants
from incubator.store.accounts.accounts import Account
from incubator.store.journal import Trace
from incubator.store.people_reads import load_member
from incubator.store.portfolio_reads import sheet_title
from incubator.web import labels

_TRACE = Trace("cli")
_LONGEST = 300
_COLLECTIONS = {
    PlaceKind.STARTUP: Collection.STARTUPS,
    PlaceKind.INCUBATOR: Collection.INCUBATORS,
    PlaceKind.ORGANISATION: Collection.ORGANISATIONS,
}


class AccountCommandError(Exception):
    """The command can't be carried out; the message says why and what to write."""


async def add_account(
    settings: Settings, email: str, name: str, member: str, language: str
) -> None:
    """Open an account."""
    if member and await load_member(member) is None:
        raise AccountCommandError(f"No sheet members/{member}.md is published. Run `sync` first.")
    newcomer = Newcomer(_short(name, "--name"), language)
    account = await open_account(_address(email), newcomer, _TRACE)
    if member:
        await manage_accounts.change_account(account, {"member_id": member}, _TRACE)
    click.echo(f"Opened the account {account.public_id} of {account.email}.")
    click.echo(f"They sign in with a link sent by mail, at {_site(settings).base_url}/connexion.")


async def grant_role(
    settings: Settings, email: str, role: str, place: str, reason: str, until: date | None
) -> None:
    """Give a role, and let the mail leave."""
    # Asked first: a role must not be given and its mail then be found impossible to send.
    carrier = carrier_for(settings)
    name = await _place_name(Role(role), place)
    wanted = Wanted(Role(role), place, name, _short(reason, "--reason"), until)
    _, invited = await give_role(
        _site(settings), _address(email), wanted, _TRACE, today=_today(settings)
    )
    click.echo(f"{email} is {role} of {name or 'the programme'}.")
    await deliver_mails(carrier)
    if invited:
        click.echo("They never signed in: an invitation is on its way.")


async def revoke_role(settings: Settings, email: str, role: str, place: str) -> None:
    """Take a role back, and let the mail leave."""
    carrier = carrier_for(settings)
    account, today = await _account(email), _today(settings)
    grant = await grants.find_active_grant(account, Role(role), place, today)
    if grant is None:
        raise AccountCommandError(
            f"{account.email} was not given the role {role} of {place or 'the programme'}."
            " A role that follows from a member's sheet ends with the mission there."
        )
    name = await _place_name(Role(role), place, must_exist=False)
    await take_role(_site(settings), grant, name, _TRACE, today=today)
    click.echo(f"{account.email} is no longer {role} of {name or 'the programme'}.")
    await deliver_mails(carrier)


async def list_accounts(settings: Settings, text: str, state: str, as_json: bool) -> None:
    """Print accounts with the roles of today."""
    today = _today(settings)
    _, found = await accounts.list_accounts(text, state, limit=10_000)
    rows = []
    for account in found:
        actor = await grants.load_actor(account, today)
        roles = sorted(f"{held.role}:{held.place_id}".rstrip(":") for held in actor.roles)
        rows.append(
            {
                "id": account.public_id,
                "email": account.email,
                "name": account.name,
                "member": account.member_id,
                "state": _state(account),
                "roles": roles,
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['email'] or '(erased)'}  {row['state']}  {', '.join(row['roles'])}")
    click.echo(f"{len(rows)} accounts.")


async def export_account(email: str, output: Path | None) -> None:
    """Print or write everything that is held about somebody."""
    held = await export_for_administrator(await _account(email), _TRACE)
    text = json.dumps(held, ensure_ascii=False, indent=2, default=_as_text)
    if output is None:
        click.echo(text)
        return
    _write(output, text + "\n")
    click.echo(f"Wrote {output}.")


def _write(path: Path, text: str) -> None:
    try:
        # Everything about somebody: for whoever asked, and not for the machine's other users.
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AccountCommandError(f"{path} can't be written ({error.strerror}).") from error


async def erase_account(settings: Settings, email: str) -> None:
    """Erase somebody's account."""
    account = await _account(email)
    await manage_accounts.erase_account(account, _TRACE, _today(settings))
    click.echo(f"Erased. The journal names them {account.public_id} from now on.")


async def _account(email: str) -> Account:
    account = await accounts.find_by_email(_address(email))
    if account is None:
        raise AccountCommandError(f"No account has the address {email}: `account list` shows all.")
    return account


async def _place_name(role: Role, place: str, *, must_exist: bool = True) -> str:
    kind = ROLE_PLACES[role]
    if kind is PlaceKind.PROGRAMME:
        if place:
            raise AccountCommandError("An administrator has no place: leave it out.")
        return ""
    if not place:
        raise AccountCommandError(f"Write the id of the {kind} after the role {role}.")
    title = await sheet_title(_COLLECTIONS[kind], place)
    if title is None and must_exist:
        raise AccountCommandError(
            f"No {kind} {place} is published. Ids are the names of the files, without .md."
        )
    return title or place


def _address(email: str) -> str:
    address = normalise(email)
    if address is None:
        raise AccountCommandError(f"{email!r} is no mail address, such as ana@example.gouv.fr.")
    return address


def _short(text: str, option: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST or not line.isprintable():
        raise AccountCommandError(f"{option} is at most {_LONGEST} letters, on one line.")
    return line


def _state(account: Account) -> str:
    if account.erased_at:
        return "erased"
    if account.disabled_at:
        return "disabled"
    return "active" if account.last_sign_in_at else "invited"


def _site(settings: Settings) -> Site:
    return site_from(settings)


def site_from(settings: Settings) -> Site:
    """How mails name the site, where no request tells its address."""
    title = settings.title or translations(settings.language).gettext(labels.TITLE)
    address = settings.base_url or "http://127.0.0.1:8000"
    return Site(title, address, settings.sign_in_links)


def _today(settings: Settings) -> date:
    return datetime.now(settings.time_zone).date()


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
