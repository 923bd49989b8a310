"""Every route answers; nothing is in the route table that is not in this one."""

from __future__ import annotations

import pytest
from starlette.routing import Route

from incubator.app import create_app
from incubator.config import Settings
from tests.web.conftest import Site
from tests.web.dom import page_faults, parse

#: For each route's name, an address that it answers with 200.
ADDRESSES = {
    "home": "/",
    "startups": "/startups",
    "startup": "/startups/bail-en-main",
    "startup_sprints": "/startups/guichet-littoral/sprints",
    "startup_impact": "/startups/haie-d-honneur/impact",
    "startup_impact_csv": "/startups/haie-d-honneur/impact.csv",
    "startup_milestones": "/startups/guichet-littoral/jalons",
    "startup_standards": "/startups/bail-en-main/standards",
    "standards": "/standards",
    "startup_history": "/startups/bail-en-main/historique",
    "incubators": "/incubateurs",
    "incubator": "/incubateurs/la-verriere",
    "organisations": "/organisations",
    "organisation": "/organisations/dinum",
    "community": "/communaute",
    "member": "/communaute/alix.prototype",
    "team": "/equipes/la-verriere-design",
    "phases": "/phases",
    "statistics": "/statistiques",
    "statistics_csv": "/statistiques/phases.csv",
    "choose_incubator": "/irritant",
    "bring_problem": "/incubateurs/la-verriere/irritant",
    "submission_sent": "/envoi-recu",
    "report": "/startups/bail-en-main/signaler",
    "remark_sent": "/startups/bail-en-main/signaler/merci",
    "calls": "/appels",
    "decisions": "/comites/decisions",
    "decisions_csv": "/comites/decisions.csv",
    "decisions_atom": "/comites/decisions.atom",
    "startup_data": "/startups/haie-d-honneur/donnees",
    "startup_card": "/startups/bail-en-main/carte",
    "startup_drawing": "/startups/bail-en-main/apercu.png",
    "site_drawing": "/apercu.png",
    "startup_badge": "/startups/bail-en-main/badge.svg",
    "oembed": "/oembed?url=http%3A%2F%2F127.0.0.1%2Fstartups%2Fbail-en-main",
    "startup_oembed": "/startups/bail-en-main/oembed.json",
    "feeds": "/flux",
    "feed_new": "/flux/nouvelles.atom",
    "feed_phases": "/flux/phases.atom",
    "incubator_nouvelles": "/incubateurs/la-verriere/nouvelles.atom",
    "incubator_phases": "/incubateurs/la-verriere/phases.atom",
    "incubator_decisions": "/incubateurs/la-verriere/decisions.atom",
    "organisation_nouvelles": "/organisations/dinum/nouvelles.atom",
    "organisation_phases": "/organisations/dinum/phases.atom",
    "organisation_decisions": "/organisations/dinum/decisions.atom",
    "startup_publiccode": "/startups/guichet-littoral/publiccode.yml",
    "sitemap": "/sitemap.xml",
    "sitemap_part": "/sitemaps/startups-1.xml",
    "api_docs": "/api",
    "datasets": "/donnees",
    "dataset": "/donnees/startups",
    "dataset_file": "/donnees/startups.csv",
    "dataset_schema": "/donnees/startups.schema.json",
    "dcat_jsonld": "/donnees/catalogue.jsonld",
    "dcat_turtle": "/donnees/catalogue.ttl",
    "search": "/recherche?q=logement",
    "accessibility": "/accessibilite",
    "privacy": "/donnees-personnelles",
    "about": "/a-propos",
    "health": "/sante",
    "robots": "/robots.txt",
    "image": "/images/startups/arret-demande.png",
    "static": "/static/css/incubator.css",
}
#: Documents of the original API.
API = {
    "api_beta_startups_json": "/api/v2.7/startups.json",
    "api_beta_startups_csv": "/api/v2.7/startups.csv",
    "api_beta_startups_details_json": "/api/v2.7/startups_details.json",
    "api_beta_authors_json": "/api/v2.7/authors.json",
    "api_beta_incubators_json": "/api/v2.7/incubators.json",
    "api_beta_organisations_json": "/api/v2.7/organisations.json",
    "api_beta_sponsors_json": "/api/v2.7/sponsors.json",
    "api_beta_startup": "/api/v3/startups/bail-en-main.json",
    "api_openapi": "/api/1/openapi.json",
}
#: Documents of our own.
OPEN_API = {
    "api_entry": "/api/1",
    "api_collection": "/api/1/startups",
    "api_resource": "/api/1/startups/bail-en-main",
    "api_related": "/api/1/startups/bail-en-main/sponsors",
    "api_relationship": "/api/1/startups/bail-en-main/relationships/sponsors",
}
API |= OPEN_API
ADDRESSES |= API
FILES = {"startup_impact_csv", "statistics_csv", "decisions_csv", "decisions_atom"}
#: What is for programs that follow the site: tests/web/publishing reads them.
FILES |= {"feed_new", "feed_phases", "startup_publiccode", "sitemap", "sitemap_part"}
FILES |= {
    f"{kind}_{subject}"
    for kind in ("incubator", "organisation")
    for subject in ("nouvelles", "phases", "decisions")
}
#: What other sites show of this one: tests/web/sharing reads them.
FILES |= {"startup_drawing", "site_drawing", "startup_badge", "startup_card"}
FILES |= {"oembed", "startup_oembed"}
FILES |= {"dataset_file", "dataset_schema", "dcat_jsonld", "dcat_turtle"}
#: Answers only where a setting says whom to write to.
UNSET = {"security_txt"}
NOT_PAGES = {"health", "robots", "image", "static", *FILES, *API}
#: Calls for projects are no sheets: the demonstration has none until somebody writes one.
NO_CALL = {"call", "apply_form"}
#: Versions want a repository with commits: test_history.py has one.
NO_COMMIT = {"startup_version", "startup_version_file"}
#: Pages of a form that anybody may send.
FORMS = {"bring_problem", "report"}
PAGES = {name: path for name, path in ADDRESSES.items() if name not in NOT_PAGES}


#: Addresses about accounts, of which test_access.py tells who may.
ABOUT_ACCOUNTS = (
    "/suivi",
    "/comites",
    "/connexion",
    "/deconnexion",
    "/espace",
    "/portefeuille",
    "/mon-compte",
    "/admin",
    "/api/1/",
    "/webhooks/",
)
#: What the public reads among them; one decision has tests of its own.
OPEN_TO_ALL = {"decisions", "decisions_csv", "decisions_atom", "api_openapi", *OPEN_API}


def test_every_public_route_has_an_address_here() -> None:
    routes = [
        route
        for route in create_app(Settings()).routes
        if isinstance(route, Route)
        and (route.name in OPEN_TO_ALL or not route.path.startswith(ABOUT_ACCOUNTS))
    ]
    read = {route.name for route in routes if "GET" in route.methods}
    assert read == set(ADDRESSES) | NO_CALL | NO_COMMIT | UNSET
    forms = {route.name for route in routes if "GET" not in route.methods}
    assert forms == {"send_problem", "send_report", "apply"}


@pytest.mark.parametrize("name", ADDRESSES)
async def test_every_route_answers(demonstration: Site, name: str) -> None:
    answer = await demonstration.get(ADDRESSES[name])
    assert answer.status_code == 200
    head = await demonstration.client.head(ADDRESSES[name])
    assert head.status_code == 200
    assert not head.content


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", PAGES)
async def test_every_page_is_sound_html(demonstration: Site, name: str, prefix: str) -> None:
    answer = await demonstration.get(prefix + PAGES[name])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = parse(answer.text)
    assert not page_faults(page)
    assert "{{" not in answer.text
    assert "{%" not in answer.text
    assert "None" not in page.words.split()


async def test_every_link_of_the_site_leads_somewhere(plain: Site) -> None:
    """Walk the links from the home page, filters and sorted lists left out."""
    seen, waiting = set(), ["/", "/startups?page=2"]
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        answer = await plain.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = parse(answer.text)
        links = page.links() + [node.attrs["src"] for node in page.all("img")]
        waiting += [
            link
            for link in links
            if link.startswith("/")
            and ("?" not in link or "?v=" in link)
            and not link.startswith(("/en", "/connexion"))
        ]
    assert len(seen) > 90


@pytest.mark.parametrize("name", [name for name in PAGES if name not in FORMS])
async def test_a_page_refuses_anything_but_reading(plain: Site, name: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await plain.client.request(method, PAGES[name])
        assert answer.status_code == 405
        assert answer.headers["allow"] in {"GET, HEAD", "HEAD, GET"}
        page = parse(answer.text)
        assert page.one("h1").words == "Cette demande n’est pas possible ici"
        assert not page_faults(page)
