"""Markdown to HTML: what a sheet may show, held against hostile texts by parsing the result."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.sheets.render import (
    MAX_BRACKETS,
    MAX_HEADINGS,
    MAX_QUOTE_DEPTH,
    MAX_RAW_TAGS,
    RenderError,
    plain_text,
    render,
)
from tests.sheets.html import Reading, skips

HOSTILE = """
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script\n>alert(1)</script\n>
<script/x>alert(1)</script>
<<script>alert(1);//<</script>
<script>alert(1)
<p onclick=alert(1)>x</p>
<b/onmouseover=alert(1)>x</b>
<a href="https://a.example" onfocus="alert(1)" autofocus style="x" id="y" target="_top">x</a>
<img src=x onerror=alert(1)>
<img src="x" alt="`><script>alert(1)</script>">
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<svg><foreignObject><p><iframe src=javascript:alert(1)></iframe></p></foreignObject></svg>
<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=x&gt;">
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<math><annotation-xml encoding="text/html"><p><script>alert(1)</script></p></annotation-xml></math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<iframe src="https://evil.example"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="data:text/html,<script>alert(1)</script>"></object>
<embed src="javascript:alert(1)">
<applet code=x></applet>
<style>@import url(//evil.example);</style>
<link rel=stylesheet href=//evil.example/x.css>
<p style="background:url(javascript:alert(1))">x</p>
<form action="//evil.example"><input name=q><button formaction=javascript:alert(1)>x</form>
<textarea><script>alert(1)</script></textarea>
<select><option><script>alert(1)</script></option></select>
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<base href="https://evil.example/">
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<title><img src=x onerror=alert(1)></title>
<xmp><img src=x onerror=alert(1)></xmp>
<plaintext><script>alert(1)</script>
<frameset onload=alert(1)><frame src=x></frameset>
<body onload=alert(1)><html onload=alert(1)><head>
<video src=x onerror=alert(1)><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>x</marquee>
<details ontoggle=alert(1) open>x</details>
<x-custom onclick=alert(1)>x</x-custom>
<a href="javascript:alert(1)">x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="java&#x09;script:alert(1)">x</a>
<a href="java\tscript:alert(1)">x</a>
<a href="java\nscript:alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href="&#106;&#97;vascript:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="javascript&#0000058alert(1)">x</a>
<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="file:///etc/passwd">x</a>
<a href="blob:https://a.example/x">x</a>
<a href=`javascript:alert(1)`>x</a>
<a href='javascript:alert(1)'title="x">x</a>
[x](javascript:alert(1))
[x](JAVASCRIPT:alert(1))
[x](<javascript:alert(1)>)
[x]( javascript:alert(1) "t")
[x](java&#10;script:alert(1))
[x](&#106;avascript:alert(1))
[x](data:text/html,<script>alert(1)</script>)
[x](vbscript:alert(1))
[x](https://a.example "\\" onclick=\\"alert(1)")
[x](https://a.example'onclick='alert(1))
[x]: javascript:alert(1)\n\n[x] and [y][x]
<javascript:alert(1)>
<data:text/html,x@y.example>
![x](javascript:alert(1))
![x" onerror="alert(1)](https://a.example/x.png)
[![x](https://a.example/x.png)](javascript:alert(1))
`<script>alert(1)</script>`
```\n<script>alert(1)</script>\n```
```"><script>alert(1)</script>\nx\n```
    <script>alert(1)</script>
|a|\n|-|\n|<script>alert(1)</script>|
> <script>alert(1)</script>
- <script>alert(1)</script>
# <script>alert(1)</script>
# <img src=x onerror=alert(1)>
<!-- <script>alert(1)</script> -->
<!--><script>alert(1)</script>-->
<!--!><img src=x onerror=alert(1)>
<![CDATA[<script>alert(1)</script>]]>
<?php echo 1 ?><script>alert(1)</script>
<!DOCTYPE html><script>alert(1)</script>
<b><i><u>never closed
</p></b></div></html>
<table><td><script>alert(1)</script><table><a href=javascript:alert(1)>
<h1 onclick=alert(1)>x</h1><h6>y</h6>
<a title="</a><script>alert(1)</script>" href="/x">x</a>
<a title="<h5>" href="/x">x</a>
<abbr title='"><script>alert(1)</script>'>x</abbr>
<ol start="1 onclick=alert(1)"><li>x</ol>
<td colspan="javascript:alert(1)">x</td>
\x02amp\x03lt;script\x02klzzwxh:0000\x03
<div markdown="1"><script>alert(1)</script></div>
"""
CASES = [
    case.encode().decode("unicode_escape").encode("latin-1").decode()
    for case in HOSTILE.strip("\n").split("\n")
]
# Put next to each other, marks that are harmless alone may not be.
MARKS = ["\n", "\n\n", "# ", "###### ", "> ", "- ", "    ", "`", "```\n", "|", "*", "<", ">"]
MARKS += ['"', "'", "&", "&lt;", "](", "[", ")", "![", "<h1>", "</h3>", "<div>", "<p", "=", "\\"]
pieces = st.sampled_from([*CASES, *MARKS])


@pytest.mark.parametrize("text", CASES)
def test_nothing_hostile_is_left_of(text: str) -> None:
    for form in (text, f"Avant\n\n{text}\n\naprès", f"mot {text} mot", f"<div>\n{text}\n</div>"):
        assert Reading(render(form)).faults == []


def test_nothing_hostile_is_left_of_all_of_it_together() -> None:
    assert Reading(render("\n\n".join(CASES))).faults == []


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces | st.text(max_size=6), max_size=8).map("".join))
def test_any_text_gives_only_what_pages_may_show(text: str) -> None:
    try:
        reading = Reading(render(text))
    except RenderError:
        return
    assert reading.faults == []
    assert not skips(reading.headings)


@pytest.mark.parametrize("text", ["<script>secret()</script>", "<style>secret</style>"])
def test_code_is_not_shown_as_text_either(text: str) -> None:
    assert "secret" not in render(f"Avant {text} après")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Un *mot*", "<p>Un <em>mot</em></p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("un <b>gras</b> & co", "<p>un <b>gras</b> &amp; co</p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("```python\nx\n```", "<pre><code>x\n</code></pre>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("<div>x</div>", "x"),
    ],
)
def test_markdown_and_harmless_html_are_shown(text: str, html: str) -> None:
    assert render(text).strip() == html


def test_tables_are_shown() -> None:
    tags = Reading(render("| a | b |\n|---|---|\n| 1 | 2 |")).tags
    assert tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]


@pytest.mark.parametrize(
    "address", ["https://a.example/?a=1", "mailto:a@b.example", "tel:+33100000000", "/startups/a"]
)
def test_links_keep_their_address_and_vouch_for_nothing(address: str) -> None:
    (link,) = Reading(render(f"[ici]({address})")).links
    assert link["href"] == address
    assert set(link["rel"].split()) == {"noopener", "noreferrer", "nofollow", "ugc"}


def test_an_image_becomes_a_link_to_it() -> None:
    reading = Reading(render("Voici ![une carte](https://a.example/x.png), utile."))
    assert [link["href"] for link in reading.links] == ["https://a.example/x.png"]
    assert reading.text == "Voici une carte, utile."


def test_an_image_without_words_shows_its_address() -> None:
    assert Reading(render("![](https://a.example/x.png)")).text == "https://a.example/x.png"


def test_an_image_in_a_link_leaves_the_link() -> None:
    reading = Reading(render("[![logo](https://a.example/x.png)](https://b.example)"))
    assert [link["href"] for link in reading.links] == ["https://b.example"]
    assert reading.text == "logo"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n\n## b\n\n# c", [2, 3, 2]),
        ("### a\n\n###### b\n\n## c", [2, 3, 2]),
        ("###### a", [2]),
        ("a\n=\n\nb\n-\n", [2, 3]),
        ("<h4>a</h4>\n\n<h1>b</h1>\n\n### c", [2, 2, 3]),
        ("# a\n\n> ### b\n\n- # c", [2, 3, 2]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", [2, 3, 4, 5, 6, 6]),
    ],
)
def test_headings_begin_under_the_pages_title_and_never_skip(text: str, levels: list[int]) -> None:
    reading = Reading(render(text))
    assert reading.headings == levels
    assert reading.faults == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * (MAX_BRACKETS + 1),
        "<b>" * (MAX_RAW_TAGS + 1),
        "> " * MAX_QUOTE_DEPTH + "a",
        "# a\n" * (MAX_HEADINGS + 1),
        "|a" * 21_000,
        "1. " * 3_000,
    ],
    ids=["brackets", "tags", "quotes", "headings", "cells", "lists"],
)
def test_what_takes_too_long_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(RenderError):
        render(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "[" * MAX_BRACKETS,
        "![a](" * (MAX_BRACKETS // 5),
        "<div>\n\n" * 1_000,
        "- " * 3_000,
        "*" * 50_000,
        "**a" * 10_000,
        "`" * 50_000,
        "<!--" * 2_000,
        "&" * 50_000,
        "\\" * 50_000,
        "# a\n" * MAX_HEADINGS,
        "```\n" * 2_000,
        "\n".join("    " * depth + "- a" for depth in range(90)),
    ],
)
def test_what_repeats_within_bounds_is_shown_in_fair_time(text: str) -> None:
    started = time.process_time()
    with suppress(RenderError):
        assert Reading(render(text)).faults == []
    assert time.process_time() - started < 5


def test_a_text_after_one_that_failed_is_shown_as_usual() -> None:
    with pytest.raises(RenderError):
        render("1. " * 3_000)
    assert render("a") == "<p>a</p>"


def test_plain_text_is_the_words_alone() -> None:
    assert plain_text("<p>Un &amp; <b>deux</b></p>\n<hr>") == "Un & deux"
