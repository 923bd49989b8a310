"""A closed session with all that is kept of it: a dossier with a file, a decision, minutes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from incubator.actions.committees.dossier_steps import Office, freeze, open_dossier
from incubator.config import Settings
from incubator.documents.pdf import why_not
from incubator.domain.committee_states import Stage, State
from incubator.store import models
from incubator.store.committees.closings import keep_minutes
from incubator.store.committees.dossiers import DossierVersion, newest_version
from incubator.store.committees.files import path_of, store_file
from incubator.store.committees.sessions import Committee
from incubator.store.journal import Trace
from tests.committees import again, decided_in, session_with
from tests.web.signed import NOW, SITE

#: A file's name that would lead out of a folder, and what it holds.
FILE_NAME = "../../Bilan de l’année.txt"
FILE = b"Mille locataires accompagnes.\n"
MINUTES = "# Relevé de décisions\n\n## Bail en main\n\nPoursuivre six mois.\n"


@dataclass(frozen=True)
class Kept:
    """The session, its dossier, and where the file stands."""

    session: Committee
    dossier: DossierVersion
    file: Path


async def kept_session(settings: Settings) -> Kept:
    """A closed session; needs an open database whose sheets are synced."""
    session = await session_with()
    trace = Trace("test")
    item = session.items[0]
    draft = await open_dossier(session, item, "test", trace, NOW)
    sha256 = store_file(settings.attachments_folder, FILE)
    await models.Attachment.create(
        public_id="bilan",
        dossier_id=draft.number,
        name=FILE_NAME,
        media_type="text/plain",
        size=len(FILE),
        sha256=sha256,
        added_at=NOW,
        added_by="test",
    )
    office = Office(settings, SITE)
    found = await newest_version(item.number)
    assert found is not None
    frozen = await freeze(office, found, "test", trace, NOW)
    await decided_in(session)
    await models.AgendaItem.filter(id=item.number).update(stage=Stage.DECIDED.value)
    await models.Committee.filter(id=session.number).update(
        state=State.CLOSED.value, opened_at=NOW, closed_at=NOW
    )
    await keep_minutes(session, MINUTES, NOW)
    file = path_of(settings.attachments_folder, sha256)
    return Kept(await again(session), frozen, file)


def pdf_wanted() -> None:
    """Skip a test that makes PDF where the system's parts are missing, unless CI asks for them."""
    reason = why_not()
    if reason and os.environ.get("INCUBATOR_TEST_REQUIRE_PDF") != "1":
        pytest.skip(f"WeasyPrint can't be loaded: {reason}")
    assert not reason


async def unguarded(*statements: str) -> None:
    """Change what the database refuses to change, as whoever holds its file could."""
    client = models.Decision._meta.db
    rows = await client.execute_query_dict("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for row in rows:
        await client.execute_script(f"DROP TRIGGER {row['name']}")
    for statement in statements:
        await client.execute_script(statement)
