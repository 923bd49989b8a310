"""Tables of what GitHub knows: facts collected there, from which measures are derived.

People are GitHub's numbers of accounts, forgotten after a time (see clean_up).
"""

from tortoise import fields

from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH

_NAME = 200
_STATE = 20
_URL = 500
_TITLE = 300


class Repository(BaseModel):
    """A repository as it was last seen, by GitHub's number: its name may change.

    has_readme and the like are null while nobody could look. since and until are the horizon and
    the instant of the last whole collection. hidden is JSON, the parts that could not be seen,
    each with why. invented marks the demonstration's.
    """

    id = fields.IntField(primary_key=True)
    github_id = fields.BigIntField(unique=True)
    full_name = fields.CharField(max_length=_NAME)
    html_url = fields.CharField(max_length=_URL)
    default_branch = fields.CharField(max_length=_NAME)
    is_private = fields.BooleanField()
    is_archived = fields.BooleanField()
    is_fork = fields.BooleanField()
    is_empty = fields.BooleanField()
    has_issues = fields.BooleanField()
    licence = fields.CharField(max_length=60)
    created_at = fields.DatetimeField()
    pushed_at = fields.DatetimeField(null=True)
    has_readme = fields.BooleanField(null=True)
    has_ci = fields.BooleanField(null=True)
    has_publiccode = fields.BooleanField(null=True)
    has_contributing = fields.BooleanField(null=True)
    since = fields.DatetimeField(null=True)
    until = fields.DatetimeField(null=True)
    hidden = fields.TextField()
    invented = fields.BooleanField(default=False)

    class Meta:
        table = "repositories"


class TrackedSource(BaseModel):
    """What sheets name: a repository (owner/name) or an organisation (owner), in lower case.

    listed_by is the organisation that brought a repository here, "" where a sheet names it.
    state is never, ok or why the last try failed. detail is for administrators. run is the last
    refresh that finished it. wanted_at is when GitHub said that something changed.
    """

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=_NAME, unique=True)
    listed_by = fields.CharField(max_length=_NAME, default="", db_index=True)
    repository: fields.ForeignKeyNullableRelation[Repository] = fields.ForeignKeyField(
        "incubator.Repository", related_name=False, on_delete=fields.SET_NULL, null=True
    )
    state = fields.CharField(max_length=_STATE, default="never")
    detail = fields.CharField(max_length=_TITLE, default="")
    tried_at = fields.DatetimeField(null=True)
    succeeded_at = fields.DatetimeField(null=True)
    run = fields.IntField(null=True)
    wanted_at = fields.DatetimeField(null=True, db_index=True)

    class Meta:
        table = "tracked_sources"


class _OfRepository(BaseModel):
    """A fact of a repository."""

    id = fields.IntField(primary_key=True)
    repository: fields.ForeignKeyRelation[Repository] = fields.ForeignKeyField(
        "incubator.Repository", related_name=False, on_delete=fields.CASCADE
    )

    class Meta:
        abstract = True


class PartCursor(_OfRepository):
    """How far a part of a repository was read: the newest change seen, when its walk ended."""

    part = fields.CharField(max_length=_STATE)
    cursor = fields.CharField(max_length=100)

    class Meta:
        table = "part_cursors"
        unique_together = (("repository", "part"),)


class Issue(_OfRepository):
    """An issue. labels is JSON, a list of names."""

    github_id = fields.BigIntField(unique=True)
    number = fields.IntField()
    title = fields.CharField(max_length=_TITLE)
    is_open = fields.BooleanField()
    is_planned = fields.BooleanField()
    milestone = fields.IntField(null=True)
    labels = fields.TextField()
    created_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "issues"
        indexes = (("repository_id", "number"),)


class IssueEvent(_OfRepository):
    """A change of an issue or pull request. github_id is null for what was observed."""

    github_id = fields.BigIntField(null=True, unique=True)
    number = fields.IntField()
    kind = fields.CharField(max_length=_STATE)
    target = fields.CharField(max_length=_TITLE)
    at = fields.DatetimeField()

    class Meta:
        table = "milestone_events"
        indexes = (("repository_id", "at"),)


class Milestone(_OfRepository):
    """A milestone or an iteration of a project."""

    kind = fields.CharField(max_length=_STATE)
    key = fields.CharField(max_length=100)
    title = fields.CharField(max_length=_TITLE)
    goal = fields.TextField()
    is_open = fields.BooleanField()
    start = fields.DateField(null=True)
    end = fields.DateField(null=True)
    created_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "milestones"
        unique_together = (("repository", "kind", "key"),)


class PullRequest(_OfRepository):
    """A pull request. is_complete says that its commits and reviews were read."""

    github_id = fields.BigIntField(unique=True)
    number = fields.IntField()
    author = fields.BigIntField(null=True)
    author_is_bot = fields.BooleanField()
    is_draft = fields.BooleanField()
    labels = fields.TextField()
    created_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    merged_at = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()
    first_commit_at = fields.DatetimeField(null=True)
    is_complete = fields.BooleanField(default=False)

    class Meta:
        table = "pull_requests"
        indexes = (("repository_id", "number"),)


class PullResponse(_OfRepository):
    """A review of a pull request, or a comment on it."""

    kind = fields.CharField(max_length=_STATE)
    github_id = fields.BigIntField()
    number = fields.IntField()
    author = fields.BigIntField(null=True)
    author_is_bot = fields.BooleanField()
    at = fields.DatetimeField()

    class Meta:
        table = "reviews"
        unique_together = (("kind", "github_id"),)


class Release(_OfRepository):
    """A published version."""

    github_id = fields.BigIntField(unique=True)
    tag = fields.CharField(max_length=_NAME)
    is_prerelease = fields.BooleanField()
    published_at = fields.DatetimeField(null=True)

    class Meta:
        table = "releases"


class Deployment(_OfRepository):
    """A deployment to an environment."""

    github_id = fields.BigIntField(unique=True)
    environment = fields.CharField(max_length=_NAME)
    is_production = fields.BooleanField()
    created_at = fields.DatetimeField()
    is_settled = fields.BooleanField()

    class Meta:
        table = "deployments"


class DeploymentStatus(_OfRepository):
    """What became of a deployment, which deployment names by GitHub's number."""

    github_id = fields.BigIntField(unique=True)
    deployment = fields.BigIntField()
    state = fields.CharField(max_length=_STATE)
    at = fields.DatetimeField()

    class Meta:
        table = "deployment_statuses"


class ContributorWeek(_OfRepository):
    """Commits of somebody in a week."""

    author = fields.BigIntField()
    author_is_bot = fields.BooleanField()
    week = fields.DateField()
    commits = fields.IntField()

    class Meta:
        table = "contributor_weeks"
        unique_together = (("repository", "author", "week"),)


class HttpValidator(BaseModel):
    """What makes the next request for an address conditional.

    source is the tracked source whose reading it belongs to. next_url is the page that follows.
    """

    id = fields.IntField(primary_key=True)
    source: fields.ForeignKeyRelation[TrackedSource] = fields.ForeignKeyField(
        "incubator.TrackedSource", related_name=False, on_delete=fields.CASCADE
    )
    url = fields.CharField(max_length=_URL)
    etag = fields.CharField(max_length=_NAME)
    next_url = fields.CharField(max_length=_URL, default="")

    class Meta:
        table = "http_validators"
        unique_together = (("source", "url"),)


class RefreshRun(BaseModel):
    """A refresh. outcome is "" while it runs, or when it was cut short, else ok or partial.

    scope is what it was asked for, as JSON: the same again goes on with one that was cut short.
    """

    id = fields.IntField(primary_key=True)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    outcome = fields.CharField(max_length=_STATE, default="")
    scope = fields.TextField()
    requests = fields.IntField(default=0)
    unchanged = fields.IntField(default=0)
    finished = fields.IntField(default=0)
    failed = fields.IntField(default=0)
    remaining = fields.IntField(default=0)
    detail = fields.CharField(max_length=_TITLE, default="")

    class Meta:
        table = "refresh_runs"


class FrozenSprint(BaseModel):
    """A sprint as it was when it closed. figures is JSON. definition is the version of the rules.

    source is milestones, iterations, sheet or cadence. key names the sprint within it.
    """

    id = fields.IntField(primary_key=True)
    startup_id = fields.CharField(max_length=ID_LENGTH)
    source = fields.CharField(max_length=_STATE)
    key = fields.CharField(max_length=_TITLE)
    start = fields.DateField()
    end = fields.DateField()
    definition = fields.IntField()
    figures = fields.TextField()
    frozen_at = fields.DatetimeField()

    class Meta:
        table = "frozen_sprints"
        unique_together = (("startup_id", "source", "key"),)
