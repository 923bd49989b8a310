"""Bring the translation catalogues to the French strings of the code (see scripts/messages)."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "incubator" / "locales"
TEMPLATE = LOCALES / "messages.pot"
CATALOGUES = {"en": LOCALES / "en" / "LC_MESSAGES" / "messages.po"}
# A creation date that moved at each extraction would change the files when no message changed.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = """\
# Translations of Incubator's interface. The texts to translate are in French.
# Written by scripts/messages.
#"""
ABOUT = {
    "project": "Incubator",
    "version": "interface",
    "copyright_holder": "The Incubator contributors",
    "msgid_bugs_address": "see CONTRIBUTING.md",
    "last_translator": "The Incubator contributors",
    "language_team": "The Incubator contributors",
}
# Handlers translate for a request: the text is the second argument.
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "translate": (2,)}
SKIPPED_FOLDERS = {"build", "tests", "var"}
# What is filled in when a text is shown: "%(count)s" in templates, "{reason}" in problems.
PLACEHOLDER = re.compile(r"%\(\w+\)|\{\w+\}")
SHOWN = 30


def wanted(folder: str) -> bool:
    """Tell whether a folder may hold strings: skips what is hidden, installed or built."""
    name = Path(folder).name
    return not name.startswith((".", "_")) and name not in SKIPPED_FOLDERS


def extract() -> Catalog:
    """Return the template catalogue: every string marked in the package and in the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        directory_filter=wanted,
    )
    catalogue = Catalog(
        header_comment=HEADER, creation_date=EPOCH, revision_date=EPOCH, fuzzy=False, **ABOUT
    )
    for source, line, message, comments, context in sorted(found, key=lambda each: each[:2]):
        catalogue.add(message, None, [(source, line)], auto_comments=comments, context=context)
    return catalogue


def text_of(catalogue: Catalog) -> bytes:
    """Return the bytes of a catalogue's file.

    Line numbers are left out: they would change with every edit above a string.
    """
    out = io.BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def updated(locale: str, path: Path, template: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the template's messages.

    New messages are empty: a guess would look like a translation.
    """
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
    else:
        catalogue = Catalog(
            locale=locale, creation_date=EPOCH, revision_date=EPOCH, fuzzy=False, **ABOUT
        )
    catalogue.header_comment = HEADER
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def faults(catalogue: Catalog) -> Iterator[str]:
    """Yield a sentence for each message with no, a doubtful or an unfit translation."""
    for message in catalogue:
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        name = originals[0]
        fields = set(PLACEHOLDER.findall(" ".join(originals)))
        if not texts or not all(texts):
            yield f"no translation: {name!r}"
        elif message.fuzzy:
            yield f"marked fuzzy: {name!r}"
        elif set(PLACEHOLDER.findall(" ".join(map(str, texts)))) != fields:
            yield f"not the same placeholders as {name!r}: {', '.join(sorted(fields)) or 'none'}"
        else:
            yield from (f"{error}: {name!r}" for error in message.check(catalogue))


def main() -> int:
    """Write the files, or with --check only compare; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/messages", description="Bring the translation files to the code."
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail when a file is out of date or a translation is missing",
    )
    check = parser.parse_args().check

    template = extract()
    files = {TEMPLATE: text_of(template)}
    problems = []
    for locale, path in CATALOGUES.items():
        catalogue = updated(locale, path, template)
        files[path] = text_of(catalogue)
        problems += [f"{path.relative_to(ROOT)}: {fault}" for fault in faults(catalogue)]

    for path, content in files.items():
        if path.exists() and path.read_bytes() == content:
            continue
        if check:
            problems.insert(0, f"{path.relative_to(ROOT)} is out of date: run scripts/messages")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"written: {path.relative_to(ROOT)}")

    for problem in problems[:SHOWN]:
        print(problem)
    if len(problems) > SHOWN:
        print(f"... and {len(problems) - SHOWN} more.")
    if not problems:
        print(f"{len(template)} messages, all translated.")
    return 1 if check and problems else 0


if __name__ == "__main__":
    sys.exit(main())
