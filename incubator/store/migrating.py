"""Applying migrations without rendering every model again before each operation.

Tortoise copies its whole state before each operation, in case that the operation wants to see what
was there before, and prepares every model again after each. With some eighty tables, an empty
database took eight seconds. Here the copy is rendered when it is looked at, which creating a table
never does, and a model is prepared once.
"""

from __future__ import annotations

from typing import Any

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps


class Executor(MigrationExecutor):
    """Tortoise's executor, with a state that is rendered where it is needed."""

    async def _project_state(self, applied: Any, *, upto: Any = None) -> State:
        made = await super()._project_state(applied, upto=upto)
        apps = _Apps(made.apps._default_connections, made.apps._connections)
        apps.apps = made.apps.apps
        return _State(made.models, apps)


class _Apps(StateApps):
    """Models by app; each is prepared for queries once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepared: set[Any] = set()

    def _build_initial_querysets(self) -> None:
        whole = self.apps
        fresh = {
            label: {name: model for name, model in app.items() if model not in self._prepared}
            for label, app in whole.items()
        }
        # Tortoise prepares what is in ``apps``: for this moment, those that it has not seen yet.
        self.apps = fresh
        try:
            super()._build_initial_querysets()
        finally:
            self.apps = whole
        # A model whose relations wait for a table to come is prepared once that is there.
        self._prepared |= {
            model for app in fresh.values() for model in app.values() if model._meta._inited
        }


class _State(State):
    """The models at a point of the migrations."""

    def clone(self) -> State:
        models = {key: model.clone() for key, model in self.models.items()}
        return _Former(models, self.apps)


class _Former(State):
    """The models before an operation; ``apps`` is made the first time that one looks."""

    def __init__(self, models: Any, later: StateApps) -> None:
        self.models = models
        self._later = later
        self._apps: StateApps | None = None

    @property
    def apps(self) -> StateApps:  # type: ignore[override]
        """The classes of those models."""
        if self._apps is None:
            self._apps = self._later.clone(model_states=self.models)
        return self._apps
