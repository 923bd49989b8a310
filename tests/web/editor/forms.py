"""A form as a browser sends it, and what a save changed in a file."""

from __future__ import annotations

from typing import Any

import httpx

from tests.web.dom import Node, parse


def form_of(page: httpx.Response, **changes: str | list[str] | None) -> dict[str, Any]:
    """The fields of the editor's form as a browser sends them, with what somebody typed.

    In a name, ``__`` stands for a hyphen. None takes the field out.
    """
    forms = [
        node for node in parse(page.text).all("form") if "inc-editor" in node.attrs.get("class", "")
    ]
    assert len(forms) == 1, page.text
    sent: dict[str, Any] = {}
    for field in forms[0].walk():
        name = field.attrs.get("name")
        if name and field.tag in {"input", "select", "textarea"} and _is_sent(field):
            sent.setdefault(name, []).append(_value(field))
    for name, typed in changes.items():
        if typed is None:
            sent.pop(name.replace("__", "-"), None)
        else:
            sent[name.replace("__", "-")] = typed
    return sent


def _is_sent(field: Node) -> bool:
    is_box = field.attrs.get("type") in {"checkbox", "radio"}
    return not is_box or "checked" in field.attrs


def _value(field: Node) -> str:
    if field.tag == "select":
        options = field.all("option")
        chosen = [one for one in options if "selected" in one.attrs] or options[:1]
        return chosen[0].attrs["value"]
    if field.tag == "textarea":
        # A browser sends line ends as CR LF, and leaves out the first one.
        return field.raw_text.removeprefix("\n").replace("\n", "\r\n")
    return field.attrs.get("value", "")


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]
