"""How the reading of each repository stands, with its age; and why there is nothing to show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incubator.domain.delivery_facts import Part
from incubator.domain.measures import Absence, MeasureId
from incubator.domain.sprint_reports import SourceAbsence, SprintSource
from incubator.github.errors import Reason
from incubator.web.measures.states import REASONS
from incubator.web.measures.words import ABSENCES, CHECKS, COVERAGE, MEASURES, SKIPPED
from tests.web.measures.conftest import PUBLIC, TEAM, Site, card, section
from tests.web.measures.facts import READ_AT, Maker, lively, save
from tests.web.signed import NOW

#: Reasons that concern writing alone.
OF_WRITING = {Reason.NO_BRANCH_NAME, Reason.CONFLICT}
STATES = [
    ("ok", READ_AT, "good", "vérifié il y a 3 heures"),
    ("ok", NOW - timedelta(days=5), "old", "vérifié il y a 5 jours"),
    ("ok", NOW - timedelta(seconds=5), "good", "vérifié à l’instant"),
    ("never", None, "unread", "pas encore lu"),
    (
        "unreachable",
        NOW - timedelta(days=2),
        "failed",
        "échec depuis 2 jours : GitHub ne répond pas",
    ),
    ("bad-token", None, "failed", "jamais lu : GitHub refuse l’accès à ce site"),
    ("what-is-this", READ_AT, "failed", "échec depuis 3 heures : la lecture a échoué"),
]


@pytest.mark.parametrize(("state", "read_at", "kind", "words"), STATES)
async def test_a_badge_says_the_state_and_its_age(
    site: Site, state: str, read_at: object, kind: str, words: str
) -> None:
    await site.names("littoral/site")
    history = Maker().history() if read_at else None
    await save(history, "littoral/site", state=state, read_at=read_at)  # type: ignore[arg-type]
    listed = (await site.page()).one("section", id="depots")
    badge = listed.one("span", cls="inc-state")
    assert badge.words == words
    assert f"inc-state--{kind}" in badge.attrs["class"]
    startup = await site.page("/startups/bac")
    assert words in section(startup, "sprints")
    assert words in (await site.page("/espace/startups/bac/modifier")).words


async def test_facts_of_a_repository_are_marks_beside_its_state(site: Site) -> None:
    await site.names("littoral/site", "littoral/vide", "littoral")
    archived = Maker("littoral/nouveau-nom", 1, is_archived=True, has_issues=False)
    await save(archived.history(), "littoral/site")
    await save(Maker("littoral/vide", 2, is_empty=True).history())
    await save(None, "littoral")
    page = await site.page()
    assert "littoral/nouveau-nom" in section(page, "depots")
    marks = [node.words for node in page.one("section", id="depots").all("span", cls="fr-badge")]
    for mark in ("archivé", "vide", "sans tickets", "renommé, autrefois littoral/site"):
        assert mark in marks
    assert "organisation" in marks


async def test_the_team_is_told_what_helps_and_nobody_what_is_for_administrators(
    site: Site,
) -> None:
    await site.names("littoral/site")
    hidden = {Part.DEPLOYMENTS: "forbidden", Part.ISSUES: "disabled"}
    history = lively().history(hidden=frozenset(hidden))
    await save(history, state="missing", hidden=hidden)
    for path, is_told in ((PUBLIC, False), (TEAM, True)):
        page = await site.page(path)
        assert "introuvable sur GitHub" in page.words
        assert ("Vérifiez l’adresse dans la fiche" in page.words) == is_told
        assert "Ce site ne peut pas y lire : les déploiements." in page.words
        assert "12345" not in page.words
        measure = card(page, "deployment-frequency").words
        assert "Non disponible : GitHub ne montre pas cette information à ce site." in measure
        assert not page.all("figure", id="mises-en-service")


async def test_several_failures_are_counted_once(site: Site) -> None:
    await site.names("littoral/a", "littoral/b", "littoral/c")
    for rank, name in enumerate(("a", "b", "c"), 1):
        state = "ok" if name == "c" else "slow"
        await save(Maker(f"littoral/{name}", rank).history(), state=state)
    head = (await site.page()).one("div", cls="inc-meta")
    assert "2 dépôts ne sont plus lus" in head.words


EMPTY = [
    ((), "La fiche ne nomme aucun dépôt de code", "depuis son espace"),
    (("https://autre.example/a",), "Le code n’est pas sur GitHub", "autre.example/a"),
    (("littoral/site",), "Aucun dépôt public n’a encore été lu", "dans son espace"),
]


@pytest.mark.parametrize(("sources", "title", "advice"), EMPTY)
async def test_an_empty_page_says_why_and_what_to_do(
    site: Site, sources: tuple[str, ...], title: str, advice: str
) -> None:
    await site.names(*sources)
    page = await site.page()
    (box,) = page.all(cls="inc-empty")
    assert box.one("h2").words == title
    assert advice in box.words
    assert not page.all("figure")
    assert not page.all("li", cls="inc-tile")
    assert not page.all("li", cls="inc-measure")
    assert not any("charts" in link.attrs.get("href", "") for link in page.all("link"))
    await site.page(f"/en{PUBLIC}")
    # Only the team has a button to do it.
    edit = "/espace/startups/bac/modifier/liens"
    assert edit not in page.links()
    assert edit in (await site.page(TEAM)).links()


async def test_repositories_that_nobody_read_yet_are_listed_with_their_state(site: Site) -> None:
    await site.names("littoral/site")
    await save(None, "littoral/site", state="never", read_at=None, tried_at=None)
    page = await site.page()
    assert page.one(cls="inc-empty").one("h2").words == "Les dépôts n’ont pas encore été lus"
    assert "littoral/site pas encore lu" in section(page, "depots")


async def test_a_startup_that_is_over_is_no_longer_read(site: Site) -> None:
    over = "title: Bac\nmission: M\nincubator: fabrique\nphases:\n  - name: construction\n"
    over += "    start: 2024-01-15\n    end: 2025-01-01\n  - name: transfert\n"
    over = over.replace("transfert", "transfere") + "    start: 2025-01-01\n"
    await site.names("littoral/site", startup=over)
    page = await site.page()
    box = page.one(cls="inc-empty")
    assert box.one("h2").words == "Pas de mesures après l’accompagnement"
    await save(lively().history())
    page = await site.page()
    assert "Cette startup n’est plus accompagnée" in page.words
    assert card(page, "throughput").all("b")


async def test_sprints_of_the_sheet_need_no_repository(site: Site) -> None:
    declared = "sprints:\n  - {name: Été, start: 2026-11-16, end: 2026-11-29, goal: Finir}\n"
    declared += "  - {name: Printemps, start: 2026-11-02, end: 2026-11-15, goal: Ouvrir}\n"
    await site.names(extra=declared)
    page = await site.page()
    told = page.one("section", id="sprint")
    assert "Sprint en cours : Été" in told.words
    assert "jalon" not in told.words.replace("un jalon (milestone) par sprint", "")
    # What nobody counted is no zero.
    assert not told.all("li", cls="inc-tile")
    assert "Printemps" in section(page, "sprints-passes")
    assert " 0" not in section(page, "sprints-passes")


def test_every_value_of_the_domain_has_its_words() -> None:
    assert set(MEASURES) == set(COVERAGE) == set(MeasureId)
    assert set(ABSENCES) == set(Absence)
    assert set(REASONS) == {*Reason, "never"} - OF_WRITING
    before = [source for source in SprintSource if source is not SprintSource.CADENCE]
    assert set(SKIPPED) == {(source, absence) for source in before for absence in SourceAbsence}
    assert len(CHECKS) == 6
