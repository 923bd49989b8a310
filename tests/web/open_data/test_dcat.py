"""The catalogue for harvesters (DCAT-AP): both forms are one graph, which says what is true."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, Namespace

from incubator.web.open_data.rdf import Iri, Node, Text, Typed, as_json_ld, as_turtle
from tests.web.conftest import Site
from tests.web.open_data.tables import NAMES

# rdflib reads JSON-LD through a class of its own that it calls old.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

BASE = "http://127.0.0.1"
EUROPE = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types/"
#: The address by which data.gouv.fr knows the licence "lov2".
LICENCE = URIRef("https://www.etalab.gouv.fr/licence-ouverte-open-licence")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
CATALOGUE = URIRef(f"{BASE}/donnees")


async def both(client: httpx.AsyncClient) -> tuple[Graph, Graph]:
    turtle = await client.get("/donnees/catalogue.ttl")
    linked = await client.get("/donnees/catalogue.jsonld")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert linked.headers["content-type"] == "application/ld+json; charset=utf-8"
    assert turtle.headers["access-control-allow-origin"] == "*"
    return (
        Graph().parse(data=turtle.text, format="turtle"),
        Graph().parse(data=linked.text, format="json-ld"),
    )


async def test_json_ld_and_turtle_are_one_graph(plain: Site) -> None:
    turtle, linked = await both(plain.client)
    assert len(turtle) > 30 * len(NAMES)
    assert isomorphic(turtle, linked)


async def test_a_harvester_finds_all_that_it_reads_of_each_dataset(plain: Site) -> None:
    graph, _ = await both(plain.client)
    assert set(graph.objects(CATALOGUE, DCAT.dataset)) == {
        URIRef(f"{BASE}/donnees/{name}") for name in NAMES
    }
    assert (CATALOGUE, RDF.type, DCAT.Catalog) in graph
    publisher = graph.value(CATALOGUE, DCTERMS.publisher)
    assert graph.value(publisher, FOAF.name) == Literal("Incubateur")
    for name in NAMES:
        one = URIRef(f"{BASE}/donnees/{name}")
        assert (one, RDF.type, DCAT.Dataset) in graph
        # One title: of two, the harvester takes any.
        [title] = graph.objects(one, DCTERMS.title)
        [description] = graph.objects(one, DCTERMS.description)
        assert isinstance(title, Literal)
        assert isinstance(description, Literal)
        assert (title.language, description.language) == ("fr", "fr")
        assert graph.value(one, DCTERMS.identifier) == Literal(name)
        assert graph.value(one, DCTERMS.license) == LICENCE
        frequency = URIRef(f"{EUROPE}/frequency/UPDATE_CONT")
        assert graph.value(one, DCTERMS.accrualPeriodicity) == frequency
        assert graph.value(one, DCTERMS.language) == URIRef(f"{EUROPE}/language/FRA")
        assert graph.value(one, DCAT.landingPage) == one
        assert len(set(graph.objects(one, DCAT.keyword))) >= 2
        assert len(set(graph.objects(one, DCAT.distribution))) == 3
        modified = graph.value(one, DCTERMS.modified)
        if name != "decisions":
            assert isinstance(modified, Literal)
            # A date of the future would be left out by the harvester.
            assert modified.toPython() <= datetime.now(UTC)


async def test_each_file_is_where_it_is_said_to_be_and_as_it_is_said_to_be(plain: Site) -> None:
    graph, _ = await both(plain.client)
    found = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(found) == 3 * len(NAMES)
    for one in found:
        address = str(graph.value(one, DCAT.downloadURL))
        answer = await plain.get(address.removeprefix(BASE))
        assert answer.status_code == 200
        assert graph.value(one, DCAT.byteSize).toPython() == len(answer.content), address
        assert graph.value(one, DCTERMS.license) == LICENCE
        page = str(graph.value(one, DCAT.accessURL)).removeprefix(BASE)
        assert (await plain.get(page)).status_code == 200
        media_type = answer.headers["content-type"].partition(";")[0]
        form = graph.value(one, DCTERMS.format)
        if address.endswith(".ndjson"):
            assert graph.value(one, DCAT.mediaType) is None
            assert graph.value(form, RDFS.label) == Literal("ndjson")
            continue
        extension = address.rpartition(".")[2]
        assert graph.value(one, DCAT.mediaType) == URIRef(IANA + media_type)
        assert form == URIRef(f"{EUROPE}/file-type/{extension.upper()}")
        schema = graph.value(one, DCTERMS.conformsTo)
        assert (schema is not None) == (extension == "csv")
        if schema is not None:
            described = (await plain.get(str(schema).removeprefix(BASE))).json()
            assert described["fields"]


async def test_the_site_is_named_as_its_settings_say_and_can_be_written_to(plain: Site) -> None:
    title = 'Les "startups" \\ d’État\n<b>'
    client = plain.visitor(title=title, contact_email="a b@incubateur.example")
    turtle, linked = await both(client)
    assert isomorphic(turtle, linked)
    assert turtle.value(CATALOGUE, DCTERMS.title) == Literal(title, lang="fr")
    contact = turtle.value(URIRef(f"{CATALOGUE}/startups"), DCAT.contactPoint)
    assert turtle.value(contact, VCARD.hasEmail) == URIRef("mailto:a%20b@incubateur.example")
    base = plain.visitor(base_url="https://incubateur.example")
    graph, _ = await both(base)
    assert (URIRef("https://incubateur.example/donnees"), RDF.type, DCAT.Catalog) in graph


async def test_the_catalogue_is_kept_between_two_harvests(plain: Site) -> None:
    first = await plain.get("/donnees/catalogue.ttl")
    again = {"If-None-Match": first.headers["etag"]}
    assert (await plain.get("/donnees/catalogue.ttl", headers=again)).status_code == 304


@pytest.mark.parametrize(
    "text", ['"', "\\", "\n\r\t", "\x00\x1f\x7f", '"""', "é🙂\u2028\ufeff", "", "'@fr", "<>{}|^`"]
)
def test_any_text_and_any_address_is_the_same_in_both_forms(text: str) -> None:
    inner = Node("", "dct:MediaTypeOrExtent", [("rdfs:label", Text(text))])
    said = [
        ("dct:title", Text(text, "fr")),
        ("dct:title", Text(text)),
        ("dct:date", Typed(text, "xsd:string")),
        ("dct:relation", Iri(f"https://x.example/{text}")),
        ("dct:format", inner),
    ]
    graph = [Node(f"https://x.example/{text}#a", "dcat:Dataset", said)]
    turtle = Graph().parse(data=as_turtle(graph), format="turtle")
    linked = Graph().parse(data=as_json_ld(graph), format="json-ld")
    assert isomorphic(turtle, linked)
    assert Literal(text, lang="fr") in set(turtle.objects(None, DCTERMS.title))
