"""Committees; what they decided, froze and minuted is kept by the database itself."""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

#: What each table keeps for ever, and when.
_KEPT = {"decisions": "", "committee_minutes": "", "dossiers": "OLD.state = 'frozen'"}
_MESSAGE = "what was decided, frozen or minuted is never changed"


def _sqlite() -> str:
    """One trigger for each way to change a row."""
    made = []
    for table, when in _KEPT.items():
        condition = f"WHEN {when}" if when else ""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END;"
        made += [
            f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} {condition} {refuse}",
            f"CREATE TRIGGER {table}_stand BEFORE UPDATE ON {table} {condition} {refuse}",
        ]
    replaced = "EXISTS (SELECT 1 FROM decisions WHERE position = NEW.position OR public_id = NEW.public_id)"
    made.append(
        f"CREATE TRIGGER decisions_are_added BEFORE INSERT ON decisions WHEN {replaced}"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END;"
    )
    return "\n".join(made)


def _postgres() -> str:
    """One function, and a trigger on each table."""
    made = [
        "CREATE FUNCTION committees_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$;"
    ]
    for table, when in _KEPT.items():
        condition = f"WHEN ({when})" if when else ""
        made.append(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
            f" {condition} EXECUTE FUNCTION committees_refuse();"
        )
        made.append(
            f"CREATE TRIGGER {table}_are_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION committees_refuse();"
        )
    return "\n".join(made)


async def guard(_apps: Any, editor: Any) -> None:
    """Make the triggers."""
    is_postgres = editor.client.capabilities.dialect == "postgres"
    await editor.client.execute_script(_postgres() if is_postgres else _sqlite())


async def unguard(_apps: Any, editor: Any) -> None:
    """Undo :func:`guard`; the tables go with this migration, and their triggers with them."""
    if editor.client.capabilities.dialect == "postgres":
        await editor.client.execute_script("DROP FUNCTION committees_refuse() CASCADE")
        return
    for table in _KEPT:
        await editor.client.execute_script(f"DROP TRIGGER {table}_stay")
        await editor.client.execute_script(f"DROP TRIGGER {table}_stand")
    await editor.client.execute_script("DROP TRIGGER decisions_are_added")


class Migration(migrations.Migration):
    dependencies = [("incubator", "0008_notices")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
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
                ("incubator_id", fields.CharField(default="", max_length=200)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_used_on", fields.DateField(null=True)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "calendar_feeds",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A secret address that gives sessions as a calendar: a person's, or an incubator's.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Committee",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("incubator_id", fields.CharField(db_index=True, max_length=200)),
                ("title", fields.CharField(default="", max_length=300)),
                (
                    "starts_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("place", fields.CharField(default="", max_length=300)),
                ("link", fields.CharField(default="", max_length=500)),
                ("quorum", fields.IntField()),
                ("rules", fields.TextField(default="", unique=False)),
                ("state", fields.CharField(max_length=20)),
                ("revision", fields.IntField(default=0)),
                ("told_revision", fields.IntField(default=-1)),
                ("live", fields.IntField(default=0)),
                ("current_item", fields.CharField(default="", max_length=24)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_by", fields.CharField(max_length=24)),
                ("opened_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_by", fields.CharField(default="", max_length=24)),
                ("override_reason", fields.TextField(default="", unique=False)),
                (
                    "cancelled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("cancel_reason", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "committees",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A session of an incubator's committee. state is one of domain.committee_states.State.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "committee",
                    fields.ForeignKeyField(
                        "incubator.Committee",
                        source_field="committee_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("startup_id", fields.CharField(db_index=True, max_length=200)),
                ("position", fields.IntField()),
                ("stage", fields.CharField(default="waiting", max_length=20)),
                ("stage_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("minutes_presentation", fields.IntField(default=15)),
                ("minutes_questions", fields.IntField(default=15)),
                ("minutes_deliberation", fields.IntField(default=20)),
                ("notes", fields.TextField(default="", unique=False)),
                (
                    "opinions_opened_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("opinions_opened_by", fields.CharField(default="", max_length=24)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by", fields.CharField(max_length=24)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "agenda_items",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A startup of a session's agenda. stage is one of domain.committee_states.Stage.",
            },
            bases=["_OfCommittee"],
        ),
        ops.CreateModel(
            name="CommitteeMember",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "committee",
                    fields.ForeignKeyField(
                        "incubator.Committee",
                        source_field="committee_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "incubator.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seat", fields.CharField(max_length=20)),
                ("is_present", fields.BooleanField(null=True)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by", fields.CharField(max_length=24)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "committee_members",
                "app": "incubator",
                "unique_together": (("committee", "account"),),
                "pk_attr": "id",
                "table_description": "Somebody who sits in a session. seat is one of domain.committee_access.Seat.",
            },
            bases=["_OfCommittee"],
        ),
        ops.CreateModel(
            name="CommitteeMinutes",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "committee",
                    fields.ForeignKeyField(
                        "incubator.Committee",
                        source_field="committee_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                ("sha256", fields.CharField(max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "committee_minutes",
                "app": "incubator",
                "unique_together": (("committee",),),
                "pk_attr": "id",
                "table_description": "The minutes of a closed session: Markdown, never changed. sha256 is of its UTF-8 bytes.",
            },
            bases=["_OfCommittee"],
        ),
        ops.CreateModel(
            name="CommitteeRules",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("incubator_id", fields.CharField(unique=True, max_length=200)),
                ("quorum", fields.IntField(default=3)),
                ("minutes_presentation", fields.IntField(default=15)),
                ("minutes_questions", fields.IntField(default=15)),
                ("minutes_deliberation", fields.IntField(default=20)),
                ("place", fields.CharField(default="", max_length=300)),
                ("link", fields.CharField(default="", max_length=500)),
                ("text", fields.TextField(default="", unique=False)),
                ("publishes_decisions", fields.BooleanField(default=True)),
                ("publishes_amounts", fields.BooleanField(default=False)),
                ("publishes_objectives", fields.BooleanField(default=False)),
                ("publishes_conditions", fields.BooleanField(default=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_by", fields.CharField(max_length=24)),
            ],
            options={
                "table": "committee_rules",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "How an incubator holds its committees, and what it publishes of their decisions.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Condition",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("decision_id", fields.CharField(db_index=True, max_length=24)),
                ("startup_id", fields.CharField(db_index=True, max_length=200)),
                ("position", fields.IntField()),
                ("text", fields.TextField(unique=False)),
                ("due", fields.DateField()),
                ("owner", fields.CharField(max_length=300)),
            ],
            options={
                "table": "conditions",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "What somebody owes. owner is a name or a function, as it was said.",
            },
            bases=["_Promise"],
        ),
        ops.CreateModel(
            name="Decision",
            fields=[
                (
                    "position",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("item_id", fields.CharField(db_index=True, max_length=24)),
                ("committee_id", fields.CharField(db_index=True, max_length=24)),
                ("startup_id", fields.CharField(db_index=True, max_length=200)),
                ("incubator_id", fields.CharField(db_index=True, max_length=200)),
                ("kind", fields.CharField(max_length=20)),
                ("decided_on", fields.DateField(db_index=True)),
                ("replaces", fields.CharField(default="", db_index=True, max_length=24)),
                ("content", fields.TextField(unique=False)),
                ("previous", fields.CharField(max_length=64)),
                ("hash", fields.CharField(max_length=64)),
                ("decided_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_by", fields.CharField(max_length=24)),
            ],
            options={
                "table": "decisions",
                "app": "incubator",
                "pk_attr": "position",
                "table_description": "A decision, never changed. content is the JSON of domain.decisions, hash continues previous.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "incubator.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("state", fields.CharField(max_length=20)),
                ("narrative", fields.TextField(default="{}", unique=False)),
                ("content", fields.TextField(default="", unique=False)),
                ("sha256", fields.CharField(default="", max_length=64)),
                ("edits", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_by", fields.CharField(max_length=24)),
                (
                    "submitted_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("submitted_by", fields.CharField(default="", max_length=24)),
                ("frozen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("frozen_by", fields.CharField(default="", max_length=24)),
            ],
            options={
                "table": "dossiers",
                "app": "incubator",
                "unique_together": (("item", "version"),),
                "pk_attr": "id",
                "table_description": "A version of an item's dossier. state is one of domain.committee_states.DossierState.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "dossier",
                    fields.ForeignKeyField(
                        "incubator.Dossier",
                        source_field="dossier_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=300)),
                ("media_type", fields.CharField(max_length=100)),
                ("size", fields.IntField()),
                ("sha256", fields.CharField(db_index=True, max_length=64)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by", fields.CharField(max_length=24)),
                (
                    "removed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "attachments",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A file of a version of a dossier. Its bytes are stored by sha256, outside the database.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("promise", fields.CharField(db_index=True, max_length=24)),
                ("answer", fields.CharField(max_length=20)),
                ("evidence", fields.TextField(default="", unique=False)),
                ("evidence_url", fields.CharField(default="", max_length=500)),
                ("noted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("noted_by", fields.CharField(max_length=24)),
            ],
            options={
                "table": "follow_ups",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "What became of a condition or an objective. The newest row counts.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Objective",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("decision_id", fields.CharField(db_index=True, max_length=24)),
                ("startup_id", fields.CharField(db_index=True, max_length=200)),
                ("position", fields.IntField()),
                ("text", fields.TextField(unique=False)),
                ("due", fields.DateField()),
                ("value", fields.DecimalField(null=True, max_digits=30, decimal_places=9)),
                ("unit", fields.CharField(default="", max_length=100)),
                ("indicator", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "objectives",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": 'What the team promised. indicator is a measure\'s id in the sheet, or "".',
            },
            bases=["_Promise"],
        ),
        ops.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "incubator.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "incubator.CommitteeMember",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("answers", fields.TextField(default="{}", unique=False)),
                ("recommendation", fields.CharField(default="", max_length=20)),
                ("phase", fields.CharField(default="", max_length=40)),
                ("comment", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "opinions",
                "app": "incubator",
                "unique_together": (("item", "member"),),
                "pk_attr": "id",
                "table_description": "A member's opinion on an item. answers is JSON, a mark of 1 to 4 by criterion.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "incubator.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "incubator.CommitteeMember",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.TextField(default="", unique=False)),
                ("declared_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("declared_by", fields.CharField(max_length=24)),
            ],
            options={
                "table": "recusals",
                "app": "incubator",
                "unique_together": (("item", "member"),),
                "pk_attr": "id",
                "table_description": "A member who has an interest in an item: they have no part in it.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="SheetOrder",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("decision_id", fields.CharField(unique=True, max_length=24)),
                ("startup_id", fields.CharField(max_length=200)),
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
                "table": "sheet_orders",
                "app": "incubator",
                "indexes": [Index(fields=["status", "next_try_at"])],
                "pk_attr": "id",
                "table_description": "What a closed session has yet to write to a sheet. status is waiting, leaving, done, refused.",
            },
            bases=["BaseModel"],
        ),
        ops.AddField(
            model_name="OutboxMail",
            name="calendar",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="OutboxMail",
            name="calendar_method",
            field=fields.CharField(default="", db_default="", max_length=10),
        ),
        ops.AddField(
            model_name="Startup",
            name="post_mortem_html",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="Startup",
            name="lessons_html",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.RunPython(guard, unguard),
    ]
