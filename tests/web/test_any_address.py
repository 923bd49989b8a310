"""Nothing that is typed in the address bar breaks the site."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import Site

_SOME = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_PARAMETERS = st.sampled_from(
    "q page tri phase publie administration incubateur ministere public theme technologie"
    " impact-national accessibilite presence metier statut autre".split()
)
_TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        ["opere", "code", "oui", "-1", "1e9", "\x00", "%", "'", '"', "*", "²", "\u202e"]
    ),
)
_QUERIES = st.lists(st.tuples(_PARAMETERS, _TEXTS), max_size=8)


@pytest.mark.parametrize("path", ["/startups", "/communaute", "/recherche", "/organisations"])
@_SOME
@given(query=_QUERIES)
async def test_no_question_breaks_a_page(
    demonstration: Site, path: str, query: list[tuple[str, str]]
) -> None:
    answer = await demonstration.get(f"{path}?{urlencode(query)}")
    assert answer.status_code == 200


@_SOME
@given(raw=st.binary(max_size=80))
async def test_no_bytes_break_a_question(demonstration: Site, raw: bytes) -> None:
    answer = await demonstration.get(
        f"/startups?q={quote(raw)}&phase={quote(raw)}&page={quote(raw)}"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "start", ["/", "/startups/", "/communaute/", "/organisations/", "/images/startups/", "/static/"]
)
@_SOME
@given(rest=st.one_of(st.binary(max_size=60), st.binary(min_size=250, max_size=400)))
async def test_no_path_breaks_the_site(demonstration: Site, start: str, rest: bytes) -> None:
    answer = await demonstration.get(f"http://127.0.0.1{start}{quote(rest, safe='/')}")
    assert answer.status_code in {200, 301, 404, 410}
