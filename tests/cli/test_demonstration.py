"""One-click sign-in as invented people: on the demonstration, on this machine, nowhere else."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from incubator.actions.demonstration import PERSONAS
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.store import models
from incubator.store.database import open_database
from tests.builders import command, incubator
from tests.cli.test_running import PATIENCE_SECONDS, Running
from tests.conftest import DEMONSTRATION
from tests.web.door import Door

ADDRESS = re.compile(r"http://\S+/demonstration/(\w+)\?cle=\S+")
BANNER = 'inc-demo"'
KEY = "cle-que-quelqu-un-a-mise"


@contextmanager
def serving(*options: str, content: Path, url: str, **settings: str) -> Iterator[tuple[str, str]]:
    """A server that has started: its address, and everything that it printed until then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    arguments = ["serve", "--port", port, *options]
    process = subprocess.Popen(
        **command(*arguments, content=content, url=url, PYTHONUNBUFFERED="1", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    running, address = Running(process), f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert process.poll() is None
            assert time.monotonic() < deadline, "The server never answered."
            try:
                httpx.get(f"{address}/sante", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        time.sleep(0.1)
        printed = ""
        while not running.lines.empty():
            printed += running.lines.get()
        yield address, printed
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> str:
    """The demonstration's sheets, in a database that the servers here share."""
    path = tmp_path_factory.mktemp("demonstration") / "demonstration.sqlite3"
    shutil.copy(sqlite_template, path)
    found = f"sqlite://{path}"
    assert incubator("sync", content=DEMONSTRATION, url=found).returncode == 0
    return found


def test_each_address_signs_in_as_its_person(url: str) -> None:
    with serving("--demonstration", content=DEMONSTRATION, url=url) as (address, printed):
        addresses = {found[1]: found[0] for found in ADDRESS.finditer(printed)}
        assert list(addresses) == list(PERSONAS)
        for word, persona in PERSONAS.items():
            assert f"{persona.name}, {persona.label}" in printed
            with httpx.Client(trust_env=False) as browser:
                answer = browser.get(addresses[word])
                assert (answer.status_code, answer.headers["location"]) == (303, "/espace")
                page = browser.get(f"{address}/espace")
                assert page.status_code == 200
                assert persona.name in page.text
                assert BANNER in page.text
        assert BANNER in httpx.get(address, trust_env=False).text
        # Behind a proxy, "from this machine" says nothing about who asks.
        for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"):
            headers = {name: "127.0.0.1"}
            answer = httpx.get(addresses["administrateur"], headers=headers, trust_env=False)
            assert answer.status_code == 404, name


def test_its_people_do_not_stay_when_it_becomes_a_site(url: str) -> None:
    """A demonstration's database may be kept: its administrator must not come along."""
    with serving("--demonstration", content=DEMONSTRATION, url=url) as (address, printed):
        addresses = {found[1]: found[0] for found in ADDRESS.finditer(printed)}
        with httpx.Client(trust_env=False) as browser:
            browser.get(addresses["administrateur"])
            assert browser.get(f"{address}/admin").status_code == 200
            cookie = browser.cookies["session"]
    with serving(content=DEMONSTRATION, url=url) as (address, _):
        answer = httpx.get(f"{address}/admin", cookies={"session": cookie}, trust_env=False)
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("options", "settings", "reason"),
    [
        (["--demonstration"], {"INCUBATOR_CONTENT_DIR": "copy"}, "not the demonstration's sheets"),
        (
            ["--demonstration"],
            {"INCUBATOR_BASE_URL": "https://incubateur.example"},
            "INCUBATOR_BASE_URL is a public address",
        ),
        (["--demonstration", "--host", "0.0.0.0"], {}, "can be reached from elsewhere"),  # noqa: S104
        ([], {}, ""),
    ],
    ids=["other sheets", "public address", "every network", "not asked for"],
)
def test_nothing_of_it_exists_elsewhere(
    url: str, content: Path, options: list[str], settings: dict[str, str], reason: str
) -> None:
    folder = content if settings.pop("INCUBATOR_CONTENT_DIR", "") else DEMONSTRATION
    environ = {"INCUBATOR_DEMONSTRATION_KEY": KEY, **settings}
    with serving(*options, content=folder, url=url, **environ) as (address, printed):
        assert not ADDRESS.search(printed)
        assert reason in printed
        assert ("No demonstration accounts" in printed) is bool(reason)
        for word in PERSONAS:
            for key in (KEY, ""):
                answer = httpx.get(f"{address}/demonstration/{word}?cle={key}", trust_env=False)
                assert answer.status_code == 404
                assert "set-cookie" not in answer.headers
        assert BANNER not in httpx.get(address, trust_env=False).text


# The route itself.


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        await sync_sheets(DEMONSTRATION)
        yield Door(sqlite_url, changes={"demonstration_key": KEY})


def test_a_key_makes_a_demonstration_only_on_its_sheets_and_on_this_machine(content: Path) -> None:
    demonstration = Settings(demonstration_key=KEY)
    assert demonstration.is_demonstration
    assert not replace(demonstration, demonstration_key="").is_demonstration
    assert not replace(demonstration, content_dir=content).is_demonstration
    assert not replace(demonstration, base_url="https://incubateur.example").is_demonstration
    assert replace(demonstration, base_url="http://127.0.0.1:8300").is_demonstration


@pytest.mark.parametrize("key", ["", "autre", KEY[:-1], KEY + "x", "é", KEY.upper()])
async def test_a_wrong_key_finds_nothing(door: Door, key: str) -> None:
    answer = await door.browser().get("/demonstration/sponsor", params={"cle": key})
    assert answer.status_code == 404
    assert await models.Account.all().count() == 0


async def test_nobody_else_is_there(door: Door) -> None:
    assert (await door.browser().get(f"/demonstration/autre?cle={KEY}")).status_code == 404


@pytest.mark.parametrize("network", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "testclient", ""])
async def test_another_machine_finds_nothing(door: Door, network: str) -> None:
    answer = await door.browser(network=network).get(f"/demonstration/sponsor?cle={KEY}")
    assert answer.status_code == 404


@pytest.mark.parametrize("network", ["127.0.0.1", "127.0.0.2", "::1"])
async def test_the_next_click_finds_the_person_as_described(door: Door, network: str) -> None:
    for _ in range(2):
        browser = door.browser(network=network)
        answer = await browser.get(f"/demonstration/intrapreneuse?cle={KEY}")
        assert answer.status_code == 303
        assert (await browser.get("/espace/startups/bail-en-main/acces")).status_code == 200
        await models.Account.all().update(disabled_at=door.clock())
        await models.RoleGrant.all().update(revoked_at=door.clock(), revoked_by="x")
    assert await models.Account.all().count() == 1
    assert await models.OutboxMail.all().count() == 0


async def test_a_demonstration_of_before_does_not_outlive_its_key(door: Door) -> None:
    """The routes are gone with the key; the same database serves a site without them."""
    later = Door(door.url)
    answer = await later.browser().get(f"/demonstration/sponsor?cle={KEY}")
    assert answer.status_code == 404
