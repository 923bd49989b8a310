"""An editor who asks for more than their own sheet gets nothing more."""

from __future__ import annotations

import pytest

from tests.builders import git, sheet_text
from tests.web.editor.conftest import PATH, SHEET, TEXT, URL, Office
from tests.web.editor.forms import form_of

#: What Git holds beside the sheet: of another collection, removed since, or no sheet at all.
_SECRET = "ne pas montrer"


@pytest.fixture
def other_blob(office: Office) -> str:
    """The Git id of a file of the repository that is no version of the sheet."""
    path = office.folder / "notes.md"
    path.write_text(sheet_text(SHEET.replace("Essayer sans rien casser", _SECRET), TEXT))
    git(office.folder, "add", "notes.md")
    git(office.folder, "commit", "-m", "Une note")
    blob = git(office.folder, "rev-parse", "HEAD:notes.md").strip()
    git(office.folder, "rm", "-q", "notes.md")
    git(office.folder, "commit", "-m", "Sans la note")
    return blob


@pytest.mark.parametrize(("field", "status"), [("ouverte", 409), ("tranchee", 303)])
async def test_a_form_that_names_another_file_of_the_repository_shows_nothing_of_it(
    office: Office, other_blob: str, field: str, status: int
) -> None:
    async with office.browser as browser:
        sent = form_of(await browser.get(f"{URL}/essentiel"), mission="Autre chose")
        answer = await browser.post(f"{URL}/essentiel", data={**sent, field: other_blob})
        assert _SECRET not in answer.text
        assert answer.status_code == status
        saved = office.sheet.fields["mission"]
        assert saved == ("Autre chose" if status == 303 else "Essayer sans rien casser")


async def test_undoing_puts_no_other_file_of_the_repository_in_the_sheets_place(
    office: Office, other_blob: str
) -> None:
    before, head = office.text, git(office.folder, "rev-parse", "HEAD").strip()
    async with office.browser as browser:
        neighbour = git(office.folder, "rev-parse", "HEAD:startups/autre.md").strip()
        for blob in (other_blob, neighbour):
            await browser.post(f"{URL}/annuler/{head}/{blob}")
            assert office.text == before


async def test_a_version_that_no_sync_has_read_yet_is_still_known(office: Office) -> None:
    async with office.browser as browser:
        page = await browser.get(f"{URL}/essentiel")
        # Two commits by hand: what was opened is in Git, and the index does not know it.
        for mission in ("Une fois", "Deux fois"):
            text = office.text.replace("'Essayer sans rien casser'", mission)
            (office.folder / PATH).write_text(text.replace("Une fois", mission))
            git(office.folder, "commit", "-qam", mission)
            if mission == "Une fois":
                page = await browser.get(f"{URL}/essentiel")
        answer = await browser.post(f"{URL}/essentiel", data=form_of(page, mission="Trois fois"))
        assert answer.status_code == 409
        assert "Deux fois" in answer.text


async def test_somebody_of_another_startup_reaches_nothing_of_this_one(office: Office) -> None:
    stranger = await office.stranger()
    head = git(office.folder, "rev-parse", "HEAD").strip()
    blob = git(office.folder, "rev-parse", f"HEAD:{PATH}").strip()
    before, log = office.text, office.log()
    async with stranger:
        for method, path in (
            ("GET", URL),
            ("GET", f"{URL}/texte"),
            ("POST", f"{URL}/texte"),
            ("POST", f"{URL}/texte/brouillon"),
            ("POST", f"{URL}/annuler/{head}/{blob}"),
            ("GET", "/espace/startups/bac/image"),
            ("POST", "/espace/startups/bac/image/retirer"),
            ("POST", f"/espace/startups/bac/image/{head}/annuler"),
            ("POST", f"/espace/startups/bac/versions/{head}"),
            ("POST", f"/espace/startups/bac/equipe/ana/annuler/{head}/{blob}"),
            ("GET", "/espace/startups/bac/remarques"),
            ("GET", "/espace/startups/bac/propositions"),
        ):
            answer = await stranger.request(method, path)
            assert answer.status_code == 403, (method, path, answer.status_code)
    assert (office.text, office.log()) == (before, log)
