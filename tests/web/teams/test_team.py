"""A team in the browser: who comes, who stays longer, who leaves; other startups notice nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from incubator.domain.access import Role
from incubator.sheets.missions import others_part
from incubator.store import journal, models
from tests.builders import git
from tests.web.teams.conftest import TEAM, Site

HERE = f"{TEAM}/lea.roux/2025-01-01_2027-06-30"
TERM = {"start": "2026-12-01", "end": "2027-03-31", "status": "independent", "employer": "Malt"}


async def undo(site: Site) -> str:
    """Press the button of the last notice; what the next page says."""
    (url,) = re.findall(r'action="([^"]+)"', await site.notice())
    assert (await site.browser.post(url)).status_code == 303
    return await site.notice()


async def test_the_team_is_shown_with_its_missions_the_former_ones_folded(site: Site) -> None:
    page = (await site.browser.get(TEAM)).text
    assert page.index("2 personnes aujourd’hui") < page.index("Léa Roux") < page.index("Tom Blanc")
    assert "du 1er janvier 2025 au 30 juin 2027" in page.replace("\xa0", " ")
    assert "Prestataire, Société Maquette" in page
    assert f'href="{HERE}"' in page
    assert f'href="{TEAM}/tom.blanc/liste"' in page
    assert "Nour Haddad" not in page


async def test_a_shared_mission_ends_here_and_goes_on_elsewhere(site: Site) -> None:
    before = site.fields("lea.roux")
    page = await site.browser.get(HERE)
    assert "Cette mission vaut aussi pour Autre" in page.text.replace("\xa0", " ")
    assert 'value="2026-11-21"' in page.text
    answer = await site.browser.post(f"{HERE}/terminer", data={"last_day": "2026-11-21"})
    assert (answer.status_code, answer.headers["location"]) == (303, TEAM)
    fields = site.fields("lea.roux")
    assert others_part(fields, "bac") == others_part(before, "bac")
    assert fields["missions"][1:] == [
        {**before["missions"][1], "startups": ["autre"]},
        {**before["missions"][1], "startups": ["bac"], "end": date(2026, 11, 21)},
    ]
    assert site.log()[0] == "Ana M <ana@exemple.fr> members/lea.roux : missions"
    assert "badges: [segur] # gardé\n" in (site.folder / "members/lea.roux.md").read_text("utf-8")
    _, (entry,) = await journal.find_entries(action="sheet_changed")
    assert entry.subject == "member:lea.roux"
    notice = await site.notice()
    assert "La mission de Léa Roux finit le 21" in notice


async def test_a_change_is_undone_with_one_button(site: Site) -> None:
    before = (site.folder / "members/lea.roux.md").read_bytes()
    await site.browser.post(f"{HERE}/terminer", data={"last_day": "2026-11-21"})
    assert "Changement annulé" in await undo(site)
    assert (site.folder / "members/lea.roux.md").read_bytes() == before


async def test_a_change_that_somebody_built_on_is_not_undone(site: Site) -> None:
    await site.browser.post(f"{HERE}/terminer", data={"last_day": "2026-11-21"})
    (url,) = re.findall(r'action="([^"]+)"', await site.notice())
    file = site.folder / "members/lea.roux.md"
    file.write_text(file.read_text("utf-8").replace("Développeuse", "Lead"), "utf-8")
    git(site.folder, "commit", "-am", "Par une autre voie")
    assert (await site.browser.post(url)).status_code == 303
    assert "ce changement reste en place" in await site.notice()
    assert "Lead" in file.read_text("utf-8")


async def test_nobody_undoes_what_was_done_for_another_startup(site: Site) -> None:
    elsewhere = await site.somebody(Role.INTRAPRENEUR, "autre")
    url = "/espace/startups/autre/equipe/nour.haddad/2025-01-01_2026-12-31"
    await elsewhere.post(f"{url}/prolonger", data={"end": "2027-12-31"})
    commit = git(site.folder, "rev-parse", "HEAD").strip()
    before = git(site.folder, "rev-parse", "HEAD^:members/nour.haddad.md").strip()
    await site.browser.post(f"{TEAM}/nour.haddad/annuler/{commit}/{before}")
    assert "ce changement reste en place" in await site.notice()
    assert site.fields("nour.haddad")["missions"][0]["end"] == date(2027, 12, 31)


async def test_a_mission_is_extended_or_left_open(site: Site) -> None:
    await site.browser.post(f"{HERE}/prolonger", data={"end": "2028-01-31"})
    assert site.fields("lea.roux")["missions"][2]["end"] == date(2028, 1, 31)
    later = f"{TEAM}/lea.roux/2025-01-01_2028-01-31"
    await site.browser.post(f"{later}/prolonger", data={"end": ""})
    assert "end" not in site.fields("lea.roux")["missions"][2]
    assert "n’a plus de fin prévue" in await site.notice()
    assert (await models.Mission.filter(member_id="lea.roux")).__len__() == 3


@pytest.mark.parametrize(
    ("action", "data", "told"),
    [
        ("terminer", {"last_day": ""}, "Indiquez le dernier jour"),
        ("terminer", {"last_day": "2024-12-31"}, "finir avant d’avoir commencé"),
        ("terminer", {"last_day": "demain"}, "Écrivez une date"),
        ("prolonger", {"end": "2024-12-31"}, "finir avant d’avoir commencé"),
    ],
)
async def test_a_day_that_can_not_be_is_refused_beside_its_field(
    site: Site, action: str, data: dict[str, str], told: str
) -> None:
    answer = await site.browser.post(f"{HERE}/{action}", data=data)
    assert answer.status_code == 422
    (field,) = data
    assert told in answer.text.split(f'id="erreur-{field}"')[1]
    assert f'value="{data[field]}"' in answer.text
    assert len(site.log()) == 1


async def test_somebody_who_is_only_listed_leaves_without_dates(site: Site) -> None:
    await site.browser.post(f"{TEAM}/tom.blanc/liste/terminer", data={"last_day": "2026-11-21"})
    assert site.fields("tom.blanc") == {
        "fullname": "Tom Blanc",
        "startups": ["autre"],
        "previously": ["bac"],
    }
    page = (await site.browser.get(TEAM)).text
    assert "1 ancien membre" in page


async def test_a_member_is_found_by_name_or_id_and_added(site: Site) -> None:
    form = (await site.browser.get(f"{TEAM}/ajouter")).text
    assert 'data-suggest="/espace/suggestions/members"' in form
    assert '<option value="nour.haddad">Nour Haddad</option>' in form
    answer = await site.browser.post(f"{TEAM}/ajouter", data={**TERM, "member": "NOUR Haddad"})
    assert answer.status_code == 303, answer.text
    assert site.fields("nour.haddad")["missions"] == [
        {
            "start": date(2025, 1, 1),
            "end": date(2026, 12, 31),
            "status": "admin",
            "startups": ["autre"],
        },
        {
            "start": date(2026, 12, 1),
            "end": date(2027, 3, 31),
            "status": "independent",
            "employer": "Malt",
            "startups": ["bac"],
        },
    ]
    team = (await site.browser.get(TEAM)).text
    assert "Nour Haddad est dans l’équipe." in team
    assert "à venir" in team
    again = await site.browser.post(f"{TEAM}/ajouter", data={**TERM, "member": "nour.haddad"})
    assert again.status_code == 422
    assert "couvre déjà une partie de ces dates" in again.text


@pytest.mark.parametrize(
    ("data", "field", "told"),
    [
        ({"member": "Personne"}, "member", "Personne ne porte ce nom"),
        ({"member": ""}, "member", "Écrivez le nom"),
        ({"start": ""}, "start", "Indiquez le premier jour"),
        ({"end": "2026-01-01"}, "end", "finir avant"),
        ({"status": "roi"}, "status", "Choisissez"),
    ],
)
async def test_a_faulty_mission_comes_back_with_what_was_typed(
    site: Site, data: dict[str, str], field: str, told: str
) -> None:
    sent = {**TERM, "member": "nour.haddad", **data}
    answer = await site.browser.post(f"{TEAM}/ajouter", data=sent)
    assert answer.status_code == 422
    assert told in answer.text.split(f'id="erreur-{field}"')[1]
    assert 'value="Malt"' in answer.text
    assert len(site.log()) == 1
