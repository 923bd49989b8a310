"""Somebody without a sheet joins a team: the sheet is made, and they may be invited."""

from __future__ import annotations

from datetime import date

import pytest

from incubator.domain.access import Role
from incubator.store import models
from tests.web.teams.conftest import TEAM, Site

URL = f"{TEAM}/nouvelle-personne"
ANNE = {
    "fullname": "Anne-Sophie Le Gall",
    "role": "Chargée de déploiement",
    "github": "@asl",
    "start": "2026-12-01",
    "end": "2027-05-31",
    "status": "service",
    "employer": "Octo",
}


async def test_somebody_new_gets_a_sheet_and_a_mission(site: Site) -> None:
    answer = await site.browser.post(URL, data=ANNE)
    assert answer.status_code == 303, answer.text
    assert site.fields("anne-sophie.le-gall") == {
        "fullname": "Anne-Sophie Le Gall",
        "role": "Chargée de déploiement",
        "github": "asl",
        "missions": [
            {
                "start": date(2026, 12, 1),
                "end": date(2027, 5, 31),
                "status": "service",
                "employer": "Octo",
                "startups": ["bac"],
            }
        ],
    }
    assert site.log()[0].endswith("members/anne-sophie.le-gall : nouvelle fiche")
    assert "avec une fiche de membre" in await site.notice()
    assert "Anne-Sophie Le Gall" in (await site.browser.get(TEAM)).text
    assert await models.OutboxMail.all().count() == 0


async def test_they_are_invited_until_the_end_of_their_mission_and_tied_to_nothing(
    site: Site,
) -> None:
    await site.browser.post(URL, data={**ANNE, "email": "Anne@Exemple.fr"})
    assert "Un message est parti à anne@exemple.fr" in await site.notice()
    grant = await models.RoleGrant.filter(place_id="bac", role="team_member").get()
    assert grant.until == date(2027, 5, 31)
    account = await models.Account.get(email="anne@exemple.fr")
    assert (account.name, account.member_id) == ("Anne-Sophie Le Gall", None)
    assert await models.OutboxMail.filter(recipient="anne@exemple.fr").count() == 1
    files = [path.read_text("utf-8") for path in site.folder.rglob("*.md")]
    assert not [text for text in files if "exemple.fr" in text]


async def test_who_may_give_no_access_adds_nobody(site: Site) -> None:
    """A mission gives the role of team member: so does adding one."""
    mate = await site.somebody(Role.TEAM_MEMBER, "bac")
    assert (await mate.get(URL)).status_code == 403
    answer = await mate.post(URL, data={**ANNE, "email": "anne@exemple.fr"})
    assert answer.status_code == 403
    assert not (site.folder / "members/anne-sophie.le-gall.md").exists()
    page = await mate.get(TEAM)
    assert "Ajouter quelqu’un" not in page.text
    assert "tiennent cette liste" in page.text


async def test_a_name_that_is_taken_asks_whether_it_is_the_same_person(site: Site) -> None:
    same = {**ANNE, "fullname": "Léa Roux"}
    answer = await site.browser.post(URL, data=same)
    assert answer.status_code == 422
    assert "Une fiche porte déjà ce nom (lea.roux)" in answer.text
    assert 'name="is_other"' in answer.text
    assert 'name="is_other"' not in (await site.browser.get(URL)).text
    answer = await site.browser.post(URL, data={**same, "is_other": "1"})
    assert answer.status_code == 303
    assert site.fields("lea.roux2")["role"] == "Chargée de déploiement"
    assert site.fields("lea.roux")["role"] == "Développeuse"


@pytest.mark.parametrize(
    ("data", "field", "told"),
    [
        ({"fullname": " "}, "fullname", "prénom et le nom"),
        ({"fullname": "../../etc/passwd"}, "", ""),
        ({"fullname": "李娜"}, "fullname", "lettres latines"),
        ({"role": ""}, "role", "Dites ce que fait"),
        ({"github": "https://github.com/asl"}, "github", "nom du compte"),
        ({"start": ""}, "start", "premier jour"),
        ({"email": "anne"}, "email", "adresse électronique"),
        (
            {"email": "anne@exemple.fr", "start": "2020-01-01", "end": "2020-02-01"},
            "end",
            "laissez l’adresse vide",
        ),
    ],
)
async def test_what_is_faulty_comes_back_with_what_was_typed(
    site: Site, data: dict[str, str], field: str, told: str
) -> None:
    answer = await site.browser.post(URL, data={**ANNE, **data})
    if not field:
        # A name that looks like a path is a name: its sheet is where sheets are.
        assert answer.status_code == 303
        assert site.fields("etc-passwd")["fullname"] == "../../etc/passwd"
        return
    assert answer.status_code == 422
    assert told in answer.text.split(f'id="erreur-{field}"')[1]
    assert 'value="Octo"' in answer.text
    assert len(site.log()) == 1


@pytest.mark.parametrize("path", ["", "/ajouter", "/nouvelle-personne", "/lea.roux/x"])
async def test_another_team_is_kept_out(site: Site, path: str) -> None:
    stranger = await site.somebody(Role.INTRAPRENEUR, "autre")
    assert (await stranger.get(f"{TEAM}{path}")).status_code == 403
    if path:
        end = "/terminer" if "lea" in path else ""
        assert (await stranger.post(f"{TEAM}{path}{end}", data=ANNE)).status_code == 403


@pytest.mark.parametrize("path", ["/lea.roux/2025-01-01_2026-01-01", "/lea.roux/x", "/qui/liste"])
async def test_a_mission_that_is_not_there_has_no_page(site: Site, path: str) -> None:
    await site.page(f"{TEAM}{path}", 404)
    answer = await site.browser.post(f"{TEAM}{path}/terminer", data={"last_day": "2026-11-21"})
    assert answer.status_code == 404
