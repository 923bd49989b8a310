"""Undoing the removal of an access, from whichever screen it was removed on."""

from __future__ import annotations

from starlette.requests import Request

from incubator.actions.manage_access import Wanted, give_role
from incubator.store.accounts.grants import Grant
from incubator.web.site import site_of
from incubator.web.visitor import SignedIn, mail_site, now_of, trace_of


async def give_again(request: Request, person: SignedIn, grant: Grant, place_name: str) -> None:
    """Give the role of a grant once more, as it was; ``person`` has the right to.

    Raises:
        AccessError: it is held again already, its last day has passed, or the account is disabled.
    """
    wanted = Wanted(
        grant.role,
        grant.place_id,
        place_name,
        grant.reason,
        grant.until,
        person.account.shown_name,
    )
    await give_role(
        mail_site(request),
        grant.account.email,
        wanted,
        trace_of(request),
        today=site_of(request).today(),
        now=now_of(request),
    )
