"""The database: models, migrations, reads that return dataclasses, and writes."""
