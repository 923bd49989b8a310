# ruff: noqa: E501 - sheets are quoted as they would be written
"""Sheets that a site must survive, added to the demonstration's by the tests."""

from __future__ import annotations

from pathlib import Path

PHASE = "phases:\n  - {name: construction, start: 2026-01-05}\n"
#: Text that would change the page if it got through unescaped.
SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
TEMPLATE = "{{7*7}}{% raw %}"
BIDI = "retourné \u202egnp.exe"
LONG = "mot " * 1249 + "fin"
LONG_WORD = "a" * 3000

HOSTILE_BODY = """\
<script>alert(1)</script>
<ScRiPt src="https://evil.example/x.js"></ScRiPt>
<img src=x onerror=alert(1)> <svg onload=alert(1)><script>alert(1)</script></svg>
<iframe src="https://evil.example"></iframe>
<style>body { display: none }</style>
<form action="https://evil.example"><input name=q><button formaction="javascript:alert(1)">Envoyer</button></form>
<a href="javascript:alert(1)">un</a> <a href="JaVaScRiPt&colon;alert(1)">deux</a>
<a href="data:text/html,<script>alert(1)</script>">trois</a> <a href="&#1;javascript:alert(1)">quatre</a>
<p style="position:fixed;inset:0" onclick="alert(1)" id="contenu" class="inc-hero">cinq</p>
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">
</div></div></main></body></html><h1>Titre volé</h1>

[six](javascript:alert(1)) [sept](vbscript:x) ![huit](data:image/svg+xml,x) <javascript:alert(1)>

[neuf]: javascript:alert(1)
[neuf] {{7*7}} {% include "layout/base.html" %} ${7*7}

```html
<script>alert("dans du code")</script>
```
"""

SHEETS = {
    "startups/hostile.md": f"""---
title: {SCRIPT}{BREAKOUT.replace('"', "")} {TEMPLATE.replace("{", "")}
mission: {SCRIPT} {{{{7*7}}}}
{PHASE}link: javascript:alert(1)
repository: data:text/html,<script>alert(1)</script>
contact: "javascript:alert(1)"
stats_url: "JAVASCRIPT:alert(1)"
budget_url: "//evil.example"
impact_url: "https://evil.example/\\" onclick=\\"alert(1)"
dashlord_url: "vbscript:x"
analyse_risques_url: "https://ok.example/?a=<script>&b=\\"x\\""
incubator: "<b>inconnu</b>"
sponsors: ["<script>alert(2)</script>", "\\"><i onmouseover=alert(3)>"]
thematiques: ["<script>alert(4)</script>", "\\" autofocus onfocus=alert(5) x=\\""]
usertypes: ["<img src=x onerror=alert(6)>"]
techno: ["{{{{7*7}}}}", "C++", "C#"]
accessibility_status: "<script>alert(7)</script>"
events: [{{name: "<script>alert(8)</script>", date: 2026-02-01, comment: "<script>alert(9)</script>"}}]
impact:
  - {{id: a, name: "<script>alert(10)</script>", dimension: utile, unit: "<b>x</b>", main: true,
      source: "javascript:alert(1)", values: [{{date: 2026-03-01, value: 1}}]}}
budget: [{{year: 2026, committed: 1, spent: 2, source: "<script>alert(11)</script>"}}]
sprints: [{{name: "<script>alert(12)</script>", start: 2026-11-16, end: 2026-11-29, goal: "<img src=x onerror=alert(13)>"}}]
repositories: ["javascript:alert(1)", "https://forge.example/a\\"onclick=\\"b", "https://forge.example/b"]
---

{HOSTILE_BODY}
""",
    "startups/entetes.md": f"""---
title: Contact à en-têtes
{PHASE}contact: "equipe@exemple.example?subject=Bonjour&bcc=victime@exemple.example%0aX: y\\"><script>"
---
""",
    "startups/deux-sens.md": f'---\ntitle: "{BIDI}"\nmission: "{BIDI}"\n{PHASE}---\n{BIDI}\n',
    "startups/longue.md": f"---\ntitle: {LONG_WORD}\nmission: {LONG}\n{PHASE}thematiques: [{LONG_WORD}]\n---\n{LONG}\n",
    "startups/future.md": """---
title: Pas encore née
phases:
  - {name: investigation, start: 2027-02-01}
  - {name: construction, start: 2027-06-01}
---
""",
    "startups/vide.md": f'---\ntitle: Presque rien\nmission: ""\n{PHASE}link: ""\nsponsors: []\ntechno:\nevents:\n---\n',
    "startups/peu-de-chiffres.md": f"---\ntitle: Peu de chiffres\n{PHASE}funding_until: 2027-03-31\n---\n",
    "startups/inconnus.md": f"""---
title: Vers l’inconnu
{PHASE}incubator: incubateur-perdu
sponsors: [/organisations/organisation-perdue]
---
""",
    "startups/cachee.md": f"---\ntitle: Chez les cachés\n{PHASE}incubator: cachottier\n---\n",
    "startups/Nom.avec.points_ET-Majuscules.md": f"---\ntitle: Des points\n{PHASE}---\n",
    "startups/données-et-territoires.md": f"---\ntitle: Des accents dans le nom\n{PHASE}---\n",
    'startups/l\'apostrophe "et" 100% & co?#.md': f"---\ntitle: Des signes dans le nom\n{PHASE}---\n",
    "startups/renommee.md": f"""---
title: Renommée
{PHASE}redirect_from: [/startups/ancien-nom, /startups/Ancien.Nom.Accentué/, /vieux/chemin]
---
""",
    "startups/retiree.md": f"---\ntitle: Retirée du catalogue\n{PHASE}---\n",
    "startups/deux-incubateurs.md": f"""---
title: À deux incubateurs
{PHASE}incubators: [la-verriere, quai-des-droits, cachottier]
---
""",
    "incubators/cachottier.md": "---\ntitle: Le Cachottier\nhidden: true\n---\n",
    "incubators/hostile.md": f"""---
title: "{SCRIPT}"
owner: "<script>"
contact: "mailto:a@b.example?cc=\\"><script>alert(1)</script>"
website: javascript:alert(1)
github: "https://forge.example/\\"onclick=\\"x"
address: "{SCRIPT}"
short_description: "{SCRIPT} <b>gras</b> <a href='javascript:alert(1)'>lien</a>"
---
{HOSTILE_BODY}
""",
    "organisations/hostile.md": f"""---
name: "{SCRIPT}"
acronym: "<i>H</i>"
domaine_ministeriel: "<u>ministere</u>"
type: "<s>type</s>"
annuaire: javascript:alert(1)
---
{HOSTILE_BODY}
""",
    "organisations/Préfecture de l'Été.md": "---\nname: Préfecture de l’Été\n---\n",
    "organisations/retiree.md": "---\nname: Retirée\n---\n",
    "incubators/retire.md": "---\ntitle: Retiré\n---\n",
    "teams/retiree.md": "---\nname: Retirée\nincubator: la-verriere\n---\n",
    "teams/hostile.md": f'---\nname: "{SCRIPT}"\nmission: "{SCRIPT}"\nincubator: cachottier\n---\n{HOSTILE_BODY}\n',
    "members/hostile.md": f"""---
fullname: "{SCRIPT}"
role: "<img src=x onerror=alert(1)>"
domaine: "<b>domaine</b>"
github: "x\\" onclick=\\"alert(1)"
link: javascript:alert(1)
competences: ["{SCRIPT}"]
teams: [hostile]
missions:
  - {{start: 2026-01-05, end: 2027-01-05, status: "<i>statut</i>", employer: "{SCRIPT}", startups: [hostile, "<script>"]}}
---
{HOSTILE_BODY}
""",
    "members/egaree.md": """---
fullname: Personne Égarée
missions: [{start: 2026-01-05, status: service, startups: [startup-perdue]}]
---
""",
    "members/vide.md": "---\nfullname: Personne Vide\n---\n",
    "members/retire.md": "---\nfullname: Retirée Duchemin\n---\n",
}

REMOVED = (
    "startups/retiree.md",
    "organisations/retiree.md",
    "incubators/retire.md",
    "teams/retiree.md",
    "members/retire.md",
)
PUBLISHED_STARTUPS = sum(path.startswith("startups/") and path not in REMOVED for path in SHEETS)


def write(folder: Path) -> None:
    """Add the sheets to a content folder."""
    for path, text in SHEETS.items():
        (folder / path).write_text(text, encoding="utf-8")
