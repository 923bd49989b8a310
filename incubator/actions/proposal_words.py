"""What a pull request says: in French, as the sheets are, whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from incubator.actions.mails import Site
from incubator.github.terms import Words
from incubator.sheets.layout import Collection
from incubator.store.proposal_outbox import Leaving

_TITLE_CHARS = 100
_PAGES: Mapping[Collection, str] = {
    Collection.STARTUPS: "startups",
    Collection.INCUBATORS: "incubateurs",
    Collection.ORGANISATIONS: "organisations",
    Collection.MEMBERS: "communaute",
    Collection.TEAMS: "equipes",
}


def words_for(site: Site, leaving: Leaving) -> Words:
    """The title, the body with this change in it, and the body that it had before."""
    former = leaving.former_keys
    name = _name(leaving)
    title = f"Fiche {name} : {', '.join(leaving.keys)}" if leaving.keys else f"Fiche {name}"
    if len(title) > _TITLE_CHARS:
        title = f"Fiche {name} : {len(leaving.keys)} champs"
    return Words(
        title=title[:_TITLE_CHARS],
        body=_body(site, leaving, (*former, leaving.keys)),
        former_body=_body(site, leaving, former),
    )


def _name(leaving: Leaving) -> str:
    kind, sheet_id = leaving.proposal.collection, leaving.proposal.sheet_id
    return sheet_id if kind is Collection.STARTUPS else f"{kind.value}/{sheet_id}"


def _body(site: Site, leaving: Leaving, changes: Iterable[tuple[str, ...]]) -> str:
    page = _PAGES.get(leaving.proposal.collection)
    name = _code(_name(leaving))
    if page:
        address = site.link(f"/{page}/{quote(leaving.proposal.sheet_id)}", "fr")
        name = f"[{name}]({address})"
    lines = [f"Cette demande modifie la fiche {name} depuis le site {_code(site.title)}.", ""]
    lines += [f"- {', '.join(_code(key) for key in keys) or 'image'}" for keys in changes]
    lines += ["", "Une fois fusionnée, elle est publiée sur le site sans autre geste."]
    return "\n".join(lines)


def _code(text: str) -> str:
    """A text that Markdown takes as it is: no link, no mention."""
    return f"`{' '.join(text.replace('`', '').split())}`"
