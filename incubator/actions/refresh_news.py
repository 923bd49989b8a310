"""Repositories in which GitHub says that something changed are read before the next refresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from incubator.actions.refresh_report import UnderWayError
from incubator.config import Settings
from incubator.store import refresh_runs, tracked_sources

#: What one run may ask: the hourly refresh needs most of the quota.
_REQUESTS = 400
#: After a run that GitHub ended, how long to leave it alone.
_REST = timedelta(minutes=15)


async def refresh_news(settings: Settings, now: datetime) -> Mapping[str, int]:
    """Read the repositories of which a webhook told; returns how many were read, and how many not.

    Does nothing while a refresh is under way: what it does not read is read the next time.
    """
    names = await tracked_sources.wanted_names()
    if not names or await _rests(now):
        return {}
    # Loaded only where something is to be read: tenacity and PyGithub take a while.
    from incubator.actions.refresh_github import refresh_github

    limited = replace(settings, github_requests=min(_REQUESTS, settings.github_requests))
    try:
        report = await refresh_github(limited, names=names)
    except UnderWayError:
        return {}
    failed = len(report.failed)
    return {"repositories": len(report.results) - failed, "repositories unread": failed}


async def _rests(now: datetime) -> bool:
    """Whether GitHub ended the last run a short time ago: a limit, a refused token."""
    last = await refresh_runs.last_run()
    return (
        last is not None
        and bool(last.detail)
        and last.ended_at is not None
        and now - last.ended_at < _REST
    )
