"""Tables of sheets being changed: drafts, the history of Git indexed, changes on their way."""

from tortoise import fields

from incubator.store.models.accounts import EMAIL_LENGTH, PUBLIC_ID_LENGTH, Account
from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH, PATH_LENGTH

GIT_ID_LENGTH = 64
_COLLECTION = 20
_STATUS = 10
_TEXT = 300
_URL = 500


class Draft(BaseModel):
    """What somebody typed in a section of a sheet and did not save yet.

    answers is JSON, the form's fields as they were typed. opened is the Git id of the content
    that they saw.
    """

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "incubator.Account", related_name=False, on_delete=fields.CASCADE
    )
    collection = fields.CharField(max_length=_COLLECTION)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    section = fields.CharField(max_length=40)
    opened = fields.CharField(max_length=GIT_ID_LENGTH)
    answers = fields.TextField()
    saved_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "drafts"
        unique_together = (("account", "collection", "sheet_id", "section"),)


class SheetChange(BaseModel):
    """A commit that changed a sheet, read from Git once. Rebuilt at any time.

    position counts the commits in Git's order, oldest first. path is the file's name after the
    commit. blob and previous_blob are Git ids of its content, "" where there was no file. A
    renamed sheet's former changes stand under its present id.
    """

    id = fields.IntField(primary_key=True)
    collection = fields.CharField(max_length=_COLLECTION)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    position = fields.IntField()
    commit = fields.CharField(max_length=GIT_ID_LENGTH)
    path = fields.CharField(max_length=PATH_LENGTH)
    author = fields.CharField(max_length=_TEXT)
    at = fields.DatetimeField()
    message = fields.CharField(max_length=_TEXT)
    blob = fields.CharField(max_length=GIT_ID_LENGTH)
    previous_blob = fields.CharField(max_length=GIT_ID_LENGTH)

    class Meta:
        table = "sheet_changes"
        indexes = (("collection", "sheet_id", "position"),)


class HistoryIndex(BaseModel):
    """How far the history was read, in one row. commits counts those read."""

    id = fields.IntField(primary_key=True, generated=False)
    commit = fields.CharField(max_length=GIT_ID_LENGTH)
    commits = fields.IntField()

    class Meta:
        table = "history_index"


class Proposal(BaseModel):
    """A team's changes to a sheet as one pull request.

    status is waiting (not there yet), open, merged or closed. checks is "", pending, passed or
    failed. head is the branch's last commit that is known.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    collection = fields.CharField(max_length=_COLLECTION)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    branch = fields.CharField(max_length=ID_LENGTH)
    number = fields.IntField(null=True, db_index=True)
    url = fields.CharField(max_length=_URL, default="")
    status = fields.CharField(max_length=_STATUS)
    checks = fields.CharField(max_length=_STATUS, default="")
    head = fields.CharField(max_length=GIT_ID_LENGTH, default="")
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "proposals"
        indexes = (("collection", "sheet_id", "status"),)


class ProposedChange(BaseModel):
    """A file's new content on its way to GitHub.

    status is waiting, leaving (claimed until leased_until), sent or refused. base is the Git id
    of the content that it replaces, "" for a new file. account_id is the editor's, by its public
    id. content is wiped once the proposal has ended.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "incubator.Proposal", related_name=False, on_delete=fields.CASCADE
    )
    position = fields.IntField()
    path = fields.CharField(max_length=PATH_LENGTH)
    base = fields.CharField(max_length=GIT_ID_LENGTH)
    content = fields.BinaryField(null=True)
    keys = fields.TextField()
    message = fields.TextField()
    author_name = fields.CharField(max_length=_TEXT)
    author_email = fields.CharField(max_length=EMAIL_LENGTH)
    editor = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    status = fields.CharField(max_length=_STATUS)
    attempts = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    next_try_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    lease = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    ended_at = fields.DatetimeField(null=True)
    commit = fields.CharField(max_length=GIT_ID_LENGTH, default="")
    error = fields.CharField(max_length=_URL, default="")

    class Meta:
        table = "proposed_changes"
        unique_together = (("proposal", "position"),)
        indexes = (("status", "next_try_at"),)


class WebhookDelivery(BaseModel):
    """A message from GitHub that was taken: the same one again is refused."""

    id = fields.IntField(primary_key=True)
    delivery = fields.CharField(max_length=100, unique=True)
    event = fields.CharField(max_length=50)
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "webhook_deliveries"
