"""What administrators see: a module for each family of screens."""

from __future__ import annotations

from incubator.web.admin import (
    account,
    account_access,
    account_data,
    accounts,
    changes,
    grants,
    invitations,
    jobs,
    journal,
    mails,
    overview,
    settings,
    syncs,
)

#: Every route below ``/admin``; "nouveau" comes before the accounts' own ids.
routes = [
    *overview.routes,
    *accounts.routes,
    *account.routes,
    *account_access.routes,
    *account_data.routes,
    *grants.routes,
    *invitations.routes,
    *syncs.routes,
    *mails.routes,
    *changes.routes,
    *jobs.routes,
    *settings.routes,
    *journal.routes,
]
