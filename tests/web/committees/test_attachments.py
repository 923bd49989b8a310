"""Files of a dossier: joined, downloaded by its readers alone, whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from incubator.actions.clean_up import REMOVED_FILES_KEPT, clean_up
from incubator.domain.access import Role
from incubator.domain.attachments import MOST_BYTES, MOST_FILES
from incubator.domain.committee_access import Seat
from incubator.store import models
from incubator.store.committees.files import FileLostError, path_of, read_file, store_file
from tests import hostile_files as make
from tests.committees import STARTS_AT, browser_in, session_with
from tests.web.committees.team import FILES, FORM, HERE, Team, form_of, team_at, write
from tests.web.dom import page_faults, parse
from tests.web.signed import NOW, stranger

PDF = make.pdf()


@pytest.fixture
async def team(sqlite_url: str) -> AsyncIterator[Team]:
    async with team_at(sqlite_url) as found:
        yield found


async def send(browser: httpx.AsyncClient, *files: tuple[str, bytes]) -> httpx.Response:
    """Join files, each a name and its bytes; what the browser says of their type is not true."""
    sent = [("pieces", (name, data, "text/html")) for name, data in files]
    return await browser.post(FILES, files=sent)


def address(team: Team, attachment_id: str) -> str:
    committee, item = team.session.public_id, team.session.items[0].public_id
    return f"/comites/{committee}/points/{item}/pieces/{attachment_id}"


async def submitted(browser: httpx.AsyncClient) -> None:
    """Submit a whole dossier; past its day it leaves at once."""
    await write(browser)
    confirm = form_of(parse((await browser.get(f"{FORM}/deposer")).text), f"{FORM}/deposer")
    await browser.post(f"{FORM}/deposer", data=confirm)


async def test_files_are_joined_and_downloaded_as_they_came(team: Team) -> None:
    browser = await team.browser()
    answer = await send(browser, ("../Étude\u202e 2026.PDF", PDF), ("notes.txt", "é\n".encode()))
    assert (answer.status_code, answer.headers["location"]) == (303, FILES)
    files = (await team.newest()).files
    assert [one.name for one in files] == ["Étude 2026.pdf", "notes.txt"]
    got = await browser.get(address(team, files[0].public_id))
    assert got.content == PDF
    headers = got.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == (
        "attachment; filename=\"Etude 2026.pdf\"; filename*=UTF-8''%C3%89tude%202026.pdf"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "no-store" in headers["cache-control"]
    page = parse((await browser.get(FILES)).text)
    assert page_faults(page) == []
    assert "Étude 2026.pdf" in (await browser.get(f"{FORM}/apercu")).text
    assert "Étude 2026.pdf" in (await browser.get(FORM)).text


async def test_a_refusal_says_which_file_and_what_to_do_and_the_others_are_joined(
    team: Team,
) -> None:
    browser = await team.browser()
    script = make.opening(S="/JavaScript", JS="app.alert(1)")
    heavy = b"%PDF-" + bytes(MOST_BYTES)
    answer = await send(browser, ("bon.pdf", PDF), ("a<b>.pdf", script), ("lourd.pdf", heavy))
    page = parse(answer.text)
    assert answer.status_code == 422
    told = page.one("div", id="erreurs").words
    assert "« a<b>.pdf » : ce PDF contient un programme" in told
    assert "« lourd.pdf » : le fichier dépasse 10 Mo" in told
    assert [one.name for one in (await team.newest()).files] == ["bon.pdf"]
    assert page_faults(page) == []
    nothing = await browser.post(FILES, data={"pieces": ""})
    assert nothing.status_code == 422
    assert "Choisissez au moins un fichier" in nothing.text


async def test_the_same_file_is_noted_once_and_names_stay_apart(team: Team) -> None:
    browser = await team.browser()
    await send(browser, ("a.txt", b"un"), ("b.txt", b"un"), ("a.txt", b"deux"))
    files = (await team.newest()).files
    assert [one.name for one in files] == ["a.txt", "a (2).txt"]
    assert await models.JournalEntry.filter(action="attachment_added").count() == 2


async def test_a_dossier_has_ten_files_at_most(team: Team) -> None:
    browser = await team.browser()
    await send(browser, *((f"{number}.txt", str(number).encode()) for number in range(9)))
    answer = await send(browser, ("dix.txt", b"dix"), ("onze.txt", b"onze"))
    assert "« onze.txt » : le dossier a déjà 10 pièces" in parse(answer.text).words
    assert len((await team.newest()).files) == MOST_FILES
    assert not parse((await browser.get(FILES)).text).all("input", type="file")


async def test_a_file_taken_out_can_be_put_back(team: Team) -> None:
    browser = await team.browser()
    await send(browser, ("a.pdf", PDF))
    one = (await team.newest()).files[0]
    await browser.post(f"{FILES}/{one.public_id}/retirer")
    assert (await team.newest()).files == ()
    undo = f"{FILES}/{one.public_id}/remettre"
    assert parse((await browser.get(FILES)).text).all("form", action=undo)
    assert (await browser.get(address(team, one.public_id))).status_code == 404
    await browser.post(undo)
    assert (await team.newest()).files == (one,)


async def test_only_readers_of_the_version_download_its_files(team: Team) -> None:
    late = NOW + timedelta(days=10)
    browser = await team.browser(now=late)
    await send(browser, ("a.pdf", PDF))
    at = address(team, (await team.newest()).files[0].public_id)
    chair = await browser_in(team.settings, team.session, Seat.CHAIR)
    other = await team.browser("x@exemple.gouv.fr", Role.INTRAPRENEUR, "guichet-littoral")
    sponsor = await team.browser("s@exemple.gouv.fr", Role.SPONSOR, "direction-du-logement-stable")
    # A draft is the team's.
    assert [(await one.get(at)).status_code for one in (chair, other, sponsor)] == [403, 403, 403]
    assert (await stranger(team.settings).get(at)).status_code == 303
    await submitted(browser)
    assert [(await one.get(at)).status_code for one in (chair, other, sponsor)] == [200, 403, 200]
    elsewhere = await session_with({}, ["bail-en-main"], starts_at=STARTS_AT + timedelta(days=200))
    wrong = at.replace(team.session.public_id, elsewhere.public_id).replace(
        team.session.items[0].public_id, elsewhere.items[0].public_id
    )
    assert (await browser.get(wrong)).status_code == 404
    # What was sent keeps its files, and a correction begins with them.
    gone = await browser.post(f"{FILES}/{at.rpartition('/')[2]}/retirer")
    assert gone.headers["location"] == HERE
    await browser.post(f"{FORM}/corriger")
    first, second = await team.versions()
    assert [one.sha256 for one in first.files] == [one.sha256 for one in second.files]
    await browser.post(f"{FILES}/{second.files[0].public_id}/retirer")
    assert [len(one.files) for one in await team.versions()] == [1, 0]
    await clean_up(team.settings, late + REMOVED_FILES_KEPT + timedelta(days=40))
    assert [len(one.files) for one in await team.versions()] == [1, 0]
    assert read_file(team.settings.attachments_folder, first.files[0].sha256) == PDF


async def test_a_file_that_was_changed_in_its_folder_is_not_served(team: Team) -> None:
    browser = await team.browser()
    await send(browser, ("a.pdf", PDF))
    one = (await team.newest()).files[0]
    path = path_of(team.settings.attachments_folder, one.sha256)
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(PDF + b"changed")
    answer = await browser.get(address(team, one.public_id))
    assert answer.status_code == 500
    assert b"%PDF" not in answer.content
    assert "plus le fichier qui avait été joint" in parse(answer.text).words
    path.unlink()
    assert (await browser.get(address(team, one.public_id))).status_code == 500
    # Joined again, it is whole again.
    await send(browser, ("a.pdf", PDF))
    assert (await browser.get(address(team, one.public_id))).content == PDF


async def test_files_that_no_row_names_go_after_a_while(team: Team) -> None:
    folder = team.settings.attachments_folder
    browser = await team.browser()
    await send(browser, ("a.txt", b"kept"), ("b.txt", b"removed"))
    kept, removed = (await team.newest()).files
    await browser.post(f"{FILES}/{removed.public_id}/retirer")
    crashed = store_file(folder, b"a crash came before its row")
    half = path_of(folder, crashed).with_name(f"{crashed}.12.part")
    half.write_bytes(b"a cra")
    strange = folder / "ab" / "README"
    strange.parent.mkdir(exist_ok=True)
    strange.write_text("not ours")
    old = (NOW - REMOVED_FILES_KEPT - timedelta(days=1)).timestamp()
    for path in folder.glob("??/*"):
        os.utime(path, (old, old))
    await clean_up(team.settings, NOW)
    # The removed one waits for a change of mind, though its bytes are old.
    assert path_of(folder, removed.sha256).exists()
    assert not path_of(folder, crashed).exists()
    assert not half.exists()
    assert (await clean_up(team.settings, NOW + REMOVED_FILES_KEPT + timedelta(1)))["files"] == 1
    assert not path_of(folder, removed.sha256).exists()
    assert path_of(folder, kept.sha256).exists()
    assert strange.exists()
    assert await models.Attachment.all().count() == 1


async def test_two_who_join_the_same_file_at_once_note_it_once(team: Team) -> None:
    browser = await team.browser()
    await send(browser, ("first.txt", b"first"))
    await asyncio.gather(*(send(browser, (f"{n}.txt", b"same")) for n in range(3)))
    assert len((await team.newest()).files) == 2


def test_bytes_are_stored_once_and_read_as_what_they_were(tmp_path: Path) -> None:
    sha256 = store_file(tmp_path / "new", b"bytes")
    assert sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert store_file(tmp_path / "new", b"bytes") == sha256
    assert read_file(tmp_path / "new", sha256) == b"bytes"
    assert len([path for path in (tmp_path / "new").rglob("*") if path.is_file()]) == 1
    for wrong in ("../../etc/passwd", "0" * 64):
        with pytest.raises(FileLostError):
            read_file(tmp_path / "new", wrong)
