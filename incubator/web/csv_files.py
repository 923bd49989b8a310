"""Files of values (CSV, RFC 4180) that a spreadsheet opens without running what is in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from starlette.responses import Response

#: What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# A spreadsheet set to French parts cells at semicolons, wherever they stand; lists keep their dash.
_LATER_FORMULA = re.compile(r'([;\t\r\n][" ]*+)(?=[=+@＝＋＠]|[-－](?!\s))')


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file with a line of names, then a line for each row."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def csv_answer(text: str, name: str, *, is_private: bool = False) -> Response:
    """The file as a download; what is private is kept by no browser."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if is_private:
        headers["Cache-Control"] = "no-store"
    return Response(text, media_type="text/csv; charset=utf-8; header=present", headers=headers)


def harmless(text: str) -> str:
    """A text that is no formula for a spreadsheet: a quote before each sign that may begin one."""
    text = _LATER_FORMULA.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def day_cell(value: date | None) -> str:
    """A day as 2026-12-31; empty where it is not known."""
    return value.isoformat() if value else ""


def number_cell(value: Decimal | None) -> str:
    """A number without exponent: it stays one, its minus is no formula."""
    return "" if value is None else f"{value:f}"


def yes_or_no(value: bool | None) -> str:
    """``oui`` or ``non``; empty where it is not known."""
    return "" if value is None else "oui" if value else "non"
