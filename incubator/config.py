"""Settings: the only module that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: The checkout: ``templates/``, ``static/`` and the demonstration's ``content/`` stand here.
PROJECT_ROOT = Path(__file__).resolve().parent.parent
#: The demonstration's own sheets, and the copy of them that its visitors may change.
DEMONSTRATION_SHEETS = PROJECT_ROOT / "content"
DEMONSTRATION_COPY = PROJECT_ROOT / "var" / "demonstration"
#: Where `incubator charts fetch` puts what draws the charts.
CHARTS_FOLDER = PROJECT_ROOT / "var" / "charts"
#: Names of this machine, for itself only.
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
#: Settings whose value is never shown nor logged.
SECRET_SETTINGS = frozenset(
    "database_url smtp_url oidc_client_secret demonstration_key github_token"
    " github_webhook_secret".split()
)
#: How a change of a sheet becomes public: a commit here, or a pull request on GitHub.
DIRECT, PULL_REQUEST = "direct", "pull_request"

_MAILBOX = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+\.[^\s@<>,;:]+")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")


class ConfigurationError(Exception):
    """A setting can't be used; the message names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with defaults that work on a fresh machine.

    Each field documents the ``INCUBATOR_*`` variable of the same name in upper case.
    """

    content_dir: Path = DEMONSTRATION_SHEETS
    database_url: str = f"sqlite://{PROJECT_ROOT / 'var' / 'incubator.sqlite3'}"
    title: str = ""
    tagline: str = ""
    base_url: str = ""
    live_url: str = ""
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    language: str = "fr"
    skin: str = "neutral"
    skins_dir: Path = PROJECT_ROOT / "var" / "skins"
    attachments_dir: Path | None = None
    source_url: str = ""
    content_url: str = ""
    contact_email: str = ""
    security_contact: str = ""
    log_level: str = "info"
    max_request_bytes: int = 64 * 1024
    api_requests: int = 600
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    sign_in_links: bool = True
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "OpenID Connect"
    oidc_scopes: tuple[str, ...] = ("openid", "email", "profile")
    oidc_acr: tuple[str, ...] = ()
    oidc_trust_email: bool = False
    session_idle_hours: int = 72
    session_max_hours: int = 336
    journal_days: int = 365
    demonstration_key: str = field(default="", repr=False)
    publication: str = DIRECT
    content_repository: str = ""
    content_branch: str = "main"
    github_url: str = "https://api.github.com"
    github_token: str = field(default="", repr=False)
    github_webhook_secret: str = field(default="", repr=False)
    github_web_url: str = "https://github.com"
    github_app_id: str = ""
    github_app_installation: str = ""
    github_app_key_file: Path | None = None
    github_requests: int = 4000
    github_max_wait_seconds: int = 120
    github_history_days: int = 400
    max_image_bytes: int = 8 * 1024 * 1024

    @property
    def attachments_folder(self) -> Path:
        """Where files joined to dossiers are: beside an SQLite database, unless it is said."""
        if self.attachments_dir is not None:
            return self.attachments_dir
        scheme, _, rest = self.database_url.partition("://")
        path = rest.partition("?")[0]
        if scheme != "sqlite" or path == ":memory:":
            return PROJECT_ROOT / "var" / "attachments"
        return Path(path).absolute().parent / "attachments"

    @property
    def is_public(self) -> bool:
        """Whether the site answers to a name that is not this machine's own."""
        named = urlsplit(self.base_url).hostname or "localhost"
        return not _all_loopback((named, *self.allowed_hosts))

    @property
    def is_demonstration(self) -> bool:
        """Whether invented people may sign in with one click: see docs/running.md."""
        if not self.demonstration_key or self.is_public:
            return False
        sheets = {DEMONSTRATION_SHEETS.resolve(), DEMONSTRATION_COPY.resolve()}
        return self.content_dir.resolve() in sheets


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``INCUBATOR_*`` variables.

    Raises:
        ConfigurationError: a variable has a value that can't be used.
    """
    reader = _Reader(os.environ if environ is None else environ)
    defaults = Settings()
    base_url = reader.text("BASE_URL", "").rstrip("/")
    hosts = reader.words("ALLOWED_HOSTS", defaults.allowed_hosts)
    base_host = urlsplit(base_url).hostname
    if base_host and base_host not in hosts:
        hosts = (*hosts, base_host)
    if reader.text("OIDC_ISSUER", "") and not base_url:
        raise ConfigurationError(
            "INCUBATOR_OIDC_ISSUER is set without INCUBATOR_BASE_URL: the provider sends people"
            " back to an address that it knows. Write the site's own."
        )
    if reader.text("SMTP_URL", "") and not base_url and not _all_loopback(hosts):
        raise ConfigurationError(
            "INCUBATOR_SMTP_URL is set without INCUBATOR_BASE_URL: links in mails would begin with"
            " whatever address a request names. Write the site's own."
        )
    has_links = reader.choice("SIGN_IN_LINKS", "yes", ("yes", "no")) == "yes"
    if not has_links and not reader.text("OIDC_ISSUER", ""):
        raise ConfigurationError(
            "INCUBATOR_SIGN_IN_LINKS is no and INCUBATOR_OIDC_ISSUER is not set: nobody could"
            " sign in. Set a provider, or leave the links."
        )
    publication = reader.choice("PUBLICATION", defaults.publication, (DIRECT, PULL_REQUEST))
    repository = reader.text("CONTENT_REPOSITORY", "")
    if publication == PULL_REQUEST and not (
        _REPOSITORY.fullmatch(repository) and reader.text("GITHUB_TOKEN", "")
    ):
        raise ConfigurationError(
            "INCUBATOR_PUBLICATION is pull_request: INCUBATOR_CONTENT_REPOSITORY must name the"
            " repository as owner/name, and INCUBATOR_GITHUB_TOKEN must be set."
        )
    app = ("GITHUB_APP_ID", "GITHUB_APP_INSTALLATION", "GITHUB_APP_KEY_FILE")
    if 0 < sum(bool(reader.text(name, "")) for name in app) < len(app):
        raise ConfigurationError(
            "A GitHub App needs all of INCUBATOR_GITHUB_APP_ID, INCUBATOR_GITHUB_APP_INSTALLATION"
            " and INCUBATOR_GITHUB_APP_KEY_FILE."
        )
    key_file = reader.text("GITHUB_APP_KEY_FILE", "")
    github_url = reader.url("GITHUB_URL") or defaults.github_url
    return Settings(
        content_dir=reader.path("CONTENT_DIR", defaults.content_dir),
        database_url=reader.text("DATABASE_URL", defaults.database_url),
        title=reader.text("TITLE", defaults.title),
        tagline=reader.text("TAGLINE", defaults.tagline),
        base_url=base_url,
        live_url=reader.url("LIVE_URL"),
        allowed_hosts=hosts,
        time_zone=reader.time_zone("TIME_ZONE", defaults.time_zone),
        language=reader.choice("LANGUAGE", defaults.language, ("fr", "en")),
        skin=reader.choice("SKIN", defaults.skin, ("neutral", "official")),
        skins_dir=reader.path("SKINS_DIR", defaults.skins_dir),
        attachments_dir=_path(reader.text("ATTACHMENTS_DIR", "")),
        source_url=reader.url("SOURCE_URL"),
        content_url=reader.url("CONTENT_URL"),
        contact_email=reader.text("CONTACT_EMAIL", ""),
        security_contact=reader.contact("SECURITY_CONTACT"),
        log_level=reader.choice(
            "LOG_LEVEL", defaults.log_level, ("debug", "info", "warning", "error")
        ),
        max_request_bytes=reader.positive("MAX_REQUEST_BYTES", defaults.max_request_bytes),
        api_requests=reader.positive("API_REQUESTS", defaults.api_requests),
        trusted_proxies=reader.words("TRUSTED_PROXIES", defaults.trusted_proxies),
        smtp_url=reader.text("SMTP_URL", ""),
        mail_from=reader.text("MAIL_FROM", ""),
        sign_in_links=has_links,
        oidc_issuer=reader.url("OIDC_ISSUER", keep_slash=True),
        oidc_client_id=reader.text("OIDC_CLIENT_ID", ""),
        oidc_client_secret=reader.text("OIDC_CLIENT_SECRET", ""),
        oidc_name=reader.text("OIDC_NAME", defaults.oidc_name),
        oidc_scopes=reader.words("OIDC_SCOPES", defaults.oidc_scopes),
        oidc_acr=reader.words("OIDC_ACR", ()),
        oidc_trust_email=reader.choice("OIDC_TRUST_EMAIL", "no", ("yes", "no")) == "yes",
        session_idle_hours=reader.positive("SESSION_IDLE_HOURS", defaults.session_idle_hours),
        session_max_hours=reader.positive("SESSION_MAX_HOURS", defaults.session_max_hours),
        journal_days=reader.positive("JOURNAL_DAYS", defaults.journal_days),
        demonstration_key=reader.text("DEMONSTRATION_KEY", ""),
        publication=publication,
        content_repository=repository,
        content_branch=reader.text("CONTENT_BRANCH", defaults.content_branch),
        github_url=github_url,
        github_token=reader.text("GITHUB_TOKEN", ""),
        github_webhook_secret=reader.text("GITHUB_WEBHOOK_SECRET", ""),
        github_web_url=reader.url("GITHUB_WEB_URL") or _web_address(github_url),
        github_app_id=reader.text("GITHUB_APP_ID", ""),
        github_app_installation=reader.text("GITHUB_APP_INSTALLATION", ""),
        github_app_key_file=_path(key_file),
        github_requests=reader.positive("GITHUB_REQUESTS", defaults.github_requests),
        github_max_wait_seconds=reader.positive(
            "GITHUB_MAX_WAIT_SECONDS", defaults.github_max_wait_seconds
        ),
        github_history_days=reader.positive("GITHUB_HISTORY_DAYS", defaults.github_history_days),
        max_image_bytes=reader.positive("MAX_IMAGE_BYTES", defaults.max_image_bytes),
    )


def _path(text: str) -> Path | None:
    """A path as it is written in a variable; None where none is."""
    return Path(text).expanduser().absolute() if text else None


def _web_address(api: str) -> str:
    """Where people see what an API serves: GitHub's own, else a GitHub Enterprise's."""
    if api == Settings().github_url:
        return "https://github.com"
    return api.removesuffix("/api/v3")


def _all_loopback(hosts: Iterable[str]) -> bool:
    return {host.strip("[]") for host in hosts} <= LOOPBACK_HOSTS


class _Reader:
    """Typed access to the variables, each error naming its variable."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(f"INCUBATOR_{name}", "").strip() or default

    def path(self, name: str, default: Path) -> Path:
        value = self.text(name, "")
        return Path(value).expanduser().absolute() if value else default

    def words(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.text(name, "")
        return tuple(word.strip() for word in value.split(",") if word.strip()) or default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default).lower()
        if value not in choices:
            raise ConfigurationError(
                f"INCUBATOR_{name} is {value!r}; write one of: {', '.join(choices)}."
            )
        return value

    def positive(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) == 0:
            raise ConfigurationError(
                f"INCUBATOR_{name} is {value!r}; write a whole number above zero."
            )
        return int(value)

    def url(self, name: str, *, keep_slash: bool = False) -> str:
        value = self.text(name, "")
        value = value if keep_slash else value.rstrip("/")
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ConfigurationError(
                f"INCUBATOR_{name} is {value!r}; write an address that begins with https://."
            )
        return value

    def contact(self, name: str) -> str:
        value = self.text(name, "")
        if value and not value.startswith("https://") and not _MAILBOX.fullmatch(value):
            raise ConfigurationError(
                f"INCUBATOR_{name} is {value!r}; write the address of a mailbox, or of a page that"
                " begins with https://."
            )
        return value

    def time_zone(self, name: str, default: ZoneInfo) -> ZoneInfo:
        value = self.text(name, default.key)
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigurationError(
                f"INCUBATOR_{name} is {value!r}; write a name such as Europe/Paris."
            ) from error
