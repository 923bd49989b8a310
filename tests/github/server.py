"""A GitHub for tests: its API over HTTP on this machine, with the faults that a test asks for."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.github.forge import REPOSITORY, TOKEN, Fault, Github

__all__ = ["REPOSITORY", "TOKEN", "Fault", "Github", "github_server"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    github: Github

    def _serve(self) -> None:
        github = self.github
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        github.asked.append(f"{self.command} {path.removeprefix(f'/repos/{REPOSITORY}')}")
        github.tokens.add(self.headers.get("Authorization", ""))
        fault = self._fault(path)
        kind = fault.kind if fault else ""
        if github.down or kind == "down":
            self.close_connection = True
            return
        time.sleep(fault.seconds if fault else 0)
        if fault and kind.isdigit():
            self._reply(int(kind), {"message": fault.message}, fault.headers)
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        sent = json.loads(body) if body else None
        status, answer = github.answer(self.command, path, query, sent)
        if kind == "cut":
            self.close_connection = True
            return
        self._reply(status, answer, {}, keep=0.5 if kind == "truncated" else 1.0)

    def _fault(self, path: str) -> Fault | None:
        for fault in self.github.faults:
            if re.fullmatch(fault.method, self.command) and re.search(fault.path, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.github.faults.remove(fault)
                return fault
        return None

    def _reply(
        self, status: int, answer: Any, headers: dict[str, str], *, keep: float = 1.0
    ) -> None:
        data = json.dumps(answer).encode()
        data = data[: int(len(data) * keep)]
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = _serve  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@contextmanager
def github_server(bare: Path) -> Iterator[Github]:
    """A running GitHub over a bare repository."""
    github = Github(bare)
    handler = type("Handler", (_Handler,), {"github": github})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    github.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
