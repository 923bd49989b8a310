"""The part of a form that gives a role: which one, where, why and until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from incubator.actions.manage_access import Wanted
from incubator.actions.wording import PLACE_KIND_NAMES, ROLE_NAMES
from incubator.domain.access import PROGRAMME_ID, ROLE_PLACES, PlaceKind, Role
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.forms import Form
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, translate
from incubator.web.visitor import SignedIn
from incubator.web.workspace.places import find_place, public_url

_NOT_FOUND: Mapping[PlaceKind, str] = {
    PlaceKind.STARTUP: N_("Aucune startup n’a cet identifiant."),
    PlaceKind.INCUBATOR: N_("Aucun incubateur n’a cet identifiant."),
    PlaceKind.ORGANISATION: N_("Aucune administration n’a cet identifiant."),
}


async def read_wanted(
    request: Request, sent: Form, giver: SignedIn, *, optional: bool = False
) -> Wanted | None:
    """The role that a form asks for, its faults noted; None without one.

    ``optional`` allows no role at all.
    """
    if optional and not sent.values.get("role"):
        return None
    chosen = sent.choice("role", {role.value: role for role in Role})
    reason = sent.text("reason", required=N_("Dites pourquoi : cela reste dans le journal."))
    place_id, until = sent.text("place"), sent.day("until")
    if not chosen:
        return None
    role = Role(chosen)
    kind = ROLE_PLACES[role]
    if kind is PlaceKind.PROGRAMME:
        if place_id != PROGRAMME_ID:
            sent.fault(
                "place",
                N_("Un administrateur l’est pour tout le programme : laissez ce champ vide."),
            )
        return Wanted(role, PROGRAMME_ID, "", reason, until, giver.account.shown_name)
    named = find_place(await snapshot_of(request), kind, place_id)
    if named is None:
        sent.fault("place", _NOT_FOUND[kind])
    name = named.name if named else place_id
    return Wanted(role, place_id, name, reason, until, giver.account.shown_name)


def role_choices(request: Request) -> list[tuple[str, str]]:
    """Every role, with the kind of place in which it is held."""
    return [
        (
            role.value,
            f"{translate(request, ROLE_NAMES[role])} –"
            f" {translate(request, PLACE_KIND_NAMES[kind]).lower()}",
        )
        for role, kind in ROLE_PLACES.items()
    ]


def place_suggestions(request: Request, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Ids with names, for a field that suggests them."""
    kinds = {kind: translate(request, PLACE_KIND_NAMES[kind]).lower() for kind in PLACE_KIND_NAMES}
    return [
        *(
            (card.id, f"{card.title} – {kinds[PlaceKind.STARTUP]}")
            for card in sorted(snapshot.index.by_id.values(), key=lambda card: card.sort_title)
        ),
        *(
            (one.id, f"{one.title} – {kinds[PlaceKind.INCUBATOR]}")
            for one in snapshot.incubators.values()
        ),
        *(
            (one.id, f"{one.name} – {kinds[PlaceKind.ORGANISATION]}")
            for one in snapshot.organisations.values()
        ),
    ]


def shown_place(request: Request, snapshot: Snapshot, role: Role, place_id: str) -> dict[str, Any]:
    """A place as lists name it, with its page where it has one."""
    kind = ROLE_PLACES[role]
    if kind is PlaceKind.PROGRAMME:
        return {"name": translate(request, N_("tout le programme")), "url": ""}
    named = find_place(snapshot, kind, place_id)
    return {
        "name": named.name if named else place_id,
        "url": public_url(request, named) if named else "",
    }


def account_url(request: Request, public_id: str) -> str:
    """The page of an account."""
    return page_url(request, "admin_account", id=public_id)
