from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("incubator", "0005_editing")]

    initial = False

    operations = [
        ops.CreateModel(
            name="FrozenSprint",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("startup_id", fields.CharField(max_length=200)),
                ("source", fields.CharField(max_length=20)),
                ("key", fields.CharField(max_length=300)),
                ("start", fields.DateField()),
                ("end", fields.DateField()),
                ("definition", fields.IntField()),
                ("figures", fields.TextField(unique=False)),
                ("frozen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "frozen_sprints",
                "app": "incubator",
                "unique_together": (("startup_id", "source", "key"),),
                "pk_attr": "id",
                "table_description": "A sprint as it was when it closed. figures is JSON. definition is the version of the rules.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="RefreshRun",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("outcome", fields.CharField(default="", max_length=20)),
                ("scope", fields.TextField(unique=False)),
                ("requests", fields.IntField(default=0)),
                ("unchanged", fields.IntField(default=0)),
                ("finished", fields.IntField(default=0)),
                ("failed", fields.IntField(default=0)),
                ("remaining", fields.IntField(default=0)),
                ("detail", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "refresh_runs",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": 'A refresh. outcome is "" while it runs, or when it was cut short, else ok or partial.',
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Repository",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("github_id", fields.BigIntField(unique=True)),
                ("full_name", fields.CharField(max_length=200)),
                ("html_url", fields.CharField(max_length=500)),
                ("default_branch", fields.CharField(max_length=200)),
                ("is_private", fields.BooleanField()),
                ("is_archived", fields.BooleanField()),
                ("is_fork", fields.BooleanField()),
                ("is_empty", fields.BooleanField()),
                ("has_issues", fields.BooleanField()),
                ("licence", fields.CharField(max_length=60)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("pushed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("has_readme", fields.BooleanField(null=True)),
                ("has_ci", fields.BooleanField(null=True)),
                ("has_publiccode", fields.BooleanField(null=True)),
                ("has_contributing", fields.BooleanField(null=True)),
                ("since", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("hidden", fields.TextField(unique=False)),
                ("invented", fields.BooleanField(default=False)),
            ],
            options={
                "table": "repositories",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A repository as it was last seen, by GitHub's number: its name may change.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="ContributorWeek",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("author", fields.BigIntField()),
                ("author_is_bot", fields.BooleanField()),
                ("week", fields.DateField()),
                ("commits", fields.IntField()),
            ],
            options={
                "table": "contributor_weeks",
                "app": "incubator",
                "unique_together": (("repository", "author", "week"),),
                "pk_attr": "id",
                "table_description": "Commits of somebody in a week.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="Deployment",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("github_id", fields.BigIntField(unique=True)),
                ("environment", fields.CharField(max_length=200)),
                ("is_production", fields.BooleanField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("is_settled", fields.BooleanField()),
            ],
            options={
                "table": "deployments",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A deployment to an environment.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="DeploymentStatus",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("github_id", fields.BigIntField(unique=True)),
                ("deployment", fields.BigIntField()),
                ("state", fields.CharField(max_length=20)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "deployment_statuses",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "What became of a deployment, which deployment names by GitHub's number.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("github_id", fields.BigIntField(unique=True)),
                ("number", fields.IntField()),
                ("title", fields.CharField(max_length=300)),
                ("is_open", fields.BooleanField()),
                ("is_planned", fields.BooleanField()),
                ("milestone", fields.IntField(null=True)),
                ("labels", fields.TextField(unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "issues",
                "app": "incubator",
                "indexes": [Index(fields=["repository_id", "number"])],
                "pk_attr": "id",
                "table_description": "An issue. labels is JSON, a list of names.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="IssueEvent",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("github_id", fields.BigIntField(null=True, unique=True)),
                ("number", fields.IntField()),
                ("kind", fields.CharField(max_length=20)),
                ("target", fields.CharField(max_length=300)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "milestone_events",
                "app": "incubator",
                "indexes": [Index(fields=["repository_id", "at"])],
                "pk_attr": "id",
                "table_description": "A change of an issue or pull request. github_id is null for what was observed.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("key", fields.CharField(max_length=100)),
                ("title", fields.CharField(max_length=300)),
                ("goal", fields.TextField(unique=False)),
                ("is_open", fields.BooleanField()),
                ("start", fields.DateField(null=True)),
                ("end", fields.DateField(null=True)),
                ("created_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "milestones",
                "app": "incubator",
                "unique_together": (("repository", "kind", "key"),),
                "pk_attr": "id",
                "table_description": "A milestone or an iteration of a project.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="PartCursor",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("part", fields.CharField(max_length=20)),
                ("cursor", fields.CharField(max_length=100)),
            ],
            options={
                "table": "part_cursors",
                "app": "incubator",
                "unique_together": (("repository", "part"),),
                "pk_attr": "id",
                "table_description": "How far a part of a repository was read: the newest change seen, when its walk ended.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="PullRequest",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("github_id", fields.BigIntField(unique=True)),
                ("number", fields.IntField()),
                ("author", fields.BigIntField(null=True)),
                ("author_is_bot", fields.BooleanField()),
                ("is_draft", fields.BooleanField()),
                ("labels", fields.TextField(unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("merged_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "first_commit_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("is_complete", fields.BooleanField(default=False)),
            ],
            options={
                "table": "pull_requests",
                "app": "incubator",
                "indexes": [Index(fields=["repository_id", "number"])],
                "pk_attr": "id",
                "table_description": "A pull request. is_complete says that its commits and reviews were read.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="PullResponse",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("github_id", fields.BigIntField()),
                ("number", fields.IntField()),
                ("author", fields.BigIntField(null=True)),
                ("author_is_bot", fields.BooleanField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reviews",
                "app": "incubator",
                "unique_together": (("kind", "github_id"),),
                "pk_attr": "id",
                "table_description": "A review of a pull request, or a comment on it.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("github_id", fields.BigIntField(unique=True)),
                ("tag", fields.CharField(max_length=200)),
                ("is_prerelease", fields.BooleanField()),
                (
                    "published_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "releases",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A published version.",
            },
            bases=["_OfRepository"],
        ),
        ops.CreateModel(
            name="TrackedSource",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=200)),
                ("listed_by", fields.CharField(default="", db_index=True, max_length=200)),
                (
                    "repository",
                    fields.ForeignKeyField(
                        "incubator.Repository",
                        source_field="repository_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("state", fields.CharField(default="never", max_length=20)),
                ("detail", fields.CharField(default="", max_length=300)),
                ("tried_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "succeeded_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("run", fields.IntField(null=True)),
                (
                    "wanted_at",
                    fields.DatetimeField(
                        null=True, db_index=True, auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "tracked_sources",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "What sheets name: a repository (owner/name) or an organisation (owner), in lower case.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="HttpValidator",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "source",
                    fields.ForeignKeyField(
                        "incubator.TrackedSource",
                        source_field="source_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("url", fields.CharField(max_length=500)),
                ("etag", fields.CharField(max_length=200)),
                ("next_url", fields.CharField(default="", max_length=500)),
            ],
            options={
                "table": "http_validators",
                "app": "incubator",
                "unique_together": (("source", "url"),),
                "pk_attr": "id",
                "table_description": "What makes the next request for an address conditional.",
            },
            bases=["BaseModel"],
        ),
    ]
