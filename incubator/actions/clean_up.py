"""Personal data ends on its day: docs/security.md lists how long each kind is kept, and why."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from incubator.actions.manage_access import AccessError
from incubator.actions.manage_accounts import erase_account
from incubator.actions.refresh_scope import names_of
from incubator.actions.send_reminders import standing_keys
from incubator.config import Settings
from incubator.store import (
    attempts,
    drafts,
    github_ends,
    journal,
    outbox,
    proposal_ends,
    refresh_runs,
    submission_ends,
    sync_runs,
    tracked_sources,
    webhook_deliveries,
)
from incubator.store.accounts import api_tokens, links, sessions, teams
from incubator.store.accounts.sessions import Lifetime
from incubator.store.committees import ends, feeds, files, seats
from incubator.store.journal import Trace

UNUSED_ACCOUNTS_KEPT = timedelta(days=30)
MAILS_KEPT = timedelta(days=30)
SYNC_RUNS_KEPT = timedelta(days=90)
DRAFTS_KEPT = timedelta(days=30)
PROPOSALS_KEPT = timedelta(days=30)
WEBHOOKS_KEPT = timedelta(days=90)
REMINDERS_KEPT = timedelta(days=365)
ENDED_TOKENS_KEPT = timedelta(days=90)
REMOVED_FILES_KEPT = timedelta(days=30)
ENDED_FEEDS_KEPT = timedelta(days=90)
DELIBERATIONS_KEPT = timedelta(days=1095)
CONTRIBUTORS_KEPT = timedelta(days=1095)
REFRESH_RUNS_KEPT = timedelta(days=90)
UNNAMED_SOURCES_KEPT = timedelta(days=180)
_ATTEMPTS_KEPT = timedelta(days=1)


async def clean_up(settings: Settings, now: datetime) -> Counter[str]:
    """Remove everything whose day has come; returns how many of each kind."""
    lifetime = Lifetime(
        timedelta(hours=settings.session_idle_hours), timedelta(hours=settings.session_max_hours)
    )
    counts: Counter[str] = Counter()
    counts["sessions"] = await sessions.forget_sessions(lifetime, now)
    counts["links"] = await links.forget_links(now)
    counts["attempts"] = await attempts.forget_attempts(now - _ATTEMPTS_KEPT)
    counts["mails"] = await outbox.forget_mails(now - MAILS_KEPT)
    counts["sync runs"] = await sync_runs.forget_runs(now - SYNC_RUNS_KEPT)
    counts["reminders"] = await _clean_up_reminders(settings, now)
    counts["tokens"] = await api_tokens.forget_tokens(now - ENDED_TOKENS_KEPT)
    counts["calendars"] = await feeds.forget_feeds(now - ENDED_FEEDS_KEPT)
    counts["files"] = await files.forget_files(
        settings.attachments_folder, now - REMOVED_FILES_KEPT
    )
    counts["opinions"] = await ends.forget_deliberations(now - DELIBERATIONS_KEPT)
    counts["drafts"] = await drafts.forget_drafts(now - DRAFTS_KEPT)
    counts["proposals"] = await proposal_ends.forget_proposals(now - PROPOSALS_KEPT)
    counts["webhooks"] = await webhook_deliveries.forget_deliveries(now - WEBHOOKS_KEPT)
    counts["submissions"] = await submission_ends.wipe_expired(now)
    counts += await _clean_up_github(settings, now)
    kept = timedelta(days=settings.journal_days)
    counts["journal entries made anonymous"] = await journal.forget_before(now - kept)
    today = now.astimezone(settings.time_zone).date()
    before = now - UNUSED_ACCOUNTS_KEPT
    # Who sits in a session may sign in for the first time on its day, or read its minutes after.
    seated = await seats.seated_since(before)
    for account in await teams.unused_accounts(before, now):
        if account.number in seated:
            continue
        try:
            await erase_account(account, Trace("clean-up"), today)
        except AccessError:
            # The only administrator may not have signed in yet: without them nobody could.
            continue
        counts["accounts"] += 1
    return counts


async def _clean_up_reminders(settings: Settings, now: datetime) -> int:
    """Notes of what was told, but for what could be told again: it stands as it was told."""
    zone = settings.time_zone
    standing = await standing_keys(now.astimezone(zone).date(), zone)
    return await teams.forget_reminders(now - REMINDERS_KEPT, standing)


async def _clean_up_github(settings: Settings, now: datetime) -> Counter[str]:
    """Of what GitHub knows: who contributed long ago, and repositories that no sheet names."""
    named: set[str] = set()
    for sheet in await tracked_sources.sheet_sources():
        named |= names_of(sheet, settings.github_web_url)
    return Counter(
        {
            "refresh runs": await refresh_runs.forget_runs(now - REFRESH_RUNS_KEPT),
            "sources": await github_ends.forget_unnamed(named, now - UNNAMED_SOURCES_KEPT),
            "contributions made anonymous": await github_ends.forget_people(
                now - CONTRIBUTORS_KEPT
            ),
        }
    )
