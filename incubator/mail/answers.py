"""A server's answers, made fit to be shown: one line, short, without what must stay secret."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable

#: The longest answer shown, in characters.
MAX_SHOWN = 300
# An answer may be cut in the middle of what it repeats: the beginning is enough to hide it.
_GIVEAWAY = 6
_QUOTED_CONTENT = 12
_HIDDEN = "[…]"


def shown(answer: str, *, user: str, password: str, content: str = "") -> str:
    """An answer on one line, cut to 300 characters.

    Some servers repeat the command they refuse, or the link they dislike: the password in the
    forms in which it is sent, and what the answer has in common with ``content``, are hidden.
    """
    # Bytes that are no UTF-8 came through as halves of characters, which nothing can store.
    line = answer.encode("utf-8", "replace").decode("utf-8")
    line = "".join(sign if sign.isprintable() else " " for sign in line)
    for secret in _forms(user, password):
        line = line.replace(secret, _HIDDEN)
        if len(secret) > _GIVEAWAY:
            start = re.escape(secret[:_GIVEAWAY])
            line = re.sub(rf"{start}\S*", _HIDDEN, line, flags=re.IGNORECASE)
    line = " ".join(line[: 4 * MAX_SHOWN].split())
    if content:
        line = _without(line, " ".join(content.split()))
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


def _forms(user: str, password: str) -> Iterable[str]:
    """The password as it is, and as AUTH PLAIN and AUTH LOGIN write it."""
    if password:
        yield password
        for text in (f"\0{user}\0{password}", password):
            yield b64encode(text.encode()).decode("ascii")


def _without(line: str, content: str) -> str:
    """A line without the runs of twelve characters or more that it shares with the content."""
    kept: list[str] = []
    start = 0
    while start < len(line):
        end = start + _QUOTED_CONTENT
        if end <= len(line) and line[start:end] in content:
            while end < len(line) and line[start : end + 1] in content:
                end += 1
            kept.append(_HIDDEN)
            start = end
        else:
            kept.append(line[start])
            start += 1
    return "".join(kept)
