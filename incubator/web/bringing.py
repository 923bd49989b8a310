"""What the screens about what people bring share: reading long texts, who sends, and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from incubator.actions.submit import Origin, SubmissionError
from incubator.domain.submissions import Kind, Status, has_too_many_links
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.submissions import NOTE, Said, Sender, Submission
from incubator.web.forms import Form
from incubator.web.templating import language_of, render, translate
from incubator.web.visitor import browser_of, mail_site, trace_of, visitor_of

#: At most as many signs in a long answer.
LONG = 4000
#: A field that people do not see: whoever fills it in is a robot.
TRAP = "site_web"

KINDS: Mapping[str, str] = {
    Kind.PROBLEM: N_("Irritant"),
    Kind.STARTUP: N_("Proposition de startup"),
    Kind.APPLICATION: N_("Candidature à un appel"),
    Kind.MISTAKE: N_("Erreur signalée"),
    Kind.COMMENT: N_("Commentaire"),
}
#: As those who decide read it.
STATUSES: Mapping[str, str] = {
    Status.RECEIVED: N_("À traiter"),
    Status.ASKED: N_("Attend l’auteur"),
    Status.ACCEPTED: N_("Accepté"),
    Status.DECLINED: N_("Décliné"),
    Status.ANSWERED: N_("Traité"),
    Status.WITHDRAWN: N_("Retiré par l’auteur"),
    Status.REMOVED: N_("Écarté"),
}
#: As the sender reads it. What was set aside looks as it did before.
OWN_STATUSES: Mapping[str, str] = {
    Status.UNCONFIRMED: N_("À confirmer"),
    Status.RECEIVED: N_("Reçu, sans réponse encore"),
    Status.ASKED: N_("Une question vous attend"),
    Status.ACCEPTED: N_("Accepté"),
    Status.DECLINED: N_("Décliné"),
    Status.ANSWERED: N_("Répondu"),
    Status.WITHDRAWN: N_("Retiré"),
    Status.REMOVED: N_("Reçu, sans réponse encore"),
}
_BADGES: Mapping[Status, str] = {
    Status.RECEIVED: "info",
    Status.ASKED: "warning",
    Status.ACCEPTED: "success",
}
#: What each answer is called where it is read, in this order.
ANSWERS: Mapping[str, str] = {
    "who": N_("Qui en souffre, et à quelle fréquence"),
    "today": N_("Ce qu’ils font aujourd’hui"),
    "mission": N_("En une phrase"),
    "problem": N_("Le problème, en chiffres"),
    "solution": N_("La solution"),
    "reach": N_("Comment elle atteint son public"),
    "sponsor": N_("Sponsor"),
    "role": N_("Rôle"),
    "time": N_("Temps disponible"),
    "organisation": N_("Organisation"),
    "part": N_("Partie de la fiche"),
    "wrong": N_("Ce qui est faux"),
    "right": N_("Ce qui serait juste"),
    "source": N_("Source"),
    "comment": N_("Commentaire"),
}
_FAULTS: Mapping[str, tuple[str, str]] = {
    "moved": ("formulaire", N_("Quelqu’un s’en est occupé entre-temps : relisez cette page.")),
    "no_address": ("formulaire", N_("L’auteur n’a pas laissé d’adresse où lui répondre.")),
    "answered": ("formulaire", N_("Une réponse est déjà partie : il n’y en a qu’une.")),
    "sheet_taken": ("sheet_id", N_("Cet identifiant est déjà pris : choisissez-en un autre.")),
    "sheet_claimed": (
        "sheet_id",
        N_("Une fiche est en cours de création sous un autre identifiant : rechargez la page."),
    ),
    "sheet_refused": (
        "formulaire",
        N_("La fiche aurait une erreur : %(reason)s Corrigez, puis recommencez."),
    ),
    "sheet_failed": (
        "formulaire",
        N_("La fiche n’a pas pu être écrite : %(reason)s Rien n’a changé : réessayez, ou prévenez "
           "l’administrateur du site."),
    ),
}  # fmt: skip


def long_text(sent: Form, name: str, *, required: str = "", limit: int = LONG) -> str:
    """A text of several lines without spaces around it; ``required`` is the error when empty."""
    lines = sent.values.get(name, "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    value = "\n".join(line.rstrip() for line in lines).strip()
    if not value and required:
        sent.fault(name, required)
    if len(value) > limit:
        sent.fault(name, N_("Écrivez au plus %(limit)s signes."), limit=limit)
    if any(not (sign.isprintable() or sign in "\n\t") for sign in value):
        sent.fault(name, N_("Ce texte contient un signe invisible : effacez-le."))
    return value


def refuse_links(sent: Form, texts: Mapping[str, str]) -> None:
    """Say to whoever sends many addresses of the web that this is not the place."""
    if has_too_many_links(texts.values()):
        first = next(name for name, text in texts.items() if "http" in text or "www" in text)
        sent.fault(first, N_("Gardez trois liens au plus : davantage ressemble à une publicité."))


def is_robot(sent: Form) -> bool:
    """Whether the field that people do not see was filled in."""
    return bool(sent.values.get(TRAP, ""))


def origin_of(request: Request) -> Origin:
    """Where a request comes from, for what limits and notes it."""
    return Origin(mail_site(request), browser_of(request).network_key, trace_of(request))


def read_sender(request: Request, sent: Form, *, required: bool) -> Sender:
    """Who sends: the account that is signed in, else a name and an address from the form."""
    account = visitor_of(request).account
    if account is not None:
        return Sender(account.shown_name, account.email, account.language, account.public_id)
    missing = N_("Écrivez votre nom.") if required else ""
    name = sent.text("name", required=missing, limit=120)
    given = sent.values.get("email", "").strip()
    email = sent.email("email") if required or given else ""
    return Sender(name, email, language_of(request))


def too_many(request: Request) -> Response:
    """Too much was sent from here today: 429, and when to come back."""
    headers = {"Retry-After": str(24 * 3600)}
    return render(request, "public/too_many_sent.html", status=429, headers=headers)


def say_fault(sent: Form, error: SubmissionError) -> None:
    """Put the reason beside the field that it is about; one about none stands above the form."""
    name, message = _FAULTS[error.code]
    values = {"reason": error.reason.rstrip(".") + "."} if error.reason else {}
    sent.fault(name, message, **values)


def state_badge(request: Request, submission: Submission, *, own: bool = False) -> dict[str, str]:
    """A status as a badge; ``own`` is for the sender."""
    status = submission.status
    if own and status is Status.REMOVED:
        status = Status.RECEIVED
    text = translate(request, (OWN_STATUSES if own else STATUSES)[submission.status])
    return {"text": text, "kind": _BADGES.get(status, "")}


def answers_of(request: Request, submission: Submission) -> list[tuple[str, str]]:
    """What was written, each answer under its name; those left empty are not there."""
    return [
        (translate(request, label), submission.answers[name])
        for name, label in ANSWERS.items()
        if submission.answers.get(name)
    ]


async def conversation_of(
    request: Request, submission: Submission, said: Sequence[Said], place_name: str
) -> list[dict[str, Any]]:
    """The conversation as those who decide read it, each message with who wrote it."""
    names = await names_of([message.editor for message in said if message.editor])
    sender = submission.sender.name or translate(request, N_("L’auteur"))
    return [
        {
            "kind": message.kind,
            "who": (names.get(message.editor) or place_name)
            if message.kind != "answer"
            else sender,
            "text": message.text,
            "at": message.at,
        }
        for message in said
        if message.kind != NOTE and message.text
    ]


def told(said: Iterable[Said], place_name: str, own_name: str) -> list[dict[str, Any]]:
    """The conversation as its sender reads it: the incubator speaks with one voice."""
    return [
        {
            "kind": message.kind,
            "who": own_name if message.kind == "answer" else place_name,
            "text": message.text,
            "at": message.at,
        }
        for message in said
        if message.kind != NOTE and message.text
    ]
