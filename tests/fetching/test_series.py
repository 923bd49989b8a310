"""Values are read from the documented shapes, whole, or not at all."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.impact import DatedValue
from incubator.fetching import FetchError, Reason, read_series

TODAY = date(2026, 11, 21)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
EXPECTED = (DatedValue(MARCH, Decimal(4200)), DatedValue(APRIL, Decimal("5100.5")))
JSON, CSV = "application/json", "text/csv"


def read(text: str, media_type: str = "", today: date = TODAY) -> tuple[DatedValue, ...]:
    return read_series(text.encode(), media_type, today)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ('[{"date": "2026-03-01", "value": 4200}, {"date": "2026-04", "value": 5100.5}]', JSON),
        (
            '{"values": [{"date": "2026-04-01", "value": 5100.50, "note": "a"},'
            ' {"date": "2026-03-01", "value": 4200.0}], "unit": "dossiers"}',
            "application/vnd.stats+json",
        ),
        ("\ufeffdate,value\n2026-03-01,4200\n2026-04-01,5100.5\n", CSV),
        ("date;value\r\n2026-04;5100,5\r\n\r\n2026-03-01;4200\r\n", ""),
        ('Value;Nom; Date \n4200;"a;b";2026-03-01\n5100.5;c;2026-04-01', "text/plain"),
        ('  [{"date": "2026-03-01", "value": 4200}, {"date": "2026-04-01", "value": 5100.5}]', ""),
    ],
)
def test_the_documented_shapes_are_read(text: str, media_type: str) -> None:
    assert read(text, media_type) == EXPECTED


@pytest.mark.parametrize(
    ("text", "media_type", "reason"),
    [
        ("<html>", "text/html", Reason.MEDIA_TYPE),
        ("%PDF", "application/pdf", Reason.MEDIA_TYPE),
        ("{", JSON, Reason.SHAPE),
        ("[1]", JSON, Reason.SHAPE),
        ('{"data": []}', JSON, Reason.SHAPE),
        ("4200", JSON, Reason.SHAPE),
        ("[" * 100_000, JSON, Reason.SHAPE),
        ("[]", JSON, Reason.EMPTY),
        ("", CSV, Reason.SHAPE),
        ("date,value\n", CSV, Reason.EMPTY),
        ("jour,valeur\n2026-03-01,1", CSV, Reason.SHAPE),
        ("date,value,value\n2026-03-01,1,2", CSV, Reason.SHAPE),
        ("date,value\n2026-03-01", CSV, Reason.SHAPE),
        ('date,value\n"2026-03-01,1', CSV, Reason.SHAPE),
        ("date,value\n2026-03-01,\n", CSV, Reason.NUMBER),
        ("date,value\n01/03/2026,1", CSV, Reason.DAY),
        ("date,value\n2026-02-30,1", CSV, Reason.DAY),
        ("date,value\n2026-13,1", CSV, Reason.DAY),
        ("date,value\n0000-01-01,1", CSV, Reason.DAY),
        ("date,value\n1789-07-14,1", CSV, Reason.DAY),
        ("date,value\n٢٠٢٦-03-01,1", CSV, Reason.DAY),
        ('[{"value": 1}]', JSON, Reason.DAY),
        ('[{"date": 20260301, "value": 1}]', JSON, Reason.DAY),
        ("date,value\n2026-11-22,1", CSV, Reason.FUTURE),
        ("date,value\n2026-03-01,1\n2026-03,1", CSV, Reason.TWICE),
        ('date,value\n2026-03-01,"5100,5"', CSV, Reason.NUMBER),
        ("date;value\n2026-03-01;1,2,3", CSV, Reason.NUMBER),
        ("date,value\n2026-03-01,4 200", CSV, Reason.NUMBER),
        ('[{"date": "2026-03-01", "value": "4200"}]', JSON, Reason.NUMBER),
        ('[{"date": "2026-03-01", "value": true}]', JSON, Reason.NUMBER),
        ('[{"date": "2026-03-01", "value": null}]', JSON, Reason.NUMBER),
        ('[{"date": "2026-03-01", "value": [1]}]', JSON, Reason.NUMBER),
        *(
            (f'[{{"date": "2026-03-01", "value": {number}}}]', JSON, Reason.NUMBER)
            for number in ("NaN", "Infinity", "-Infinity", "1e9", "1E+400", "1" * 16,
                           "1" * 100_000, "0." + "1" * 10)
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_read_refuses_all_of_it(text: str, media_type: str, reason: Reason) -> None:
    with pytest.raises(FetchError) as caught:
        read(text, media_type)
    assert caught.value.reason is reason
    assert len(caught.value.detail) <= 60


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FetchError) as caught:
        read_series(b"\xff\xfe[", JSON, TODAY)
    assert caught.value.reason is Reason.SHAPE


def test_two_thousand_values_are_the_most() -> None:
    days = [TODAY - timedelta(days=number) for number in range(2001)]
    rows = [f"{day},1" for day in days]
    assert len(read("\n".join(["date,value", *rows[:2000]]), CSV)) == 2000
    items = [{"date": day.isoformat(), "value": 1} for day in days]
    for text, media_type in (("\n".join(["date,value", *rows]), CSV), (json.dumps(items), JSON)):
        with pytest.raises(FetchError) as caught:
            read(text, media_type)
        assert caught.value.reason is Reason.MANY


_SERIES = st.dictionaries(
    st.dates(date(1990, 1, 1), TODAY),
    st.decimals(-(10**15) + 1, 10**15 - 1, places=9, allow_nan=False),
    min_size=1,
    max_size=30,
)


@given(_SERIES)
def test_every_writing_of_a_series_gives_the_same_values(series: dict[date, Decimal]) -> None:
    expected = tuple(DatedValue(day, series[day]) for day in sorted(series))
    items = ",".join(f'{{"date": "{day}", "value": {value:f}}}' for day, value in series.items())
    comma = "\n".join(["date,value", *(f"{day},{value:f}" for day, value in series.items())])
    french = comma.replace(",", ";").replace(".", ",")
    for text in (f"[{items}]", f'{{"values": [{items}]}}', comma, french):
        assert read(text) == expected


@given(st.text(max_size=200) | st.text(alphabet='[]{}",:;-.eE+0123456789datevalu\n ', max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for media_type in ("", JSON, CSV):
        try:
            found = read_series(text.encode("utf-8", "replace"), media_type, TODAY)
        except FetchError:
            continue
        assert all(value.value.is_finite() and value.day <= TODAY for value in found)
