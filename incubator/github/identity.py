"""As whom GitHub is asked: a token, an App's installation, or nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from github.Auth import AppAuth, AppInstallationAuth, Auth, Token

from incubator.github.client import PAUSE_SECONDS, TIMEOUT_SECONDS, told
from incubator.github.errors import Reason, RefusedError


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """The API's address and what opens it: a token, an App's installation, or nothing.

    ``app_key`` is the App's private key in PEM. ``max_wait_seconds`` bounds each wait that GitHub
    asks for: when it is longer, the failure is told at once.
    """

    url: str
    token: str = field(default="", repr=False)
    app_id: str = ""
    app_installation: str = ""
    app_key: str = field(default="", repr=False)
    max_wait_seconds: float = 120
    timeout_seconds: int = TIMEOUT_SECONDS
    pause_seconds: float | None = PAUSE_SECONDS


class Identity:
    """Who asks. ``auth`` is None for nobody.

    Raises:
        RefusedError: an App is named without its installation or its key.
    """

    def __init__(self, settings: ApiSettings) -> None:
        self._settings = settings
        self._lent = ""
        self.auth = _auth(settings)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no error may carry any further."""
        return (self._settings.token, self._settings.app_key, self._lent)

    def renew(self) -> None:
        """Have a token of the installation: PyGithub renews it shortly before it ends.

        Raises:
            RefusedError: GitHub does not know the App or its installation, or the key is no key.
            UnavailableError: it may work later.
        """
        if not isinstance(self.auth, AppInstallationAuth):
            return
        try:
            self._lent = self.auth.token
        except Exception as error:
            failure = told(error)
            if failure is None or isinstance(failure, RefusedError):
                detail = failure.detail if failure else type(error).__name__
                raise RefusedError(Reason.BAD_TOKEN, f"App: {detail}") from None
            raise failure from None


def _auth(settings: ApiSettings) -> Auth | None:
    if settings.token:
        return Token(settings.token)
    if not settings.app_id:
        return None
    if not settings.app_installation.isdecimal() or not settings.app_key:
        raise RefusedError(Reason.BAD_TOKEN, "App: installation, key")
    app = AppAuth(settings.app_id, settings.app_key)
    return app.get_installation_auth(int(settings.app_installation))
