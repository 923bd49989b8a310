"""Invented people of the demonstration: one for each side of the programme.

They exist on the demonstration's sheets only, where the server listens to this machine only; see
``Settings.is_demonstration``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from incubator.actions.manage_access import Newcomer, open_account
from incubator.domain.access import Role
from incubator.i18n import N_
from incubator.store import journal
from incubator.store.accounts import accounts, grants
from incubator.store.accounts.accounts import Account
from incubator.store.journal import Trace

_TRACE = Trace("demonstration")


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented person: what they are, and where. ``member_id`` ties them to their sheet."""

    name: str
    email: str
    label: str
    role: Role
    place_id: str
    member_id: str = ""


#: By the word that addresses use.
PERSONAS: Mapping[str, Persona] = {
    "administrateur": Persona(
        "Noé Démonstration",
        "noe.demonstration@incubateur.example",
        N_("administrateur du programme"),
        Role.ADMINISTRATOR,
        "",
        "noe.demonstration",
    ),
    "intrapreneuse": Persona(
        "Rose Épreuve",
        "rose.epreuve@incubateur.example",
        N_("intrapreneuse de Bail en main"),
        Role.INTRAPRENEUR,
        "bail-en-main",
        "rose.epreuve",
    ),
    "responsable": Persona(
        "Maud Simulation",
        "maud.simulation@incubateur.example",
        N_("responsable de l’incubateur Quai des droits"),
        Role.INCUBATOR_MANAGER,
        "quai-des-droits",
    ),
    "sponsor": Persona(
        "Hélène Parrainage",
        "helene.parrainage@incubateur.example",
        N_("sponsor à la direction du logement stable"),
        Role.SPONSOR,
        "direction-du-logement-stable",
    ),
    "secretaire": Persona(
        "Ivan Ordre-du-Jour",
        "ivan.ordre-du-jour@incubateur.example",
        N_("secrétaire des comités de l’incubateur Quai des droits"),
        Role.COMMITTEE_SECRETARY,
        "quai-des-droits",
    ),
}


async def close_personas(now: datetime) -> int:
    """Keep the invented people out of a site that is no demonstration; returns how many were in.

    A demonstration's database may become another site's: its administrator must not come along.
    """
    return await accounts.disable_opened_by(_TRACE.actor, now)


async def open_persona(persona: Persona, today: date) -> Account:
    """The account of an invented person, opened with its role the first time."""
    async with journal.transaction():
        account = await accounts.find_by_email(persona.email)
        if account is None:
            account = await open_account(persona.email, Newcomer(persona.name), _TRACE)
            if persona.member_id and not await accounts.account_of_member(persona.member_id):
                await accounts.update_account(account, member_id=persona.member_id)
        # Whatever a newcomer tried, the next click finds the person as described.
        await accounts.update_account(account, disabled_at=None)
        role, place_id = persona.role, persona.place_id
        if not await grants.find_active_grant(account, role, place_id, today):
            await grants.create_grant(
                account,
                role,
                place_id,
                reason="Démonstration",
                until=None,
                given_by=_TRACE.actor,
                now=account.created_at,
            )
        found = await accounts.find_by_email(persona.email)
    if found is None:
        raise LookupError(persona.email)
    return found
