"""The XML of office files: what in it runs, fetches, or calls another program.

The parser is told to stop at any declaration of a document type: office files have none, and
bombs of entities need one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from incubator.sheets.attachments import faults
from incubator.sheets.attachments.faults import AttachmentError

#: Of a link that is followed when somebody asks for it, these lead to the web and to people.
_LINKS = re.compile(r"(?i)\s*(?:https?:|mailto:|tel:|#|\Z)")
#: A path of the file itself.
_INSIDE = re.compile(r"(?:\./)?(?![/\\.])[^:\\]*\Z|#|data:image/")
#: A template that is elsewhere than on the machine of whoever wrote the document.
_REMOTE = re.compile(r"(?i)\s*(?:https?:|ftp:|smb:|[\\/]{2}|file:[\\/]{2}[^\\/])")
_COMMAND_FIELD = re.compile(r"(?i)\s*\W*DDE(?:AUTO)?\b")
_FETCHING_FIELD = re.compile(r"(?i)\s*\W*INCLUDE(?:TEXT|PICTURE)?\b")
#: What a formula quotes: texts, names of sheets, and tables of constants in OpenDocument.
_QUOTED = re.compile(r"""\"[^"]*"|'[^']*'|\{[^}]*\}""")
#: A formula that asks another program or another machine: cmd|'/c calc'!A1, DDE(...).
_ASKING = re.compile(r"(?i)\||\b(?:DDE|WEBSERVICE)\s*\(")
_FIELD_CODES = {"instrtext", "delinstrtext"}
_FORMULAS = {"f", "definedname"}
_ANCHORS = {"a", "hyperlink"}
#: Elements of OpenDocument that run something, or show what stands elsewhere.
_ACTING = {
    "event-listener": faults.MACROS,
    "script": faults.MACROS,
    "applet": faults.OBJECTS,
    "plugin": faults.OBJECTS,
    "object-ole": faults.OBJECTS,
    "floating-frame": faults.LINKED,
    "section-source": faults.LINKED,
    "table-source": faults.LINKED,
    "cell-range-source": faults.LINKED,
    "dde-source": faults.COMMANDS,
    "dde-link": faults.COMMANDS,
    "dde-connection-decl": faults.COMMANDS,
    "encryption-data": faults.ENCRYPTED,
    "oleobject": faults.OBJECTS,
    "altchunk": faults.OBJECTS,
    "ddelink": faults.COMMANDS,
}


def check_part(content: bytes) -> None:
    """Refuse a part that can do more than to be read.

    Raises:
        AttachmentError: it can, or is no XML.
    """
    reader = _Reader()
    try:
        reader.parse(content)
    except expat.ExpatError as error:
        raise AttachmentError(faults.DAMAGED) from error


class _Reader:
    """One pass over a part: fields and formulas are put together from the pieces they come in."""

    def __init__(self) -> None:
        self._open = ""
        #: The codes of the fields that are open, the innermost last.
        self._fields: list[str] = []
        self._formula: list[str] = []

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)
        # A field that is never closed is still read by some programs.
        for code in self._fields:
            _check_field(code)

    def _doctype(self, *_: object) -> None:
        raise AttachmentError(faults.DAMAGED)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = _local(name)
        if element in _ACTING:
            raise AttachmentError(_ACTING[element])
        self._open = element
        told = {_local(key): value for key, value in attributes.items()}
        if element == "relationship":
            _check_relationship(told)
        elif "href" in told:
            _check_link(element, told["href"])
        if element == "fldsimple":
            _check_field(told.get("instr", ""))
        elif element == "fldchar":
            self._note_field(told.get("fldchartype", ""))
        _check_formula(told.get("formula", ""))

    def _note_field(self, mark: str) -> None:
        if mark == "begin":
            # The name of a field that another field makes up is known only once it is opened.
            if self._fields and not self._fields[-1].strip():
                raise AttachmentError(faults.COMMANDS)
            self._fields.append("")
        elif mark == "end" and self._fields:
            _check_field(self._fields.pop())

    def _end(self, name: str) -> None:
        self._open = ""
        if _local(name) in _FORMULAS:
            _check_formula("".join(self._formula))
            self._formula.clear()

    def _text(self, text: str) -> None:
        if self._open in _FIELD_CODES:
            if not self._fields:
                self._fields.append("")
            self._fields[-1] += text
        elif self._open in _FORMULAS:
            self._formula.append(text)


def _check_field(code: str) -> None:
    if _COMMAND_FIELD.match(code):
        raise AttachmentError(faults.COMMANDS)
    if _FETCHING_FIELD.match(code):
        raise AttachmentError(faults.LINKED)


def _check_formula(formula: str) -> None:
    if _ASKING.search(_QUOTED.sub("", formula)):
        raise AttachmentError(faults.COMMANDS)


def _check_relationship(told: Mapping[str, str]) -> None:
    """A relationship of Office Open XML: outside, only a link that a reader may follow."""
    kind = told.get("type", "").rpartition("/")[2].casefold()
    if kind in {"oleobject", "package", "control", "afchunk", "vbaproject"}:
        raise AttachmentError(faults.OBJECTS)
    if told.get("targetmode", "").casefold() != "external":
        return
    if kind != "hyperlink" or not _LINKS.match(told.get("target", "")):
        raise AttachmentError(faults.LINKED)


def _check_link(element: str, target: str) -> None:
    """An address of OpenDocument: outside, only a link that a reader may follow.

    A document remembers the template that it was made from; one of the web would be fetched.
    """
    if element == "template":
        is_fine = not _REMOTE.match(target)
    else:
        is_fine = bool(_INSIDE.match(target)) or (
            element in _ANCHORS and bool(_LINKS.match(target))
        )
    if not is_fine:
        raise AttachmentError(faults.LINKED)


def _local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2].casefold()
