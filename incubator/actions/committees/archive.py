"""The archive of a closed session, for the record office: all that was sent, said and decided."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

from incubator.actions.committees.events import Names
from incubator.documents.archives import CHUNK, ArchiveWriter, json_bytes, safe_name
from incubator.documents.pdf import PdfError
from incubator.domain.committee_states import DossierState
from incubator.store.committees import records
from incubator.store.committees.closings import minutes_of
from incubator.store.committees.dossiers import DossierVersion, KeptFile, versions_in
from incubator.store.committees.files import path_of
from incubator.store.committees.sessions import Committee, Item

FORMAT = "incubator-committee-archive"
VERSION = 1


class Papers(Protocol):
    """The documents of a session as people read them."""

    async def dossier(self, item: Item, version: int) -> str:
        """A version of a dossier as a whole HTML document."""

    async def minutes(self, text: str) -> str:
        """The minutes as a whole HTML document."""

    async def pdf(self, html: str) -> bytes:
        """The PDF of a document; PdfError where there can be none."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Whose archive it is: the site's title and address."""

    title: str
    address: str


@dataclass(slots=True)
class _Work:
    """An archive that is being written."""

    writer: ArchiveWriter
    papers: Papers
    attachments: Path
    missing: list[dict[str, str]]
    without_pdf: list[dict[str, str]]

    async def add(self, path: str, content: bytes, **told: Any) -> dict[str, Any]:
        return await asyncio.to_thread(self.writer.add, path, [content], **told)

    async def add_pdf(self, path: str, html: str, **told: Any) -> None:
        try:
            made = await self.papers.pdf(html)
        except PdfError as error:
            self.without_pdf.append({"path": path, "reason": error.trouble.value})
        else:
            await self.add(path, made, **told)

    async def add_file(self, path: str, file: KeptFile) -> None:
        source = path_of(self.attachments, file.sha256)
        told = {"kind": "attachment", "name": file.name, "media_type": file.media_type}
        if not await asyncio.to_thread(source.is_file):
            # What else there is must not be lost with it; whoever verifies the archive is told.
            self.missing.append({"path": path, "sha256": file.sha256})
            return
        await asyncio.to_thread(
            self.writer.add, path, _chunks(source), kept_sha256=file.sha256, **told
        )


async def write_archive(
    target: IO[bytes],
    committee: Committee,
    names: Names,
    papers: Papers,
    programme: Programme,
    attachments: Path,
    now: datetime,
) -> None:
    """Write the archive of a closed session; ``attachments`` is the folder of dossiers' files.

    Raises:
        ArchiveTooLargeError: it would hold more than an archive may.
    """
    writer = ArchiveWriter(target, committee.closed_at or now)
    work = _Work(writer, papers, attachments, [], [])
    try:
        await work.add("seance.json", json_bytes(await _session(committee, names)), kind="session")
        dossiers = await _dossiers(work, committee)
        await _opinions(work, committee)
        chain = await _decisions(work, committee)
        minutes = await _minutes(work, committee)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "programme": {"title": programme.title, "address": programme.address},
            "made_at": now,
            "session": committee.public_id,
            "dossiers": dossiers,
            "minutes": minutes,
            "chain": chain,
            "missing": work.missing,
            "without_pdf": work.without_pdf,
        }
        await asyncio.to_thread(writer.close, manifest)
    except BaseException:
        writer.abandon()
        raise


def item_folder(committee: Committee, item: Item) -> str:
    """Where an item's papers stand in the archive."""
    rank = [one.public_id for one in committee.items].index(item.public_id) + 1
    return f"points/{rank:02}-{safe_name(item.startup_id)}"


async def _session(committee: Committee, names: Names) -> dict[str, Any]:
    told = ("title", "starts_at", "place", "link", "quorum", "rules", "created_at", "opened_at",
            "closed_at", "override_reason")  # fmt: skip
    return {
        "id": committee.public_id,
        "incubator": {"id": committee.incubator_id, "name": names.incubator},
        "state": committee.state.value,
        **{name: getattr(committee, name) for name in told},
        "members": await records.every_member(committee),
        "items": [
            {
                "id": item.public_id,
                "startup": {"id": item.startup_id, "name": names.of([item.startup_id])},
                "folder": item_folder(committee, item),
                "stage": item.stage.value,
                "minutes_planned": list(item.minutes),
                "notes": item.notes,
                "opinions_opened_at": item.opinions_opened_at,
            }
            for item in committee.items
        ],
    }


async def _dossiers(work: _Work, committee: Committee) -> list[dict[str, Any]]:
    """Every version that was sent: drafts that never left are the team's own."""
    items = {item.number: item for item in committee.items}
    told = []
    for one in await versions_in(list(items), [DossierState.FROZEN]):
        item = items[one.item_number]
        base = f"{item_folder(committee, item)}/dossier-v{one.version}"
        await work.add(f"{base}.json", one.content.encode(), kind="dossier")
        html = await work.papers.dossier(item, one.version)
        await work.add(f"{base}.html", html.encode(), kind="dossier-page")
        await work.add_pdf(f"{base}.pdf", html, kind="dossier-pdf")
        await _files(work, base, one)
        told.append(
            {
                "path": f"{base}.json",
                "item": item.public_id,
                "startup": item.startup_id,
                "version": one.version,
                "sha256": one.sha256,
                "frozen_at": one.frozen_at,
            }
        )
    return told


async def _files(work: _Work, base: str, dossier: DossierVersion) -> None:
    for rank, file in enumerate(dossier.files, start=1):
        await work.add_file(f"{base}-pieces/{rank:02}-{safe_name(file.name)}", file)


async def _opinions(work: _Work, committee: Committee) -> None:
    """Opinions that the chair opened; those that were never opened are for nobody to read."""
    written = await records.opinions_in(committee)
    recused = await records.recusals_in(committee)
    for item in committee.items:
        opened = written.get(item.number, ()) if item.opinions_opened_at else ()
        told = [{**one, "answers": json.loads(one["answers"])} for one in opened]
        value = {"opinions": told, "recusals": list(recused.get(item.number, ()))}
        path = f"{item_folder(committee, item)}/avis.json"
        await work.add(path, json_bytes(value), kind="opinions")


async def _decisions(work: _Work, committee: Committee) -> list[dict[str, Any]]:
    """Decisions as they were hashed; returns the links of the chain that they are."""
    links = await records.links_of(committee.public_id)
    told = [
        {
            "position": one.position,
            "previous": one.previous,
            "hash": one.hash,
            "decided_at": one.decided_at,
            "decided_by": one.decided_by,
            "content": one.content,
        }
        for one in links
    ]
    await work.add("decisions.json", json_bytes(told), kind="decisions")
    return [{"position": one.position, "hash": one.hash} for one in links]


async def _minutes(work: _Work, committee: Committee) -> dict[str, str] | None:
    minutes = await minutes_of(committee.number)
    if minutes is None:
        return None
    await work.add("releve.md", minutes.text.encode(), kind="minutes")
    html = await work.papers.minutes(minutes.text)
    await work.add("releve.html", html.encode(), kind="minutes-page")
    await work.add_pdf("releve.pdf", html, kind="minutes-pdf")
    return {"path": "releve.md", "sha256": minutes.sha256}


def _chunks(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
