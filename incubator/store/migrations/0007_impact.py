from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("incubator", "0006_github")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("startup_id", fields.CharField(max_length=200)),
                ("kind", fields.CharField(max_length=20)),
                ("sheet_id", fields.CharField(max_length=200)),
                ("version", fields.CharField(default="", max_length=20)),
                ("criterion", fields.CharField(max_length=200)),
                ("answer", fields.CharField(max_length=20)),
                ("evidence", fields.CharField(default="", max_length=500)),
                ("evidence_url", fields.CharField(default="", max_length=500)),
                ("answered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("answered_by", fields.CharField(max_length=24)),
            ],
            options={
                "table": "assessments",
                "app": "incubator",
                "indexes": [Index(fields=["startup_id", "kind", "sheet_id"])],
                "pk_attr": "id",
                "table_description": "A team's answer to a criterion of a phase or a standard. The newest one counts.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="ImpactSource",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("startup_id", fields.CharField(max_length=200)),
                ("indicator_key", fields.CharField(max_length=200)),
                ("url", fields.CharField(max_length=500)),
                ("state", fields.CharField(default="never", max_length=20)),
                ("detail", fields.CharField(default="", max_length=300)),
                ("etag", fields.CharField(default="", max_length=200)),
                ("tried_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "succeeded_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "impact_sources",
                "app": "incubator",
                "unique_together": (("startup_id", "indicator_key"),),
                "pk_attr": "id",
                "table_description": "An address from which an indicator's values are fetched, as the sheet declares it.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="FetchedValue",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "source",
                    fields.ForeignKeyField(
                        "incubator.ImpactSource",
                        source_field="source_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.DateField()),
                ("value", fields.DecimalField(max_digits=30, decimal_places=9)),
                ("fetched_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("previous", fields.DecimalField(null=True, max_digits=30, decimal_places=9)),
                (
                    "corrected_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "fetched_values",
                "app": "incubator",
                "unique_together": (("source", "day"),),
                "pk_attr": "id",
                "table_description": "A value that a source gave for a day. previous is what it gave before a correction.",
            },
            bases=["BaseModel"],
        ),
        ops.CreateModel(
            name="SavedView",
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
                ("name", fields.CharField(max_length=100)),
                ("query", fields.CharField(max_length=1000)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "saved_views",
                "app": "incubator",
                "unique_together": (("account", "name"),),
                "pk_attr": "id",
                "table_description": "Filters and an order of the portfolio that somebody keeps under a name.",
            },
            bases=["BaseModel"],
        ),
        ops.AddField(
            model_name="Indicator",
            name="values_url",
            field=fields.CharField(default="", db_default="", max_length=5000),
        ),
    ]
