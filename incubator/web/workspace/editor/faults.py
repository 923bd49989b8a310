"""Why a change could not be saved, in words that say what to do."""

from __future__ import annotations

from starlette.requests import Request

from incubator.actions.desk import EditError
from incubator.i18n import N_
from incubator.sheets.commits import GitError
from incubator.sheets.safe_files import FileError
from incubator.sheets.write import WriteError
from incubator.web.templating import translate

#: What can be said of a save that failed; nothing of it was published.
SaveFault = (EditError, GitError, FileError, WriteError)
_SENTENCES = {
    EditError: N_(
        "La fiche n’a pas été enregistrée : son fichier a sur le serveur des changements qui ne"
        " sont dans aucune version. Votre saisie est gardée en brouillon. Prévenez la personne qui"
        " tient le site : « %(reason)s »"
    ),
    GitError: N_(
        "La fiche n’a pas été enregistrée : le dépôt des fiches n’accepte pas de nouvelle version"
        " pour le moment. Votre saisie est gardée en brouillon. Réessayez dans une minute ; si cela"
        " dure, prévenez la personne qui tient le site : « %(reason)s »"
    ),
    FileError: N_(
        "La fiche n’a pas été enregistrée : son fichier ne peut pas être écrit. Votre saisie est"
        " gardée en brouillon. Prévenez la personne qui tient le site : « %(reason)s »"
    ),
    WriteError: N_(
        "La fiche n’a pas été enregistrée : ce changement ne peut pas être écrit sans risque pour"
        " le reste du fichier. Votre saisie est gardée en brouillon. Le détail : « %(reason)s »"
    ),
}


def sentence(request: Request, error: Exception) -> str:
    """A failed save in a sentence; the reason is the program's own, for who runs the site."""
    kind = next(kind for kind in _SENTENCES if isinstance(error, kind))
    return translate(request, _SENTENCES[kind], reason=str(error))
