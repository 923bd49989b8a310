"""Every address of the site, with the module that answers it."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from incubator.web import admin, brought, sources, webhooks
from incubator.web.accounts import (
    demonstration,
    my_account,
    my_data,
    my_erasure,
    my_sessions,
    my_tokens,
    notices,
    openid,
    sign_in,
)
from incubator.web.api import journal, me
from incubator.web.api.beta import routes as beta
from incubator.web.api.guide import page as api_guide
from incubator.web.api.v1 import routes as api
from incubator.web.api.v1.openapi import document as api_description
from incubator.web.committees import archive as committee_archive
from incubator.web.committees import calendars as committee_calendars
from incubator.web.committees import closing as committee_closing
from incubator.web.committees import decision as committee_decision
from incubator.web.committees import dossier_page as committee_dossier
from incubator.web.committees import following as committee_following
from incubator.web.committees import live as committee_live
from incubator.web.committees import minutes as committee_minutes
from incubator.web.committees import opinions as committee_opinions
from incubator.web.committees import pdf as committee_pdf
from incubator.web.committees import planning as committee_planning
from incubator.web.committees import session_page as committee_session
from incubator.web.committees import team as committee_team
from incubator.web.committees import team_dossier, team_files, team_steps
from incubator.web.open_data import files as open_data_files
from incubator.web.open_data import pages as open_data_pages
from incubator.web.public import (
    catalogue,
    community,
    history,
    home,
    impact,
    incubators,
    milestones,
    organisations,
    pages,
    people,
    phases,
    search,
    search_index,
    sprints,
    startup,
    statistics,
    versions,
)
from incubator.web.publishing import feeds, publiccode_file, sitemap, well_known
from incubator.web.sharing import embedding, pictures, startup_data
from incubator.web.site import Site
from incubator.web.workspace import (
    access,
    answers,
    editor,
    picture,
    portfolio,
    preview,
    proposals,
    restore,
    space,
    standards,
    team,
    team_mission,
    team_newcomer,
)
from incubator.web.workspace import (
    milestones as team_milestones,
)
from incubator.web.workspace import (
    sprints as team_sprints,
)

#: Pages that are the same for everybody who is nobody in particular.
PUBLIC_PAGES: tuple[Route, ...] = (
    *home.routes,
    *catalogue.routes,
    *startup.routes,
    *sprints.routes,
    *impact.routes,
    *milestones.routes,
    *incubators.routes,
    *organisations.routes,
    *community.routes,
    *people.routes,
    *phases.routes,
    *statistics.routes,
    *pages.routes,
    *feeds.page_routes,
    *startup_data.routes,
    *embedding.pages,
    *open_data_pages.routes,
    *api_guide.routes,
)
_ALSO_SHARED = {"calls", "call", "choose_incubator", "decisions", "decision"}
#: What search engines may list, and other sites show with a picture: by name, whatever it answers.
SHARED_PAGES = frozenset({route.name for route in PUBLIC_PAGES} | _ALSO_SHARED)


def routes(site: Site) -> list[BaseRoute]:
    """Every address of a site; the first one that fits answers."""
    return [
        *PUBLIC_PAGES,
        *history.routes,
        *versions.routes,
        *search.routes,
        *search_index.routes_for(site),
        *feeds.routes,
        *sitemap.routes,
        *publiccode_file.routes,
        *well_known.routes,
        *sources.routes,
        *pictures.routes,
        *embedding.routes,
        *sign_in.routes,
        *openid.routes,
        *demonstration.routes_for(site.settings),
        *space.routes,
        *portfolio.routes,
        *committee_following.routes,
        *committee_planning.routes,
        *committee_opinions.routes,
        *committee_decision.routes,
        *committee_dossier.routes,
        *committee_closing.routes,
        *committee_minutes.routes,
        *committee_live.routes,
        *brought.routes,
        *editor.routes,
        *team_sprints.routes,
        *team_milestones.routes,
        *standards.routes,
        *answers.routes,
        *access.routes,
        *restore.routes,
        *proposals.routes,
        *preview.routes,
        *picture.routes,
        *team.routes,
        *team_newcomer.routes,
        *team_mission.routes,
        *committee_calendars.routes,
        *committee_pdf.routes,
        *committee_archive.routes,
        *my_account.routes,
        *my_sessions.routes,
        *my_tokens.routes,
        *my_data.routes,
        *my_erasure.routes,
        *notices.routes,
        *admin.routes,
        *me.routes,
        *journal.routes,
        *api.routes,
        *api_description.routes,
        *beta.routes,
        *open_data_files.routes,
        *webhooks.routes,
        # Any word under /comites could be a session's id: the addresses of others come before.
        *committee_session.routes,
        *committee_team.routes,
        *team_dossier.routes,
        *team_steps.routes,
        *team_files.routes,
        Route("/static/{path:path}", site.statics.serve, name="static"),
    ]
