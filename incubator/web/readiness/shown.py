"""Criteria as pages show them: the answer, what it rests on, how old that is, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from incubator.domain.readiness import (
    Answer,
    Check,
    Criterion,
    Declared,
    Reply,
    Score,
    Source,
    Validity,
    score,
    validity,
)
from incubator.domain.readiness_gates import replies
from incubator.i18n import N_
from incubator.store.assessments import Assessed
from incubator.web.readiness import words
from incubator.web.readiness.known import Evidence, Words
from incubator.web.site import site_of
from incubator.web.templating import formats_of, page_url, translate
from incubator.web.workspace.points import section_url


@dataclass(frozen=True, slots=True)
class Said:
    """The team's word on a criterion: ``note`` says why it is to be given anew, "" while it holds.

    ``text`` is there for the public only beside an address where anybody can look.
    """

    answer: str
    word: str
    when: str
    author: str
    text: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Lack:
    """What a check has no answer from; ``url`` leads its team to where that is given."""

    sentence: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion. ``evidence`` is what a check found, ``source`` where the answer comes from.

    ``number`` is that of the team's row, 0 without one; ``is_declared`` says that the answer is the
    team's word, ``is_contested`` that this word is another than the answer.
    """

    id: str
    text: str
    answer: str
    word: str
    evidence: str
    evidence_url: str
    source: str
    when: str
    said: Said | None
    is_declared: bool
    is_contested: bool
    lack: Lack | None
    number: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """The criteria of a sheet with their answers, and how many are met."""

    criteria: tuple[Shown, ...]
    score: Score
    told: str
    percent: str
    to_confirm: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads: ``is_team`` for those who may answer; ``names`` of authors by public id."""

    is_team: bool = False
    names: Mapping[str, str] | None = None


def answered(
    request: Request,
    criteria: Sequence[Criterion],
    version: str,
    evidence: Evidence,
    said: Words,
    reading: Reading,
) -> Criteria:
    """What is answered to the criteria of a sheet today."""
    today = site_of(request).today()
    given = replies(criteria, evidence.known, said.declared, version, today)
    shown = _Shown(request, version, evidence, said.rows, reading, today)
    counted = score(given)
    listed = tuple(shown.criterion(one) for one in given)
    return Criteria(
        listed,
        counted,
        words.score_words(request, counted),
        formats_of(request).percent(counted.share or 0),
        sum(bool(one.said and one.said.note) for one in listed),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Replies in words."""

    request: Request
    version: str
    evidence: Evidence
    rows: Mapping[str, Assessed]
    reading: Reading
    today: date

    def criterion(self, reply: Reply) -> Shown:
        request, criterion, finding = self.request, reply.criterion, reply.finding
        is_checked = reply.source not in (None, Source.DECLARED)
        sentence, url = "", ""
        if is_checked and finding is not None:
            sentence = words.found(request, Check(criterion.check), finding)
            url = str(finding.figures.get("url") or "")
        row = self.rows.get(criterion.id)
        return Shown(
            id=criterion.id,
            text=criterion.text,
            answer=reply.answer.value,
            word=translate(request, words.ANSWERS[reply.answer]),
            evidence=sentence,
            evidence_url=url,
            source=translate(request, words.SOURCES[reply.source]) if reply.source else "",
            when=self._when(reply.as_of) if reply.as_of else "",
            said=self._said(reply.declared, row) if reply.declared and row else None,
            is_declared=reply.source is Source.DECLARED,
            is_contested=reply.is_contested,
            lack=self._lack(reply) if reply.answer is Answer.UNKNOWN else None,
            number=row.number if row else 0,
        )

    def _when(self, day: date) -> str:
        told = formats_of(self.request).day(day)
        return f"{told} ({words.age(self.request, day, self.today)})"

    def _said(self, declared: Declared, row: Assessed) -> Said:
        is_told = self.reading.is_team or bool(declared.url)
        names = self.reading.names or {}
        nobody = translate(self.request, N_("une personne qui n’a plus de compte"))
        return Said(
            answer=declared.answer.value,
            word=translate(self.request, words.ANSWERS[declared.answer]),
            when=self._when(declared.day),
            author=(names.get(row.author) or nobody) if self.reading.is_team else "",
            text=declared.evidence if is_told else "",
            url=declared.url,
            note=self._note(declared),
        )

    def _note(self, declared: Declared) -> str:
        match validity(declared, self.version, self.today):
            case Validity.OTHER_VERSION if declared.version:
                told = N_("répondu pour la version %(version)s, à confirmer")
                return translate(self.request, told, version=declared.version)
            case Validity.OTHER_VERSION:
                return translate(self.request, N_("répondu pour une autre version, à confirmer"))
            case Validity.TO_CONFIRM:
                return translate(self.request, N_("répondu il y a plus d’un an, à confirmer"))
        return ""

    def _lack(self, reply: Reply) -> Lack | None:
        """None where only the team can say."""
        request, startup_id = self.request, self.evidence.known.startup.id
        if reply.criterion.check not in set(Check) or reply.finding is None:
            return None
        check, figures = Check(reply.criterion.check), reply.finding.figures
        lacks = words.missing(check, figures, is_tracked=self.evidence.is_tracked)
        values = words.found_values(request, check, figures)
        if lacks.section is None:
            url = page_url(request, "team_sprints", place_id=startup_id)
        else:
            url = section_url(request, startup_id, lacks.section)
        sentence = translate(request, lacks.sentence, **values)
        return Lack(sentence, translate(request, lacks.verb, **values), url)
