"""Tables of the running program: mails to send, jobs, what syncs did, limits, the journal."""

from tortoise import fields

from incubator.store.models.accounts import EMAIL_LENGTH, PUBLIC_ID_LENGTH
from incubator.store.models.base import BaseModel


class OutboxMail(BaseModel):
    """A mail on its way. Its text is wiped once it has left or can leave no more.

    unsubscribe_url is a page on which its reader says that they want no more of the kind, or "".
    calendar is an iCalendar file that goes with it, sent as calendar_method says, or "".

    status is waiting, leaving (claimed until leased_until), handed (the server is taking it:
    after a crash nobody knows), sent, refused, uncertain, expired.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    kind = fields.CharField(max_length=30)
    recipient = fields.CharField(max_length=EMAIL_LENGTH)
    subject = fields.CharField(max_length=300)
    text = fields.TextField()
    html = fields.TextField()
    unsubscribe_url = fields.CharField(max_length=500, default="", db_default="")
    calendar = fields.TextField(default="", db_default="")
    calendar_method = fields.CharField(max_length=10, default="", db_default="")
    status = fields.CharField(max_length=10)
    attempts = fields.IntField(default=0)
    created_at = fields.DatetimeField(db_index=True)
    next_try_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    lease = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=500, default="")

    class Meta:
        table = "outbox_mails"
        indexes = (("status", "next_try_at"),)


class JobLease(BaseModel):
    """A periodic job: who runs it now, and how its last run ended."""

    name = fields.CharField(max_length=50, primary_key=True)
    holder = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    leased_until = fields.DatetimeField(null=True)
    started_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    outcome = fields.CharField(max_length=10, default="")
    detail = fields.TextField(default="")

    class Meta:
        table = "job_leases"


class SyncRun(BaseModel):
    """A sync that changed the catalogue. counts and problems (the errors at its end) are JSON."""

    id = fields.IntField(primary_key=True)
    started_at = fields.DatetimeField(db_index=True)
    milliseconds = fields.IntField()
    counts = fields.TextField()
    errors = fields.IntField()
    warnings = fields.IntField()
    problems = fields.TextField()

    class Meta:
        table = "sync_runs"


class Attempt(BaseModel):
    """Something that is limited was tried. bucket is a hash of what the limit is about."""

    id = fields.IntField(primary_key=True)
    bucket = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "attempts"
        indexes = (("bucket", "at"),)


class JournalEntry(BaseModel):
    """What somebody did. Rows are added, never changed, but for personal, which expires.

    detail and personal are JSON. digest stands for personal in the hash, so that its removal
    breaks no chain. actor and subject are public ids with their kind.
    """

    number = fields.IntField(primary_key=True, generated=False)
    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=60, db_index=True)
    action = fields.CharField(max_length=50, db_index=True)
    subject = fields.CharField(max_length=260, db_index=True)
    request_id = fields.CharField(max_length=64)
    detail = fields.TextField()
    personal = fields.TextField(null=True)
    digest = fields.CharField(max_length=64)
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal"


class JournalHead(BaseModel):
    """One row: the last entry's number and hash, which the next one continues."""

    id = fields.IntField(primary_key=True, generated=False)
    number = fields.IntField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal_head"
