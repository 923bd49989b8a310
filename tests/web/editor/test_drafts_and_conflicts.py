"""What is typed is never lost: drafts, lost sessions, two people at one field."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from incubator.sheets import commits
from incubator.store import models
from tests.builders import git
from tests.web.dom import page_faults, parse
from tests.web.editor.conftest import URL, Office
from tests.web.editor.forms import form_of
from tests.web.signed import stranger


async def test_what_is_typed_comes_back_on_another_machine(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    sent = form_of(page, mission="À moitié tapé")
    answer = await office.browser.post(f"{URL}/essentiel/brouillon", data=sent)
    assert answer.status_code == 200
    assert "Brouillon gardé le 21 novembre 2026" in answer.json()["told"].replace("\xa0", " ")
    page = await office.browser.get(f"{URL}/essentiel")
    assert form_of(page)["mission"] == ["À moitié tapé"]
    assert "Votre brouillon du" in parse(page.text).words
    assert "brouillon" in parse((await office.browser.get(URL)).text).words
    await office.browser.post(f"{URL}/essentiel", data=form_of(page))
    assert office.sheet.fields["mission"] == "À moitié tapé"
    assert await models.Draft.all().count() == 0


async def test_a_draft_that_was_given_up_can_be_taken_up_again(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel/brouillon", data=form_of(page, mission="Brouillon"))
    await office.browser.post(f"{URL}/essentiel/brouillon/abandonner")
    page = await office.browser.get(f"{URL}/essentiel")
    assert form_of(page)["mission"] == ["Essayer sans rien casser"]
    undo = parse(page.text).one(cls="inc-notice").one("form").attrs["action"]
    await office.browser.post(undo)
    page = await office.browser.get(f"{URL}/essentiel")
    assert form_of(page)["mission"] == ["Brouillon"]


async def test_a_draft_is_its_author_s_alone(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel/brouillon", data=form_of(page, mission="Privé"))
    colleague = await office.colleague()
    assert "Privé" not in (await colleague.get(f"{URL}/essentiel")).text


async def test_a_lost_session_gives_back_what_was_typed(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    sent = form_of(page, mission="Tapé longtemps & <patiemment>")
    nobody = stranger(office.settings)
    answer = await nobody.post(f"{URL}/essentiel", data=sent)
    assert answer.status_code == 401
    tree = parse(answer.text)
    assert page_faults(tree) == []
    carried = {node.attrs["name"]: node.raw_text for node in tree.all("textarea")}
    assert carried["mission"] == "\nTapé longtemps & <patiemment>"
    # Signed in again beside it, the page's button sends it.
    again = {name: text.removeprefix("\n") for name, text in carried.items()}
    assert (await office.browser.post(f"{URL}/essentiel", data=again)).status_code == 303
    assert office.sheet.fields["mission"] == "Tapé longtemps & <patiemment>"
    answer = await nobody.post(f"{URL}/essentiel/brouillon", data=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/json")


async def test_two_people_who_change_other_fields_both_see_theirs(office: Office) -> None:
    colleague = await office.colleague()
    first = await office.browser.get(f"{URL}/essentiel")
    second = await colleague.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel", data=form_of(first, mission="D’Ana"))
    answer = await colleague.post(f"{URL}/essentiel", data=form_of(second, title="De Léa"))
    assert answer.status_code == 303
    assert (office.sheet.fields["mission"], office.sheet.fields["title"]) == ("D’Ana", "De Léa")
    told = parse((await colleague.get(answer.headers["location"])).text).one(cls="inc-notice")
    assert "ce que d’autres ont changé" in told.words


async def _disagree(office: Office) -> tuple[httpx.AsyncClient, httpx.Response]:
    colleague = await office.colleague()
    first = await office.browser.get(f"{URL}/essentiel")
    second = await colleague.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel", data=form_of(first, mission="D’Ana"))
    sent = form_of(second, mission="De Léa", product_maturity="beta")
    return colleague, await colleague.post(f"{URL}/essentiel", data=sent)


async def test_two_people_at_one_field_see_both_versions(office: Office) -> None:
    colleague, answer = await _disagree(office)
    assert answer.status_code == 409
    tree = parse(answer.text)
    assert page_faults(tree) == []
    assert [side.words for side in tree.all(cls="inc-version")] == [
        "D’Ana",
        "De Léa",
        "Essayer sans rien casser",
    ]
    assert office.sheet.fields["mission"] == "D’Ana"
    # Leaving the page loses nothing either.
    page = await colleague.get(f"{URL}/essentiel")
    assert form_of(page)["mission"] == ["De Léa"]


async def test_mine_is_kept_when_it_is_chosen(office: Office) -> None:
    colleague, answer = await _disagree(office)
    sent = form_of(answer) | {"choix-mission": "mienne"}
    assert (await colleague.post(f"{URL}/essentiel", data=sent)).status_code == 303
    fields = office.sheet.fields
    assert (fields["mission"], fields["product_maturity"]) == ("De Léa", "beta")


async def test_theirs_is_kept_when_it_is_chosen_and_the_rest_is_saved(office: Office) -> None:
    colleague, answer = await _disagree(office)
    sent = form_of(answer) | {"choix-mission": "leur"}
    assert (await colleague.post(f"{URL}/essentiel", data=sent)).status_code == 303
    fields = office.sheet.fields
    assert (fields["mission"], fields["product_maturity"]) == ("D’Ana", "beta")


async def test_without_a_choice_both_versions_are_shown_again(office: Office) -> None:
    colleague, answer = await _disagree(office)
    again = await colleague.post(f"{URL}/essentiel", data=form_of(answer))
    assert again.status_code == 409
    assert office.sheet.fields["mission"] == "D’Ana"


async def test_a_third_change_while_one_chooses_is_not_lost(office: Office) -> None:
    colleague, answer = await _disagree(office)
    page = await office.browser.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission="D’Ana encore"))
    sent = form_of(answer) | {"choix-mission": "mienne"}
    answer = await colleague.post(f"{URL}/essentiel", data=sent)
    assert answer.status_code == 409
    assert "D’Ana encore" in answer.text
    assert office.sheet.fields["mission"] == "D’Ana encore"


async def test_who_saw_a_version_that_nobody_knows_reads_once_more(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    sent = form_of(page, mission="La mienne") | {"ouverte": "0" * 40}
    answer = await office.browser.post(f"{URL}/essentiel", data=sent)
    assert answer.status_code == 409
    assert "Relisez cette page" in parse(answer.text).one(role="alert").words
    assert office.sheet.fields["mission"] == "Essayer sans rien casser"
    assert form_of(answer)["mission"] == ["La mienne"]
    assert (await office.browser.post(f"{URL}/essentiel", data=form_of(answer))).is_redirect
    assert office.sheet.fields["mission"] == "La mienne"


async def test_twenty_people_who_save_at_once_lose_nothing(office: Office) -> None:
    pages = await asyncio.gather(*(office.browser.get(f"{URL}/essentiel") for _ in range(20)))
    answers = await asyncio.gather(
        *(
            office.browser.post(
                f"{URL}/essentiel", data=form_of(page, techno=["Python", "Django", f"T{number}"])
            )
            for number, page in enumerate(pages)
        )
    )
    assert [answer.status_code for answer in answers] == [303] * 20
    assert set(office.sheet.fields["techno"]) == {"Python", "Django", *(f"T{n}" for n in range(20))}
    assert len(office.log()) == 21
    assert git(office.folder, "status", "--porcelain") == ""


async def test_a_repository_that_takes_no_commit_says_so_and_keeps_the_draft(
    office: Office,
) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    git(office.folder, "checkout", "--detach")
    answer = await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission="Plus tard"))
    assert answer.status_code == 503
    told = parse(answer.text).one(role="alert").words
    assert "aucune branche n’est choisie" in told
    assert "git switch" in told
    assert form_of(answer)["mission"] == ["Plus tard"]
    git(office.folder, "checkout", "main")
    page = await office.browser.get(f"{URL}/essentiel")
    assert form_of(page)["mission"] == ["Plus tard"]


async def test_a_file_that_can_t_be_read_in_part_says_where(office: Office) -> None:
    path = office.folder / "startups/bac.md"
    path.write_text(path.read_text().replace("inconnu: gardé", "inconnu: &a gardé"))
    git(office.folder, "commit", "-am", "À la main")
    page = await office.browser.get(f"{URL}/essentiel")
    answer = await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission="X"))
    assert answer.status_code in (409, 422, 503)
    assert "startups/bac.md" in answer.text


def _dirty(folder: Path, _: pytest.MonkeyPatch) -> None:
    path = folder / "startups/bac.md"
    path.write_text(path.read_text() + "À la main\n")


def _pulling(folder: Path, patch: pytest.MonkeyPatch) -> None:
    (folder / ".git/index.lock").touch()
    patch.setattr(commits, "LOCK_SECONDS", 0.2)


def _merging(folder: Path, _: pytest.MonkeyPatch) -> None:
    head = git(folder, "rev-parse", "HEAD")
    (folder / ".git/MERGE_HEAD").write_text(head)


def _without_git(_folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PATH", "")


def _no_repository(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / ".git").rename(folder / "git")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_dirty, "des changements qui ne sont dans aucune version"),
        (_pulling, "en cours de mise à jour. Réessayez dans une minute"),
        (_merging, "une fusion n’est pas terminée"),
        (_without_git, "Git n’est pas installé"),
        (_no_repository, "n’est pas un dépôt Git"),
    ],
)
async def test_what_keeps_a_save_from_happening_is_said_and_the_file_stays_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch, harm: Any, told: str
) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    harm(office.folder, monkeypatch)
    before = office.text
    answer = await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission="Plus tard"))
    assert answer.status_code == 503
    assert told in parse(answer.text).one(role="alert").words
    assert office.text == before
    assert form_of(answer)["mission"] == ["Plus tard"]
    assert await models.Draft.all().count() == 1
