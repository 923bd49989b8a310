"""Where to go after signing in: only to this site's own pages."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

HOME = "/espace"
_MAX_LENGTH = 1000


def safe_path(wanted: str) -> str:
    """``wanted`` if it is a path of this site, else the workspace.

    Browsers read "//host", "/\\host" and addresses with control characters as other sites.
    """
    if (
        not wanted.startswith("/")
        or "\\" in wanted
        or any(ord(sign) <= 32 or ord(sign) == 127 for sign in wanted)
    ):
        return HOME
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    if parts.scheme or parts.netloc or wanted.startswith("//"):
        return HOME
    path = quote(wanted, safe="/:@!$&'()*+,;=~?%#-._")
    return path if len(path) <= _MAX_LENGTH else HOME
