"""Somebody saves and is signed in no more: what they typed stays on their page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from incubator.web.templating import page_url, render
from incubator.web.workspace.editor.answers import Answers


def keep_for_later(request: Request, answers: Answers) -> Response:
    """The answers in a form that sends them again, once signed in beside it.

    Nothing is kept here: nobody knows whose answers they are.
    """
    context = {
        "action": request.scope["path"],
        "answers": [(name, text) for name, texts in answers.items() for text in texts],
        "sign_in_url": page_url(request, "sign_in", next="/espace"),
    }
    return render(request, "workspace/editor/lost.html", context, status=401)
