"""What a GitHub for tests answers, from a real bare Git repository; and what others do there."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = "fabrique/fiches"
TOKEN = "ghp_un-jeton-que-personne-ne-doit-lire"
Answer = tuple[int, Any]


@dataclass
class Fault:
    """What goes wrong with the next requests that match: ``kind`` is a status, or in words.

    "cut" does the work and hangs up before the answer; "truncated" sends half of it.
    """

    kind: str
    method: str = ".*"
    path: str = ".*"
    times: int = 1
    message: str = "A fault of the tests"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class Github:
    """The server's state, and what tests do as other people on GitHub."""

    bare: Path
    port: int = 0
    down: bool = False
    faults: list[Fault] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def git(self, *arguments: str, data: bytes = b"", **environ: str) -> str:
        person = {"NAME": "Robot", "EMAIL": "robot@exemple.fr"}
        names = {f"GIT_{who}_{k}": v for who in ("AUTHOR", "COMMITTER") for k, v in person.items()}
        done = subprocess.run(
            ["git", "-C", str(self.bare), *arguments],
            input=data,
            capture_output=True,
            check=True,
            env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull} | names | environ,
        )
        return done.stdout.decode().strip()

    def head(self, branch: str) -> str | None:
        try:
            return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        except subprocess.CalledProcessError:
            return None

    def read(self, branch: str, path: str) -> bytes | None:
        """A file of a branch."""
        try:
            return subprocess.run(
                ["git", "-C", str(self.bare), "cat-file", "blob", f"{branch}:{path}"],
                capture_output=True,
                check=True,
            ).stdout
        except subprocess.CalledProcessError:
            return None

    def commit(
        self, branch: str, path: str, data: bytes, message: str = "Ailleurs", **author: str
    ) -> str:
        """Somebody's commit of one file; ``name`` and ``email`` are the author's."""
        head = self.head(branch)
        assert head
        index = {"GIT_INDEX_FILE": str(self.bare / f"index-{threading.get_ident()}")}
        self.git("read-tree", head, **index)
        blob = self.git("hash-object", "-w", "--stdin", data=data)
        self.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", **index)
        tree = self.git("write-tree", **index)
        names = {f"GIT_AUTHOR_{key.upper()}": value for key, value in author.items()}
        made = self.git("commit-tree", tree, "-p", head, data=message.encode(), **names)
        self.git("update-ref", f"refs/heads/{branch}", made, head)
        return made

    def log(self, branch: str, base: str = "main") -> list[str]:
        """The branch's own commits, oldest first, with their authors."""
        form = "--format=%s|%an <%ae>|%cn"
        told = self.git("log", "--reverse", "--first-parent", form, f"{base}..{branch}")
        return told.splitlines()

    def merge(self, number: int, *, delete: bool = True) -> None:
        """Merge a pull request, as somebody does on its page."""
        pull = self.pulls[number - 1]
        branch = pull["head"]
        main, head = self.head("main"), self.head(branch)
        assert main
        assert head
        tree = self.git("merge-tree", "--write-tree", main, head)
        made = self.git("commit-tree", tree, "-p", main, "-p", head, data=b"Merge")
        self.git("update-ref", "refs/heads/main", made)
        pull |= {"state": "closed", "merged": True, "head_sha": head}
        if delete:
            self.git("update-ref", "-d", f"refs/heads/{branch}")

    def close(self, number: int) -> None:
        pull = self.pulls[number - 1]
        pull |= {"state": "closed", "head_sha": self.head(pull["head"])}

    # What the API answers.

    def answer(self, method: str, path: str, query: dict[str, str], sent: Any) -> Answer:
        prefix = f"/repos/{REPOSITORY}"
        if not path.startswith(prefix):
            return 404, {"message": "Not Found"}
        for verb, pattern, work in _ROUTES:
            match = re.fullmatch(pattern, path.removeprefix(prefix))
            if verb == method and match:
                with self.lock:
                    answer: Answer = getattr(self, work)(*match.groups(), query=query, sent=sent)
                return answer
        return 404, {"message": "Not Found"}

    def _get_ref(self, name: str, **_: Any) -> Answer:
        sha = self.head(name)
        if sha is None:
            return 404, {"message": "Not Found"}
        return 200, {"ref": f"refs/heads/{name}", "object": {"type": "commit", "sha": sha}}

    def _create_ref(self, sent: Any, **_: Any) -> Answer:
        name = sent["ref"].removeprefix("refs/heads/")
        if self.head(name):
            return 422, {"message": "Reference already exists"}
        self.git("update-ref", sent["ref"], sent["sha"])
        return 201, {"ref": sent["ref"], "object": {"type": "commit", "sha": sent["sha"]}}

    def _get_contents(self, path: str, query: dict[str, str], **_: Any) -> Answer:
        data = self.read(query["ref"], path)
        if data is None:
            return 404, {"message": "Not Found"}
        blob = self.git("rev-parse", f"{query['ref']}:{path}")
        is_long = len(data) > 1024 * 1024
        content = {
            "encoding": "none" if is_long else "base64",
            "content": "" if is_long else base64.encodebytes(data).decode(),
        }
        return 200, {"type": "file", "path": path, "sha": blob, **content}

    def _put_contents(self, path: str, sent: Any, **_: Any) -> Answer:
        branch = sent["branch"]
        if self.head(branch) is None:
            return 404, {"message": f"Branch {branch} not found"}
        if self.read(branch, path) is not None:
            if "sha" not in sent:
                return 422, {"message": 'Invalid request.\n\n"sha" wasn\'t supplied.'}
            if self.git("rev-parse", f"{branch}:{path}") != sent["sha"]:
                return 409, {"message": f"{path} does not match {sent['sha']}"}
        data = base64.b64decode(sent["content"])
        made = self.commit(branch, path, data, sent["message"], **sent.get("author", {}))
        blob = self.git("rev-parse", f"{branch}:{path}")
        return 200, {"content": {"path": path, "sha": blob}, "commit": {"sha": made}}

    def _get_blob(self, sha: str, **_: Any) -> Answer:
        try:
            data = self.git("cat-file", "blob", sha)
        except subprocess.CalledProcessError:
            return 404, {"message": "Not Found"}
        raw = subprocess.run(
            ["git", "-C", str(self.bare), "cat-file", "blob", sha], capture_output=True, check=True
        ).stdout
        assert raw.decode().strip() == data
        content = base64.encodebytes(raw).decode()
        return 200, {"sha": sha, "encoding": "base64", "content": content}

    def _pull(self, pull: dict[str, Any]) -> dict[str, Any]:
        number = pull["number"]
        sha = pull.get("head_sha") or self.head(pull["head"])
        return {
            "number": number,
            "state": pull["state"],
            "merged": pull.get("merged", False),
            "title": pull["title"],
            "body": pull["body"],
            "html_url": f"https://github.example/{REPOSITORY}/pull/{number}",
            "url": f"{self.url}/repos/{REPOSITORY}/pulls/{number}",
            "head": {"ref": pull["head"], "sha": sha},
            "base": {"ref": pull["base"]},
        }

    def _list_pulls(self, query: dict[str, str], **_: Any) -> Answer:
        found = [
            self._pull(pull)
            for pull in reversed(self.pulls)
            if query["state"] in ("all", pull["state"])
            and query["head"] == f"{REPOSITORY.split('/', maxsplit=1)[0]}:{pull['head']}"
            and query["base"] == pull["base"]
        ]
        return 200, found

    def _create_pull(self, sent: Any, **_: Any) -> Answer:
        head, base = sent["head"], sent["base"]
        if any((pull["head"], pull["state"]) == (head, "open") for pull in self.pulls):
            text = f"A pull request already exists for {head}."
            return 422, {"message": "Validation Failed", "errors": [{"message": text}]}
        if not self.git("log", "--format=%H", f"{base}..{head}"):
            text = f"No commits between {base} and {head}"
            return 422, {"message": "Validation Failed", "errors": [{"message": text}]}
        pull = {"number": len(self.pulls) + 1, "state": "open", **sent}
        self.pulls.append(pull)
        return 201, self._pull(pull)

    def _get_pull(self, number: str, **_: Any) -> Answer:
        if int(number) > len(self.pulls):
            return 404, {"message": "Not Found"}
        return 200, self._pull(self.pulls[int(number) - 1])

    def _edit_pull(self, number: str, sent: Any, **_: Any) -> Answer:
        self.pulls[int(number) - 1] |= sent
        return 200, self._pull(self.pulls[int(number) - 1])

    def _runs(self, sha: str, **_: Any) -> Answer:
        runs = self.runs.get(sha, [])
        return 200, {"total_count": len(runs), "check_runs": runs}

    def _status(self, sha: str, **_: Any) -> Answer:
        states = self.states.get(sha, [])
        order = ("failure", "pending", "success")
        state = next((one for one in order if one in states), "pending")
        return 200, {"state": state, "total_count": len(states), "statuses": []}


_ROUTES = [
    ("GET", "/git/ref/heads/(.+)", "_get_ref"),
    ("POST", "/git/refs", "_create_ref"),
    ("GET", "/contents/(.+)", "_get_contents"),
    ("PUT", "/contents/(.+)", "_put_contents"),
    ("GET", "/git/blobs/(.+)", "_get_blob"),
    ("GET", "/pulls", "_list_pulls"),
    ("POST", "/pulls", "_create_pull"),
    ("GET", r"/pulls/(\d+)", "_get_pull"),
    ("PATCH", r"/pulls/(\d+)", "_edit_pull"),
    ("GET", "/commits/(.+)/check-runs", "_runs"),
    ("GET", "/commits/(.+)/status", "_status"),
]
