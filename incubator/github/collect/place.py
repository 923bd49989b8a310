"""The repository itself and the files at its root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

from incubator.domain.delivery_facts import Part, RepositoryFacts
from incubator.github.api import Api, Validator
from incubator.github.collect.batches import Batch, Known
from incubator.github.collect.shapes import NAME_CHARS, Item, garbled, items_of
from incubator.github.collect.walk import Reading, known_validator
from incubator.github.errors import (
    ConflictError,
    GithubError,
    Reason,
    RefusedError,
)

_URL_CHARS, _LICENCE_CHARS = 500, 60
#: What a repository with continuous integration has at its root, in lower case.
_CI_NAMES = frozenset(
    """.gitlab-ci.yml .gitlab-ci.yaml .travis.yml .circleci jenkinsfile azure-pipelines.yml
    .drone.yml .woodpecker .woodpecker.yml .woodpecker.yaml appveyor.yml .appveyor.yml
    bitbucket-pipelines.yml .buildkite .cirrus.yml .forgejo .semaphore cloudbuild.yaml""".split()
)
_PUBLICCODE_NAMES = frozenset({"publiccode.yml", "publiccode.yaml"})


def read_repository(api: Api, name: str, known: Known) -> tuple[Batch, RepositoryFacts]:
    """The repository as it is now, by the name that a sheet gives it.

    Raises:
        GithubError: it can't be read; with GONE where it was read before, and is no more or can't
            be seen any longer.
    """
    url = f"/repos/{quoted(name)}"
    validator = known.validators.get(api.address(url)) if known.repository else None
    try:
        answer = api.get(url, None, validator)
    except RefusedError as error:
        if known.repository and error.reason in {Reason.MISSING, Reason.GONE}:
            raise RefusedError(Reason.GONE, error.detail) from None
        raise
    if answer.is_unchanged and known.repository:
        return Batch(Part.REPOSITORY, is_unchanged=True), known.repository
    facts = _facts(Item(answer.data, "repository"), known.repository)
    validators = {answer.url: Validator(answer.etag)}
    return Batch(Part.REPOSITORY, (facts,), validators=validators), facts


def quoted(name: str) -> str:
    """The name of a repository or an account, fit for an address.

    Raises:
        RefusedError: no repository has such a name.
    """
    segments = name.split("/")
    if any(segment in {"", ".", ".."} for segment in segments):
        raise RefusedError(Reason.MISSING, name)
    return "/".join(quote(segment, safe="") for segment in segments)


def _facts(found: Item, known: RepositoryFacts | None) -> RepositoryFacts:
    """What GitHub says of a repository, with what its files said when they were last seen."""
    full_name = found.text("full_name", NAME_CHARS)
    html_url = found.text("html_url", _URL_CHARS)
    if full_name.count("/") != 1 or urlsplit(html_url).scheme not in {"http", "https"}:
        raise garbled("repository")
    licence = found.item_or_none("license")
    number = found.id()
    same = known if known and known.github_id == number else None
    return RepositoryFacts(
        github_id=number,
        full_name=full_name,
        html_url=html_url,
        default_branch=found.text("default_branch", NAME_CHARS),
        is_private=found.flag("private"),
        is_archived=found.flag("archived", default=False),
        is_fork=found.flag("fork"),
        is_empty=same.is_empty if same else False,
        has_issues=found.flag("has_issues", default=True),
        licence=licence.text_or_none("spdx_id", _LICENCE_CHARS) if licence else "",
        created_at=found.instant("created_at"),
        pushed_at=found.instant_or_none("pushed_at"),
        has_readme=same.has_readme if same else None,
        has_ci=same.has_ci if same else None,
        has_publiccode=same.has_publiccode if same else None,
        has_contributing=same.has_contributing if same else None,
    )


def read_files(reading: Reading) -> Iterator[Batch]:
    """Whether the repository has what an open project has."""
    repository = reading.repository
    if repository.is_empty and not reading.has_changed:
        # A push would have changed the repository itself.
        yield Batch(Part.FILES, is_unchanged=True)
        return
    url = reading.path("/contents/")
    try:
        answer = reading.api.get(url, None, known_validator(reading, url))
    except GithubError as error:
        if not _says_empty(error):
            raise
        reading.repository = _with_files(repository, frozenset(), frozenset(), is_empty=True)
        yield Batch(Part.FILES, (reading.repository,))
        return
    if answer.is_unchanged:
        yield Batch(Part.FILES, is_unchanged=True)
        return
    root = _names(answer.data)
    inside = _inside(reading) if ".github" in root else frozenset()
    reading.repository = _with_files(repository, root, inside, is_empty=False)
    validators = {answer.url: Validator(answer.etag)}
    yield Batch(Part.FILES, (reading.repository,), validators=validators)


def _says_empty(error: GithubError) -> bool:
    is_absent = isinstance(error, ConflictError) or error.reason is Reason.MISSING
    return is_absent and "is empty" in error.detail.lower()


def _inside(reading: Reading) -> frozenset[str]:
    """What .github holds: it can only have changed if the root, which tells its hash, did."""
    try:
        return _names(reading.api.get(reading.path("/contents/.github")).data)
    except RefusedError as error:
        if error.reason is Reason.MISSING:
            return frozenset()
        raise


def _names(data: object) -> frozenset[str]:
    """Names in a folder, in lower case; a file in the place of a folder holds nothing."""
    if isinstance(data, dict):
        return frozenset()
    return frozenset(one.text("name", NAME_CHARS).lower() for one in items_of(data, "contents"))


def _with_files(
    facts: RepositoryFacts, root: frozenset[str], inside: frozenset[str], *, is_empty: bool
) -> RepositoryFacts:
    stems = {name.partition(".")[0] for name in root | inside if not name.startswith(".")}
    return replace(
        facts,
        is_empty=is_empty,
        has_readme="readme" in stems,
        has_ci=bool(root & _CI_NAMES) or "workflows" in inside,
        has_publiccode=bool(root & _PUBLICCODE_NAMES),
        has_contributing="contributing" in stems,
    )
