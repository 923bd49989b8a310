"""Everything that exists in an invented GitHub, which tests change between requests."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from incubator.simulation.accounts import Account, AccountType, Installation, Token
from incubator.simulation.faults import Fault, FaultKind, Faults
from incubator.simulation.ids import Ids
from incubator.simulation.repository import Repository

#: What somebody without a token may ask in an hour.
_ANONYMOUS_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered; ``status`` is 0 when the connection was cut instead.

    ``path`` has its query. ``conditional`` says that the request named what it knew already.
    """

    method: str
    path: str
    conditional: bool
    status: int
    authorization: str


class World:
    """Accounts, repositories, tokens, faults, and a log of what was asked.

    ``web_url`` is where people would see the repositories. Handlers hold ``lock`` while they look;
    hold it to make several changes appear at once.
    """

    def __init__(self, *, web_url: str = "https://github.com", began: datetime | None = None):
        self.web_url = web_url
        self.began = began or datetime(2024, 1, 1, 9, tzinfo=UTC)
        self.lock = threading.RLock()
        self.ids = Ids()
        self.accounts: dict[str, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.tokens: dict[str, Token] = {}
        self.installations: dict[int, Installation] = {}
        self.faults = Faults()
        self.requests: list[Asked] = []
        #: How far the server's clock is ahead of this machine's.
        self.skew = timedelta()
        self.anonymous = Token(
            "", private=False, limit=_ANONYMOUS_LIMIT, remaining=_ANONYMOUS_LIMIT
        )
        self._names: dict[str, int] = {}
        self._former_names: dict[str, int] = {}

    def now(self) -> datetime:
        """What the server takes the time to be."""
        return datetime.fromtimestamp(time.time(), UTC) + self.skew

    def account(self, login: str, kind: AccountType = AccountType.USER) -> Account:
        """The account of that name, made when it is not there yet."""
        known = self.accounts.get(login.lower())
        if known is None:
            known = Account(self.ids.of_name(f"account {login}"), login, kind)
            self.accounts[login.lower()] = known
        return known

    def person(self, login: str) -> Account:
        """Somebody."""
        return self.account(login)

    def bot(self, login: str) -> Account:
        """A robot; GitHub writes such names with [bot] at the end."""
        return self.account(login, AccountType.BOT)

    def organisation(self, login: str) -> Account:
        """An organisation."""
        return self.account(login, AccountType.ORGANIZATION)

    def add_repository(self, full_name: str, **facts: Any) -> Repository:
        """A repository that was pushed to, as facts say otherwise; its owner is an organisation.

        ``facts`` are fields of :class:`Repository`: created_at, is_private, pushed_at=None...
        """
        owner_name, _, name = full_name.partition("/")
        owner = self.accounts.get(owner_name.lower()) or self.organisation(owner_name)
        created = facts.pop("created_at", self.began)
        made = Repository(
            self.ids,
            self.ids.of_name(f"repository {full_name}"),
            owner,
            name,
            created,
            created,
            **{"pushed_at": created, **facts},
        )
        self.repositories[made.id] = made
        self._names[full_name.lower()] = made.id
        self._former_names.pop(full_name.lower(), None)
        return made

    def find(self, full_name: str) -> tuple[Repository | None, bool]:
        """The repository of that name, and whether that is a name that it no longer has."""
        key = full_name.lower()
        if key in self._names:
            return self.repositories[self._names[key]], False
        former = self._former_names.get(key)
        return (self.repositories.get(former), True) if former is not None else (None, False)

    def rename(self, repository: Repository, full_name: str) -> None:
        """Rename or transfer a repository: its former address leads to the new one."""
        with self.lock:
            former = repository.full_name.lower()
            del self._names[former]
            self._former_names[former] = repository.id
            owner_name, _, repository.name = full_name.partition("/")
            repository.owner = self.accounts.get(owner_name.lower()) or self.organisation(
                owner_name
            )
            self._names[full_name.lower()] = repository.id

    def delete(self, repository: Repository) -> None:
        """Delete a repository."""
        with self.lock:
            del self.repositories[repository.id]
            self._names.pop(repository.full_name.lower(), None)

    def repositories_of(self, owner: Account) -> list[Repository]:
        """What an account owns."""
        return [one for one in list(self.repositories.values()) if one.owner is owner]

    def add_token(self, value: str, **rights: Any) -> Token:
        """A token that opens the door; ``rights`` are fields of :class:`Token`."""
        if "hidden" in rights:
            rights["hidden"] = frozenset(rights["hidden"])
        if "limit" in rights:
            rights.setdefault("remaining", rights["limit"])
        token = Token(value, **rights)
        self.tokens[value] = token
        return token

    def add_installation(self, number: int, app: str, **rights: Any) -> Installation:
        """A GitHub App's installation, and what its tokens may see."""
        if "hidden" in rights:
            rights["hidden"] = frozenset(rights["hidden"])
        made = Installation(number, app, Token("", is_installation=True, **rights))
        self.installations[number] = made
        return made

    def issue_token(self, installation: Installation) -> Token:
        """A new token of an installation."""
        value = f"ghs_{installation.id}x{len(self.tokens):04}"
        self.tokens[value] = token = replace(installation.token, value=value)
        return token

    def fail(self, kind: str, path: str = "", **details: Any) -> Fault:
        """Let requests fail: see :class:`Fault`."""
        return self.faults.add(Fault(FaultKind(kind), path, **details))

    def heal(self) -> None:
        """End all faults."""
        self.faults.heal()
