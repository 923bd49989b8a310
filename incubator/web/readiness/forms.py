"""The form in which a team answers criteria: its fields, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from incubator.actions.assess import Given
from incubator.domain.readiness import Answer, Criterion
from incubator.i18n import N_
from incubator.sheets.fields import is_web_address
from incubator.store.assessments import EVIDENCE_LIMIT, Assessed
from incubator.web.forms import Form

ANSWER, EVIDENCE, LINK, SEEN, CONFIRMED = "reponse", "preuve", "lien", "vu", "confirme"
VERSION, SHEET = "version", "feuille"
_ANSWERS = tuple(answer.value for answer in Answer)
_DIGITS = 18


def read_given(
    sent: Form, criteria: Sequence[Criterion], rows: Mapping[str, Assessed]
) -> list[Given]:
    """The answers of a form; what is wrong is noted in it.

    A criterion that was not in the form, since its sheet has changed, is left alone.
    """
    return [
        _given(sent, one.id, rows.get(one.id))
        for one in criteria
        if f"{ANSWER}-{one.id}" in sent.values
    ]


def values_of(criteria: Sequence[Criterion], rows: Mapping[str, Assessed]) -> dict[str, str]:
    """What the form shows before anything was typed."""
    values = {}
    for one in criteria:
        row = rows.get(one.id)
        is_said = row is not None and not row.is_withdrawn
        values[f"{ANSWER}-{one.id}"] = row.answer if row and is_said else Answer.UNKNOWN.value
        values[f"{EVIDENCE}-{one.id}"] = row.evidence if row and is_said else ""
        values[f"{LINK}-{one.id}"] = row.url if row and is_said else ""
        values[f"{SEEN}-{one.id}"] = str(row.number) if row else "0"
    return values


def _given(sent: Form, criterion: str, row: Assessed | None) -> Given:
    answer = sent.choice(f"{ANSWER}-{criterion}", _ANSWERS) or Answer.UNKNOWN.value
    evidence = sent.text(f"{EVIDENCE}-{criterion}", limit=EVIDENCE_LIMIT)
    url = _link(sent, f"{LINK}-{criterion}")
    if answer == Answer.UNKNOWN:
        shown = {row.evidence, row.url} if row else set()
        if {evidence, url} - shown - {""}:
            sent.fault(
                f"{ANSWER}-{criterion}",
                N_("Choisissez « Rempli » ou « Pas encore » pour que la preuve soit gardée."),
            )
        evidence = url = ""
    seen = sent.values.get(f"{SEEN}-{criterion}", "")
    return Given(
        criterion=criterion,
        answer=Answer(answer),
        evidence=evidence,
        url=url,
        seen=int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < _DIGITS else 0,
        is_confirmed=answer != Answer.UNKNOWN and sent.flag(f"{CONFIRMED}-{criterion}"),
    )


def _link(sent: Form, name: str) -> str:
    value = sent.text(name, limit=EVIDENCE_LIMIT)
    if not value:
        return ""
    is_safe = is_web_address(value) and value.startswith("https://")
    if not is_safe or "@" in urlsplit(value).netloc:
        sent.fault(name, N_("Écrivez une adresse complète, qui commence par https://."))
        return ""
    return value
