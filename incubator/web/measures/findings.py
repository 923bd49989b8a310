"""What a startup's facts say, remembered as long as they stay the same."""

from __future__ import annotations

from starlette.requests import Request

from incubator.actions.startup_findings import Findings, find_out, sources_of
from incubator.domain.startups import Startup
from incubator.store.github_reads import refresh_stamp
from incubator.web.site import site_of


async def findings_of(request: Request, sheet: Startup, *, with_private: bool) -> Findings:
    """What is found about a startup today; one query while its facts stay the same."""
    site = site_of(request)
    today, zone, web_url = site.today(), site.settings.time_zone, site.settings.github_web_url
    names, elsewhere = sources_of(sheet.repositories, web_url)
    stamp = await refresh_stamp(names) if names else ""
    key = (sheet.id, names, elsewhere, sheet.sprints, stamp, with_private, today)
    found = site.findings.get(key)
    if found is None:
        found = await find_out(sheet, web_url, today, zone, with_private=with_private)
        site.findings.keep(key, found)
    return found
