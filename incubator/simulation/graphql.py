"""The one question of GraphQL that is answered: a repository's projects and their iterations."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from incubator.simulation.answers.addresses import instant
from incubator.simulation.asking import Answer, Ask, error, of_json
from incubator.simulation.ids import node_id
from incubator.simulation.projects import Item, Iteration, Project
from incubator.simulation.repository import Repository
from incubator.simulation.selection import QuestionError, connection, pick, read
from incubator.simulation.threads import Pull


class _RefusedError(Exception):
    """A part of the answer that the one who asks can't see: type, path, message."""

    def __init__(self, kind: str, path: list[str], message: str) -> None:
        super().__init__(message)
        self.fault = {"type": kind, "path": path, "message": message}


def graphql(ask: Ask) -> Answer:
    """Answer a question; faults come with status 200, as on GitHub."""
    if not ask.token.value:
        return error(403, "API rate limit exceeded for 127.0.0.1.")
    try:
        sent = json.loads(ask.sent)
        text, variables = str(sent["query"]), dict(sent.get("variables") or {})
    except (ValueError, KeyError, TypeError):
        return error(400, "Problems parsing JSON")
    try:
        wanted = read(text, variables)
        return of_json({"data": pick({"repository": _finder(ask)}, wanted)})
    except QuestionError as fault:
        return of_json({"errors": [{"message": str(fault)}]})
    except _RefusedError as refused:
        return of_json({"data": {"repository": None}, "errors": [refused.fault]})


def _finder(ask: Ask) -> Callable[[Any], dict[str, Any]]:
    def find(arguments: Any) -> dict[str, Any]:
        name = f"{arguments.get('owner')}/{arguments.get('name')}"
        # Unlike the rest of the API, GraphQL follows a former name by itself.
        repository, _ = ask.world.find(name)
        if repository is None or (repository.is_private and not ask.token.private):
            message = f"Could not resolve to a Repository with the name '{name}'."
            raise _RefusedError("NOT_FOUND", ["repository"], message)
        return _repository(repository, ask)

    return find


def _repository(repository: Repository, ask: Ask) -> dict[str, Any]:
    today = ask.world.now().date()

    def projects() -> list[Any]:
        if "graphql" in ask.token.hidden:
            path = ["repository", "projectsV2"]
            raise _RefusedError("FORBIDDEN", path, ask.token.refusal)
        return [_project(one, today) for one in repository.projects]

    return {
        "__typename": "Repository",
        "id": node_id("Repository", repository.id),
        "databaseId": repository.id,
        "nameWithOwner": repository.full_name,
        "projectsV2": connection(projects),
    }


def _project(project: Project, today: date) -> dict[str, Any]:
    return {
        "__typename": "ProjectV2",
        "id": node_id("ProjectV2", project.id),
        "number": project.number,
        "title": project.title,
        "closed": project.is_closed,
        "createdAt": instant(project.created_at),
        "fields": connection(
            lambda: [
                {"__typename": "ProjectV2Field", "name": "Title", "dataType": "TITLE"},
                {"__typename": "ProjectV2SingleSelectField", "name": "Status"},
                _iterations(project, today),
            ]
        ),
        "items": connection(lambda: [_item(one, project) for one in project.items.values()]),
    }


def _iterations(project: Project, today: date) -> dict[str, Any]:
    past = [_iteration(one) for one in reversed(project.iterations) if one.end < today]
    coming = [_iteration(one) for one in project.iterations if one.end >= today]
    return {
        **_field(project),
        "dataType": "ITERATION",
        "configuration": {
            "__typename": "ProjectV2IterationFieldConfiguration",
            "duration": 14,
            "startDay": 1,
            "iterations": coming,
            "completedIterations": past,
        },
    }


def _field(project: Project) -> dict[str, Any]:
    return {
        "__typename": "ProjectV2IterationField",
        "id": node_id("ProjectV2IterationField", project.id),
        "name": project.field_name,
    }


def _iteration(one: Iteration) -> dict[str, Any]:
    return {
        "__typename": "ProjectV2IterationFieldIteration",
        "id": one.id,
        "title": one.title,
        "startDate": one.start.isoformat(),
        "duration": one.days,
    }


def _item(item: Item, project: Project) -> dict[str, Any]:
    thread = item.content
    is_pull = isinstance(thread, Pull)
    values: list[dict[str, Any]] = [
        {"__typename": "ProjectV2ItemFieldTextValue", "text": thread.title}
    ]
    if item.iteration is not None:
        values.append(
            {
                "__typename": "ProjectV2ItemFieldIterationValue",
                "iterationId": item.iteration.id,
                "title": item.iteration.title,
                "startDate": item.iteration.start.isoformat(),
                "duration": item.iteration.days,
                "createdAt": instant(item.updated_at),
                "updatedAt": instant(item.updated_at),
                "field": _field(project),
            }
        )
    return {
        "__typename": "ProjectV2Item",
        "id": node_id("ProjectV2Item", item.id),
        "databaseId": item.id,
        "type": "PULL_REQUEST" if is_pull else "ISSUE",
        "isArchived": False,
        "updatedAt": instant(item.updated_at),
        "content": {
            "__typename": "PullRequest" if is_pull else "Issue",
            "id": node_id("PullRequest" if is_pull else "Issue", thread.id),
            "databaseId": thread.id,
            "number": thread.number,
            "repository": {
                "__typename": "Repository",
                "databaseId": thread.repository.id,
                "nameWithOwner": thread.repository.full_name,
            },
        },
        "fieldValues": connection(lambda: values),
    }
