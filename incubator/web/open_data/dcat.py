"""The datasets described for catalogues (DCAT-AP), as data.gouv.fr's harvester reads it.

Everything is in French: of a title in several languages, the harvester takes any. docs/open-data.md
says what it makes of each property.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from incubator.domain.days import instant_text
from incubator.i18n import SOURCE_LANGUAGE, translations
from incubator.web.open_data.census import Facts
from incubator.web.open_data.datasets import DATASETS
from incubator.web.open_data.declared import Dataset
from incubator.web.open_data.rdf import Graph, Iri, Node, Object, Text, Typed
from incubator.web.open_data.words import (
    CATALOGUE_MEANING,
    LICENCE_TITLE,
    LICENCE_URL,
    PERSONAL,
)
from incubator.web.open_data.writing import FORMATS, Format

_EUROPE = "http://publications.europa.eu/resource/authority"
_FRENCH = Iri(f"{_EUROPE}/language/FRA")
_ALWAYS_UPDATED = Iri(f"{_EUROPE}/frequency/UPDATE_CONT")
_GOVERNMENT = Iri(f"{_EUROPE}/data-theme/GOVE")
_PUBLIC = Iri(f"{_EUROPE}/access-right/PUBLIC")
_FILE_TYPES = {name: Iri(f"{_EUROPE}/file-type/{name.upper()}") for name in ("csv", "json")}
_IANA = "https://www.iana.org/assignments/media-types"

Said = Iterator[tuple[str, Object]]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and the full addresses of what is described.

    ``home`` is the site's, ``catalogue`` the page of the datasets; each dataset's page is below.
    """

    title: str
    contact_email: str
    home: str
    catalogue: str

    @property
    def agent(self) -> Iri:
        """Who publishes, as an address to say things of."""
        return Iri(f"{self.home}#editeur")

    @property
    def contact(self) -> Iri:
        """Whom to write to."""
        return Iri(f"{self.catalogue}#contact")

    def page(self, dataset: Dataset) -> str:
        """The page of a dataset, which also names it."""
        return f"{self.catalogue}/{dataset.name}"


def described(publisher: Publisher, facts: Mapping[str, Facts]) -> Graph:
    """The catalogue, its datasets and their files, who publishes, and the licence.

    ``facts`` are by the names of the datasets.
    """
    graph = [Node(publisher.catalogue, "dcat:Catalog", [*_catalogue(publisher, facts)])]
    for dataset in DATASETS:
        mine = facts[dataset.name]
        page = publisher.page(dataset)
        graph.append(Node(page, "dcat:Dataset", [*_dataset(publisher, dataset, mine)]))
        for form in FORMATS.values():
            said = [*_file(publisher, dataset, form, mine)]
            graph.append(Node(_file_name(page, form), "dcat:Distribution", said))
        schema = [("dct:title", _french(dataset.title))]
        graph.append(Node(f"{page}.schema.json", "dct:Standard", schema))
    graph.append(Node(publisher.agent.address, "foaf:Organization", [*_agent(publisher)]))
    if publisher.contact_email:
        graph.append(Node(publisher.contact.address, "vcard:Organization", [*_contact(publisher)]))
    licence = [("dct:title", Text(LICENCE_TITLE)), ("dct:identifier", Text("etalab-2.0"))]
    graph.append(Node(LICENCE_URL, "dct:LicenseDocument", licence))
    return graph


def _catalogue(publisher: Publisher, facts: Mapping[str, Facts]) -> Said:
    yield "dct:title", Text(publisher.title, SOURCE_LANGUAGE)
    yield "dct:description", _french(CATALOGUE_MEANING)
    yield "dct:publisher", publisher.agent
    yield "dct:license", Iri(LICENCE_URL)
    yield "dct:language", _FRENCH
    yield "foaf:homepage", Iri(publisher.catalogue)
    yield "dcat:themeTaxonomy", Iri(f"{_EUROPE}/data-theme")
    yield from _changed(max((one.modified for one in facts.values() if one.modified), default=None))
    for dataset in DATASETS:
        yield "dcat:dataset", Iri(publisher.page(dataset))


def _dataset(publisher: Publisher, dataset: Dataset, facts: Facts) -> Said:
    meaning = _french(dataset.meaning).text
    if dataset.is_personal:
        meaning = f"{meaning} {_french(PERSONAL).text}"
    yield "dct:identifier", Text(dataset.name)
    yield "dct:title", _french(dataset.title)
    yield "dct:description", Text(meaning, SOURCE_LANGUAGE)
    yield "dct:publisher", publisher.agent
    if publisher.contact_email:
        yield "dcat:contactPoint", publisher.contact
    yield "dct:license", Iri(LICENCE_URL)
    yield "dct:accessRights", _PUBLIC
    yield "dct:language", _FRENCH
    yield "dct:accrualPeriodicity", _ALWAYS_UPDATED
    yield "dcat:theme", _GOVERNMENT
    yield "dcat:landingPage", Iri(publisher.page(dataset))
    for keyword in dataset.keywords:
        yield "dcat:keyword", _french(keyword)
    yield from _changed(facts.modified)
    for form in FORMATS.values():
        yield "dcat:distribution", Iri(_file_name(publisher.page(dataset), form))


def _file_name(page: str, form: Format) -> str:
    return f"{page}#{form.name}"


def _file(publisher: Publisher, dataset: Dataset, form: Format, facts: Facts) -> Said:
    page = publisher.page(dataset)
    title = _french(dataset.title).text
    yield "dct:identifier", Text(f"{dataset.name}.{form.name}")
    yield "dct:title", Text(f"{title} ({form.label})", SOURCE_LANGUAGE)
    yield "dcat:accessURL", Iri(page)
    yield "dcat:downloadURL", Iri(f"{page}.{form.name}")
    if form.iana:
        yield "dcat:mediaType", Iri(f"{_IANA}/{form.iana}")
        yield "dct:format", _FILE_TYPES[form.name]
    else:
        # Neither list has a name for it: what it is called is said here.
        label = ("rdfs:label", Text(form.name))
        yield "dct:format", Node("", "dct:MediaTypeOrExtent", [label])
    yield "dcat:byteSize", Typed(str(facts.sizes[form.name]), "xsd:nonNegativeInteger")
    if form.name == "csv":
        yield "dct:conformsTo", Iri(f"{page}.schema.json")
    yield "dct:license", Iri(LICENCE_URL)
    yield "dct:language", _FRENCH
    yield from _changed(facts.modified)


def _agent(publisher: Publisher) -> Said:
    yield "foaf:name", Text(publisher.title)
    yield "foaf:homepage", Iri(publisher.home)


def _contact(publisher: Publisher) -> Said:
    yield "vcard:fn", Text(publisher.title)
    yield "vcard:hasEmail", Iri(f"mailto:{publisher.contact_email}")


def _changed(moment: datetime | None) -> Said:
    if moment is not None:
        yield "dct:modified", Typed(instant_text(moment), "xsd:dateTime")


def _french(message: str) -> Text:
    return Text(translations(SOURCE_LANGUAGE).gettext(message), SOURCE_LANGUAGE)
