"""What common hosts want to be told beside the pages: redirects, types, how long to keep a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import unquote

from incubator.i18n import N_, translations

#: Types that hosts do not know by themselves, by the ending of the name.
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".ndjson": "application/x-ndjson; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".yml": "text/yaml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}
_FOREVER = "public, max-age=31536000, immutable"
#: What any page of any site may read.
_OPEN = ("/api/*", "/donnees/*", "/flux/*", "/startups/*/badge.svg", "/comites/decisions.*")
_TITLE, _LABEL = N_("Cette page a changé d’adresse"), N_("Aller à la page")
_WORDS = re.compile(r"([\\.^$|?*+()\[\]{}\"])")


def moved_page(language: str, link: str, full: str) -> bytes:
    """A page at a former address, for hosts that know no redirect."""
    gettext = translations(language).gettext
    title, label = gettext(_TITLE), gettext(_LABEL)
    target, canonical = escape(link), escape(full)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{canonical}">\n<meta name="robots" content="noindex">\n'
        f'</head>\n<body>\n<h1>{title}</h1>\n<p><a href="{target}">{label}</a></p>\n'
        "</body>\n</html>\n"
    ).encode()


def host_files(
    prefix: str, redirects: Mapping[str, str], languages: Iterable[str], headers: Mapping[str, str]
) -> dict[str, bytes]:
    """The files of hosts, by name; ``redirects`` are links, ``headers`` go with every answer.

    ``prefix`` is the path that comes before the site's own.
    """
    missing = [f"/{language}" for language in languages if language != "fr"]
    return {
        ".nojekyll": b"",
        "_redirects": _netlify(redirects),
        "_headers": _headers(prefix, headers),
        ".htaccess": _apache(prefix, redirects, missing, headers),
        "redirects.nginx.conf": _nginx(redirects),
    }


def _netlify(redirects: Mapping[str, str]) -> bytes:
    """For Netlify and Cloudflare Pages: with and without the slash at the end."""
    lines = []
    for former, present in redirects.items():
        plain = former.rstrip("/")
        lines += [f"{plain} {present} 301", f"{plain}/ {present} 301"]
    return "".join(f"{line}\n" for line in lines).encode()


def _headers(prefix: str, headers: Mapping[str, str]) -> bytes:
    """For Netlify and Cloudflare Pages."""
    blocks = [(f"{prefix}/*", [f"{name}: {value}" for name, value in headers.items()])]
    blocks.append((f"{prefix}/static/*", [f"Cache-Control: {_FOREVER}"]))
    blocks += [(prefix + path, ["Access-Control-Allow-Origin: *"]) for path in _OPEN]
    for ending, kind in _TYPES.items():
        blocks.append((f"{prefix}/*{ending}", [f"Content-Type: {kind}"]))
    lines = [f"{path}\n" + "".join(f"  {line}\n" for line in told) for path, told in blocks]
    return "".join(lines).encode()


def _apache(
    prefix: str, redirects: Mapping[str, str], others: Iterable[str], headers: Mapping[str, str]
) -> bytes:
    lines = [f"ErrorDocument 404 {prefix}/404.html", "AddDefaultCharset utf-8"]
    lines += [f'AddType "{kind}" {ending}' for ending, kind in _TYPES.items()]
    lines += ["<IfModule mod_headers.c>"]
    lines += [f'  Header set {name} "{value}"' for name, value in headers.items()]
    lines += [
        r'  <FilesMatch "\.[0-9a-f]{12}\.[a-z0-9]+$">',
        f'    Header set Cache-Control "{_FOREVER}"',
        "  </FilesMatch>",
        r'  <FilesMatch "\.(atom|csv|json|jsonld|ndjson|ttl|yml|svg|png|yaml)$">',
        '    Header set Access-Control-Allow-Origin "*"',
        "  </FilesMatch>",
        "</IfModule>",
    ]
    for other in others:
        lines += [
            f'<If "%{{REQUEST_URI}} =~ m#^{prefix}{other}/#">',
            f"  ErrorDocument 404 {prefix}{other}/404.html",
            "</If>",
        ]
    for former, present in redirects.items():
        pattern = _WORDS.sub(r"\\\1", unquote(former).rstrip("/"))
        # Apache encodes what it sends: it is told decoded.
        target = re.sub(r'(["$&])', r"\\\1", unquote(present))
        lines.append(f'RedirectMatch 301 "^{pattern}/?$" "{target}"')
    return "".join(f"{line}\n" for line in lines).encode()


def _nginx(redirects: Mapping[str, str]) -> bytes:
    """The lines of a ``map $uri $moved_to``, which nginx compares decoded."""
    lines = ["# Within http {}:  map $uri $moved_to { include redirects.nginx.conf; }"]
    lines.append("# Within server {}:  if ($moved_to) { return 301 $moved_to; }")
    for former, present in redirects.items():
        plain = unquote(former).rstrip("/").replace("\\", "\\\\").replace('"', '\\"')
        target = present.replace("$", "")
        lines += [f'"{plain}" "{target}";', f'"{plain}/" "{target}";']
    return "".join(f"{line}\n" for line in lines).encode()
