"""Which repository an address names, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.repositories import is_organisation, source_name

WEB = "https://github.com"
OWNERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,20}", fullmatch=True).filter(
    lambda name: name.lower() not in {"orgs", "topics", "users", "apps", "about", "team", "site"}
)
NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(
    lambda name: not name.lower().endswith(".git")
)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/betagouv/acte", "betagouv/acte"),
        ("https://github.com/MTES-MCT/Secheresse", "mtes-mct/secheresse"),
        ("http://github.com/a/b", "a/b"),
        ("https://www.github.com/a/b", "a/b"),
        ("https://GITHUB.com:443/a/b", "a/b"),
        ("https://github.com/a/b/", "a/b"),
        ("https://github.com/a/b.git", "a/b"),
        ("https://github.com/a/b/tree/main", "a/b"),
        ("https://github.com/a/b/blob/main/README.md#top", "a/b"),
        ("https://github.com/a/b?tab=readme", "a/b"),
        ("https://github.com/a/b#", "a/b"),
        (" https://github.com/a/b ", "a/b"),
        ("https://github.com/a/b; ", "a/b"),
        ("https://github.com/a//b", "a/b"),
        ("https://github.com/a/.github", "a/.github"),
        ("https://github.com/a/b%20", "a/b"),
        ("https://github.com/suitenumerique", "suitenumerique"),
        ("https://github.com/ambanum/", "ambanum"),
        ("https://github.com/orgs/ambanum", "ambanum"),
        ("https://github.com/orgs/ambanum/repositories", "ambanum"),
        # A team has some of an organisation's repositories: nobody said which.
        ("https://github.com/orgs/betagouv/teams/datalma/repositories", None),
        ("https://github.com/orgs", None),
        ("https://github.com/topics/france", None),
        ("https://github.com/search?q=acte", None),
        ("https://github.com/", None),
        ("https://github.com", None),
        ("https://gitlab.com/a/b", None),
        ("https://gist.github.com/a/b", None),
        ("https://github.com.example.org/a/b", None),
        ("https://example.org/github.com/a/b", None),
        ("https://github.com@example.org/a/b", None),
        ("https://github.com/a b/c", None),
        ("https://github.com/a/..", None),
        ("https://github.com/-a/b", None),
        ("https://github.com:8443/a/b", None),
        ("git@github.com:a/b.git", None),
        ("ssh://git@github.com/a/b", None),
        ("https://[github.com/a/b", None),
        ("https://github.com:port/a/b", None),
        ("", None),
    ],
)
def test_an_address_names_a_repository_or_an_organisation(url: str, name: str | None) -> None:
    assert source_name(url, WEB) == name


def test_another_forge_has_its_own_host_port_and_path() -> None:
    assert source_name("http://127.0.0.1:8300/a/b", "http://127.0.0.1:8300") == "a/b"
    assert source_name("http://127.0.0.1:8301/a/b", "http://127.0.0.1:8300") is None
    assert source_name("https://code.gouv.fr/git/a/b", "https://code.gouv.fr/git") == "a/b"
    assert source_name("https://code.gouv.fr/a/b", "https://code.gouv.fr/git") is None
    assert source_name("https://github.com/a/b", "https://code.gouv.fr") is None


def test_a_name_without_a_slash_stands_for_all_of_somebodys_repositories() -> None:
    assert is_organisation("suitenumerique")
    assert not is_organisation("suitenumerique/docs")


@given(
    OWNERS,
    NAMES,
    st.sampled_from(["https://github.com/", "http://www.github.com/", " https://GitHub.com//"]),
    st.sampled_from(["", "/", ".git", "/tree/main", "?tab=readme", "#readme", " ", "/issues/4"]),
)
def test_however_a_repository_is_written_its_name_is_the_same(
    owner: str, name: str, before: str, after: str
) -> None:
    found = source_name(f"{before}{owner}/{name}{after}", WEB)
    assert found == f"{owner}/{name}".lower()


@given(st.text() | st.builds(lambda path: f"https://github.com/{path}", st.text()))
def test_any_text_is_a_name_or_none_and_a_name_names_itself(text: str) -> None:
    found = source_name(text, WEB)
    assert found is None or source_name(f"{WEB}/{found}", WEB) == found
