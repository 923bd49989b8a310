"""A dossier's content as a document: the same on the page, in the preview and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request

from incubator.actions.committees.assemble_dossier import assemble
from incubator.actions.committees.dossier_steps import files_told
from incubator.domain.dossiers import content_of, read_content
from incubator.domain.narratives import TEXTS
from incubator.i18n import N_
from incubator.sheets.render import RenderError
from incubator.sheets.workshop import WorkshopError, render_markdown
from incubator.store.committees.dossiers import DossierVersion
from incubator.web.committees import (
    dossier_asked,
    dossier_decisions,
    dossier_record,
    dossier_sections,
)
from incubator.web.committees.dossier_parts import Block, Document, Quoted, Teller, Written
from incubator.web.committees.dossier_summary import tiles, waiting
from incubator.web.site import site_of

#: A text's headings come under those of the section that it stands in.
_LOWERED = 2
_HEADING = re.compile(r"<(/?)h([1-6])>")


async def content_shown(dossier: DossierVersion, request: Request, now: datetime) -> dict[str, Any]:
    """What a version says: as it was frozen, else what would be frozen now."""
    if dossier.is_frozen:
        return read_content(dossier.content)
    facts = await assemble(site_of(request).settings, dossier, now)
    return read_content(content_of(facts, dossier.narrative, files_told(dossier.files)))


async def document_of(request: Request, content: Mapping[str, Any]) -> Document:
    """A content in the reader's language, the summary first."""
    tell = Teller(request)
    texts = {name: await _block(content["narrative"].get(name) or "") for name in TEXTS}
    startup, session = content["startup"], content["session"]
    return Document(
        title=startup["title"],
        mission=startup["mission"],
        session=tell.say(
            N_("Comité du %(day)s, %(incubator)s"),
            incubator=session["incubator"]["name"] or session["incubator"]["id"],
            day=tell.day(session["day"]),
        ),
        known_on=tell.day(content["known_on"]),
        tiles=tiles(tell, content),
        waiting=waiting(tell, content),
        sections=(
            dossier_asked.asked(tell, content, texts),
            dossier_sections.startup(tell, content),
            dossier_sections.team(tell, content),
            dossier_sections.phases(tell, content),
            dossier_sections.impact(tell, content),
            dossier_sections.money(tell, content),
            dossier_record.delivery(tell, content),
            dossier_record.gate(tell, content),
            dossier_record.standards(tell, content),
            dossier_decisions.decisions(tell, content),
            dossier_decisions.committees(tell, content),
        ),
    )


async def _block(text: str) -> Block | None:
    """A text as the sheets' own are shown; one that can't be converted stands as it was typed."""
    if not text.strip():
        return None
    try:
        return Written(_HEADING.sub(_lower, await render_markdown(text)))
    except (RenderError, WorkshopError):
        return Quoted(text)


def _lower(tag: re.Match[str]) -> str:
    return f"<{tag[1]}h{min(int(tag[2]) + _LOWERED, 6)}>"
