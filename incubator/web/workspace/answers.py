"""A team answers criteria: what was typed saved or shown again with what is wrong, and undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.assess import MovedError, TooManyError, assess, undo
from incubator.domain.access import may_edit_sheet
from incubator.domain.readiness import Criterion
from incubator.i18n import N_
from incubator.store.assessments import Asked, Assessed, Kind, rows_of
from incubator.web.errors import MissingError
from incubator.web.forms import Form
from incubator.web.measures.units import counted
from incubator.web.readiness import forms
from incubator.web.templating import page_url, translate
from incubator.web.visitor import leave_notice, now_of, trace_of
from incubator.web.workspace.places import enter

#: As many rows as a form can have written, and as many digits as their numbers have.
_MOST_NUMBERS, _MOST_DIGITS = 40, 18


@dataclass(frozen=True, slots=True)
class Questions:
    """The criteria of a sheet, for one startup, and the rows that answer them."""

    asked: Asked
    version: str
    criteria: tuple[Criterion, ...]
    rows: Mapping[str, Assessed]

    @property
    def fields(self) -> dict[str, str]:
        """What a form shows before anything was typed."""
        hidden = {forms.VERSION: self.version, forms.SHEET: self.asked.sheet_id}
        return forms.values_of(self.criteria, self.rows) | hidden

    def typed(self, sent: Form, moved: frozenset[str] = frozenset()) -> dict[str, str]:
        """What a form shows again: what was typed, beside the rows that have come meanwhile."""
        fresh = self.fields
        seen = {name: fresh[name] for name in (f"{forms.SEEN}-{one}" for one in moved)}
        hidden = {name: fresh[name] for name in (forms.VERSION, forms.SHEET)}
        return fresh | dict(sent.values) | hidden | seen


async def save(request: Request, sent: Form, questions: Questions) -> frozenset[str] | None:
    """Save what was sent and leave a notice; None when that was done.

    Else what is wrong is in the form, and the criteria that somebody else answered are returned.
    """
    if sent.values.get(forms.VERSION, "") != questions.version:
        told = N_("Ce standard vient de changer : relisez ses critères, puis enregistrez.")
        sent.fault("formulaire", told)
    if sent.values.get(forms.SHEET, "") != questions.asked.sheet_id:
        sent.fault("formulaire", N_("La startup a changé de phase : voici les critères d’après."))
    given = forms.read_given(sent, questions.criteria, questions.rows)
    if sent.errors:
        return frozenset()
    try:
        numbers = await assess(
            questions.asked, questions.version, given, trace_of(request), now_of(request)
        )
    except TooManyError:
        told = N_("Vous avez enregistré très souvent : attendez un moment, puis recommencez.")
        sent.fault("formulaire", told)
        return frozenset()
    except MovedError as error:
        for criterion in error.criteria:
            sent.fault(
                f"{forms.ANSWER}-{criterion}",
                N_(
                    "Quelqu’un a répondu entre-temps : sa réponse est au-dessus."
                    " Enregistrez à nouveau pour la remplacer."
                ),
            )
        return error.criteria
    await _tell(request, questions.asked, numbers)
    return None


async def _tell(request: Request, asked: Asked, numbers: list[int]) -> None:
    if not numbers:
        await leave_notice(request, N_("Rien n’a changé : c’était déjà ainsi."))
        return
    one, several = N_("%(count)s réponse enregistrée."), N_("%(count)s réponses enregistrées.")
    url = page_url(
        request,
        "undo_answers",
        place_id=asked.startup_id,
        numbers="-".join(map(str, numbers)),
    )
    await leave_notice(
        request,
        "%(told)s",
        undo=(translate(request, N_("Annuler")), url),
        told=counted(request, len(numbers), one, several),
    )


async def take_back(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/reponses/{numbers}/annuler``"""
    entered = await enter(request, may_edit_sheet)
    startup_id = entered.named.place.id
    numbers = _numbers(request.path_params["numbers"])
    written = await rows_of(startup_id, numbers)
    if not written:
        raise MissingError
    count = await undo(startup_id, numbers, trace_of(request), now_of(request))
    told = N_("Réponses annulées : tout est comme avant.")
    if count < len(written):
        told = N_("Quelqu’un a répondu depuis : ce qui est plus récent reste en place.")
    await leave_notice(request, told)
    return back(request, written[0].asked)


def back(request: Request, asked: Asked) -> Response:
    """To the page on which the criteria were answered."""
    if asked.kind is Kind.PHASE:
        url = page_url(request, "team_milestones", place_id=asked.startup_id)
    else:
        url = page_url(
            request, "team_standard", place_id=asked.startup_id, standard_id=asked.sheet_id
        )
    return RedirectResponse(url, 303)


def _numbers(written: str) -> list[int]:
    parts = written.split("-")
    is_sound = len(parts) <= _MOST_NUMBERS and all(
        part.isascii() and part.isdecimal() and len(part) < _MOST_DIGITS for part in parts
    )
    return [int(part) for part in parts] if is_sound else []


routes = [
    Route(
        "/espace/startups/{place_id}/reponses/{numbers}/annuler",
        take_back,
        name="undo_answers",
        methods=["POST"],
    )
]
