"""What is held about somebody, as headings and short lines; the file has every detail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from starlette.requests import Request

from incubator.actions.wording import ROLE_NAMES
from incubator.domain.access import ROLE_PLACES, PlaceKind, Role
from incubator.domain.committee_access import Seat
from incubator.domain.follow_up import Answer
from incubator.i18n import N_
from incubator.store.journal import Entry
from incubator.store.snapshot import Snapshot
from incubator.web.accounts.my_pages import browser_words
from incubator.web.accounts.my_tokens import scope_words
from incubator.web.accounts.notices import muted_words
from incubator.web.admin.words import ACTIONS, FIELDS, LANGUAGE_NAMES, MAIL_STATES, say
from incubator.web.bringing import KINDS
from incubator.web.committees.words import ANSWERS, SEATS
from incubator.web.templating import formats_of, translate
from incubator.web.workspace.places import place_name

#: As many lines of a kind as this are shown.
MOST_LINES = 10
Row = Mapping[str, Any]
_CHOICES = ("notify_access", "notify_sign_in", "notify_sheets")


@dataclass(frozen=True, slots=True)
class Line:
    """What a row is, and what else is known of it."""

    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a kind; ``more`` are not shown."""

    id: str
    title: str
    lines: Sequence[Line]
    more: int

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The lines as terms and their values."""
        return [(line.title, line.detail) for line in self.lines]


def preview(
    request: Request,
    snapshot: Snapshot,
    held: Mapping[str, Any],
    entries: Iterable[Entry],
    entry_count: int,
) -> list[Section]:
    """Every kind of what is held, those without a line included."""
    words = _Words(request, snapshot)
    kinds: tuple[tuple[str, str, str, Callable[[Row], Line]], ...] = (
        ("grants", "given_at", N_("Vos accès"), words.grant),
        ("invitations", "created_at", N_("Vos invitations"), words.invitation),
        ("sessions", "last_seen_at", N_("Vos sessions"), words.session),
        ("identities", "last_used_at", N_("Vos identifiants OpenID"), words.identity),
        ("sign_in_links", "created_at", N_("Les liens de connexion reçus"), words.link),
        ("api_tokens", "created_at", N_("Vos jetons"), words.token),
        ("mails", "created_at", N_("Les messages reçus"), words.mail),
        ("reminders", "sent_at", N_("Les rappels reçus"), words.reminder),
        ("submissions", "created_at", N_("Vos propositions et remarques"), words.submission),
        ("saved_views", "created_at", N_("Vos vues du portefeuille"), words.view),
        ("drafts", "saved_at", N_("Vos brouillons de fiches"), words.draft),
        (
            "proposed_changes",
            "created_at",
            N_("Vos changements envoyés à GitHub"),
            words.proposed_change,
        ),
        ("assessments", "answered_at", N_("Vos réponses aux critères"), words.assessment),
        ("seats", "starts_at", N_("Vos sièges en comité"), words.seat),
        ("follow_ups", "noted_at", N_("Vos notes sur les suites des comités"), words.follow_up),
    )
    profile = translate(request, N_("Votre profil"))
    sections = [Section("account", profile, words.account(held["account"]), 0)]
    for kind, date_key, title, line_of in kinds:
        rows: Sequence[Row] = sorted(held[kind], key=itemgetter(date_key), reverse=True)
        lines = [line_of(row) for row in rows[:MOST_LINES]]
        sections.append(Section(kind, translate(request, title), lines, len(rows) - len(lines)))
    lines = [words.entry(entry) for entry in entries]
    title = translate(request, N_("Ce que le journal dit de vous"))
    return [*sections, Section("journal", title, lines, entry_count - len(lines))]


class _Words:
    """Rows in the reader's words."""

    def __init__(self, request: Request, snapshot: Snapshot) -> None:
        self._request = request
        self._snapshot = snapshot

    def account(self, row: Row) -> list[Line]:
        yes, no = N_("Oui"), N_("Non")
        lines = [
            self._field("email", row["email"]),
            self._field("name", row["name"]),
            self._field("language", say(self._request, LANGUAGE_NAMES, row["language"])),
            self._field("member_id", row["member_id"]),
            *(self._field(name, self._say(yes if row[name] else no)) for name in _CHOICES),
            self._field(
                "muted", muted_words(self._request, row["muted"]) or self._say(N_("Aucun"))
            ),
            Line(self._say(N_("Compte ouvert le")), self._day(row["created_at"])),
        ]
        if row["last_sign_in_at"]:
            used = formats_of(self._request).moment(row["last_sign_in_at"])
            lines.append(Line(self._say(N_("Dernière connexion")), used))
        return lines

    def grant(self, row: Row) -> Line:
        role = Role(row["role"])
        place = place_name(self._snapshot, ROLE_PLACES[role], row["place_id"])
        title = self._say(ROLE_NAMES[role]) + (f" – {place}" if place else "")
        facts = [row["reason"], self._say(N_("donné le %(day)s"), day=self._day(row["given_at"]))]
        if row["until"]:
            facts.append(self._say(N_("jusqu’au %(day)s"), day=self._day(row["until"])))
        if row["revoked_at"]:
            facts.append(self._say(N_("retiré le %(day)s"), day=self._day(row["revoked_at"])))
        return Line(title, self._facts(facts))

    def invitation(self, row: Row) -> Line:
        title = self._say(N_("Envoyée le %(day)s"), day=self._day(row["created_at"]))
        if row["accepted_at"]:
            answer = self._say(N_("acceptée le %(day)s"), day=self._day(row["accepted_at"]))
        elif row["revoked_at"]:
            answer = self._say(N_("retirée le %(day)s"), day=self._day(row["revoked_at"]))
        else:
            answer = self._say(N_("jusqu’au %(day)s"), day=self._day(row["expires_at"]))
        return Line(title, answer)

    def session(self, row: Row) -> Line:
        used = formats_of(self._request).moment(row["last_seen_at"])
        facts = [row["network"], self._say(N_("utilisée le %(moment)s"), moment=used)]
        return Line(browser_words(self._request, row["browser"]), self._facts(facts))

    def identity(self, row: Row) -> Line:
        used = self._say(N_("utilisé le %(day)s"), day=self._day(row["last_used_at"]))
        return Line(row["issuer"], self._facts([row["subject"], used]))

    def link(self, row: Row) -> Line:
        sent = formats_of(self._request).moment(row["created_at"])
        title = self._say(N_("Envoyé le %(moment)s"), moment=sent)
        if not row["used_at"]:
            return Line(title, self._say(N_("pas utilisé")))
        used = formats_of(self._request).moment(row["used_at"])
        return Line(title, self._say(N_("utilisé le %(moment)s"), moment=used))

    def token(self, row: Row) -> Line:
        facts = [
            scope_words(self._request, frozenset(row["scopes"].split())),
            self._say(N_("jusqu’au %(day)s"), day=self._day(row["expires_at"])),
        ]
        if row["revoked_at"]:
            facts.append(self._say(N_("révoqué le %(day)s"), day=self._day(row["revoked_at"])))
        return Line(row["name"], self._facts(facts))

    def mail(self, row: Row) -> Line:
        state = say(self._request, MAIL_STATES, row["status"])
        return Line(row["subject"], self._facts([self._day(row["created_at"]), state]))

    def reminder(self, row: Row) -> Line:
        return Line(row["key"], self._day(row["sent_at"]))

    def submission(self, row: Row) -> Line:
        kind = say(self._request, KINDS, row["kind"])
        until = self._say(N_("gardé jusqu’au %(day)s"), day=self._day(row["expires_at"]))
        return Line(row["title"], self._facts([kind, self._day(row["created_at"]), until]))

    def view(self, row: Row) -> Line:
        return Line(row["name"], self._facts([row["query"], self._day(row["created_at"])]))

    def draft(self, row: Row) -> Line:
        return Line(row["sheet_id"], self._facts([row["section"], self._day(row["saved_at"])]))

    def proposed_change(self, row: Row) -> Line:
        return Line(row["path"], self._facts([row["author_name"], self._day(row["created_at"])]))

    def assessment(self, row: Row) -> Line:
        title = f"{row['startup_id']} – {row['sheet_id']} – {row['criterion']}"
        return Line(title, self._facts([self._day(row["answered_at"]), row["evidence"]]))

    def follow_up(self, row: Row) -> Line:
        answer = self._say(ANSWERS[Answer(row["answer"])])
        facts = [self._day(row["noted_at"]), row["evidence"], row["evidence_url"]]
        return Line(answer, self._facts(facts))

    def seat(self, row: Row) -> Line:
        incubator = place_name(self._snapshot, PlaceKind.INCUBATOR, row["incubator"])
        facts = [self._say(SEATS[Seat(row["seat"])])]
        if row["is_present"] is not None:
            facts.append(self._say(N_("présent") if row["is_present"] else N_("absent")))
        if row["removed_at"]:
            facts.append(self._say(N_("retiré le %(day)s"), day=self._day(row["removed_at"])))
        return Line(f"{incubator} – {self._day(row['starts_at'])}", self._facts(facts))

    def entry(self, entry: Entry) -> Line:
        return Line(
            say(self._request, ACTIONS, entry.action), formats_of(self._request).moment(entry.at)
        )

    def _field(self, name: str, value: str) -> Line:
        return Line(say(self._request, FIELDS, name), value or self._say(N_("Non renseigné")))

    def _say(self, message: str, **values: str) -> str:
        return translate(self._request, message, **values)

    def _day(self, value: Any) -> str:
        return formats_of(self._request).day(value)

    def _facts(self, facts: Iterable[str]) -> str:
        return ", ".join(fact for fact in facts if fact)
