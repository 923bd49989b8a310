"""Whatever people do, in whatever order: what a committee's machine never lets happen.

The machine is pure: what it moves stands here, with a journal of the steps that were made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from incubator.domain.committee_states import (
    TO_COME,
    DossierState,
    DossierStep,
    Refusal,
    Stage,
    State,
    Step,
    StepError,
    after,
    close_session,
    decide,
    dossier_after,
    open_session,
    stage_after,
)
from incubator.domain.opinions import (
    Opinion,
    Voter,
    check_open,
    check_opine,
    check_recuse,
    check_take_back,
    readable,
)

ITEMS = 3
MEMBERS = 3
QUORUM = 2
items = st.integers(0, ITEMS - 1)
members = st.integers(0, MEMBERS - 1)
CHAIR = 0
MOSTLY = st.sampled_from([True, True, True, False])


@dataclass
class Dossier:
    """A version of an item's dossier; ``text`` is what it says."""

    state: DossierState = DossierState.DRAFT
    text: int = 0
    frozen_text: int | None = None


@dataclass
class Item:
    stage: Stage = Stage.WAITING
    decisions: int = 0
    is_open: bool = False
    recused: set[int] = field(default_factory=set)
    opinions: dict[str, Opinion] = field(default_factory=dict)
    dossiers: list[Dossier] = field(default_factory=lambda: [Dossier()])

    def voter(self, member: int) -> Voter:
        return Voter(str(member), has_voice=True, is_recused=member in self.recused)

    @property
    def voters(self) -> list[Voter]:
        return [self.voter(member) for member in range(MEMBERS)]


class Committees(RuleBasedStateMachine):
    """One session: everything that anybody may try to do with it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.PLANNED
        self.items: list[Item] = []
        self.present: set[int] = set()
        self.journal: list[str] = []
        self.present_at_the_end = 0
        self.override = ""
        self.seen = (self.everything(), 0)

    def noted(self, action: str) -> None:
        """A step was made."""
        self.journal.append(action)

    def item(self, rank: int) -> Item:
        """An item of the agenda; one that is on none, and that nothing is kept of, without any."""
        return self.items[rank % len(self.items)] if self.items else Item()

    def everything(self) -> str:
        """All that a step can change, people who come and go left out."""
        return repr((self.state, self.items))

    @rule()
    def add_item(self) -> None:
        try:
            self.state = after(self.state, Step.CHANGE)
        except StepError:
            assert self.state not in TO_COME
            return
        if len(self.items) < ITEMS:
            self.items.append(Item())
            self.noted("change")

    @initialize(count=st.integers(0, ITEMS), decided=st.integers(0, ITEMS), is_begun=MOSTLY)
    def is_somewhere(self, count: int, decided: int, is_begun: bool) -> None:
        """Most begin in session, some with decisions: that is where most can be done."""
        self.items = [Item() for _ in range(count)]
        if is_begun and count:
            self.state = after(self.state, Step.CONVENE)
            stages = [item.stage for item in self.items]
            self.state = open_session(self.state, stages, has_chair=True, is_its_day=True)
            self.journal += ["convene", "open"]
            self.present = {0, 1}
            for item in self.items[:decided]:
                item.stage, item.decisions = decide(self.state), 1
                self.journal.append("decision")
        self.seen = (self.everything(), len(self.journal))

    @rule(step=st.sampled_from([*[Step.CONVENE] * 7, Step.CANCEL]))
    def prepare(self, step: Step) -> None:
        try:
            self.state = after(self.state, step)
        except StepError:
            assert self.state not in TO_COME
            return
        self.noted(step.value)

    @rule(has_chair=MOSTLY, is_its_day=MOSTLY)
    def begin(self, has_chair: bool, is_its_day: bool) -> None:
        stages = [item.stage for item in self.items]
        may = self.state is State.CONVENED and has_chair and is_its_day and bool(stages)
        try:
            self.state = open_session(
                self.state, stages, has_chair=has_chair, is_its_day=is_its_day
            )
        except StepError:
            assert not may
            return
        assert may
        self.noted("open")

    @rule(member=members)
    def come_or_go(self, member: int) -> None:
        self.present ^= {member}

    @rule(override=st.sampled_from(["", "  ", "Le train est en retard."]))
    def close(self, override: str) -> None:
        stages = [item.stage for item in self.items]
        undecided = any(stage is not Stage.DECIDED for stage in stages)
        try:
            self.state = close_session(
                self.state,
                stages,
                present=len(self.present),
                quorum=QUORUM,
                override=override,
            )
        except StepError as error:
            refused = error.refusal
        else:
            self.present_at_the_end = len(self.present)
            self.override = override
            self.noted("close")
            return
        if self.state is State.OPEN:
            assert refused is (Refusal.UNDECIDED if undecided else Refusal.QUORUM)

    @rule(item=items, to=st.sampled_from(Stage))
    def move(self, item: int, to: Stage) -> None:
        one = self.item(item)
        try:
            one.stage = stage_after(self.state, one.stage, to)
        except StepError:
            assert self.state is not State.OPEN or Stage.DECIDED in (one.stage, to)
            return
        assert one.stage is not Stage.DECIDED
        self.noted("stage")

    @rule(item=items)
    def take_decision(self, item: int) -> None:
        one = self.item(item)
        try:
            one.stage = decide(self.state)
        except StepError:
            assert self.state is not State.OPEN
            return
        one.decisions += 1
        self.noted("decision")

    @rule(item=items, member=members)
    def opine(self, item: int, member: int) -> None:
        one = self.item(item)
        try:
            check_opine(self.state, one.stage, one.voter(member))
        except StepError:
            return
        assert member not in one.recused
        assert not one.decisions
        one.opinions[str(member)] = Opinion()
        self.noted("opinion")

    @rule(item=items, member=members, back=st.booleans())
    def interest(self, item: int, member: int, back: bool) -> None:
        one = self.item(item)
        check = check_take_back if back else check_recuse
        try:
            check(self.state, one.stage, is_recused=member in one.recused)
        except StepError:
            return
        one.recused ^= {member}
        self.noted("interest")

    @rule(item=items)
    def open_opinions(self, item: int) -> None:
        one = self.item(item)
        try:
            check_open(self.state, is_open=one.is_open, others=[], chair=one.voter(CHAIR))
        except StepError:
            return
        assert not one.is_open
        one.is_open = True
        self.noted("opinions")

    @rule(item=items, version=st.integers(0, 3), step=st.sampled_from(DossierStep))
    def step_of_dossier(self, item: int, version: int, step: DossierStep) -> None:
        dossiers = self.item(item).dossiers
        one = dossiers[version % len(dossiers)]
        was = one.state
        try:
            one.state = dossier_after(one.state, step)
        except StepError:
            return
        assert was is not DossierState.FROZEN
        if step is DossierStep.CHANGE:
            one.text += 1
        if step is DossierStep.FREEZE:
            one.frozen_text = one.text
        self.noted("dossier")

    @rule(item=items)
    def correct(self, item: int) -> None:
        dossiers = self.item(item).dossiers
        if dossiers[-1].state is DossierState.FROZEN:
            dossiers.append(Dossier(text=dossiers[-1].text))
            self.noted("correction")

    @invariant()
    def no_session_is_closed_without_decisions(self) -> None:
        if self.state is State.CLOSED:
            assert self.items
            assert all(one.stage is Stage.DECIDED and one.decisions for one in self.items)
            assert self.present_at_the_end >= QUORUM or self.override.strip()

    @invariant()
    def what_is_decided_stays_decided(self) -> None:
        assert all((one.stage is Stage.DECIDED) == bool(one.decisions) for one in self.items)

    @invariant()
    def no_frozen_dossier_changes(self) -> None:
        for item in self.items:
            for one in item.dossiers:
                assert (one.state is DossierState.FROZEN) == (one.frozen_text is not None)
                assert one.frozen_text in (None, one.text)

    @invariant()
    def each_step_has_one_entry(self) -> None:
        was, entries = self.seen
        self.seen = (self.everything(), len(self.journal))
        # To convene once more, or to say again what one has said, is a step as well.
        assert len(self.journal) - entries <= 1
        assert self.everything() == was or len(self.journal) == entries + 1
        assert all(self.journal.count(once) <= 1 for once in ("open", "close", "cancel"))
        assert self.journal.count("opinions") == sum(one.is_open for one in self.items)
        assert self.journal.count("decision") == sum(one.decisions for one in self.items)

    @invariant()
    def nothing_follows_the_end(self) -> None:
        ends = [rank for rank, action in enumerate(self.journal) if action in {"close", "cancel"}]
        about_dossiers = {"dossier", "correction"}
        assert all(set(self.journal[rank + 1 :]) <= about_dossiers for rank in ends)

    @invariant()
    def nobody_reads_too_early_and_who_has_an_interest_never(self) -> None:
        for one in self.items:
            for reader in one.voters:
                seen = readable(reader, one.voters, one.opinions, is_open=one.is_open)
                assert one.is_open or seen <= {reader.member}
                assert not (reader.is_recused and seen)
                assert not seen & {str(member) for member in one.recused}


TestCommittees = Committees.TestCase
TestCommittees.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
