"""Tables of what is known of impact beside the sheets, and of what teams say of standards."""

from tortoise import fields

from incubator.store.models.accounts import PUBLIC_ID_LENGTH, Account
from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH

_KEY = 200
_STATE = 20
_TEXT = 300
_URL = 500


class ImpactSource(BaseModel):
    """An address from which an indicator's values are fetched, as the sheet declares it.

    state is never, ok or why the last try failed. detail says it to the team.
    """

    id = fields.IntField(primary_key=True)
    startup_id = fields.CharField(max_length=ID_LENGTH)
    indicator_key = fields.CharField(max_length=_KEY)
    url = fields.CharField(max_length=_URL)
    state = fields.CharField(max_length=_STATE, default="never")
    detail = fields.CharField(max_length=_TEXT, default="")
    etag = fields.CharField(max_length=_KEY, default="")
    tried_at = fields.DatetimeField(null=True)
    succeeded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "impact_sources"
        unique_together = (("startup_id", "indicator_key"),)


class FetchedValue(BaseModel):
    """A value that a source gave for a day. previous is what it gave before a correction."""

    id = fields.IntField(primary_key=True)
    source: fields.ForeignKeyRelation[ImpactSource] = fields.ForeignKeyField(
        "incubator.ImpactSource", related_name=False, on_delete=fields.CASCADE
    )
    day = fields.DateField()
    value = fields.DecimalField(max_digits=30, decimal_places=9)
    fetched_at = fields.DatetimeField()
    previous = fields.DecimalField(max_digits=30, decimal_places=9, null=True)
    corrected_at = fields.DatetimeField(null=True)

    class Meta:
        table = "fetched_values"
        unique_together = (("source", "day"),)


class Assessment(BaseModel):
    """A team's answer to a criterion of a phase or a standard. The newest one counts.

    kind is phase or standard. version is the standard's at that time, "" for phases. answer is
    met, not-met or withdrawn. answered_by is an account, by its public id.
    """

    id = fields.IntField(primary_key=True)
    startup_id = fields.CharField(max_length=ID_LENGTH)
    kind = fields.CharField(max_length=_STATE)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    version = fields.CharField(max_length=_STATE, default="")
    criterion = fields.CharField(max_length=_KEY)
    answer = fields.CharField(max_length=_STATE)
    evidence = fields.CharField(max_length=_URL, default="")
    evidence_url = fields.CharField(max_length=_URL, default="")
    answered_at = fields.DatetimeField()
    answered_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)

    class Meta:
        table = "assessments"
        indexes = (("startup_id", "kind", "sheet_id"),)


class SavedView(BaseModel):
    """Filters and an order of the portfolio that somebody keeps under a name."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "incubator.Account", related_name=False, on_delete=fields.CASCADE
    )
    name = fields.CharField(max_length=100)
    query = fields.CharField(max_length=1000)
    created_at = fields.DatetimeField()

    class Meta:
        table = "saved_views"
        unique_together = (("account", "name"),)
