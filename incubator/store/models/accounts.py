"""Tables of people who sign in. They are not rebuilt from the sheets: they are backed up."""

from tortoise import fields

from incubator.store.models.base import BaseModel
from incubator.store.models.catalogue import ID_LENGTH

PUBLIC_ID_LENGTH = 24
EMAIL_LENGTH = 254
_HASH = 64
_TEXT = 300


class Account(BaseModel):
    """Somebody who may sign in. email is empty once the account was erased.

    member_id ties the account to a member's sheet, whose missions then give roles. muted has the
    kinds of reminders that are switched off, separated by spaces. notices_key signs the link
    with which a mail lets its reader choose them.
    """

    id = fields.IntField(primary_key=True)
    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    email = fields.CharField(max_length=EMAIL_LENGTH, null=True, unique=True)
    name = fields.CharField(max_length=_TEXT, default="")
    language = fields.CharField(max_length=2, default="fr")
    member_id = fields.CharField(max_length=ID_LENGTH, null=True, unique=True)
    notify_access = fields.BooleanField(default=True)
    notify_sign_in = fields.BooleanField(default=True)
    notify_sheets = fields.BooleanField(default=True)
    muted = fields.CharField(max_length=_TEXT, default="", db_default="")
    notices_key = fields.CharField(max_length=_HASH, default="", db_default="")
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")
    last_sign_in_at = fields.DatetimeField(null=True)
    disabled_at = fields.DatetimeField(null=True)
    erased_at = fields.DatetimeField(null=True)

    class Meta:
        table = "accounts"


class _OfAccount(BaseModel):
    """A row of an account, which goes with it."""

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "incubator.Account", related_name=False, on_delete=fields.CASCADE
    )

    class Meta:
        abstract = True


class Identity(_OfAccount):
    """An account as an OpenID provider knows it."""

    issuer = fields.CharField(max_length=_TEXT)
    subject = fields.CharField(max_length=_TEXT)
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField()

    class Meta:
        table = "identities"
        unique_together = (("issuer", "subject"),)


class RoleGrant(_OfAccount):
    """A role given on top of what the sheets say. given_by and revoked_by are public ids."""

    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    role = fields.CharField(max_length=30)
    place_id = fields.CharField(max_length=ID_LENGTH)
    reason = fields.CharField(max_length=_TEXT)
    until = fields.DateField(null=True)
    given_at = fields.DatetimeField()
    given_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    revoked_at = fields.DatetimeField(null=True)
    revoked_by = fields.CharField(max_length=PUBLIC_ID_LENGTH, default="")

    class Meta:
        table = "grants"
        indexes = (("role", "place_id"),)


class Invitation(_OfAccount):
    """Somebody was asked by mail to sign in for the first time, for the sake of a grant."""

    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    grant: fields.ForeignKeyRelation[RoleGrant] = fields.ForeignKeyField(
        "incubator.RoleGrant", related_name=False, on_delete=fields.CASCADE
    )
    invited_by = fields.CharField(max_length=PUBLIC_ID_LENGTH)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitations"


class Session(_OfAccount):
    """A browser that is signed in. Its cookie holds a secret of which only the hash is here.

    id_token is what an OpenID provider needs to end its own session too.
    """

    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    token_hash = fields.CharField(max_length=_HASH, unique=True)
    method = fields.CharField(max_length=20)
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    browser = fields.CharField(max_length=_TEXT)
    network = fields.CharField(max_length=64)
    id_token = fields.TextField(default="")
    notice = fields.TextField(default="")

    class Meta:
        table = "sessions"


class SignInLink(BaseModel):
    """A link sent by mail. account is null where the address is not known: the row is the same.

    browser_hash is of the cookie of the browser that asked, empty for an invitation.
    """

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "incubator.Account", related_name=False, on_delete=fields.CASCADE, null=True
    )
    token_hash = fields.CharField(max_length=_HASH, unique=True)
    browser_hash = fields.CharField(max_length=_HASH)
    next_path = fields.CharField(max_length=2000)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_links"


class OpenIdFlow(BaseModel):
    """A sign-in under way at an OpenID provider. It is used once, then removed."""

    id = fields.IntField(primary_key=True)
    state_hash = fields.CharField(max_length=_HASH, unique=True)
    browser_hash = fields.CharField(max_length=_HASH)
    nonce = fields.CharField(max_length=128)
    code_verifier = fields.CharField(max_length=128)
    next_path = fields.CharField(max_length=2000)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "openid_flows"


class ApiToken(_OfAccount):
    """A secret for a machine, of which only the hash is here. scopes are separated by spaces."""

    public_id = fields.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    name = fields.CharField(max_length=_TEXT)
    scopes = fields.CharField(max_length=_TEXT)
    token_hash = fields.CharField(max_length=_HASH, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_tokens"


class ReminderSent(_OfAccount):
    """A mail that an account is sent once about a thing, named by key."""

    key = fields.CharField(max_length=_TEXT)
    sent_at = fields.DatetimeField()

    class Meta:
        table = "reminders_sent"
        unique_together = (("account", "key"),)
