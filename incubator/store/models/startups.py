"""Tables of startups and of what belongs to them."""

from tortoise import fields

from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH, PATH_LENGTH

_TEXT = 5000
_URL = 5000


class Startup(BaseModel):
    """A startup: its phase is not a column, since it depends on the day."""

    id = fields.CharField(max_length=ID_LENGTH, primary_key=True)
    path = fields.CharField(max_length=PATH_LENGTH)
    title = fields.CharField(max_length=_TEXT)
    sort_title = fields.CharField(max_length=_TEXT)
    mission = fields.TextField()
    contact = fields.CharField(max_length=_TEXT)
    link = fields.CharField(max_length=_URL)
    accessibility_status = fields.CharField(max_length=_TEXT)
    stats = fields.BooleanField()
    stats_url = fields.CharField(max_length=_URL)
    budget_url = fields.CharField(max_length=_URL)
    impact_url = fields.CharField(max_length=_URL)
    dashlord_url = fields.CharField(max_length=_URL)
    risk_analysis = fields.BooleanField()
    risk_analysis_url = fields.CharField(max_length=_URL)
    secured_service = fields.BooleanField()
    product_maturity = fields.CharField(max_length=_TEXT)
    funding_until = fields.DateField(null=True)
    fund_round = fields.IntField(null=True)
    fund_amount_euros = fields.BigIntField(null=True)
    has_impact_values = fields.BooleanField()
    has_budgets = fields.BooleanField()
    post_mortem_html = fields.TextField(default="", db_default="")
    lessons_html = fields.TextField(default="", db_default="")

    class Meta:
        table = "startups"


class _OfStartup(BaseModel):
    """A row of a startup, in the sheet's order."""

    id = fields.IntField(primary_key=True)
    startup_id = fields.CharField(max_length=ID_LENGTH, db_index=True)
    position = fields.IntField()

    class Meta:
        abstract = True


class PhaseEntry(_OfStartup):
    """An entry into a phase."""

    phase = fields.CharField(max_length=30)
    start = fields.DateField()
    end = fields.DateField(null=True)
    comment = fields.TextField()

    class Meta:
        table = "phase_entries"


class StartupEvent(_OfStartup):
    """An event of the sheet."""

    name = fields.CharField(max_length=_TEXT)
    day = fields.DateField()
    comment = fields.TextField()

    class Meta:
        table = "startup_events"


class StartupIncubator(_OfStartup):
    """An incubator of a startup, the first one first."""

    incubator_id = fields.CharField(max_length=_TEXT, db_index=True)

    class Meta:
        table = "startup_incubators"


class StartupSponsor(_OfStartup):
    """A sponsoring organisation of a startup."""

    organisation_id = fields.CharField(max_length=_TEXT, db_index=True)

    class Meta:
        table = "startup_sponsors"


class StartupTag(_OfStartup):
    """A user type, theme or technology: variants of a tag share their key."""

    kind = fields.CharField(max_length=12)
    key = fields.CharField(max_length=_TEXT)
    label = fields.CharField(max_length=_TEXT)

    class Meta:
        table = "startup_tags"


class StartupRepository(_OfStartup):
    """A public source repository."""

    url = fields.CharField(max_length=_URL)

    class Meta:
        table = "startup_repositories"


class Indicator(_OfStartup):
    """A measure of the impact matrix."""

    key = fields.CharField(max_length=_TEXT)
    name = fields.TextField()
    dimension = fields.CharField(max_length=12)
    unit = fields.TextField()
    is_main = fields.BooleanField()
    lower_is_better = fields.BooleanField()
    source = fields.CharField(max_length=_URL)
    values_url = fields.CharField(max_length=_URL, default="", db_default="")

    class Meta:
        table = "indicators"


class _DatedFigure(_OfStartup):
    """A figure of an indicator, which indicator_key names within its startup."""

    indicator_key = fields.CharField(max_length=_TEXT)
    day = fields.DateField()
    value = fields.DecimalField(max_digits=30, decimal_places=9)

    class Meta:
        abstract = True


class IndicatorValue(_DatedFigure):
    """A measured value."""

    class Meta:
        table = "indicator_values"


class IndicatorTarget(_DatedFigure):
    """A value promised for a day."""

    class Meta:
        table = "targets"


class Budget(_OfStartup):
    """Money of a year, in euro cents."""

    year = fields.IntField()
    committed_cents = fields.BigIntField(null=True)
    spent_cents = fields.BigIntField(null=True)
    source = fields.TextField()

    class Meta:
        table = "budgets"


class SheetSprint(_OfStartup):
    """A sprint declared in the sheet."""

    name = fields.TextField()
    start = fields.DateField()
    end = fields.DateField()
    goal = fields.TextField()

    class Meta:
        table = "sheet_sprints"
