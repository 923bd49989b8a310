"""Quality standards: what they ask, a percentage with its counts, versions, confirmations."""

from __future__ import annotations

from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.accounts.held import erase, everything
from tests.builders import sheet_text
from tests.web.readiness.conftest import (
    CLAVIER,
    STANDARDS,
    TEAM_STANDARDS,
    Site,
    answers,
    criteria,
    form,
    sound,
)
from tests.web.signed import NOW

TEAM_CLAVIER = f"{TEAM_STANDARDS}/clavier"
BUDGET = "budget:\n  - {year: 2026, committed: 1000}\n"


async def test_the_list_says_what_each_standard_asks_and_why(site: Site) -> None:
    page = await site.page("/standards")
    keyboard = page.one("section", id="standard-clavier")
    assert "Version 2026.1" in keyboard.words
    assert "Pourquoi." in keyboard.words
    assert "Tout se fait au clavier." in keyboard.words


async def test_a_percentage_stands_with_its_counts_in_all_and_by_standard(site: Site) -> None:
    await site.startup(BUDGET)
    await site.say(TEAM_CLAVIER, reponse_touches="met", reponse_ordre="not-met")
    page = await site.page(STANDARDS)
    assert page.one(cls="fr-text--lead").words == "67 % : 2 critères sur 3 remplis."
    assert "50 % : 1 critère sur 2 rempli" in page.one("section", id="standard-clavier").words
    assert "100 % : 1 critère sur 1 rempli" in page.one("section", id="standard-argent").words
    assert sorted(answers(page)) == ["Pas encore", "Rempli", "Rempli"]
    team = await site.page(TEAM_STANDARDS)
    assert team.one(cls="fr-text--lead").words == "67 % : 2 critères sur 3 remplis."
    assert TEAM_CLAVIER in team.links()


async def test_an_answer_for_another_version_is_unknown_until_it_is_confirmed(site: Site) -> None:
    await site.say(TEAM_CLAVIER, reponse_touches="met", preuve_touches="Essayé")
    await site.write("standards/clavier.md", sheet_text(CLAVIER.format(version="2026.2")))
    page = await site.page(TEAM_CLAVIER)
    assert answers(page) == ["Inconnu", "Inconnu"]
    told = criteria(page)[0].words
    assert "L’équipe dit : rempli" in told
    assert "répondu pour la version 2026.1, à confirmer" in told
    public = await site.page(STANDARDS)
    assert "répondu pour la version 2026.1, à confirmer" in public.words
    assert "1 réponse est à confirmer" in (await site.page(TEAM_STANDARDS)).words
    # Saving the form for another criterion confirms nothing.
    await site.say(TEAM_CLAVIER, reponse_ordre="met")
    assert answers(await site.page(TEAM_CLAVIER)) == ["Inconnu", "Rempli"]
    await site.say(TEAM_CLAVIER, confirme_touches="oui")
    page = await site.page(TEAM_CLAVIER)
    assert answers(page) == ["Rempli", "Rempli"]
    assert "à confirmer" not in page.words


async def test_an_answer_of_more_than_a_year_ago_counts_and_is_to_be_confirmed(site: Site) -> None:
    await site.say(TEAM_CLAVIER, days=-370, reponse_touches="met")
    page = await site.page(TEAM_CLAVIER)
    assert answers(page)[0] == "Rempli"
    assert "répondu il y a plus d’un an, à confirmer" in criteria(page)[0].words
    await site.say(TEAM_CLAVIER, confirme_touches="oui")
    assert "à confirmer" not in criteria(await site.page(TEAM_CLAVIER))[0].words


async def test_a_standard_that_changed_under_the_form_is_read_again_first(site: Site) -> None:
    sent = form(await site.page(TEAM_CLAVIER)) | {"reponse-touches": "met"}
    await site.write("standards/clavier.md", sheet_text(CLAVIER.format(version="2026.2")))
    ana = await site.browser()
    answer = await ana.post(TEAM_CLAVIER, data=sent)
    assert answer.status_code == 422
    page = sound(answer)
    assert "Ce standard vient de changer" in page.one(id="erreurs").words
    assert (await ana.post(TEAM_CLAVIER, data=form(page))).status_code == 303
    assert (await models.Assessment.get()).version == "2026.2"


async def test_not_knowing_takes_the_answer_back(site: Site) -> None:
    await site.say(TEAM_CLAVIER, reponse_touches="met", preuve_touches="Essayé")
    await site.say(TEAM_CLAVIER, reponse_touches="unknown")
    page = await site.page(TEAM_CLAVIER)
    assert answers(page)[0] == "Inconnu"
    assert "Essayé" not in page.words


async def test_an_unknown_standard_is_missing(site: Site) -> None:
    client = await site.browser()
    assert (await client.get(f"{TEAM_STANDARDS}/nulle-part")).status_code == 404
    assert (await client.post(f"{TEAM_STANDARDS}/nulle-part", data={})).status_code == 404


async def test_a_programme_without_standards_says_so(site: Site) -> None:
    for name in ("clavier", "argent"):
        await site.write(f"standards/{name}.md", sheet_text("title: Vide"))
    for path in ("/standards", STANDARDS, TEAM_STANDARDS):
        assert "Aucun standard n’est écrit" in (await site.page(path)).words


async def test_an_erased_account_leaves_its_answers_without_its_name(site: Site) -> None:
    await site.say(TEAM_CLAVIER, reponse_touches="met", preuve_touches="Essayé")
    account = await find_by_email("ana@exemple.fr")
    assert account is not None
    (held,) = (await everything(account))["assessments"]
    assert (held["criterion"], held["evidence"]) == ("touches", "Essayé")
    mine = (await (await site.browser()).get("/mon-compte/donnees")).text
    assert "bac – clavier – touches" in mine
    await erase(account, NOW, by="cli")
    page = await site.page(TEAM_CLAVIER, "leo")
    assert answers(page)[0] == "Rempli"
    assert "une personne qui n’a plus de compte" in criteria(page)[0].words
    assert "Ana" not in page.words
