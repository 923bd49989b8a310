"""Mails printed instead of sent, while one develops without a mail server."""

from __future__ import annotations

import unicodedata
from email.message import EmailMessage
from typing import TextIO

from incubator.mail.messages import text_of

_WIDTH = 72


def print_mail(message: EmailMessage, stream: TextIO) -> None:
    """Write a mail's From, To, Subject and text (not its HTML) in a frame that stands out.

    Lines are not cut: an address in the text stays one that can be followed.
    """
    lines = [f"{name}: {message[name]}" for name in ("From", "To", "Subject")]
    lines += ["", *text_of(message).rstrip("\n").split("\n")]
    framed = [f"│ {_visible(line)}".rstrip() for line in lines]
    rule = "─" * _WIDTH
    stream.write("\n".join([f"┌{rule}", *framed, f"└{rule}"]) + "\n")
    stream.flush()


def _visible(line: str) -> str:
    """A line without the controls that could move the cursor or colour the terminal."""
    return "".join("·" if unicodedata.category(sign) == "Cc" else sign for sign in line)
