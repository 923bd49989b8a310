"""Tables of what people bring: problems, proposals of startups, applications, remarks."""

from tortoise import fields

from incubator.store.models.accounts import EMAIL_LENGTH, PUBLIC_ID_LENGTH
from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH

_HASH = 64
_KIND = 20
_STATUS = 20
_TEXT = 300


class Call(BaseModel):
    """An incubator's call for projects. criteria is JSON, a list of sentences.

    It is shown to everybody from published_at on, and takes applications from opens_on to
    closes_on, both included. text is Markdown, text_html what it gives, sanitised.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    incubator_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    title = fields.CharField(max_length=_TEXT)
    text = fields.TextField()
    text_html = fields.TextField()
    criteria = fields.TextField()
    opens_on = fields.DateField()
    closes_on = fields.DateField()
    answers_on = fields.DateField(null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    published_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "calls"


class Submission(BaseModel):
    """Something brought to an incubator, or to a startup's team.

    kind is problem, startup, application, mistake or comment. place_kind and place_id say to
    whom. status is unconfirmed, received, asked, accepted, declined, answered, withdrawn or
    removed. answers is JSON, what was written by the form's fields. editor is the public id of
    the account that sent it, "" for a visitor. sheet_id is the sheet made from it. expires_at is
    when what names its author is wiped.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    kind = fields.CharField(max_length=_KIND)
    place_kind = fields.CharField(max_length=_KIND)
    place_id = fields.CharField(max_length=ID_LENGTH)
    call: fields.ForeignKeyNullableRelation[Call] = fields.ForeignKeyField(
        "incubator.Call", related_name=False, on_delete=fields.CASCADE, null=True
    )
    status = fields.CharField(max_length=_STATUS)
    title = fields.CharField(max_length=_TEXT)
    answers = fields.TextField()
    sender_name = fields.CharField(max_length=_TEXT)
    sender_email = fields.CharField(max_length=EMAIL_LENGTH, db_index=True)
    language = fields.CharField(max_length=2, default="fr")
    editor = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="", db_index=True)
    token_hash = fields.CharField(max_length=_HASH, default="", db_index=True)
    created_at = fields.DatetimeField(db_index=True)
    confirmed_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    sheet_id = fields.CharField(max_length=ID_LENGTH, default="")
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "submissions"
        indexes = (("place_kind", "place_id", "status"),)


class SubmissionMessage(BaseModel):
    """What was said about a submission. kind is question, answer, decision or note.

    editor is the public id of the account that wrote it, "" for the sender without an account.
    """

    id = fields.IntField(primary_key=True)
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "incubator.Submission", related_name=False, on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=_KIND)
    editor = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    text = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "submission_messages"
