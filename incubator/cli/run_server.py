"""The serve command: checks first, then uvicorn with the workers asked for."""

from __future__ import annotations

import asyncio
import os
import socket
from dataclasses import dataclass, replace

import click

from incubator.actions.carriers import carrier_for
from incubator.actions.demonstration import PERSONAS
from incubator.actions.migrate import require_migrated
from incubator.config import LOOPBACK_HOSTS, Settings
from incubator.store.database import open_database
from incubator.store.tokens import new_secret

_ANY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - only compared with


class ServeError(Exception):
    """The server can't start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens, and with how many processes."""

    host: str
    port: int
    workers: int


def serve(settings: Settings, listening: Listening, *, demonstration: bool = False) -> None:
    """Serve until interrupted; ``demonstration`` lets invented people in, where it may.

    Raises:
        ServeError: the port is taken, or the official skin was not fetched.
        DatabaseError: the database can't be opened or lacks migrations.
    """
    import uvicorn

    host, port = listening.host, listening.port
    _check_skin(settings)
    carrier_for(settings)
    asyncio.run(_check_database(settings.database_url))
    _check_port(host, port)
    key = _demonstration_key(settings, host) if demonstration else ""
    _hand_on(replace(settings, demonstration_key=key), host)
    shown = "127.0.0.1" if host in _ANY_ADDRESS else host
    click.echo(f"Incubator is at http://{shown}:{port} (Ctrl-C stops).")
    if key:
        _print_people(f"http://{shown}:{port}", key)
    uvicorn.run(
        "incubator.app:create_app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=listening.workers,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
    )


def _hand_on(settings: Settings, host: str) -> None:
    """Workers are new processes: they read what this one was told from the environment."""
    hosts = settings.allowed_hosts
    if host not in _ANY_ADDRESS and host not in hosts:
        hosts = (*hosts, host)
    os.environ["INCUBATOR_CONTENT_DIR"] = str(settings.content_dir)
    os.environ["INCUBATOR_DATABASE_URL"] = settings.database_url
    os.environ["INCUBATOR_ALLOWED_HOSTS"] = ",".join(hosts)
    os.environ["INCUBATOR_DEMONSTRATION_KEY"] = settings.demonstration_key


def _demonstration_key(settings: Settings, host: str) -> str:
    """A new key, or "" with the reason where there can be no demonstration."""
    key = new_secret()
    if host not in LOOPBACK_HOSTS:
        click.echo(f"No demonstration accounts: {host} can be reached from elsewhere.")
    elif settings.is_public:
        click.echo("No demonstration accounts: INCUBATOR_BASE_URL is a public address.")
    elif not replace(settings, demonstration_key=key).is_demonstration:
        click.echo("No demonstration accounts: these are not the demonstration's sheets.")
    else:
        return key
    return ""


def _print_people(address: str, key: str) -> None:
    click.echo("Sign in with one click as somebody of the demonstration:")
    for word, persona in PERSONAS.items():
        click.echo(
            f"  {persona.name}, {persona.label}\n    {address}/demonstration/{word}?cle={key}"
        )


def _check_skin(settings: Settings) -> None:
    if settings.skin == "official" and not (settings.skins_dir / "dsfr").is_dir():
        raise ServeError(
            "INCUBATOR_SKIN is official, but the style sheet is not here."
            " Run `incubator skin fetch` first."
        )


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"{host}:{port} can't be used ({error.strerror})."
                f" Stop what listens there, or choose another with --port {port + 1}."
            ) from error


async def _check_database(url: str) -> None:
    async with open_database(url):
        await require_migrated(url)
