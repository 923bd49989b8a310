"""Addresses and header texts that are safe to put in a mail and on an SMTP command line."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address

#: Limits of RFC 5321, in characters.
MAX_ADDRESS, MAX_LOCAL_PART = 254, 64
MAX_HEADER = 500

# Quoted local parts and addresses between brackets are legal and, in practice, only ever attacks.
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f\"(),:;<>@\[\\\]]+")
_LABEL = re.compile(r"[\w](?:[\w-]*[\w])?")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
# Beside controls, the Unicode line ends: the email package folds headers with str.splitlines.
_UNSAFE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def is_one_line(text: str) -> bool:
    """Whether a text holds no line end, no control character and no half of a character."""
    return not any(unicodedata.category(sign) in _UNSAFE for sign in text)


def literal(text: str) -> str:
    """A header text in which nothing is an encoded word (``=?utf-8?q?…?=``).

    The standard library decodes such words when a header is set, line ends included: a name like
    ``=?utf-8?q?=0D=0ABcc:…?=`` would add a header after every check of the text as it is.
    """
    return text.replace("=?", "= ?")


def parse_address(text: str) -> Address:
    """Read a bare address (``name@domain``).

    Raises ValueError where it is not exactly one address; the message does not repeat the text.
    """
    local, _, domain = text.rpartition("@")
    if not is_one_line(text) or len(text) > MAX_ADDRESS or len(local) > MAX_LOCAL_PART:
        raise ValueError("An e-mail address is too long or holds a control character.")
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    if dotted or literal(local) != local or not _LOCAL.fullmatch(local):
        raise ValueError("An e-mail address must be written like name@example.org.")
    if not all(len(label) <= 63 and _LABEL.fullmatch(label) for label in domain.split(".")):
        raise ValueError("The domain of an e-mail address must be written like example.org.")
    return Address(username=local, domain=domain)


def parse_sender(text: str) -> Address:
    """Read a sender: ``name@domain`` or ``Display name <name@domain>``.

    Raises ValueError where it is neither.
    """
    named = _NAMED.fullmatch(text.strip())
    if named is None:
        return parse_address(text.strip())
    name = named["name"].strip().removeprefix('"').removesuffix('"').strip()
    if not is_one_line(name) or len(name) > MAX_HEADER:
        raise ValueError("The sender's display name is too long or holds a control character.")
    bare = parse_address(named["address"].strip())
    return Address(display_name=literal(name), username=bare.username, domain=bare.domain)
