"""Addresses and other words that all answers share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.simulation.accounts import Account, AccountType
from incubator.simulation.ids import node_id
from incubator.simulation.repository import Repository

Json = dict[str, Any]
#: What everybody is to every repository: nothing is made of it.
ROLE = "CONTRIBUTOR"

_OF_ACCOUNT = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the API and the pages for people are, as the one who asks sees them."""

    api: str
    web: str

    def of(self, repository: Repository) -> str:
        """A repository in the API."""
        return f"{self.api}/repos/{repository.full_name}"

    def page(self, repository: Repository) -> str:
        """A repository for people."""
        return f"{self.web}/{repository.full_name}"

    def account(self, account: Account | None) -> Json | None:
        """An account, as everything names those who did it; None for one that was deleted."""
        if account is None:
            return None
        login = account.login
        if account.type is AccountType.BOT and not login.endswith("[bot]"):
            login = f"{login}[bot]"
        url = f"{self.api}/users/{login}"
        return {
            "login": login,
            "id": account.id,
            "node_id": node_id("User", account.id),
            "avatar_url": f"{self.web}/avatars/{account.id}",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.web}/{login}",
            **{key: url + rest for key, rest in _OF_ACCOUNT.items()},
            "type": account.type.value,
            "user_view_type": "public",
            "site_admin": False,
        }


def instant(moment: datetime) -> str:
    """An instant as GitHub writes it: UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_or_none(moment: datetime | None) -> str | None:
    """The same where there may be none."""
    return None if moment is None else instant(moment)
