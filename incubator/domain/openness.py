"""Is the work open: is the source public, under a licence, explained, checked, described?

Checks are of the repositories where the team's own work goes on: forks (whose licence and words
are others'), archived and empty ones are left out. A check is met when every one of those has what
it asks for, not met when one lacks it, unknown when nobody could look at one or there is none.
Private repositories answer the first check only: what is not public can't be open. Sources: the
programme's transparency rules, OpenSSF Scorecard, publiccode.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from incubator.domain.delivery_facts import RepositoryFacts


class OpenCheck(StrEnum):
    """What is checked, in the order in which it is shown."""

    PUBLIC_SOURCE = "public-source"
    LICENCE = "licence"
    README = "readme"
    CONTRIBUTING = "contributing"
    CI = "ci"
    PUBLICCODE = "publiccode"


class OpenState(StrEnum):
    """What a check found over a startup's repositories."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """A check's answer: ``lacking`` names the repositories that lack it, in alphabetical order."""

    check: OpenCheck
    state: OpenState
    lacking: tuple[str, ...] = ()


def openness_of(repositories: Sequence[RepositoryFacts]) -> tuple[OpenAnswer, ...]:
    """An answer for each check, in the order of :class:`OpenCheck`."""
    judged = [r for r in repositories if not (r.is_fork or r.is_archived or r.is_empty)]
    public = [repository for repository in judged if not repository.is_private]
    answers = [_answer(OpenCheck.PUBLIC_SOURCE, judged, lambda r: not r.is_private)]
    answers += [_answer(check, public, has) for check, has in _HAS.items()]
    return tuple(answers)


def _has_licence(repository: RepositoryFacts) -> bool | None:
    """GitHub says NOASSERTION where there is a licence that it does not recognise."""
    return None if repository.licence == "NOASSERTION" else bool(repository.licence)


_Question = Callable[[RepositoryFacts], bool | None]
_HAS: Mapping[OpenCheck, _Question] = {
    OpenCheck.LICENCE: _has_licence,
    OpenCheck.README: lambda repository: repository.has_readme,
    OpenCheck.CONTRIBUTING: lambda repository: repository.has_contributing,
    OpenCheck.CI: lambda repository: repository.has_ci,
    OpenCheck.PUBLICCODE: lambda repository: repository.has_publiccode,
}


def _answer(
    check: OpenCheck, repositories: Sequence[RepositoryFacts], has: _Question
) -> OpenAnswer:
    found = {repository.full_name: has(repository) for repository in repositories}
    lacking = tuple(sorted(name for name, answer in found.items() if answer is False))
    if lacking:
        return OpenAnswer(check, OpenState.NOT_MET, lacking)
    is_known = bool(found) and None not in found.values()
    return OpenAnswer(check, OpenState.MET if is_known else OpenState.UNKNOWN)
