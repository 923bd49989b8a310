"""A graph written as JSON-LD and as Turtle: the few forms of RDF that a catalogue needs.

A library for RDF takes more memory than all the rest of a worker's catalogue; the tests have one,
which reads both forms and finds the same graph in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

JSON_LD = "application/ld+json; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
#: The vocabularies, by the prefix of their names.
PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# What an address may be made of (RFC 3987): the rest is written in percents.
_ADDRESS = ":/?#[]@!$&'()*+,;=-._~%"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True, slots=True)
class Iri:
    """What has an address; nothing more is said of it here."""

    address: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language, or in none."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that stands for a value; ``kind`` is a name such as ``xsd:date``."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Node:
    """Something and what is said of it; one without an address is said of where it stands."""

    address: str
    kind: str
    said: Sequence[tuple[str, Object]]


Object = Iri | Text | Typed | Node
Graph = Sequence[Node]


def as_json_ld(graph: Graph) -> str:
    """The graph with the vocabularies' prefixes as its context."""
    document = {"@context": dict(PREFIXES), "@graph": [_json_node(node) for node in graph]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json_node(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": _encoded(node.address)} if node.address else {}
    found["@type"] = node.kind
    for name, values in _by_name(node):
        written = [_json_value(value) for value in values]
        found[name] = written[0] if len(written) == 1 else written
    return found


def _json_value(value: Object) -> dict[str, Any]:
    if isinstance(value, Node):
        return _json_node(value)
    if isinstance(value, Iri):
        return {"@id": _encoded(value.address)}
    if isinstance(value, Typed):
        return {"@value": value.text, "@type": value.kind}
    found = {"@value": value.text}
    return {**found, "@language": value.language} if value.language else found


def as_turtle(graph: Graph) -> str:
    """The graph as people read it best."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in graph:
        lines += ["", f"<{_encoded(node.address)}> {_turtle_said(node, '  ')} ."]
    return "\n".join(lines) + "\n"


def _turtle_said(node: Node, indent: str) -> str:
    said = [f"a {node.kind}"]
    for name, values in _by_name(node):
        said.append(f"{name} {', '.join(_turtle_value(value, indent) for value in values)}")
    return f" ;\n{indent}".join(said)


def _turtle_value(value: Object, indent: str) -> str:
    if isinstance(value, Node):
        return f"[\n{indent}  {_turtle_said(value, indent + '  ')}\n{indent}]"
    if isinstance(value, Iri):
        return f"<{_encoded(value.address)}>"
    text = _UNSAFE.sub(_escape, value.text)
    if isinstance(value, Typed):
        return f'"{text}"^^{value.kind}'
    return f'"{text}"@{value.language}' if value.language else f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    return _SHORT.get(sign, f"\\u{ord(sign):04X}")


def _encoded(address: str) -> str:
    return quote(address, safe=_ADDRESS)


def _by_name(node: Node) -> Iterable[tuple[str, list[Object]]]:
    found: dict[str, list[Object]] = {}
    for name, value in node.said:
        found.setdefault(name, []).append(value)
    return found.items()
