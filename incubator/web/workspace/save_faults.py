"""Why a change of a sheet was not saved, in a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from incubator.actions.desk import ConflictError, EditError
from incubator.actions.edit_picture import PictureChangedError
from incubator.i18n import N_
from incubator.sheets.commits import GitError
from incubator.sheets.safe_files import FileError
from incubator.sheets.write import WriteError
from incubator.web.templating import translate

#: What saving raises where nothing was changed.
SAVE_FAULTS = (EditError, GitError, FileError, WriteError)
_CHANGED = N_(
    "Rien n’a été enregistré : la fiche a changé entre-temps. Relisez-la, puis réessayez."
)
#: By the error's code: what happened. Who runs the site reads the reason beside it.
_HAPPENED: Mapping[str, str] = {
    "dirty": N_("le fichier a sur le serveur des changements qui ne sont dans aucune version"),
    "missing": N_("la fiche n’existe plus"),
    "taken": N_("une fiche porte déjà cet identifiant"),
    "no-git": N_("Git n’est pas installé sur le serveur"),
    "no-repository": N_("le dossier des fiches n’est pas un dépôt Git"),
    "detached": N_("aucune branche n’est choisie dans le dépôt des fiches"),
    "unfinished": N_("une fusion n’est pas terminée dans le dépôt des fiches"),
    "locked": N_("le dépôt des fiches est en cours de mise à jour"),
    "full": N_("il n’y a plus de place sur le disque du serveur"),
    "read-only": N_("le serveur ne peut pas écrire dans le dossier des fiches"),
    "busy": N_("d’autres enregistrements sont en cours"),
}
_OTHER = N_("le fichier ne peut pas être changé sans risque")
#: What ends by itself.
_PASSING = {"locked", "busy"}


def save_fault(request: Request, error: Exception) -> str:
    """A failed save in a sentence; the reason in brackets is the program's own."""
    if isinstance(error, (ConflictError, PictureChangedError)):
        return translate(request, _CHANGED)
    code = getattr(error, "code", "")
    happened = translate(request, _HAPPENED.get(code, _OTHER))
    if code in _PASSING:
        told = N_("Rien n’a été enregistré : %(happened)s. Réessayez dans une minute.")
        return translate(request, told, happened=happened)
    if code in {"missing", "taken"}:
        return translate(request, N_("Rien n’a été enregistré : %(happened)s."), happened=happened)
    told = N_(
        "Rien n’a été enregistré : %(happened)s. Prévenez la personne qui tient le site : "
        "« %(reason)s »"
    )
    return translate(request, told, happened=happened, reason=str(error))
