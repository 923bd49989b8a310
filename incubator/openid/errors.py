"""What can go wrong between us and a provider, told apart by what there is to do about it.

The messages are for the log of whoever runs the site. They name what failed and never hold a token,
a code, a secret, or words that came from outside.
"""

from __future__ import annotations

import re

#: The standards' codes look like this; a token or a secret does not.
_ERROR_CODE = re.compile(r"[a-z]{2,20}(_[a-z]{1,20}){0,3}")


class OpenIDError(Exception):
    """Nobody was signed in; the message says why."""


class ProviderDownError(OpenIDError):
    """The provider can't be reached or doesn't answer as a provider does: try again later."""


class RefusedError(OpenIDError):
    """The provider says no: the person declined, the code was used before, or we are not known to
    it. ``error`` is the standard's code for it, such as ``access_denied`` or ``invalid_grant``.
    """

    def __init__(self, error: object, where: str) -> None:
        known = isinstance(error, str) and _ERROR_CODE.fullmatch(error)
        self.error = str(error) if known else "unknown_error"
        super().__init__(f"The provider refused at {where}: {self.error}.")


class UntrustedAnswerError(OpenIDError):
    """An answer is not what we asked for, or not from whom we asked: it is not believed."""


class InsufficientAuthenticationError(OpenIDError):
    """The person signed in, but by weaker means than are asked for here.

    ``acr`` is the level that the provider says was reached, or "" where it says none.
    """

    def __init__(self, acr: str) -> None:
        self.acr = acr
        super().__init__("The provider does not vouch for any of the levels (acr) asked for.")


def returned_error(error: object) -> OpenIDError:
    """What an ``error`` in the return means; the standards' codes for "not now" and "not at that
    level" are no refusal.
    """
    if error in ("server_error", "temporarily_unavailable"):
        return ProviderDownError(f"The provider says at the return: {error}.")
    if error == "unmet_authentication_requirements":
        return InsufficientAuthenticationError("")
    return RefusedError(error, "the return")
