"""A site with the demonstration's committees, one of which is held now."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from incubator.config import PROJECT_ROOT
from tests.browser.office import OfficeSite, Person

#: The morning of the tests' day, in Paris.
MORNING = "2026-11-21T09:00:00+01:00"
INCUBATOR, ID = "quai-des-droits", "bail-en-main"
#: Whoever presides; the tests give her the programme's keys too, so that she sees every screen.
CHAIR = "helene.parrainage@incubateur.example"
#: A member who does not preside, in the same sessions.
MEMBER = "paul.simulacre-bref@incubateur.example"
TEAM = "rose.epreuve@incubateur.example"
SECRETARY = "ivan.ordre-du-jour@incubateur.example"
#: What an own process does: the tests' browser keeps this one's event loop.
_ARRANGE = """
import asyncio, json, os, sys
from datetime import datetime, timedelta
from pathlib import Path
from incubator.actions.committees import calendars, dossier_steps, live
from incubator.actions.demonstration_committees import invent_committees
from incubator.actions.desk import Desk
from incubator.config import load_settings
from incubator.domain.committee_states import Stage
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.committees.dossiers import newest_version
from incubator.store.committees.sessions import find_committee
from incubator.store.database import open_database
from incubator.store.journal import Trace
from tests.web.signed import SITE

async def hold(settings, committee_id, now):
    # The session of the day is held: its second version was sent, its only item is deliberated.
    committee = await find_committee(committee_id)
    chair = Trace((await find_by_email("helene.parrainage@incubateur.example")).public_id)
    item = committee.items[0]
    office = dossier_steps.Office(settings, SITE)
    newest = await newest_version(item.number)
    draft = await dossier_steps.correct(newest, chair.actor, chair, now)
    words = {**draft.narrative, "blockers": "Deux greffes attendent leur accès."}
    draft = await dossier_steps.save_narrative(draft, words, draft.edits, chair, now)
    await dossier_steps.freeze(office, draft, chair.actor, chair, now)
    await live.begin_session(committee_id, chair, now, is_its_day=True)
    there = {one.public_id for one in committee.members[:3]}
    await live.note_presence(committee_id, dict.fromkeys(there, False), there, chair, now)
    await live.choose_item(committee_id, item.public_id, "", chair, now)
    change = (Stage.PRESENTATION, Stage.DELIBERATION)
    await live.go_to_stage(committee_id, item.public_id, change, chair, now)

async def main():
    settings, now = load_settings(), datetime.fromisoformat(os.environ["TEST_CLOCK"])
    async with open_database(settings.database_url):
        await invent_committees(settings, Desk(settings.content_dir), SITE, now)
        named = {}
        rows = await models.Committee.filter(incubator_id="quai-des-droits").order_by("starts_at")
        for name, row in zip(("closed", "today", "ahead"), rows[-3:], strict=True):
            item = await models.AgendaItem.get(committee_id=row.id)
            named |= {name: row.public_id, f"{name}_item": item.public_id}
        await hold(settings, named["today"], now)
        newest = models.Decision.all().order_by("-position")
        last = await newest.filter(item_id=named["closed_item"]).first()
        named["decision"] = last.public_id
        changed = await newest.exclude(replaces="").first()
        named["changed"], named["former"] = changed.public_id, changed.replaces
        named["owed"] = (await models.Condition.get(decision_id=last.public_id)).public_id
        met = await models.Condition.get(text__startswith="Signer une convention")
        named["met"] = met.public_id
    print(json.dumps(named))

asyncio.run(main())
"""


@dataclass(frozen=True)
class Chamber:
    """The site, what is in the addresses of its screens, and the secrets of who looks at them."""

    site: OfficeSite
    named: dict[str, str]
    secrets: dict[str, str]


def arrange(site: OfficeSite) -> Chamber:
    """Hold the demonstration's committees on a site."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _ARRANGE],
        cwd=PROJECT_ROOT, env=site.environ, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    named = json.loads(done.stdout)
    people: dict[str, Person] = {one: ("", []) for one in (TEAM, SECRETARY, MEMBER)}
    secrets = site.admit({CHAIR: ("", [("administrator", "")]), **people})
    return Chamber(site, named, secrets)
