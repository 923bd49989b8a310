"""What others do on GitHub while a change is on its way: both are kept, or somebody decides."""

from __future__ import annotations

from incubator.actions.propose_change import abandon_changes, retry_changes
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.journal import Trace
from incubator.store.proposed_contents import proposed_content
from tests.github.conftest import (
    BRANCH,
    ON_GITHUB,
    SHEET,
    Team,
    only_proposal,
    proposal_states,
    states,
)
from tests.github.server import Fault, Github

ANA = Trace("compte-ana")


async def test_what_others_pushed_on_the_branch_is_brought_together_by_field(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    theirs = team.proposed().replace("incubator: fabrique", "incubator: autre")
    github.commit(BRANCH, ON_GITHUB, theirs.encode())
    await team.change(title="Bac neuf")
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert team.proposed() == theirs.replace("Bac à sable", "Bac neuf")


async def test_what_the_main_branch_has_that_is_not_here_yet_is_kept(
    team: Team, github: Github
) -> None:
    theirs = team.local().replace("incubator: fabrique", "incubator: autre")
    github.commit("main", ON_GITHUB, theirs.encode())
    await team.change(mission="Essayer mieux")
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert team.proposed() == theirs.replace("Essayer sans rien casser", "Essayer mieux")


async def test_the_same_field_changed_twice_is_refused_and_kept_until_one_gives_way(
    team: Team, github: Github
) -> None:
    before = team.local()
    theirs = before.replace("Essayer sans rien casser", "Essayer autrement")
    github.commit("main", ON_GITHUB, theirs.encode())
    await team.change(mission="Essayer mieux", title="Bac neuf")
    assert await team.exchange() == {"refused": 1}
    row = await models.ProposedChange.get()
    assert row.error == "conflict mission"
    assert row.content is not None
    assert b"Essayer mieux" in bytes(row.content)
    # On GitHub, they take it back.
    github.commit(BRANCH, ON_GITHUB, before.encode())
    await retry_changes(await only_proposal(), ANA, team.now)
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert "Essayer mieux" in team.proposed()
    assert "Bac neuf" in team.proposed()


async def test_a_change_that_is_dropped_is_gone_and_the_sheet_is_as_published(
    team: Team, github: Github
) -> None:
    github.faults.append(Fault("404", times=99))
    await team.change(mission="Essayer mieux")
    assert await team.exchange() == {"refused": 1}
    assert await abandon_changes(await only_proposal(), ANA, team.now) == 1
    assert await proposal_states() == ["closed"]
    assert await proposed_content(Collection.STARTUPS, "bac", SHEET) is None
    assert not await models.ProposedChange.filter(content__isnull=False).exists()
    assert await team.exchange() == {}


async def test_a_request_that_somebody_closed_ends_and_its_contents_go(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.close(1)
    team.forward(hours=1)
    assert await team.exchange() == {"closed": 1}
    assert await proposal_states() == ["closed"]
    assert await proposed_content(Collection.STARTUPS, "bac", SHEET) is None


async def test_a_change_behind_a_closed_request_waits_for_its_editor_and_leaves_alone(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.close(1)
    await team.change(title="Bac neuf")
    assert await team.exchange() == {"closed": 1}
    assert await states() == [("sent", ""), ("refused", "closed")]
    await retry_changes(await only_proposal(), ANA, team.now)
    assert await team.exchange() == {"sent": 1, "open": 1}
    proposed = team.proposed(f"{BRANCH}-2")
    assert "Bac neuf" in proposed
    # What was closed does not come back with it.
    assert "Essayer sans rien casser" in proposed
