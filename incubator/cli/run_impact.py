"""What the impact commands do, with the database open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from incubator.actions.refresh_impact import ImpactReport, Outcome, refresh_impact
from incubator.config import Settings
from incubator.web.journal import configure_logs

#: Why an address gave nothing, by state; %s is its detail.
_REASONS: Mapping[str, str] = {
    "address": "it, or a redirect, is no https address on the usual port",
    "private": "it leads to a network that is not public",
    "unknown-host": "no machine has the name %s",
    "unreachable": "%s can't be reached",
    "certificate": "the certificate of %s is not valid",
    "slow": "no whole answer within %s seconds",
    "large": "the answer is larger than 1 MB",
    "status": "it answered %s",
    "redirects": "it redirects more than %s times",
    "compressed": "it answers compressed bytes that were not asked for",
    "type": "it answers %s, which is neither JSON nor CSV",
    "shape": "the answer has not the documented shape",
    "empty": "the answer holds no value",
    "many": "the answer holds more than %s values",
    "day": "“%s” is no date",
    "future": "%s is in the future",
    "number": "“%s” is no plain number",
    "twice": "%s is there twice",
    "fault": "a fault of this program (%s); its log has more",
}


async def refresh_values(
    settings: Settings, startups: Sequence[str], *, dry_run: bool, as_json: bool
) -> None:
    """Refresh, and print what was done."""
    configure_logs(settings.log_level)
    today = datetime.now(UTC).astimezone(settings.time_zone).date()
    report = await refresh_impact(today, startups=startups, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_dumped(report, dry_run=dry_run), ensure_ascii=False))
        return
    for one in report.outcomes:
        click.echo(f"{one.declared.startup_id}  {one.declared.key}  {_told(one)}")
    count, failed = len(report.outcomes), len(report.failures)
    click.echo(
        f"{count} {'address' if count == 1 else 'addresses'}, {failed} failed."
        + (f" Forgot {report.forgotten} that no sheet declares." if report.forgotten else "")
        + (" Nothing was written." if dry_run else "")
    )


def _told(one: Outcome) -> str:
    if not one.is_well:
        reason = _REASONS.get(one.state, one.state)
        return f"failed: {reason % one.detail if '%s' in reason else reason}"
    if one.state == "unchanged":
        return "unchanged"
    return f"{one.written.new} new, {one.written.corrected} corrected"


def _dumped(report: ImpactReport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "forgotten": report.forgotten,
        "sources": [
            {
                "startup": one.declared.startup_id,
                "indicator": one.declared.key,
                "url": one.declared.url,
                "state": one.state,
                "detail": one.detail,
                "new": one.written.new,
                "corrected": one.written.corrected,
            }
            for one in report.outcomes
        ],
    }
