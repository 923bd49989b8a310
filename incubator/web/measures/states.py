"""Repositories as pages name them: when they were last read, why not since, what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from incubator.domain.delivery_facts import Part
from incubator.domain.measures import FRESH_FOR
from incubator.domain.repositories import is_organisation
from incubator.github.errors import Reason
from incubator.i18n import N_
from incubator.store.github_reads import NEVER, SourceState
from incubator.web.measures.units import ago, counted, lasting
from incubator.web.site import site_of
from incubator.web.templating import translate

GOOD, OLD, FAILED, UNREAD = "good", "old", "failed", "unread"

_AGAIN = N_("La prochaine lecture réessaiera.")
_ADMINISTRATOR = N_("La personne qui administre ce site peut y remédier.")
#: For each state of a source, why it was not read, and what helps.
REASONS: Mapping[str, tuple[str, str]] = {
    NEVER: (N_("pas encore lu"), N_("La première lecture est à venir.")),
    Reason.UNREACHABLE: (N_("GitHub ne répond pas"), _AGAIN),
    Reason.SLOW: (N_("GitHub met trop de temps à répondre"), _AGAIN),
    Reason.BROKEN: (N_("GitHub est en panne"), _AGAIN),
    Reason.GARBLED: (N_("la réponse de GitHub est illisible"), _AGAIN),
    Reason.INVALID: (N_("GitHub ne comprend pas la demande"), _ADMINISTRATOR),
    Reason.LIMITED: (
        N_("GitHub limite le nombre de lectures"),
        N_("La lecture reprendra d’elle-même quand GitHub le permettra."),
    ),
    Reason.BUDGET: (
        N_("le nombre de lectures prévu était atteint"),
        N_("La prochaine lecture commencera par là."),
    ),
    Reason.COMPUTING: (N_("GitHub prépare encore ses statistiques"), _AGAIN),
    Reason.CLOCK: (N_("l’horloge de ce site n’est pas à l’heure"), _ADMINISTRATOR),
    Reason.BAD_TOKEN: (N_("GitHub refuse l’accès à ce site"), _ADMINISTRATOR),
    Reason.FORBIDDEN: (
        N_("lecture interdite à ce site"),
        N_("Sur GitHub, une personne qui administre le dépôt peut autoriser ce site à le lire."),
    ),
    Reason.MISSING: (
        N_("introuvable sur GitHub"),
        N_("Vérifiez l’adresse dans la fiche : le dépôt a pu être supprimé, déplacé ou fermé."),
    ),
    Reason.GONE: (
        N_("supprimé de GitHub, ou devenu privé"),
        N_("Retirez son adresse de la fiche, ou ouvrez de nouveau le dépôt."),
    ),
    Reason.CLOSED: (N_("supprimé de GitHub"), N_("Retirez son adresse de la fiche.")),
    Reason.MOVED: (N_("parti ailleurs que sur GitHub"), N_("Corrigez son adresse dans la fiche.")),
    Reason.DISABLED: (
        N_("GitHub a fermé l’accès à ce dépôt"),
        N_("Une personne qui administre le dépôt peut voir pourquoi sur GitHub."),
    ),
}
_OTHER = (N_("la lecture a échoué"), _AGAIN)
#: What can be missing of a repository by itself.
PARTS: Mapping[Part, str] = {
    Part.REPOSITORY: N_("le dépôt"),
    Part.FILES: N_("les fichiers"),
    Part.MILESTONES: N_("les jalons"),
    Part.ISSUES: N_("les tickets"),
    Part.EVENTS: N_("l’histoire des tickets"),
    Part.PULLS: N_("les demandes de fusion"),
    Part.COMMENTS: N_("les commentaires"),
    Part.RELEASES: N_("les versions"),
    Part.DEPLOYMENTS: N_("les déploiements"),
    Part.CONTRIBUTORS: N_("les statistiques de contribution"),
    Part.ITERATIONS: N_("les itérations des projets"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """How a reading stands: ``kind`` for its look, ``text`` in a few words, ``at`` its instant."""

    kind: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A repository or organisation as a page lists it.

    ``marks`` are facts about it in a word or two, ``hidden`` the parts that can't be seen;
    ``advice`` says what helps where the reading fails, "" elsewhere.
    """

    name: str
    url: str
    badge: Badge
    marks: tuple[str, ...]
    hidden: tuple[str, ...]
    advice: str
    is_organisation: bool


def shown_sources(request: Request, sources: Sequence[SourceState]) -> list[ShownSource]:
    """Sources in the order of their names; an organisation before what it listed."""
    ordered = sorted(sources, key=lambda one: (one.listed_by or one.name, one.name))
    return [_shown(request, source) for source in ordered]


def badge_of(request: Request, source: SourceState) -> Badge:
    """How the reading of a source stands, with its age."""
    now = site_of(request).now()
    read = source.succeeded_at
    reason = translate(request, REASONS.get(source.state, _OTHER)[0])
    if source.state == NEVER:
        return Badge(UNREAD, reason)
    if source.is_ok and read is not None:
        text = translate(request, N_("vérifié %(ago)s"), ago=ago(request, read, now))
        return Badge(GOOD if now - read <= FRESH_FOR else OLD, text, read)
    if read is None:
        return Badge(FAILED, translate(request, N_("jamais lu : %(reason)s"), reason=reason))
    text = translate(
        request,
        N_("échec depuis %(time)s : %(reason)s"),
        time=lasting(request, read, now),
        reason=reason,
    )
    return Badge(FAILED, text, read)


def overall(request: Request, sources: Sequence[SourceState]) -> Badge | None:
    """One badge for all repositories of a startup: the worst of them; None without any."""
    repositories = [source for source in sources if not is_organisation(source.name)] or sources
    if not repositories:
        return None
    badges = [badge_of(request, source) for source in repositories]
    failed = [badge for badge in badges if badge.kind == FAILED]
    if len(failed) == len(badges):
        return failed[0]
    if failed:
        one, several = N_("%(count)s dépôt n’est plus lu"), N_("%(count)s dépôts ne sont plus lus")
        return Badge(FAILED, counted(request, len(failed), one, several))
    order = (OLD, UNREAD, GOOD)
    return min(badges, key=lambda one: (order.index(one.kind), str(one.at or "")))


def _shown(request: Request, source: SourceState) -> ShownSource:
    repository = source.repository
    is_known = source.is_ok or source.state == NEVER
    web_url = site_of(request).settings.github_web_url
    return ShownSource(
        name=repository.full_name if repository else source.name,
        url=repository.html_url if repository else f"{web_url}/{source.name}",
        badge=badge_of(request, source),
        marks=_marks(request, source),
        hidden=tuple(
            translate(request, words)
            for part, words in PARTS.items()
            # What a repository has switched off is not kept from anybody.
            if source.hidden.get(part, Reason.DISABLED) != Reason.DISABLED
        ),
        advice="" if is_known else translate(request, REASONS.get(source.state, _OTHER)[1]),
        is_organisation=is_organisation(source.name),
    )


def _marks(request: Request, source: SourceState) -> tuple[str, ...]:
    found = []
    if is_organisation(source.name):
        found.append(translate(request, N_("organisation")))
    repository = source.repository
    if repository is not None:
        if repository.is_private:
            found.append(translate(request, N_("privé")))
        if repository.is_archived:
            found.append(translate(request, N_("archivé")))
        if repository.is_empty:
            found.append(translate(request, N_("vide")))
        if not repository.has_issues:
            found.append(translate(request, N_("sans tickets")))
        if "/" in source.name and repository.full_name.lower() != source.name:
            text = translate(request, N_("renommé, autrefois %(name)s"), name=source.name)
            found.append(text)
    return tuple(found)
