"""What every chart of the statistics is told with: the figures, and the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from incubator.charts.chart import Chart, Table
from incubator.domain.phases import Phase
from incubator.domain.programme_report import Report
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.formats import Formats
from incubator.web.statistics.asked import Asked, csv_url
from incubator.web.statistics.words import NAMES
from incubator.web.templating import formats_of, translate

_MONTH_DAYS = 30.4375
#: Shorter than this is said in days alone.
_FEW_DAYS = 60


@dataclass(frozen=True, slots=True)
class Telling:
    """A report to be told to a reader."""

    request: Request
    snapshot: Snapshot
    asked: Asked
    report: Report
    formats: Formats

    def say(self, message: str, **values: object) -> str:
        """A message in the reader's language."""
        return translate(self.request, message, **values)

    def many(self, count: int, one: str, other: str, **values: object) -> str:
        """The message for one or for several, with ``%(count)s``; zero is one in French."""
        is_one = count == 1 or (count == 0 and self.formats.language == "fr")
        shown = self.formats.number(count)
        return self.say(one if is_one else other, count=shown, **values)

    def number(self, count: float | None) -> str:
        """A number of a table; a dash where it is not known."""
        return "–" if count is None else self.formats.number(count)

    def phase(self, phase: Phase) -> str:
        """A phase's name."""
        return self.say(labels.PHASE_NAMES[phase])

    def span(self, days: float) -> str:
        """A length of time: "45 jours", "153 jours (5 mois)"."""
        whole = round(days)
        if whole < _FEW_DAYS:
            return self.many(whole, N_("%(count)s jour"), N_("%(count)s jours"))
        return self.say(
            N_("%(days)s jours (%(months)s mois)"),
            days=self.formats.number(whole),
            months=round(whole / _MONTH_DAYS),
        )

    def months(self, days: float) -> str:
        """The same in whole months, to be read in a title."""
        whole = max(1, round(days / _MONTH_DAYS))
        return self.many(whole, N_("un mois"), N_("%(count)s mois"))

    def quarter(self, quarter: date) -> str:
        """A quarter's name: "T1 2026"."""
        number = (quarter.month + 2) // 3
        return self.say(N_("T%(number)s %(year)s"), number=number, year=quarter.year)

    def chart(
        self,
        figure_id: str,
        words: tuple[str, str],
        figure: dict[str, object] | None,
        table: tuple[Sequence[str], Sequence[Sequence[str]]],
        height: int = 340,
    ) -> Chart | None:
        """A chart with its file; ``words`` are the finding and the sentence. None stays None."""
        if figure is None:
            return None
        title, sentence = words
        columns, rows = table
        return Chart(
            id=figure_id,
            title=title,
            sentence=sentence,
            figure=figure,
            table=Table(
                tuple(columns), tuple(tuple(row) for row in rows), self.say(NAMES[figure_id])
            ),
            height=height,
            csv_url=csv_url(self.request, self.asked.query, figure_id),
        )


def telling(request: Request, snapshot: Snapshot, asked: Asked, report: Report) -> Telling:
    """A report to be told in the language of a request."""
    return Telling(request, snapshot, asked, report, formats_of(request))
