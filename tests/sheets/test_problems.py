"""Every rule has its sentences, and they can be written with what problems carry."""

from __future__ import annotations

import ast
import json
import string
from collections import defaultdict
from pathlib import Path

import pytest

from incubator import sheets
from incubator.i18n import LANGUAGES, translations
from incubator.sheets.problems import RULES, Level, Problem

SOURCES = sorted(
    [*Path(sheets.__path__[0]).glob("*.py"), *Path(sheets.__path__[0]).parent.glob("actions/*.py")]
)


def placeholders(rule: str) -> set[str]:
    sentences = RULES[rule].message + RULES[rule].advice
    return {name for _, name, _, _ in string.Formatter().parse(sentences) if name}


def test_rules_are_errors_or_warnings_with_a_sentence_and_an_advice() -> None:
    for name, rule in RULES.items():
        assert rule.level in Level
        assert rule.message, name
        assert rule.advice, name


def uses() -> dict[str, list[set[str]]]:
    """The names of the parameters with which each rule is reported, call by call."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    for source in SOURCES:
        for function in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            named = {
                node.targets[0].id: node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    _note(node, named, found)
    return found


def _note(call: ast.Call, named: dict[str, ast.expr], found: dict[str, list[set[str]]]) -> None:
    is_report = isinstance(call.func, ast.Attribute) and call.func.attr == "report"
    is_problem = isinstance(call.func, ast.Name) and call.func.id == "Problem"
    if not (is_report or is_problem):
        return
    place = 0 if is_report else 1
    rules = [
        node.value
        for node in ast.walk(call.args[place])
        if isinstance(node, ast.Constant) and node.value in RULES
    ]
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    if is_problem:
        params = next((k.value for k in call.keywords if k.arg == "params"), None)
        if isinstance(params, ast.Name):
            params = named.get(params.id)
        keys = params.keys if isinstance(params, ast.Dict) else []
        given = {key.value for key in keys if isinstance(key, ast.Constant)}
    for rule in rules:
        found[str(rule)].append({str(name) for name in given})


def test_each_report_carries_what_its_rules_sentences_name() -> None:
    found = uses()
    assert len(found) > 15
    for rule, calls in found.items():
        for given in calls:
            assert placeholders(rule) <= given, rule


def test_no_rule_is_without_use() -> None:
    assert set(RULES) - set(uses()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_can_be_told_in_each_language(rule: str, language: str) -> None:
    translate = translations(language).gettext
    params = dict.fromkeys(placeholders(rule), "{braces} and %s")
    told = Problem("startups/a.md", rule, "k", 3, params).as_json(translate)
    assert told["message"]
    assert told["advice"]
    assert (told["file"], told["line"], told["key"]) == ("startups/a.md", 3, "k")
    json.dumps(told)


def test_a_long_value_is_cut_in_a_sentence() -> None:
    problem = Problem("startups/a.md", "address", params={"value": "x" * 999})
    assert len(problem.message(str)) < 250
