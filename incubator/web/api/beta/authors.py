"""``/api/v2.7/authors.json``: the members."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from incubator.sheets.layout import Collection
from incubator.web.api.beta.values import (
    Content,
    Fields,
    Sheet,
    as_json,
    day_text,
    has,
    records,
    text,
    texts,
)

_BLOCK_END = re.compile(r"(</(?:p|h[1-6]|ul|ol|dl|pre|blockquote|table)>)\n")
_TAG = re.compile(r"<[^>]*>")
_MANY_LINE_ENDS = re.compile(r"\n{3,}")


def authors(content: Content) -> str:
    """The document."""
    return as_json([_author(sheet) for sheet in content.sheets[Collection.MEMBERS]])


def plain(html: str) -> str:
    """The text of a sanitised body: no tag, no entity, an empty line between paragraphs."""
    words = unescape(_TAG.sub("", _BLOCK_END.sub(r"\1\n\n", html)))
    return _MANY_LINE_ENDS.sub("\n\n", words).strip()


def _author(sheet: Sheet) -> dict[str, Any]:
    fields = sheet.fields
    return {
        "id": sheet.id,
        **{key: text(fields.get(key)) for key in ("fullname", "role", "domaine", "link")},
        "bio": plain(sheet.body_html),
        **({"github": text(fields["github"])} if has(fields, "github") else {}),
        "missions": [_mission(mission) for mission in records(fields.get("missions"))],
        **{
            key: texts(fields[key])
            for key in ("competences", "startups", "previously")
            if has(fields, key)
        },
    }


def _mission(mission: Fields) -> dict[str, Any]:
    return {
        "start": day_text(mission.get("start")),
        "end": day_text(mission.get("end")),
        "status": text(mission.get("status")),
        "employer": text(mission.get("employer")),
        **({"startups": texts(mission["startups"])} if has(mission, "startups") else {}),
    }
