"""The next gate: what the committee asks, what is answered, by whom, and what would answer it."""

from __future__ import annotations

from incubator.actions.assess import SAVES
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from tests.builders import sheet_text
from tests.web.dom import parse
from tests.web.measures.facts import Maker, save
from tests.web.readiness.conftest import (
    CONSTRUCTION,
    GATE,
    TEAM_GATE,
    Site,
    answers,
    criteria,
    form,
    sound,
)
from tests.web.signed import NOW

LAUNCH = "events:\n  - {name: product_launch, date: 2026-03-12}\n"


async def test_each_criterion_has_its_answer_its_evidence_its_source_and_its_age(
    site: Site,
) -> None:
    await site.startup(f"{LAUNCH}budget:\n  - {{year: 2026, committed: 1000}}\n")
    page = await site.page(GATE)
    assert page.one("h2", id="jalon").words == "Prochain jalon : Accélération"
    assert page.one(cls="inc-score").words == "2 critères sur 3 remplis, 1 inconnu"
    assert "Autres suites possibles : Arrêté." in page.words
    tests, budget, production = criteria(page)
    assert answers(page) == ["Inconnu", "Rempli", "Rempli"]
    assert "C’est à l’équipe de répondre." in tests.words
    assert "La fiche donne le budget." in budget.words
    assert "Le service est lancé depuis le 12 mars 2026." in production.words
    assert "Source : la fiche, 12 mars 2026 (il y a 8 mois)" in production.words


async def test_unknown_says_what_would_answer_it_and_leads_the_team_there(site: Site) -> None:
    page = await site.page(TEAM_GATE)
    assert answers(page) == ["Inconnu", "Inconnu", "Inconnu"]
    _, budget, production = criteria(page)
    assert "La fiche ne donne ni budget, ni page de budget." in budget.words
    assert "/espace/startups/bac/modifier/budget" in budget.links()
    assert "/espace/startups/bac/modifier/phases" in production.links()
    public = await site.page(GATE)
    assert "La fiche ne donne ni budget, ni page de budget." in public.words
    assert not any("/espace" in link for item in criteria(public) for link in item.links())
    assert "/connexion?next=%2Fespace%2Fstartups%2Fbac%2Fjalons" in public.links()


async def test_what_the_team_says_is_shown_with_its_author_and_its_day(site: Site) -> None:
    answer = await site.say(TEAM_GATE, reponse_tests="met", preuve_tests="Sept tests <b>vus</b>")
    assert answer.headers["location"] == TEAM_GATE
    page = await site.page(TEAM_GATE)
    assert "1 réponse enregistrée." in page.one(role="status").words
    tests = criteria(page)[0]
    assert "Sept tests <b>vus</b>" in tests.words
    assert "Déclaré par l’équipe, 21 novembre 2026 (aujourd’hui) · Ana" in tests.words
    public = await site.page(GATE)
    assert answers(public) == ["Rempli", "Inconnu", "Inconnu"]
    shown = criteria(public)[0].words
    assert "Déclaré par l’équipe, 21 novembre 2026 (aujourd’hui)" in shown
    assert "Sept tests" not in shown
    assert "Ana" not in public.words


async def test_evidence_is_public_where_everybody_can_look(site: Site) -> None:
    await site.say(
        TEAM_GATE,
        reponse_tests="met",
        preuve_tests="Sept tests",
        lien_tests="https://x.example/tests",
    )
    shown = criteria(await site.page(GATE))[0]
    assert "Sept tests" in shown.words
    assert shown.one("a", href="https://x.example/tests").attrs["rel"] == "noopener nofollow"


async def test_the_team_may_contest_what_is_found_but_not_in_silence(site: Site) -> None:
    await site.startup(LAUNCH)
    await site.say(TEAM_GATE, reponse_production="not-met", preuve_production="En panne")
    for path in (GATE, TEAM_GATE):
        page = await site.page(path)
        assert answers(page)[2] == "Rempli"
        words = criteria(page)[2].words
        assert "Le service est lancé depuis le 12 mars 2026." in words
        assert "L’équipe dit autre chose : pas encore" in words
        assert ("En panne" in words) is (path == TEAM_GATE)


async def test_an_answer_is_undone(site: Site) -> None:
    await site.say(TEAM_GATE, reponse_tests="met")
    await site.say(TEAM_GATE, reponse_tests="not-met")
    page = await site.page(TEAM_GATE)
    undo = page.one(role="status").one("form").attrs["action"]
    answer = await (await site.browser()).post(undo)
    assert (answer.status_code, answer.headers["location"]) == (303, TEAM_GATE)
    page = await site.page(TEAM_GATE)
    assert "Réponses annulées" in page.one(role="status").words
    assert answers(page)[0] == "Rempli"
    again = await (await site.browser()).post(undo)
    assert again.status_code == 303
    assert "ce qui est plus récent reste" in (await site.page(TEAM_GATE)).one(role="status").words


async def test_there_is_nothing_to_undo_elsewhere(site: Site) -> None:
    ana = await site.browser()
    for numbers in ("999", "x", "1-x", "9" * 30, "-", "²"):
        path = f"/espace/startups/bac/reponses/{numbers}/annuler"
        assert (await ana.post(path)).status_code == 404


async def test_an_answer_that_was_not_changed_is_not_saved_again(site: Site) -> None:
    await site.say(TEAM_GATE, reponse_tests="met")
    await site.say(TEAM_GATE)
    assert "Rien n’a changé" in (await site.page(TEAM_GATE)).one(role="status").words
    assert await models.Assessment.all().count() == 1


FAULTS = [
    ("lien-tests", "http://x.example", "commence par https://"),
    ("lien-tests", "javascript:alert(1)", "commence par https://"),
    ("lien-tests", "https://moi@x.example", "commence par https://"),
    ("lien-tests", "https://", "commence par https://"),
    ("preuve-tests", "a" * 501, "au plus 500 signes"),
    ("reponse-tests", "peut-être", "Choisissez une des réponses"),
    ("reponse-tests", "unknown", "pour que la preuve soit gardée"),
    ("feuille", "acceleration", "a changé de phase"),
]


async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site: Site) -> None:
    ana, opened = await site.browser(), form(await site.page(TEAM_GATE))
    for field, typed, told in FAULTS:
        sent = opened | {"reponse-tests": "met", "preuve-tests": "<i>Vu</i>", field: typed}
        answer = await ana.post(TEAM_GATE, data=sent)
        assert answer.status_code == 422
        page = sound(answer)
        assert told in page.one(id="erreurs").words
        kept = form(page)
        assert kept["preuve-tests"] == sent["preuve-tests"]
        assert kept["lien-tests"] == sent["lien-tests"]
    assert not await models.Assessment.all().exists()


async def test_two_people_see_each_others_answers_before_replacing_them(site: Site) -> None:
    opened = form(await site.page(TEAM_GATE))
    await site.say(TEAM_GATE, "leo", reponse_tests="not-met", preuve_tests="Trop peu")
    sent = opened | {"reponse-tests": "met", "preuve-tests": "Sept tests"}
    ana = await site.browser()
    answer = await ana.post(TEAM_GATE, data=sent)
    assert answer.status_code == 422
    page = sound(answer)
    assert "Quelqu’un a répondu entre-temps" in page.one(id="erreurs").words
    assert "Trop peu" in criteria(page)[0].words
    assert "Leo" in criteria(page)[0].words
    kept = form(page)
    assert (kept["reponse-tests"], kept["preuve-tests"]) == ("met", "Sept tests")
    assert (await ana.post(TEAM_GATE, data=kept)).status_code == 303
    assert "Sept tests" in criteria(await site.page(TEAM_GATE))[0].words


async def test_the_sheet_is_measured_and_each_point_leads_to_what_to_do(site: Site) -> None:
    section = (await site.page(TEAM_GATE)).one("section", **{"aria-labelledby": "fiche"})
    assert "points sur" in section.one(cls="inc-progress").words
    assert len(section.one("ul").all("li")) == len(section.one("ul").links()) > 3
    assert "Aucune administration sponsor" in section.words


async def test_the_maturity_of_the_product_stands_apart(site: Site) -> None:
    await site.startup("product_maturity: beta\n")
    note = (await site.page(GATE)).one(cls="inc-maturity").words
    assert note.startswith("Maturité du produit : bêta.")
    assert "L’une ne se déduit pas de l’autre." in note


NOTHING_ASKED = [
    ("construction, start: 2027-02-01", "L’accompagnement n’a pas commencé",
     "La première phase commence le 1er février 2027"),
    ("abandon, start: 2026-02-01", "Il n’y a plus de jalon",
     "La startup s’est arrêtée le 1er février 2026"),
    ("transfere, start: 2026-02-01", "Il n’y a plus de jalon",
     "à son administration depuis le 1er février 2026"),
    ("abandon-investigation, start: 2026-02-01", "Il n’y a plus de jalon",
     "sans suite le 1er février 2026"),
    ("acceleration, start: 2026-02-01", "Aucun critère n’est fixé",
     "pas écrit de critères pour la phase « Accélération »"),
]  # fmt: skip


async def test_where_nothing_is_asked_a_sentence_says_why(site: Site) -> None:
    for phase, title, told in NOTHING_ASKED:
        await site.startup(phases=f"  - {{name: {phase}}}")
        for path in (GATE, TEAM_GATE):
            page = await site.page(path)
            assert title in [node.words for node in page.all("h2")]
            assert told in page.words
            assert not criteria(page)
    answer = await (await site.browser()).post(TEAM_GATE, data={"reponse-tests": "met"})
    assert answer.status_code == 303
    assert "rien n’a été enregistré" in (await site.page(TEAM_GATE)).one(role="status").words


async def test_the_startups_page_and_the_workspace_lead_there(site: Site) -> None:
    await site.startup(LAUNCH)
    aside = (await site.page("/startups/bac")).one("aside")
    assert "Prochain jalon : Accélération 1 critère sur 3 rempli, 2 inconnus" in " ".join(
        node.words for node in aside.all("li") if GATE in node.links()
    ).replace("Accélération1", "Accélération 1")
    hub = await site.page("/espace/startups/bac/modifier")
    assert {TEAM_GATE, "/espace/startups/bac/standards"} <= set(hub.links())


async def test_only_those_of_the_startup_answer(site: Site) -> None:
    for path in (TEAM_GATE, "/espace/startups/bac/standards/clavier"):
        other = await (await site.browser("zoe")).post(path, data={"reponse-tests": "met"})
        assert other.status_code == 403
    assert not await models.Assessment.all().exists()


async def test_the_page_speaks_english_around_the_sheets_french(site: Site) -> None:
    page = await site.page(f"/en{GATE}")
    assert criteria(page)[0].one("p", cls="inc-criteria__text").attrs["lang"] == "fr"
    assert parse((await (await site.browser()).get(f"/en{TEAM_GATE}")).text).one("h1")


async def test_an_old_address_leads_to_the_present_one(site: Site) -> None:
    await site.startup("redirect_from: [/startups/ancien]\n")
    client = await site.browser()
    for path in ("jalons", "standards"):
        answer = await client.get(f"/startups/ancien/{path}")
        assert (answer.status_code, answer.headers["location"]) == (301, f"/startups/bac/{path}")
    assert (await client.get("/startups/nulle-part/jalons")).status_code == 404


async def test_github_answers_from_public_repositories_with_the_age_of_the_reading(
    site: Site,
) -> None:
    criterion = '  - {id: code, text: "Le code est ouvert.", check: source-open}\n'
    await site.write("phases/construction.md", sheet_text(CONSTRUCTION + criterion))
    await site.startup("repositories: [https://github.com/littoral/site]\n")
    page = await site.page(TEAM_GATE)
    assert "Ce qui a été lu des dépôts ne permet pas de répondre." in criteria(page)[3].words
    assert "/espace/startups/bac/sprints" in criteria(page)[3].links()
    await save(Maker().history())
    await site.startup(
        "repositories: [https://github.com/littoral/site, https://github.com/littoral/coffre]\n"
    )
    await save(Maker("littoral/coffre", 2, is_private=True, licence="").history())
    for path in (GATE, TEAM_GATE):
        page = await site.page(path)
        assert answers(page)[3] == "Rempli"
        told = criteria(page)[3].words
        assert "Les dépôts publics ont tous une licence." in told
        assert "Source : GitHub, 21 novembre 2026 (aujourd’hui)" in told
        assert "coffre" not in told


async def test_somebody_who_saves_without_end_is_told_to_wait(site: Site) -> None:
    await site.browser()
    account = await find_by_email("ana@exemple.fr")
    assert account is not None
    for _ in range(SAVES.count):
        await models.Attempt.create(bucket=SAVES.bucket(account.public_id), at=NOW)
    answer = await site.say(TEAM_GATE, status=422, reponse_tests="met")
    assert "attendez un moment" in sound(answer).one(id="erreurs").words
