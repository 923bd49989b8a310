"""Change a decision whose session is closed: a new one that names it, and takes its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from incubator.actions import mails
from incubator.actions.committees.decide import Course, FaultyError, OvertakenError
from incubator.actions.committees.sentences import day_in, sentence, shown_lines
from incubator.actions.mails import Block, Message, Reader, Site
from incubator.domain.committee_states import Refusal, State, StepError
from incubator.domain.decisions import Decision, Fault, Kind, faults
from incubator.domain.phases import Phase
from incubator.i18n import translations
from incubator.store import journal
from incubator.store.accounts.teams import accounts_of_team
from incubator.store.committees.decisions import Taken, add_decision, decisions_of_item, newest
from incubator.store.committees.orders import add_order
from incubator.store.committees.sessions import Committee, find_committee, touch
from incubator.store.journal import Trace
from incubator.store.tokens import new_public_id

MAIL_KIND = "decision"
_PATIENCE = timedelta(days=14)
_TO_A_PHASE = frozenset({Kind.CHANGE_PHASE, Kind.PERMANENT})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a startup stands when its decision is changed: ``before`` that one, and ``now``.

    ``allowed`` are the phases that a new decision may name: those that follow either, and the one
    that the former decision left, for it may be taken back.
    """

    before: Phase | None
    now: Phase | None
    allowed: tuple[Phase, ...]

    def course(self, kind: Kind) -> Course:
        """What a kind of decision is measured against.

        The same phase as the former decision's may be decided again, with another amount.
        """
        has_moved = self.before is not self.now
        present = None if has_moved and kind in _TO_A_PHASE else self.before
        return Course(present, self.allowed)


@dataclass(frozen=True, slots=True)
class Telling:
    """What the mails need: the site, how incubator and startup are called, the present day."""

    site: Site
    incubator: str
    startup: str
    today: date


async def change_decision(
    wanted: Decision, standing: Standing, telling: Telling, trace: Trace, now: datetime
) -> Taken:
    """Record a decision in the place of the one that ``wanted.replaces`` names.

    Its id is given here. The sheet is ordered to say it; the session's members and the team are
    written to.

    Raises:
        StepError: the session is not closed.
        OvertakenError: the decision was replaced already; it has the one in force.
        FaultyError: it lacks something; why it changes is always told.
    """
    async with journal.transaction():
        committee = await find_committee(wanted.committee_id)
        if committee is None or committee.state is not State.CLOSED:
            raise StepError(Refusal.STATE)
        last = newest(await decisions_of_item(wanted.item_id))
        if last is None or last.decision.id != wanted.replaces:
            raise OvertakenError(last)
        decision = replace(wanted, id=new_public_id())
        if found := faults_of(decision, standing):
            raise FaultyError(found)
        taken = await add_decision(decision, trace.actor, now)
        await add_order(decision.id, decision.startup_id, now)
        count = await _post(telling, committee, decision, now)
        await touch(committee)
        detail = {
            "decision": decision.id,
            "replaces": decision.replaces,
            "startup": decision.startup_id,
            "kind": decision.kind.value,
            "mails": count,
        }
        subject = f"committee:{committee.public_id}"
        await journal.record(trace, "decision_changed", subject, detail=detail, now=now)
    return taken


def faults_of(decision: Decision, standing: Standing) -> tuple[Fault, ...]:
    """What a decision that changes another lacks."""
    course = standing.course(decision.kind)
    found = list(faults(decision, course.present, course.allowed))
    if not decision.reasons.strip() and Fault.REASONS not in found:
        found.append(Fault.REASONS)
    return tuple(found)


async def _post(telling: Telling, committee: Committee, decision: Decision, now: datetime) -> int:
    """Post the mails within the caller's transaction; returns how many. Nobody gets two."""
    readers: dict[str, Reader] = {one.email: one for one in committee.members if one.email}
    for account in await accounts_of_team(decision.startup_id, telling.today):
        if account.email:
            readers.setdefault(account.email, account)
    expires_at = now + _PATIENCE
    for reader in readers.values():
        message = _message(telling, decision, reader.language)
        await mails.post(telling.site, MAIL_KIND, reader, message, now=now, expires_at=expires_at)
    return len(readers)


def _message(telling: Telling, decision: Decision, language: str) -> Message:
    _ = translations(language).gettext
    values = {"name": telling.startup, "incubator": telling.incubator}
    lines = [
        sentence(decision, telling.startup, language),
        _("Motifs : %(text)s") % {"text": " ".join(decision.reasons.split())},
        *shown_lines(decision, language),
    ]
    if decision.next_on is not None:
        day = day_in(decision.next_on, language)
        lines.append(_("Prochain comité : au plus tard le %(day)s.") % {"day": day})
    path = f"/comites/decisions/{decision.id}"
    link = (_("Lire la décision"), telling.site.link(path, language))
    return Message(
        subject=_("Décision révisée : %(name)s") % values,
        paragraphs=[
            _(
                "Le comité de %(incubator)s a révisé sa décision. La précédente reste écrite, et"
                " celle-ci la remplace."
            )
            % values
        ],
        blocks=[Block(telling.startup, lines, link)],
        reason=_(
            "Vous recevez ce message parce que vous siégez dans ce comité ou travaillez dans cette"
            " startup."
        ),
    )
