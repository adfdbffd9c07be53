"""Cases as data: which event may follow in which state, who brings it about, and what a decision does.

An objection, a repair and an appeal are heard: asked, answered, decided. A problem is worked off: notified,
planned, rectified, closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.record import Status

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a case is about."""

    OBJECTION = "objection"
    REPAIR = "repair"
    APPEAL = "appeal"
    PROBLEM = "problem"


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    DECIDED = "decided"
    TAKEN_BACK = "taken_back"
    NOTIFIED = "notified"
    PLANNED = "planned"
    RECTIFIED = "rectified"
    CLOSED = "closed"


class Event(StrEnum):
    """What moves a case."""

    ASK_AUTHORITY = "ask_authority"
    ANSWER = "answer"
    DECIDE = "decide"
    TAKE_BACK = "take_back"
    NOTIFY = "notify"
    PLAN = "plan"
    REPORT_DONE = "report_done"
    CLOSE = "close"
    REOPEN = "reopen"


class Outcome(StrEnum):
    """How a case was decided."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    GRANTED = "granted"
    REFUSED = "refused"
    OVERTURNED = "overturned"
    CONFIRMED = "confirmed"


class Side(StrEnum):
    """Who brings an event about: the organisation (or an officer in its name), or the office."""

    ORGANISATION = "organisation"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Step:
    """The state after an event, and who brings it about."""

    after: State
    side: Side


Process = dict[tuple[State, Event], Step]
_PENDING = (State.OPEN, State.ASKED, State.ANSWERED)
_HEARING: Process = {
    (State.OPEN, Event.ASK_AUTHORITY): Step(State.ASKED, Side.OFFICE),
    (State.ASKED, Event.ANSWER): Step(State.ANSWERED, Side.OFFICE),
    **{(state, Event.DECIDE): Step(State.DECIDED, Side.OFFICE) for state in _PENDING},
    **{(state, Event.TAKE_BACK): Step(State.TAKEN_BACK, Side.ORGANISATION) for state in _PENDING},
}
_RECTIFICATION: Process = {
    (State.OPEN, Event.NOTIFY): Step(State.NOTIFIED, Side.OFFICE),
    (State.OPEN, Event.TAKE_BACK): Step(State.TAKEN_BACK, Side.OFFICE),
    (State.NOTIFIED, Event.PLAN): Step(State.PLANNED, Side.ORGANISATION),
    (State.PLANNED, Event.REPORT_DONE): Step(State.RECTIFIED, Side.ORGANISATION),
    (State.PLANNED, Event.REOPEN): Step(State.NOTIFIED, Side.OFFICE),  # the plan was not accepted
    (State.RECTIFIED, Event.CLOSE): Step(State.CLOSED, Side.OFFICE),
    (State.RECTIFIED, Event.REOPEN): Step(State.NOTIFIED, Side.OFFICE),
    (State.CLOSED, Event.REOPEN): Step(State.NOTIFIED, Side.OFFICE),
}
PROCESSES: Mapping[Kind, Mapping[tuple[State, Event], Step]] = MappingProxyType(
    {Kind.OBJECTION: _HEARING, Kind.REPAIR: _HEARING, Kind.APPEAL: _HEARING, Kind.PROBLEM: _RECTIFICATION}
)
ENDED = frozenset({State.DECIDED, State.TAKEN_BACK, State.CLOSED})
"""No clock runs in these."""

OUTCOMES: Mapping[Kind, tuple[Outcome, ...]] = MappingProxyType(
    {
        Kind.OBJECTION: (Outcome.WITHDRAWN, Outcome.CORRECTED, Outcome.REJECTED),
        Kind.REPAIR: (Outcome.GRANTED, Outcome.REFUSED),
        Kind.APPEAL: (Outcome.OVERTURNED, Outcome.CONFIRMED),
        Kind.PROBLEM: (),
    }
)
APPEALABLE = frozenset({Outcome.REJECTED, Outcome.REFUSED})
"""What an organisation may appeal against; the answer to an appeal is final here, the courts stand open."""

# What a decision makes of the record; an appeal that succeeds does what the first decision should have done.
# What is not listed gives back the status the record had before the case.
EFFECTS: Mapping[tuple[Kind, Outcome], Status] = MappingProxyType(
    {
        (Kind.OBJECTION, Outcome.WITHDRAWN): Status.WITHDRAWN,
        (Kind.OBJECTION, Outcome.CORRECTED): Status.WITHDRAWN,
        (Kind.OBJECTION, Outcome.OVERTURNED): Status.WITHDRAWN,
        (Kind.REPAIR, Outcome.GRANTED): Status.REPAIRED,
        (Kind.REPAIR, Outcome.OVERTURNED): Status.REPAIRED,
    }
)


def allowed(kind: Kind, state: State) -> tuple[Event, ...]:
    """List the events that may happen now, in the order of the table."""
    return tuple(event for at, event in PROCESSES[kind] if at is state)


def step(kind: Kind, state: State, event: Event) -> Step:
    """Look up what ``event`` does now. Raises :class:`Refused` ``case-event`` when it may not happen."""
    found = PROCESSES[kind].get((state, event))
    if found is None:
        text = _("This cannot be done now: the case has moved on. Its page shows what can be done.")
        raise Refused("case-event", text, state=state.value, event=event.value)
    return found


def check_outcome(kind: Kind, outcome: str) -> Outcome:
    """Return the outcome. Raises :class:`Invalid` ``case-outcome`` for one this kind of case does not have."""
    if outcome not in OUTCOMES[kind]:
        text = _("“%(outcome)s” is no decision on this kind of case. Use one of: %(allowed)s.")
        raise Invalid("case-outcome", text, outcome=outcome, allowed=", ".join(OUTCOMES[kind]))
    return Outcome(outcome)
