"""Why a file can't be joined: each reason says what to do."""

from __future__ import annotations

from dataclasses import dataclass

from incubator.domain.attachments import Kind
from incubator.i18n import N_

UNKNOWN = N_(
    "ce format n’est pas accepté. Enregistrez-le en PDF, en image (PNG, JPEG, WebP), en document"
    " bureautique (ODT, ODS, ODP, DOCX, XLSX, PPTX), en CSV ou en texte."
)
EMPTY = N_("le fichier est vide. Vérifiez-le, puis envoyez-le à nouveau.")
DAMAGED = N_(
    "le fichier est abîmé ou mal formé. Ouvrez-le, enregistrez-le à nouveau ou exportez-le en PDF,"
    " puis réessayez."
)
TOO_COMPLEX = N_(
    "le fichier demande trop de travail pour être vérifié. Envoyez-en un plus simple, par exemple"
    " un PDF plus court."
)
ENCRYPTED = N_(
    "le fichier est protégé par un mot de passe ou chiffré. Enregistrez-le sans protection, puis"
    " réessayez."
)
FORMER_OFFICE = N_(
    "c’est un ancien format de bureautique. Enregistrez-le en ODT, DOCX, XLSX, PPTX ou PDF, puis"
    " réessayez."
)
NOT_UTF8 = N_(
    "ce texte n’est pas en UTF-8. Choisissez cet encodage en l’enregistrant, puis réessayez."
)
CONTROLS = N_(
    "ce texte contient des signes de commande invisibles. Enregistrez-le en texte simple, puis"
    " réessayez."
)
SCRIPT = N_(
    "ce PDF contient un programme (JavaScript). Imprimez-le dans un nouveau PDF, puis réessayez."
)
ACTION = N_(
    "ce PDF agit de lui-même : il lance un programme, ouvre un autre fichier ou envoie des données."
    " Imprimez-le dans un nouveau PDF, puis réessayez."
)
EMBEDDED = N_(
    "ce PDF contient d’autres fichiers. Imprimez-le dans un nouveau PDF et joignez les autres"
    " fichiers à part."
)
MEDIA = N_(
    "ce PDF contient un son, une vidéo ou une animation. Imprimez-le dans un nouveau PDF, puis"
    " réessayez."
)
XFA = N_(
    "ce PDF est un formulaire dynamique (XFA). Imprimez-le dans un nouveau PDF, puis réessayez."
)
MACROS = N_(
    "ce document contient des macros. Enregistrez-le sans macros ou exportez-le en PDF, puis"
    " réessayez."
)
OBJECTS = N_(
    "ce document contient un objet ou un autre document. Collez-le comme image ou exportez le tout"
    " en PDF, puis réessayez."
)
LINKED = N_(
    "ce document va chercher quelque chose ailleurs (modèle, image, tableau ou données liés)."
    " Rompez ces liens ou exportez-le en PDF, puis réessayez."
)
COMMANDS = N_(
    "ce document contient une formule ou un champ qui lance un programme (DDE). Retirez-le ou"
    " exportez le document en PDF, puis réessayez."
)
NESTED = N_("ce document contient une archive. Exportez-le en PDF, puis réessayez.")
TOO_UNPACKED = N_(
    "ce document devient démesuré une fois ouvert. Exportez-le en PDF, puis réessayez."
)


class AttachmentError(Exception):
    """A file that can't be joined; the message (marked for translation) says why and what to do."""

    def __init__(self, message: str, **values: int) -> None:
        super().__init__(message)
        self.message, self.values = message, values


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: what it is, and the bytes to keep (an image is drawn anew)."""

    kind: Kind
    data: bytes
