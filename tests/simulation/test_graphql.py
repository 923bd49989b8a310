"""Projects and iterations, as GraphQL tells them."""

from __future__ import annotations

from typing import Any

import httpx

from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.simulation.worlds import after

QUESTION = """
query ($owner: String!, $name: String!, $after: String) { # a comment
  repository(owner: $owner, name: $name) {
    projectsV2(first: 1) {
      nodes {
        called: title
        fields(first: 5) {
          nodes {
            ... on ProjectV2IterationField {
              configuration {
                iterations { title startDate duration }
                completedIterations { title }
              }
            }
          }
        }
        items(first: 1, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes {
            content { __typename ... on Issue { number } }
            fieldValues(first: 5) {
              nodes { ... on ProjectV2ItemFieldIterationValue { title } }
            }
          }
        }
      }
    }
  }
}
"""


def ask(client: httpx.Client, question: str = QUESTION, **variables: Any) -> dict[str, Any]:
    sent = {"owner": "acme", "name": "site", "after": None} | variables
    answer = client.post("/graphql", json={"query": question, "variables": sent})
    assert answer.status_code == 200
    return dict(answer.json())


def test_only_what_is_asked_for_is_told(client: httpx.Client) -> None:
    (project,) = ask(client)["data"]["repository"]["projectsV2"]["nodes"]

    assert project["called"] == "Feuille de route"
    title, status, iterations = project["fields"]["nodes"]
    assert (title, status) == ({}, {})
    assert iterations["configuration"] == {
        "iterations": [{"title": "Itération 2", "startDate": "2099-01-05", "duration": 14}],
        "completedIterations": [{"title": "Itération 1"}],
    }
    (item,) = project["items"]["nodes"]
    assert item["content"] == {"__typename": "Issue", "number": 1}
    assert item["fieldValues"]["nodes"] == [{}, {"title": "Itération 1"}]


def test_items_come_in_pages_and_pull_requests_among_them(
    client: httpx.Client, repository: Repository
) -> None:
    repository.projects[0].put(repository.pulls[0], None, after(40))
    seen, cursor, more = [], None, True
    while more:
        (project,) = ask(client, after=cursor)["data"]["repository"]["projectsV2"]["nodes"]
        seen += [item["content"] for item in project["items"]["nodes"]]
        more, cursor = project["items"]["pageInfo"].values()

    assert seen == [
        {"__typename": "Issue", "number": 1},
        {"__typename": "Issue", "number": 3},
        {"__typename": "PullRequest"},
    ]


def test_questions_that_github_refuses_are_refused(client: httpx.Client) -> None:
    unknown = ask(client, QUESTION.replace("called: title", "colour"))
    assert unknown["errors"][0]["message"] == "Field 'colour' doesn't exist on type 'ProjectV2'"
    unbounded = ask(client, QUESTION.replace("items(first: 1, after: $after)", "items"))
    assert "must provide a `first`" in unbounded["errors"][0]["message"]
    greedy = ask(client, QUESTION.replace("first: 5", "first: 500"))
    assert "exceeds" in greedy["errors"][0]["message"]
    broken = ask(client, QUESTION[:-10])
    assert "Expected" in broken["errors"][0]["message"]


def test_a_token_without_the_right_to_projects_is_told_so(
    client: httpx.Client, world: World
) -> None:
    world.tokens["good"].hidden = frozenset({"graphql"})
    told = ask(client)
    assert told["errors"][0]["type"] == "FORBIDDEN"
    assert told["data"] == {"repository": None}
    assert ask(client, name="elsewhere")["errors"][0]["type"] == "NOT_FOUND"
    stranger = client.post("/graphql", json={"query": QUESTION}, headers={"Authorization": ""})
    assert stranger.status_code == 403


def test_a_project_is_found_under_the_prefix_of_an_enterprise(client: httpx.Client) -> None:
    sent = {"query": QUESTION, "variables": {"owner": "acme", "name": "site"}}
    assert "data" in client.post("/api/graphql", json=sent).json()
