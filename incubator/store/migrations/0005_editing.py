from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("incubator", "0004_journal")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("incubator_id", fields.CharField(db_index=True, max_length=200)),
                ("title", fields.CharField(max_length=300)),
                ("text", fields.TextField(unique=False)),
                ("text_html", fields.TextField(unique=False)),
                ("criteria", fields.TextField(unique=False)),
                ("opens_on", fields.DateField()),
                ("closes_on", fields.DateField()),
                ("answers_on", fields.DateField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_by", fields.CharField(max_length=24)),
                (
                    "published_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "cancelled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "calls",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "An incubator's call for projects. criteria is JSON, a list of sentences.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "incubator.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("collection", fields.CharField(max_length=20)),
                ("sheet_id", fields.CharField(max_length=200)),
                ("section", fields.CharField(max_length=40)),
                ("opened", fields.CharField(max_length=64)),
                ("answers", fields.TextField(unique=False)),
                (
                    "saved_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "drafts",
                "app": "incubator",
                "unique_together": (("account", "collection", "sheet_id", "section"),),
                "pk_attr": "id",
                "table_description": "What somebody typed in a section of a sheet and did not save yet.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="HistoryIndex",
            fields=[
                (
                    "id",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("commit", fields.CharField(max_length=64)),
                ("commits", fields.IntField()),
            ],
            options={
                "table": "history_index",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "How far the history was read, in one row. commits counts those read.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("collection", fields.CharField(max_length=20)),
                ("sheet_id", fields.CharField(max_length=200)),
                ("branch", fields.CharField(max_length=200)),
                ("number", fields.IntField(null=True, db_index=True)),
                ("url", fields.CharField(default="", max_length=500)),
                ("status", fields.CharField(max_length=10)),
                ("checks", fields.CharField(default="", max_length=10)),
                ("head", fields.CharField(default="", max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "proposals",
                "app": "incubator",
                "indexes": [Index(fields=["collection", "sheet_id", "status"])],
                "pk_attr": "id",
                "table_description": "A team's changes to a sheet as one pull request.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="ProposedChange",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "proposal",
                    fields.ForeignKeyField(
                        "incubator.Proposal",
                        source_field="proposal_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("path", fields.CharField(max_length=300)),
                ("base", fields.CharField(max_length=64)),
                ("content", fields.BinaryField(null=True)),
                ("keys", fields.TextField(unique=False)),
                ("message", fields.TextField(unique=False)),
                ("author_name", fields.CharField(max_length=300)),
                ("author_email", fields.CharField(max_length=254)),
                ("editor", fields.CharField(max_length=24)),
                ("status", fields.CharField(max_length=10)),
                ("attempts", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("next_try_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "leased_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("lease", fields.CharField(default="", max_length=24)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("commit", fields.CharField(default="", max_length=64)),
                ("error", fields.CharField(default="", max_length=500)),
            ],
            options={
                "table": "proposed_changes",
                "app": "incubator",
                "unique_together": (("proposal", "position"),),
                "indexes": [Index(fields=["status", "next_try_at"])],
                "pk_attr": "id",
                "table_description": "A file's new content on its way to GitHub.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="SheetChange",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("collection", fields.CharField(max_length=20)),
                ("sheet_id", fields.CharField(max_length=200)),
                ("position", fields.IntField()),
                ("commit", fields.CharField(max_length=64)),
                ("path", fields.CharField(max_length=300)),
                ("author", fields.CharField(max_length=300)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("message", fields.CharField(max_length=300)),
                ("blob", fields.CharField(max_length=64)),
                ("previous_blob", fields.CharField(max_length=64)),
            ],
            options={
                "table": "sheet_changes",
                "app": "incubator",
                "indexes": [Index(fields=["collection", "sheet_id", "position"])],
                "pk_attr": "id",
                "table_description": "A commit that changed a sheet, read from Git once. Rebuilt at any time.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("kind", fields.CharField(max_length=20)),
                ("place_kind", fields.CharField(max_length=20)),
                ("place_id", fields.CharField(max_length=200)),
                (
                    "call",
                    fields.ForeignKeyField(
                        "incubator.Call",
                        source_field="call_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("status", fields.CharField(max_length=20)),
                ("title", fields.CharField(max_length=300)),
                ("answers", fields.TextField(unique=False)),
                ("sender_name", fields.CharField(max_length=300)),
                ("sender_email", fields.CharField(db_index=True, max_length=254)),
                ("language", fields.CharField(default="fr", max_length=2)),
                ("editor", fields.CharField(default="", db_index=True, max_length=24)),
                ("token_hash", fields.CharField(default="", db_index=True, max_length=64)),
                (
                    "created_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "confirmed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by", fields.CharField(default="", max_length=24)),
                ("sheet_id", fields.CharField(default="", max_length=200)),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "submissions",
                "app": "incubator",
                "indexes": [Index(fields=["place_kind", "place_id", "status"])],
                "pk_attr": "id",
                "table_description": "Something brought to an incubator, or to a startup's team.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="SubmissionMessage",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "submission",
                    fields.ForeignKeyField(
                        "incubator.Submission",
                        source_field="submission_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("editor", fields.CharField(default="", max_length=24)),
                ("text", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "submission_messages",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "What was said about a submission. kind is question, answer, decision or note.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("delivery", fields.CharField(unique=True, max_length=100)),
                ("event", fields.CharField(max_length=50)),
                ("at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "webhook_deliveries",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A message from GitHub that was taken: the same one again is refused.",
            },
            bases=["BaseModel"],
        ),
    ]
