"""What the public reads of a committee's decisions: each incubator says so for itself.

What members think, what is said in deliberation, who was there and what is attached is never
public: there is no switch for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from incubator.domain.decisions import Decision


@dataclass(frozen=True, slots=True)
class Publicity:
    """What an incubator publishes of its decisions.

    Unless it says otherwise: that there was one, which and on which day, since the sheet shows as
    much. Money with its period, objectives and conditions wait for a word of the incubator.
    """

    decisions: bool = True
    amounts: bool = False
    objectives: bool = False
    conditions: bool = False


def public_part(decision: Decision, publicity: Publicity) -> Decision | None:
    """A decision as the public reads it; None where the incubator publishes none.

    Reasons and the evidence that is waited for come from the deliberation: they are left out.
    """
    if not publicity.decisions:
        return None
    shown = replace(decision, reasons="", evidence="")
    if not publicity.amounts:
        shown = replace(shown, amount=None, period_from=None, period_until=None)
    if not publicity.objectives:
        shown = replace(shown, objectives=())
    if not publicity.conditions:
        shown = replace(shown, conditions=())
    return shown
