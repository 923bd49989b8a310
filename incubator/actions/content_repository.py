"""The sheets' repository at GitHub, by the settings, and the threads in which it is spoken to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from incubator.config import PULL_REQUEST, Settings
from incubator.github.errors import GithubError
from incubator.github.terms import GithubSettings

Result = TypeVar("Result")
# PyGithub waits for its answers: it never waits in a thread that serves pages.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="github")


def uses_pull_requests(settings: Settings) -> bool:
    """Whether changes become public by pull requests."""
    return settings.publication == PULL_REQUEST


def github_of(settings: Settings) -> GithubSettings:
    """Where the sheets are at GitHub."""
    return GithubSettings(
        url=settings.github_url,
        token=settings.github_token,
        repository=settings.content_repository,
        branch=settings.content_branch,
    )


async def at_github(work: Callable[[], Result]) -> Result:
    """The result of something that speaks to GitHub, in a thread of its own."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)


def told(error: GithubError) -> str:
    """An error as the outbox keeps it: its reason, then what GitHub said."""
    return f"{error.reason.value} {error.detail}".strip()
