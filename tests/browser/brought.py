"""What people brought, and a change on its way to GitHub: so that every screen has something."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import httpx

from incubator.config import PROJECT_ROOT
from tests.browser.office import OfficeSite

#: An own process hands changes over as the site does when GitHub takes, refuses and delays them.
_PROPOSE = """
import asyncio, sys
from datetime import UTC, datetime
from incubator.sheets.layout import Collection
from incubator.store.database import open_database
from incubator.store.proposal_outbox import Arrived, claim, note_delayed, note_refused, note_sent
from incubator.store.proposals import Change, Editor, queue_changes

async def main(url, startup_id):
    now, editor = datetime.now(UTC), Editor("", "Ana", "ana@exemple.fr")
    keys = ("mission", "budget", "link")
    path = f"startups/{startup_id}.md"
    changes = [Change(path, "", b"text", (key,), key) for key in keys]
    async with open_database(url):
        proposal = await queue_changes(Collection.STARTUPS, startup_id, changes, editor, now)
        address = "https://github.example/depot/pull/12"
        arrived = Arrived(proposal.branch, "a" * 40, 12, address, "a" * 40)
        await note_sent(await claim(now), arrived, now)
        await note_refused(await claim(now), "conflict budget", now)
        await note_delayed(await claim(now), "unreachable", now)
        print(proposal.public_id)

asyncio.run(main(*sys.argv[1:]))
"""
_SENDER = {"name": "Lou Martin", "email": "lou.martin@exemple.fr"}
_PROBLEM = {
    "title": "Les aidants remplissent six fois le même dossier",
    "who": "9 300 000 aidants, douze fois par an.",
    "today": "Ils photocopient tout.",
    "organisation": "Caisse du Nord",
}
_IDEA = {
    "title": "Prévenir les impayés de loyer avant la première lettre",
    "mission": "Prévenir l’impayé avant la première lettre.",
    "problem": "500 000 impayés par an.\n\nSource : la direction du logement.",
    "solution": "Alerter tôt.",
    "reach": "Par les caisses.",
    "sponsor": "Direction du logement",
    "role": "Cheffe de projet",
    "time": "Deux jours par semaine",
}
_CALL = {
    "title": "Appel 2027 : les démarches du littoral",
    "text": "## Pour qui\n\nPour les agents des **ports**, avec [un lien](https://exemple.example).",
    "criteria": "Un agent public à mi-temps\nUn sponsor nommé",
    "opens_on": "2026-11-01",
    "closes_on": "2026-12-15",
    "answers_on": "2027-01-15",
}


class Door:
    """A person at the forms, faster than by a browser."""

    def __init__(self, site: OfficeSite, secret: str = "") -> None:
        self._address = site.address
        self._headers = {"Sec-Fetch-Site": "same-origin"}
        if secret:
            self._headers["Cookie"] = f"session={secret}"

    def post(self, path: str, **data: str) -> str:
        """Send a form that must be taken; where it leads."""
        answer = self._ask("POST", path, data=data)
        assert answer.status_code == 303, (path, answer.text)
        return str(answer.headers["location"])

    def find(self, path: str, pattern: str) -> str:
        found = re.search(pattern, self._ask("GET", path).text)
        assert found, (path, pattern)
        return found[1]

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return httpx.request(
            method, self._address + path, headers=self._headers, trust_env=False, timeout=20, **more
        )


def bring(
    site: OfficeSite, manager: Door, proposer: Door, *, incubator: str, startup: str
) -> dict[str, str]:
    """Fill every kind of list once; what each thing is called in an address."""
    inbox, calls = (
        f"/espace/incubateurs/{incubator}/envois",
        f"/espace/incubateurs/{incubator}/appels",
    )
    visitor, named = Door(site), {}
    visitor.post(f"/incubateurs/{incubator}/irritant", **_PROBLEM, **_SENDER)
    named["confirm"] = _secret(site, 1)
    visitor.post(f"/incubateurs/{incubator}/irritant", **_PROBLEM, **_SENDER)
    visitor.post("/suivi/confirmer", jeton=_secret(site, 2))
    named["problem"] = manager.find(inbox, r"/envois/([\w-]+)")
    manager.post(f"{inbox}/{named['problem']}/demander", question="Combien de temps ?")
    named["followed"] = _secret(site, 3)
    manager.post(f"{calls}/nouveau", **(_CALL | {"title": "Un brouillon d’appel"}))
    named["draft"] = manager.find(calls, r"/appels/(?!nouveau)([\w-]+)")
    named["call"] = manager.post(f"{calls}/nouveau", **_CALL).rpartition("/")[2]
    manager.post(f"{calls}/{named['call']}/publier")
    proposer.post(f"/appels/{named['call']}/candidater", **_IDEA)
    named["application"] = manager.find(f"{inbox}?appel={named['call']}", r"/envois/([\w-]+)")
    proposer.post("/espace/proposer", **_IDEA, incubator=incubator)
    named["mine"] = proposer.find("/espace/propositions", r"/propositions/([\w-]+)")
    manager.post(f"{inbox}/{named['mine']}/demander", question="Qui paie ?")
    visitor.post(
        f"/startups/{startup}/signaler", kind="mistake", part="liens", wrong="Le lien est mort.",
        **_SENDER,
    )  # fmt: skip
    return named


def propose(site: OfficeSite, startup: str) -> str:
    """Changes of a sheet, one at GitHub, one refused, one that waits; the proposal's id."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROPOSE,
         site.environ["INCUBATOR_DATABASE_URL"], startup],
        cwd=PROJECT_ROOT, env=site.environ, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def _secret(site: OfficeSite, number: int) -> str:
    return site.link_in_mail(number, _SENDER["email"]).partition("jeton=")[2]
