"""Everything that can be taken from a startup's page: its sheet, data, feeds, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import NoMatchFound, Route

from incubator.domain.startups import Startup
from incubator.sheets.layout import Collection
from incubator.store.committees.public_reads import has_public_decisions
from incubator.store.sheet_changes import changes_of
from incubator.store.snapshot import Snapshot
from incubator.store.startup_reads import find_sheet, sheet_source
from incubator.web.links import page_address, page_url, plain_path
from incubator.web.open_data.words import LICENCE_URL
from incubator.web.public.milestones import head
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import asked_id
from incubator.web.publishing.publiccode_file import main_repository
from incubator.web.sharing import drawing
from incubator.web.sharing.embedding import HEIGHT, WIDTH, iframe
from incubator.web.sharing.meta import oembed_url
from incubator.web.sharing.pictures import startup_badge_of
from incubator.web.site import site_of, snapshot_of
from incubator.web.sources import source_of
from incubator.web.templating import render, translate

#: Documents that hold no word of the interface.
_SAME_IN_EVERY_LANGUAGE = {"api_resource", "api_beta_startup"}


@dataclass(frozen=True, slots=True)
class Taken:
    """Something to take: its address, its form, and what is in it."""

    label: str
    url: str
    form: str
    told: str


async def startup_data(request: Request) -> Response:
    """``/startups/{id}/donnees``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    sheet, card = await find_sheet(startup_id), snapshot.card(startup_id)
    if sheet is None or card is None:
        return await elsewhere(request, startup_id, "startup_data")
    page = page_address(request, "startup", id=sheet.id)
    badge = page_address(request, "startup_badge", id=sheet.id)
    said = startup_badge_of(request, card).sentence
    return render(
        request,
        "sharing/startup_data.html",
        {
            **await head(request, sheet),
            "sheet_files": await _sheet_files(request, sheet),
            "data_files": await _data_files(request, sheet),
            "feeds": _feeds(request, snapshot, sheet),
            "site_pages": _elsewhere_links(request),
            "badge_sentence": said,
            "badge_snippets": [
                ("badge-markdown", "Markdown", f"[![{_in_markdown(said)}]({badge})]({page})"),
                (
                    "badge-html",
                    "HTML",
                    f'<a href="{escape(page)}"><img src="{escape(badge)}"'
                    f' alt="{escape(said)}" height="20"></a>',
                ),
            ],
            "card_snippet": iframe(request, sheet.title, sheet.id, WIDTH, HEIGHT),
            "oembed": oembed_url(request, sheet.id),
            "drawing": {"width": drawing.WIDTH, "height": drawing.HEIGHT},
            "licence": LICENCE_URL,
        },
    )


async def _sheet_files(request: Request, sheet: Startup) -> list[Taken]:
    """The sheet's own file, where the site can show it."""
    files = []
    source = source_of(request, await sheet_source(Collection.STARTUPS, sheet.id))
    if source["url"]:
        told = translate(request, "La fiche là où elle est tenue.")
        files.append(Taken(source["path"], source["url"], "Markdown", told))
    for change in await changes_of(Collection.STARTUPS, sheet.id, 0, 1):
        url = page_url(request, "startup_version_file", id=sheet.id, commit=change.commit)
        told = translate(request, "Le fichier de la fiche dans sa dernière version enregistrée.")
        files.append(Taken(translate(request, "Texte de la fiche"), url, "Markdown", told))
    return files


async def _data_files(request: Request, sheet: Startup) -> list[Taken]:
    def told(message: str) -> str:
        return translate(request, message)

    own = {"type": "startups", "id": sheet.id}
    found = [
        _taken(
            request,
            told("API du site"),
            "JSON:API",
            told("Tous les champs de la fiche, son texte, et les liens vers ce qui l’entoure."),
            ("api_resource", own),
        ),
        _taken(
            request,
            told("API de beta.gouv.fr"),
            "JSON",
            told("Les mêmes clés que dans l’API d’origine, version 3."),
            ("api_beta_startup", {"id": sheet.id}),
        ),
    ]
    if main_repository(sheet.repositories, site_of(request).settings.github_web_url):
        kept = told("La description du logiciel au format européen, à déposer avec le code.")
        place = ("startup_publiccode", {"id": sheet.id})
        found.append(_taken(request, "publiccode.yml", "YAML", kept, place))
    if sheet.indicators:
        label, kept = told("Valeurs d’impact"), told("Chaque valeur publiée et chaque objectif.")
        place = ("startup_impact_csv", {"id": sheet.id})
        found.append(_taken(request, label, "CSV", kept, place))
    if not site_of(request).is_static and await has_public_decisions(startup_id=sheet.id):
        label, kept = told("Décisions des comités"), told("Les décisions rendues publiques.")
        place = ("decisions_csv", {"startup": sheet.id})
        found.append(_taken(request, label, "CSV", kept, place))
    site = site_of(request)
    if site.is_static and not site.settings.live_url:
        # That API answers questions: without a server, it has no address.
        found = found[1:]
    return [one for one in found if one]


def _feeds(request: Request, snapshot: Snapshot, sheet: Startup) -> list[Taken]:
    """Feeds that tell when the startup moves: those of its incubators and of its sponsors."""
    incubators = [snapshot.public_incubator(one) for one in sheet.incubators]
    sponsors = [snapshot.organisations.get(one) for one in sheet.sponsors]
    every = translate(request, "Les changements de phase de toutes les startups.")
    beside = translate(request, "Ceux des startups de cet incubateur.")
    backed = translate(request, "Ceux des startups de cette administration.")
    places = [("feed_phases", "", translate(request, "Tout le programme"), every)]
    places += [("incubator_phases", one.id, one.title, beside) for one in incubators if one]
    places += [("organisation_phases", one.id, one.name, backed) for one in sponsors if one]
    found = [
        _taken(request, label, "Atom", told, (name, {"id": place} if place else {}))
        for name, place, label, told in places
    ]
    return [one for one in found if one]


def _elsewhere_links(request: Request) -> list[Taken]:
    """Pages about the data of the whole site."""
    pages = (
        ("datasets", translate(request, "Les données de tout le site")),
        ("api_docs", translate(request, "Documentation de l’API")),
        ("feeds", translate(request, "Tous les flux")),
    )
    found = [_taken(request, label, "", "", (name, {})) for name, label in pages]
    return [one for one in found if one]


def _taken(
    request: Request, label: str, form: str, told: str, place: tuple[str, dict[str, str]]
) -> Taken | None:
    """What a route of this name gives; None on a site that has no such route."""
    name, params = place
    try:
        path_of = plain_path if name in _SAME_IN_EVERY_LANGUAGE else page_url
        url = path_of(request, name, **params)
    except NoMatchFound:
        return None
    return Taken(label, url, form, told)


def _in_markdown(text: str) -> str:
    """Text between the brackets of a Markdown image."""
    return "".join(f"\\{one}" if one in "\\[]<>`*_" else one for one in text)


routes = [Route("/startups/{id}/donnees", startup_data, name="startup_data")]
