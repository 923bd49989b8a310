from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("incubator", "0007_impact")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Account",
            name="muted",
            field=fields.CharField(default="", db_default="", max_length=300),
        ),
        ops.AddField(
            model_name="Account",
            name="notices_key",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="OutboxMail",
            name="unsubscribe_url",
            field=fields.CharField(default="", db_default="", max_length=500),
        ),
    ]
