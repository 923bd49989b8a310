"""Tables of those around the startups."""

from tortoise import fields

from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH, PATH_LENGTH

_TEXT = 5000


class _OfSheet(BaseModel):
    """A row that stands for a whole sheet."""

    id = fields.CharField(max_length=ID_LENGTH, primary_key=True)
    path = fields.CharField(max_length=PATH_LENGTH)

    class Meta:
        abstract = True


class Incubator(_OfSheet):
    """An incubator: summary_html is its short description, sanitised."""

    title = fields.CharField(max_length=_TEXT)
    sort_title = fields.CharField(max_length=_TEXT)
    owner_id = fields.CharField(max_length=_TEXT)
    contact = fields.CharField(max_length=_TEXT)
    address = fields.CharField(max_length=_TEXT)
    website = fields.CharField(max_length=_TEXT)
    github = fields.CharField(max_length=_TEXT)
    summary_html = fields.TextField()
    highlighted = fields.TextField()
    hidden = fields.BooleanField()

    class Meta:
        table = "incubators"


class Organisation(_OfSheet):
    """A sponsoring administration."""

    name = fields.CharField(max_length=_TEXT)
    sort_name = fields.CharField(max_length=_TEXT)
    acronym = fields.CharField(max_length=_TEXT)
    ministry_domain = fields.CharField(max_length=_TEXT)
    kind = fields.CharField(max_length=_TEXT)
    directory_url = fields.CharField(max_length=_TEXT)

    class Meta:
        table = "organisations"


class Team(_OfSheet):
    """A standing team of an incubator."""

    name = fields.CharField(max_length=_TEXT)
    mission_html = fields.TextField()
    incubator_id = fields.CharField(max_length=_TEXT)

    class Meta:
        table = "teams"


class ReferenceSheet(_OfSheet):
    """A sheet about the programme: phases, events, funds, standards. id is its path."""

    collection = fields.CharField(max_length=20)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    title = fields.CharField(max_length=_TEXT)
    summary = fields.TextField()
    rank = fields.IntField()

    class Meta:
        table = "reference_sheets"


class Member(_OfSheet):
    """A member: last_day is the end of the last mission, None while one is open.

    It lets the directory find current members without reading every mission.
    """

    full_name = fields.CharField(max_length=_TEXT)
    sort_name = fields.CharField(max_length=_TEXT)
    role = fields.CharField(max_length=_TEXT)
    domain = fields.CharField(max_length=_TEXT)
    github = fields.CharField(max_length=_TEXT)
    link = fields.CharField(max_length=_TEXT)
    avatar = fields.CharField(max_length=_TEXT)
    is_open_ended = fields.BooleanField()
    last_day = fields.DateField(null=True)
    last_status = fields.CharField(max_length=_TEXT)

    class Meta:
        table = "members"


class _OfMember(BaseModel):
    """A row of a member, in the sheet's order."""

    id = fields.IntField(primary_key=True)
    member_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    position = fields.IntField()

    class Meta:
        abstract = True


class Mission(_OfMember):
    """A mission of a member."""

    start = fields.DateField(null=True)
    end = fields.DateField(null=True)
    status = fields.CharField(max_length=_TEXT)
    employer = fields.CharField(max_length=_TEXT)

    class Meta:
        table = "missions"


class Membership(_OfMember):
    """A member works or worked in a startup.

    position is the mission's, or -1 for the sheet's own lists startups (listed is
    "current") and previously (listed is "former").
    """

    startup_id = fields.CharField(max_length=_TEXT, db_index=True)
    listed = fields.CharField(max_length=8)

    class Meta:
        table = "memberships"


class TeamMembership(_OfMember):
    """A member belongs to a standing team."""

    team_id = fields.CharField(max_length=_TEXT, db_index=True)

    class Meta:
        table = "team_memberships"


class MemberSkill(_OfMember):
    """A skill that a member declares."""

    label = fields.CharField(max_length=_TEXT)

    class Meta:
        table = "member_skills"
