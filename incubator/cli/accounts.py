"""The account commands: the first administrator, and what operations need afterwards."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from incubator.cli.common import DATABASE, read_settings, with_database

_ROLES = (
    "team_member",
    "intrapreneur",
    "coach",
    "incubator_manager",
    "committee_secretary",
    "sponsor",
    "administrator",
)
_STATES = ("active", "invited", "disabled", "erased")


@click.group()
def account() -> None:
    """People who may sign in, and their roles."""


@account.command()
@DATABASE
@click.argument("email")
@click.option("--name", default="", help="First and last name.")
@click.option("--member", default="", help="The id of their sheet, such as camille.martin.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def add(database: str | None, email: str, name: str, member: str, language: str) -> None:
    """Open an account for EMAIL. Roles come from the member's sheet and from `account grant`."""
    from incubator.cli.run_accounts import add_account

    settings = read_settings(database=database)
    with_database(
        settings.database_url, lambda: add_account(settings, email, name, member, language)
    )


@account.command()
@DATABASE
@click.argument("email")
@click.argument("role", type=click.Choice(_ROLES))
@click.argument("place", default="")
@click.option("--reason", required=True, help="Why: the journal keeps it, the person reads it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
def grant(
    database: str | None, email: str, role: str, place: str, reason: str, until: datetime | None
) -> None:
    """Give EMAIL a ROLE in PLACE: the id of a startup, an incubator or an organisation.

    An administrator needs no place. Somebody without an account gets one, and an invitation by
    mail, which is printed where no mail server is set.
    """
    from incubator.cli.run_accounts import grant_role

    settings = read_settings(database=database)
    last_day = until.date() if until else None
    with_database(
        settings.database_url, lambda: grant_role(settings, email, role, place, reason, last_day)
    )


@account.command()
@DATABASE
@click.argument("email")
@click.argument("role", type=click.Choice(_ROLES))
@click.argument("place", default="")
def revoke(database: str | None, email: str, role: str, place: str) -> None:
    """Take a ROLE in PLACE back from EMAIL."""
    from incubator.cli.run_accounts import revoke_role

    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: revoke_role(settings, email, role, place))


@account.command("list")
@DATABASE
@click.argument("text", default="")
@click.option("--state", type=click.Choice(_STATES), help="Only accounts in this state.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_command(database: str | None, text: str, state: str | None, as_json: bool) -> None:
    """List accounts with their roles; TEXT is looked for in name, address and member."""
    from incubator.cli.run_accounts import list_accounts

    settings = read_settings(database=database)
    with_database(
        settings.database_url, lambda: list_accounts(settings, text, state or "", as_json)
    )


@account.command()
@DATABASE
@click.argument("email")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
def export(database: str | None, email: str, output: Path | None) -> None:
    """Print everything that is held about EMAIL, as JSON."""
    from incubator.cli.run_accounts import export_account

    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: export_account(email, output))


@account.command()
@DATABASE
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(database: str | None, email: str, yes: bool) -> None:
    """Erase what identifies EMAIL. What they did stays in the journal, under an opaque id."""
    from incubator.cli.run_accounts import erase_account

    if not yes and not click.confirm(f"Erase the account of {email}? This can't be undone."):
        click.echo("Nothing was erased.")
        sys.exit(1)
    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: erase_account(settings, email))
