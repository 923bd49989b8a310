"""Who acts in an invented GitHub, and what opens its door."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class AccountType(StrEnum):
    """What an account is, in GitHub's words."""

    USER = "User"
    BOT = "Bot"
    ORGANIZATION = "Organization"


@dataclass(eq=False)
class Account:
    """A person, a robot or an organisation; ``login`` is what addresses name it by."""

    id: int
    login: str
    type: AccountType = AccountType.USER


@dataclass(eq=False)
class Token:
    """What a bearer may see.

    ``hidden`` names the parts refused to it, as addresses name them: "deployments", "releases",
    "milestones", "issues", "pulls", "contents", "stats", "graphql". ``remaining`` is how many
    requests are left until ``limit`` is given back.
    """

    value: str = field(repr=False)
    private: bool = True
    push: bool = False
    hidden: frozenset[str] = frozenset()
    limit: int = 5000
    remaining: int = 5000
    is_installation: bool = False

    @property
    def refusal(self) -> str:
        """What GitHub says when the token has no right to a part."""
        kind = "integration" if self.is_installation else "personal access token"
        return f"Resource not accessible by {kind}"


@dataclass(eq=False)
class Installation:
    """A GitHub App in an organisation: what its tokens may see is that of ``token``."""

    id: int
    app: str
    token: Token
