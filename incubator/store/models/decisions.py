"""Tables of what committees decide: decisions, what they ask for, what they change in sheets.

They are not rebuilt from the sheets: they are backed up. People are named by public ids.
"""

from tortoise import fields

from incubator.store.models.accounts import PUBLIC_ID_LENGTH
from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH

_STATE = 20
_NAME = 300
_URL = 500
_HASH = 64


class Decision(BaseModel):
    """A decision, never changed. content is the JSON of domain.decisions, hash continues previous.

    position is its rank among all decisions, from 1. The other columns repeat the content.
    """

    position = fields.IntField(primary_key=True, generated=False)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    item_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, db_index=True)
    committee_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, db_index=True)
    startup_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    incubator_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    kind = fields.CharField(max_length=_STATE)
    decided_on = fields.DateField(db_index=True)
    replaces = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="", db_index=True)
    content = fields.TextField()
    previous = fields.CharField(max_length=_HASH)
    hash = fields.CharField(max_length=_HASH)
    decided_at = fields.DatetimeField()
    decided_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)

    class Meta:
        table = "decisions"


class _Promise(BaseModel):
    """Something that a decision asks for by a day, to be followed. decision_id is its public id."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    decision_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, db_index=True)
    startup_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    position = fields.IntField()
    text = fields.TextField()
    due = fields.DateField()

    class Meta:
        abstract = True


class Objective(_Promise):
    """What the team promised. indicator is a measure's id in the sheet, or ""."""

    value = fields.DecimalField(max_digits=30, decimal_places=9, null=True)
    unit = fields.CharField(max_length=100, default="")
    indicator = fields.CharField(max_length=200, default="")

    class Meta:
        table = "objectives"


class Condition(_Promise):
    """What somebody owes. owner is a name or a function, as it was said."""

    owner = fields.CharField(max_length=_NAME)

    class Meta:
        table = "conditions"


class FollowUp(BaseModel):
    """What became of a condition or an objective. The newest row counts.

    promise is its public id. answer is met, not-met or withdrawn.
    """

    id = fields.IntField(primary_key=True)
    promise = fields.CharField(max_length=PUBLIC_ID_LENGTH, db_index=True)
    answer = fields.CharField(max_length=_STATE)
    evidence = fields.TextField(default="")
    evidence_url = fields.CharField(max_length=_URL, default="")
    noted_at = fields.DatetimeField()
    noted_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)

    class Meta:
        table = "follow_ups"


class SheetOrder(BaseModel):
    """What a closed session has yet to write to a sheet. status is waiting, leaving, done, refused.

    A decision gives one order. commit is the commit that carries it out, once there is one.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    decision_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    startup_id = fields.CharField(max_length=ID_LENGTH)
    status = fields.CharField(max_length=10)
    attempts = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    next_try_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    lease = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    ended_at = fields.DatetimeField(null=True)
    commit = fields.CharField(max_length=_HASH, default="")
    error = fields.CharField(max_length=_URL, default="")

    class Meta:
        table = "sheet_orders"
        indexes = (("status", "next_try_at"),)
