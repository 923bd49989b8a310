"""The whole way of a change: outbox, branch, commit, pull request, merge, and the public page."""

from __future__ import annotations

import pytest

from incubator.actions.follow_proposals import PATIENCE_WITH_WEBHOOK
from incubator.sheets.layout import Collection
from incubator.store import journal, models
from incubator.store.proposed_contents import proposed_content
from tests.builders import git
from tests.conftest import visitor
from tests.github.conftest import BRANCH, ON_GITHUB, SHEET, Team, proposal_states, states
from tests.github.server import TOKEN, Fault, Github


async def test_a_change_becomes_a_commit_in_the_editors_name_in_a_pull_request(
    team: Team, github: Github
) -> None:
    before = team.local()
    saved = await team.change(mission="Essayer mieux")
    assert saved.is_proposed
    assert await states() == [("waiting", "")]
    assert not github.asked
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert github.log(BRANCH) == ["bac : mission|Ana Martín <ana@exemple.fr>|Robot"]
    assert team.proposed() == before.replace("Essayer sans rien casser", "Essayer mieux")
    assert team.local() == before
    (pull,) = github.pulls
    assert pull["title"] == "Fiche bac : mission"
    assert "[`bac`](https://incubateur.example/startups/bac)" in pull["body"]
    assert "- `mission`" in pull["body"]
    row = await models.Proposal.get()
    assert (row.status, row.number, row.head) == ("open", 1, github.head(BRANCH))
    assert row.url.endswith("/pull/1")
    assert github.tokens == {f"token {TOKEN}"}


async def test_the_next_editor_opens_what_was_proposed_and_adds_to_the_same_request(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.change(title="Bac neuf")
    await team.exchange()
    await team.change(contact="bac@exemple.fr")
    await team.exchange()
    assert [line.partition("|")[0] for line in github.log(BRANCH)] == [
        "bac : mission",
        "bac : title",
        "bac : contact",
    ]
    (pull,) = github.pulls
    listed = [line for line in pull["body"].splitlines() if line.startswith("- ")]
    assert listed == ["- `mission`", "- `title`", "- `contact`"]
    newest = await proposed_content(Collection.STARTUPS, "bac", SHEET)
    assert newest is not None
    assert newest.decode() == team.proposed()


async def test_what_somebody_wrote_in_the_request_stays(team: Team, github: Github) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.pulls[0]["body"] = "À relire avant jeudi"
    await team.change(title="Bac neuf")
    await team.exchange()
    assert github.pulls[0]["body"] == "À relire avant jeudi"


async def test_a_merge_comes_to_the_page_by_the_job(team: Team, github: Github) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.merge(1)
    assert await team.exchange() == {}
    team.forward(seconds=PATIENCE_WITH_WEBHOOK.total_seconds() + 1)
    assert await team.exchange() == {"merged": 1, "brought in": 1}
    assert await proposal_states() == ["merged"]
    assert "Essayer mieux" in team.local()
    async with visitor(team.settings) as reader:
        assert "Essayer mieux" in (await reader.get("/startups/bac")).text
    assert await proposed_content(Collection.STARTUPS, "bac", SHEET) is None
    assert not await models.ProposedChange.filter(content__isnull=False).exists()
    _, entries = await journal.find_entries()
    assert [entry.action for entry in entries] == ["proposal_merged", "sheet_proposed"]


async def test_until_a_merge_is_here_the_next_editor_opens_what_was_merged(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.merge(1)
    (team.settings.content_dir / SHEET).write_text("# en travers\n", encoding="utf-8")
    team.forward(hours=1)
    with pytest.raises(Exception, match="stand in the way"):
        await team.exchange()
    newest = await proposed_content(Collection.STARTUPS, "bac", SHEET)
    assert newest is not None
    assert "Essayer mieux" in newest.decode()
    git(team.settings.content_dir, "checkout", "--", ".")
    assert await team.exchange() == {"brought in": 1}


async def test_the_change_after_a_merge_opens_a_new_request(team: Team, github: Github) -> None:
    for number, delete in ((1, False), (2, True), (3, True)):
        await team.change(mission=f"Essai {number}")
        await team.exchange()
        github.merge(number, delete=delete)
        team.forward(hours=1)
        await team.exchange()
    assert [pull["head"] for pull in github.pulls] == [BRANCH, f"{BRANCH}-2", f"{BRANCH}-2"]
    assert await proposal_states() == ["merged"] * 3
    assert "Essai 3" in team.local()


async def test_a_change_made_while_the_request_was_merged_goes_on_in_a_new_one(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.merge(1)
    await team.change(title="Bac neuf")
    assert await team.exchange() == {"merged": 1, "sent": 1, "open": 1, "brought in": 1}
    assert len(github.pulls) == 2
    assert "Essayer mieux" in team.proposed()
    assert "Bac neuf" in team.proposed()
    assert await proposal_states() == ["merged", "open"]


async def test_a_change_that_the_main_branch_has_already_needs_no_request(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    after = team.local().replace("Essayer sans rien casser", "Essayer mieux")
    github.commit("main", ON_GITHUB, after.encode())
    assert await team.exchange() == {"sent": 1, "brought in": 1}
    assert not github.pulls
    assert team.local() == after


async def test_checks_are_shown_together(team: Team, github: Github) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    head = github.head(BRANCH)
    assert head

    async def checks() -> str:
        team.forward(hours=1)
        await team.exchange()
        return (await models.Proposal.get()).checks

    done = {"status": "completed", "conclusion": "success"}
    assert await checks() == ""
    github.runs[head] = [{"status": "in_progress", "conclusion": None}, done]
    assert await checks() == "pending"
    github.runs[head] = [done, {"status": "completed", "conclusion": "skipped"}]
    assert await checks() == "passed"
    github.states[head] = ["pending"]
    assert await checks() == "pending"
    github.states[head] = ["failure"]
    assert await checks() == "failed"


async def test_a_token_that_may_not_see_checks_is_enough(team: Team, github: Github) -> None:
    await team.change(mission="Essayer mieux")
    github.faults.append(Fault("403", path="check-runs", message="Resource not accessible"))
    assert await team.exchange() == {"sent": 1, "open": 1}
