"""Tables of committees: sessions, dossiers, opinions, minutes; decisions.py has what they decide.

They are not rebuilt from the sheets: they are backed up. People are named by public ids.
"""

from tortoise import fields

from incubator.store.models.accounts import PUBLIC_ID_LENGTH, Account
from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH

_STATE = 20
_NAME = 300
_URL = 500
_HASH = 64


class CommitteeRules(BaseModel):
    """How an incubator holds its committees, and what it publishes of their decisions.

    minutes_* are the parts of an item. text is Markdown, shown with the session's invitation.
    """

    id = fields.IntField(primary_key=True)
    incubator_id = fields.CharField(max_length=ID_LENGTH, unique=True)
    quorum = fields.IntField(default=3)
    minutes_presentation = fields.IntField(default=15)
    minutes_questions = fields.IntField(default=15)
    minutes_deliberation = fields.IntField(default=20)
    place = fields.CharField(max_length=_NAME, default="")
    link = fields.CharField(max_length=_URL, default="")
    text = fields.TextField(default="")
    publishes_decisions = fields.BooleanField(default=True)
    publishes_amounts = fields.BooleanField(default=False)
    publishes_objectives = fields.BooleanField(default=False)
    publishes_conditions = fields.BooleanField(default=False)
    updated_at = fields.DatetimeField()
    updated_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)

    class Meta:
        table = "committee_rules"


class Committee(BaseModel):
    """A session of an incubator's committee. state is one of domain.committee_states.State.

    revision grows with each change that those invited are told (the SEQUENCE of the calendar's
    event). told_revision is the last one that was sent. live grows with everything that a page of
    the session shows. current_item is the public id of the item that is discussed, "" for none.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    incubator_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    title = fields.CharField(max_length=_NAME, default="")
    starts_at = fields.DatetimeField(db_index=True)
    place = fields.CharField(max_length=_NAME, default="")
    link = fields.CharField(max_length=_URL, default="")
    quorum = fields.IntField()
    rules = fields.TextField(default="")
    state = fields.CharField(max_length=_STATE)
    revision = fields.IntField(default=0)
    told_revision = fields.IntField(default=-1)
    live = fields.IntField(default=0)
    current_item = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    opened_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    closed_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    override_reason = fields.TextField(default="")
    cancelled_at = fields.DatetimeField(null=True)
    cancel_reason = fields.TextField(default="")

    class Meta:
        table = "committees"


class _OfCommittee(BaseModel):
    """A row of a session, which goes with it."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    committee: fields.ForeignKeyRelation[Committee] = fields.ForeignKeyField(
        "incubator.Committee", related_name=False, on_delete=fields.CASCADE
    )

    class Meta:
        abstract = True


class CommitteeMember(_OfCommittee):
    """Somebody who sits in a session. seat is one of domain.committee_access.Seat.

    is_present is noted in session, and empty before. removed_at tells that they sit no more.
    """

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "incubator.Account", related_name=False, on_delete=fields.RESTRICT
    )
    seat = fields.CharField(max_length=_STATE)
    is_present = fields.BooleanField(null=True)
    added_at = fields.DatetimeField()
    added_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "committee_members"
        unique_together = (("committee", "account"),)


class AgendaItem(_OfCommittee):
    """A startup of a session's agenda. stage is one of domain.committee_states.Stage.

    stage_at is when that stage began. notes are what is said in deliberation.
    """

    startup_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    position = fields.IntField()
    stage = fields.CharField(max_length=_STATE, default="waiting")
    stage_at = fields.DatetimeField(null=True)
    minutes_presentation = fields.IntField(default=15)
    minutes_questions = fields.IntField(default=15)
    minutes_deliberation = fields.IntField(default=20)
    notes = fields.TextField(default="")
    opinions_opened_at = fields.DatetimeField(null=True)
    opinions_opened_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    added_at = fields.DatetimeField()
    added_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "agenda_items"


class Dossier(BaseModel):
    """A version of an item's dossier. state is one of domain.committee_states.DossierState.

    narrative is JSON, what the team wrote. content is JSON, everything that was known when it was
    frozen, with the narrative, and sha256 is of its UTF-8 bytes. Both are empty before.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField(
        "incubator.AgendaItem", related_name=False, on_delete=fields.CASCADE
    )
    version = fields.IntField()
    state = fields.CharField(max_length=_STATE)
    narrative = fields.TextField(default="{}")
    content = fields.TextField(default="")
    sha256 = fields.CharField(max_length=_HASH, default="")
    edits = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    submitted_at = fields.DatetimeField(null=True)
    submitted_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    frozen_at = fields.DatetimeField(null=True)
    frozen_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")

    class Meta:
        table = "dossiers"
        unique_together = (("item", "version"),)


class Attachment(BaseModel):
    """A file of a version of a dossier. Its bytes are stored by sha256, outside the database.

    removed_at tells that it was taken out of a draft: it waits a while for a change of mind.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    dossier: fields.ForeignKeyRelation[Dossier] = fields.ForeignKeyField(
        "incubator.Dossier", related_name=False, on_delete=fields.CASCADE
    )
    name = fields.CharField(max_length=_NAME)
    media_type = fields.CharField(max_length=100)
    size = fields.IntField()
    sha256 = fields.CharField(max_length=_HASH, db_index=True)
    added_at = fields.DatetimeField()
    added_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "attachments"


class Opinion(BaseModel):
    """A member's opinion on an item. answers is JSON, a mark of 1 to 4 by criterion.

    recommendation is one of domain.decisions.Kind, with phase where it names one, or "".
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField(
        "incubator.AgendaItem", related_name=False, on_delete=fields.CASCADE
    )
    member: fields.ForeignKeyRelation[CommitteeMember] = fields.ForeignKeyField(
        "incubator.CommitteeMember", related_name=False, on_delete=fields.CASCADE
    )
    answers = fields.TextField(default="{}")
    recommendation = fields.CharField(max_length=_STATE, default="")
    phase = fields.CharField(max_length=40, default="")
    comment = fields.TextField(default="")
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "opinions"
        unique_together = (("item", "member"),)


class Recusal(BaseModel):
    """A member who has an interest in an item: they have no part in it."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField(
        "incubator.AgendaItem", related_name=False, on_delete=fields.CASCADE
    )
    member: fields.ForeignKeyRelation[CommitteeMember] = fields.ForeignKeyField(
        "incubator.CommitteeMember", related_name=False, on_delete=fields.CASCADE
    )
    reason = fields.TextField(default="")
    declared_at = fields.DatetimeField()
    declared_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)

    class Meta:
        table = "recusals"
        unique_together = (("item", "member"),)


class CommitteeMinutes(_OfCommittee):
    """The minutes of a closed session: Markdown, never changed. sha256 is of its UTF-8 bytes."""

    text = fields.TextField()
    sha256 = fields.CharField(max_length=_HASH)
    created_at = fields.DatetimeField()

    class Meta:
        table = "committee_minutes"
        unique_together = (("committee",),)


class CalendarFeed(BaseModel):
    """A secret address that gives sessions as a calendar: a person's, or an incubator's."""

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "incubator.Account", related_name=False, on_delete=fields.CASCADE
    )
    incubator_id = fields.CharField(max_length=ID_LENGTH, default="")
    token_hash = fields.CharField(max_length=_HASH, unique=True)
    created_at = fields.DatetimeField()
    last_used_on = fields.DateField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "calendar_feeds"
