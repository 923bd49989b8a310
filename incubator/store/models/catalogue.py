"""Tables about sheets as files, and the indexes over them.

Sheets name each other by id, and may name what does not exist (yet): such columns are plain
texts, not foreign keys, so that one missing sheet never keeps another out.
"""

from tortoise import fields

from incubator.store.models.base import BaseModel

ID_LENGTH = 200
PATH_LENGTH = 300


class CatalogueVersion(BaseModel):
    """One row: how many syncs have changed the catalogue, and when the last one ended."""

    id = fields.IntField(primary_key=True, generated=False)
    number = fields.IntField()
    synced_at = fields.DatetimeField(null=True)
    content_commit = fields.CharField(max_length=64, default="")

    class Meta:
        table = "catalogue_version"


class SheetState(BaseModel):
    """A file as the last sync saw it: published, refused (the last good version stays), removed.

    problems (the file's own) and link_problems (what it names that is not there) are
    JSON lists, as is references: what the published version names. changed_at is in seconds since
    1970, UTC.
    """

    path = fields.CharField(max_length=PATH_LENGTH, primary_key=True)
    collection = fields.CharField(max_length=20)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    status = fields.CharField(max_length=10)
    is_published = fields.BooleanField()
    size = fields.BigIntField()
    mtime_ns = fields.BigIntField()
    digest = fields.CharField(max_length=80)
    changed_at = fields.BigIntField()
    problems = fields.TextField(default="")
    link_problems = fields.TextField(default="")
    references = fields.TextField(default="")

    class Meta:
        table = "sheet_states"
        indexes = (("collection", "sheet_id"),)


class SheetText(BaseModel):
    """A published sheet's own words: front matter (JSON, in the sheet's order), body, its HTML."""

    path = fields.CharField(max_length=PATH_LENGTH, primary_key=True)
    front_matter = fields.TextField()
    body = fields.TextField()
    body_html = fields.TextField()

    class Meta:
        table = "sheet_texts"


class Redirect(BaseModel):
    """A former path of a page: position keeps the order of the files that claim it."""

    id = fields.IntField(primary_key=True)
    path = fields.CharField(max_length=500)
    target = fields.CharField(max_length=500)
    sheet_path = fields.CharField(max_length=PATH_LENGTH)

    class Meta:
        table = "redirects"
        indexes = (("path",), ("sheet_path",))


class SearchDocument(BaseModel):
    """What a search result shows: number is the row id of its full-text entry."""

    number = fields.IntField(primary_key=True, generated=False)
    collection = fields.CharField(max_length=20)
    sheet_id = fields.CharField(max_length=ID_LENGTH)
    title = fields.CharField(max_length=500)
    summary = fields.TextField()

    class Meta:
        table = "search_documents"
        unique_together = (("collection", "sheet_id"),)
