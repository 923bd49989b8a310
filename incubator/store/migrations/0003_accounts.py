from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("incubator", "0002_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("email", fields.CharField(null=True, unique=True, max_length=254)),
                ("name", fields.CharField(default="", max_length=300)),
                ("language", fields.CharField(default="fr", max_length=2)),
                ("member_id", fields.CharField(null=True, unique=True, max_length=200)),
                ("notify_access", fields.BooleanField(default=True)),
                ("notify_sign_in", fields.BooleanField(default=True)),
                ("notify_sheets", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_by", fields.CharField(default="", max_length=24)),
                (
                    "last_sign_in_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "disabled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("erased_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "accounts",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "Somebody who may sign in. email is empty once the account was erased.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="ApiToken",
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
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("name", fields.CharField(max_length=300)),
                ("scopes", fields.CharField(max_length=300)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "last_used_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "api_tokens",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A secret for a machine, of which only the hash is here. scopes are separated by spaces.",
            },
            bases=["_OfAccount"],
        ),
        ops.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("bucket", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "attempts",
                "app": "incubator",
                "indexes": [Index(fields=["bucket", "at"])],
                "pk_attr": "id",
                "table_description": "Something that is limited was tried. bucket is a hash of what the limit is about.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="Identity",
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
                ("issuer", fields.CharField(max_length=300)),
                ("subject", fields.CharField(max_length=300)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_used_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "identities",
                "app": "incubator",
                "unique_together": (("issuer", "subject"),),
                "pk_attr": "id",
                "table_description": "An account as an OpenID provider knows it.",
            },
            bases=["_OfAccount"],
        ),
        ops.CreateModel(
            name="JobLease",
            fields=[
                (
                    "name",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=50),
                ),
                ("holder", fields.CharField(default="", max_length=24)),
                (
                    "leased_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("outcome", fields.CharField(default="", max_length=10)),
                ("detail", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "job_leases",
                "app": "incubator",
                "pk_attr": "name",
                "table_description": "A periodic job: who runs it now, and how its last run ended.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "number",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("actor", fields.CharField(db_index=True, max_length=60)),
                ("action", fields.CharField(db_index=True, max_length=50)),
                ("subject", fields.CharField(db_index=True, max_length=260)),
                ("request_id", fields.CharField(max_length=64)),
                ("detail", fields.TextField(unique=False)),
                ("personal", fields.TextField(null=True, unique=False)),
                ("digest", fields.CharField(max_length=64)),
                ("previous", fields.CharField(max_length=64)),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "journal",
                "app": "incubator",
                "pk_attr": "number",
                "table_description": "What somebody did. Rows are added, never changed, but for personal, which expires.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="JournalHead",
            fields=[
                (
                    "id",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("number", fields.IntField()),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "journal_head",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "One row: the last entry's number and hash, which the next one continues.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="OpenIdFlow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("state_hash", fields.CharField(unique=True, max_length=64)),
                ("browser_hash", fields.CharField(max_length=64)),
                ("nonce", fields.CharField(max_length=128)),
                ("code_verifier", fields.CharField(max_length=128)),
                ("next_path", fields.CharField(max_length=2000)),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "openid_flows",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A sign-in under way at an OpenID provider. It is used once, then removed.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="OutboxMail",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("kind", fields.CharField(max_length=30)),
                ("recipient", fields.CharField(max_length=254)),
                ("subject", fields.CharField(max_length=300)),
                ("text", fields.TextField(unique=False)),
                ("html", fields.TextField(unique=False)),
                ("status", fields.CharField(max_length=10)),
                ("attempts", fields.IntField(default=0)),
                (
                    "created_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("next_try_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "leased_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("lease", fields.CharField(default="", max_length=24)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("error", fields.CharField(default="", max_length=500)),
            ],
            options={
                "table": "outbox_mails",
                "app": "incubator",
                "indexes": [Index(fields=["status", "next_try_at"])],
                "pk_attr": "id",
                "table_description": "A mail on its way. Its text is wiped once it has left or can leave no more.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="ReminderSent",
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
                ("key", fields.CharField(max_length=300)),
                ("sent_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reminders_sent",
                "app": "incubator",
                "unique_together": (("account", "key"),),
                "pk_attr": "id",
                "table_description": "A mail that an account is sent once about a thing, named by key.",
            },
            bases=["_OfAccount"],
        ),
        ops.CreateModel(
            name="RoleGrant",
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
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("role", fields.CharField(max_length=30)),
                ("place_id", fields.CharField(max_length=200)),
                ("reason", fields.CharField(max_length=300)),
                ("until", fields.DateField(null=True)),
                ("given_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("given_by", fields.CharField(max_length=24)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_by", fields.CharField(default="", max_length=24)),
            ],
            options={
                "table": "grants",
                "app": "incubator",
                "indexes": [Index(fields=["role", "place_id"])],
                "pk_attr": "id",
                "table_description": "A role given on top of what the sheets say. given_by and revoked_by are public ids.",
            },
            bases=["_OfAccount"],
        ),
        ops.CreateModel(
            name="Invitation",
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
                ("public_id", fields.CharField(unique=True, max_length=24)),
                (
                    "grant",
                    fields.ForeignKeyField(
                        "incubator.RoleGrant",
                        source_field="grant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("invited_by", fields.CharField(max_length=24)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "accepted_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invitations",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "Somebody was asked by mail to sign in for the first time, for the sake of a grant.",
            },
            bases=["_OfAccount"],
        ),
        ops.CreateModel(
            name="Session",
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
                ("public_id", fields.CharField(unique=True, max_length=24)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("method", fields.CharField(max_length=20)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("browser", fields.CharField(max_length=300)),
                ("network", fields.CharField(max_length=64)),
                ("id_token", fields.TextField(default="", unique=False)),
                ("notice", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "sessions",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A browser that is signed in. Its cookie holds a secret of which only the hash is here.",
            },
            bases=["_OfAccount"],
        ),
        ops.CreateModel(
            name="SignInLink",
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
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("browser_hash", fields.CharField(max_length=64)),
                ("next_path", fields.CharField(max_length=2000)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sign_in_links",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A link sent by mail. account is null where the address is not known: the row is the same.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="SyncRun",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "started_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("milliseconds", fields.IntField()),
                ("counts", fields.TextField(unique=False)),
                ("errors", fields.IntField()),
                ("warnings", fields.IntField()),
                ("problems", fields.TextField(unique=False)),
            ],
            options={
                "table": "sync_runs",
                "app": "incubator",
                "pk_attr": "id",
                "table_description": "A sync that changed the catalogue. counts and problems (the errors at its end) are JSON.",
            },
            bases=["BaseModel"],
        ),
    ]
