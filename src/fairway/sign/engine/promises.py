"""Promises: what each side owes the other, where every one stands on a date, and who delays whom.

A clause that binds somebody is a promise of its debtor, an enterprise or a government, to its creditor. Where it stands
is read from an append-only list of events, as known on a day: what was learned later does not count. Nothing is called
broken because a day has passed: an unkept promise is *due*, its days counted, until somebody decides with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date


class Side(StrEnum):
    """Whose promise it is; both sides are measured by the same yardstick."""

    ENTERPRISE = "enterprise"
    GOVERNMENT = "government"


class State(StrEnum):
    """Where a promise stands."""

    NOT_YET_DUE = "not_yet_due"
    DUE = "due"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    WAIVED = "waived"
    VOID = "void"
    DISPUTED = "disputed"


class Step(StrEnum):
    """What happened to a promise. ``DISPUTED`` holds it out of every rate until ``SETTLED``."""

    KEPT = "kept"
    BROKEN = "broken"
    WAIVED = "waived"
    VOIDED = "voided"
    DISPUTED = "disputed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    """The last decision was wrong and is taken back; the list still shows both."""


DECISIVE = {Step.KEPT: State.KEPT, Step.BROKEN: State.BROKEN, Step.WAIVED: State.WAIVED, Step.VOIDED: State.VOID}
FULFILLED = frozenset({State.KEPT, State.KEPT_LATE})
COUNTED = FULFILLED | {State.DUE, State.BROKEN}
"""What a rate of fulfilment is a share of: promises whose day has come, without those waived, void or disputed."""


@dataclass(frozen=True)
class Promise:
    """One clause that binds ``debtor`` towards ``creditor`` (ids), due on a day or so many days after another is kept.

    ``due_on`` and ``after`` are ``None`` where the paper names neither: then it is never due. ``blocked_by`` holds the
    keys of promises that must be kept before this one can be.
    """

    key: int
    debtor: int
    creditor: int
    side: Side
    due_on: date | None = None
    after: int | None = None
    days_after: int = 0
    blocked_by: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Event:
    """Something that happened to the promise of that key; events of one day count in the order of ``number``."""

    promise: int
    step: Step
    happened_on: date
    learned_on: date
    number: int


@dataclass(frozen=True)
class Standing:
    """Where a promise stands; ``days_late`` counts from the day it was due, ``None`` where it is not late."""

    promise: Promise
    state: State
    due_on: date | None
    since: date | None
    days_late: int | None


@dataclass(frozen=True)
class Fulfilment:
    """How one side keeps its word: promises kept of those whose day has come, and all of them by state."""

    side: Side
    counts: Mapping[State, int]

    @property
    def kept(self) -> int:
        """Promises kept, in time or late."""
        return sum(self.counts[state] for state in FULFILLED)

    @property
    def due(self) -> int:
        """Promises whose day has come: the denominator."""
        return sum(self.counts[state] for state in COUNTED)

    @property
    def total(self) -> int:
        """Every promise, whatever became of it."""
        return sum(self.counts.values())

    @property
    def share(self) -> Fraction | None:
        """Kept, of those whose day has come; ``None`` while none has."""
        return Fraction(self.kept, self.due) if self.due else None


@dataclass(frozen=True)
class Delay:
    """A late promise and the promises, late themselves and held up by nothing, that it waits for."""

    promise: int
    days_late: int
    causes: tuple[int, ...]


def check(promises: Sequence[Promise]) -> None:
    """Raise ``Invalid`` where promises wait for each other in a circle or for one that is not there."""
    by_key = {promise.key: promise for promise in promises}
    for promise in promises:
        for other in _waits_for(promise):
            if other not in by_key:
                text = _("Promise %(promise)s waits for promise %(other)s, which is not there.")
                raise Invalid("promise-unknown", text, promise=promise.key, other=other)
    done: set[int] = set()
    for promise in promises:
        _refuse_circle(promise.key, by_key, done)


def _waits_for(promise: Promise) -> frozenset[int]:
    return promise.blocked_by if promise.after is None else promise.blocked_by | {promise.after}


def _refuse_circle(start: int, by_key: Mapping[int, Promise], done: set[int]) -> None:
    path: list[tuple[int, Iterator[int]]] = [(start, iter(sorted(_waits_for(by_key[start]))))]
    on_path = {start}
    while path:
        here, others = path[-1]
        other = next((each for each in others if each not in done), None)
        if other is None:
            path.pop()
            on_path.discard(here)
            done.add(here)
        elif other in on_path:
            text = _("Promise %(promise)s waits for itself, by way of promise %(other)s.")
            raise Invalid("promise-circle", text, promise=other, other=here)
        else:
            on_path.add(other)
            path.append((other, iter(sorted(_waits_for(by_key[other])))))


def standings(promises: Sequence[Promise], events: Iterable[Event], as_of: date) -> dict[int, Standing]:
    """Return where each promise stood on ``as_of``, from what had happened and was known by then.

    The order of promises and events changes nothing. Raises what :func:`check` raises.
    """
    check(promises)
    told: dict[int, list[Event]] = {promise.key: [] for promise in promises}
    for event in sorted(events, key=lambda event: (event.happened_on, event.number)):
        if event.happened_on <= as_of and event.learned_on <= as_of and event.promise in told:
            told[event.promise].append(event)
    found: dict[int, Standing] = {}
    for promise in _triggers_first(promises):
        found[promise.key] = _standing(promise, told[promise.key], found, as_of)
    return found


def _triggers_first(promises: Sequence[Promise]) -> list[Promise]:
    by_key = {promise.key: promise for promise in promises}
    ordered: dict[int, Promise] = {}
    for promise in sorted(promises, key=lambda promise: promise.key):
        chain = []
        here: int | None = promise.key
        while here is not None and here not in ordered:
            chain.append(by_key[here])
            here = by_key[here].after
        ordered.update((each.key, each) for each in reversed(chain))
    return list(ordered.values())


def _standing(promise: Promise, events: Sequence[Event], found: Mapping[int, Standing], as_of: date) -> Standing:
    due_on = _due(promise, found)
    decision, is_disputed = read_events(events)
    state, since = _state(decision, due_on, as_of)
    if is_disputed:
        state = State.DISPUTED
    late = None
    if state is State.KEPT_LATE and due_on and since:
        late = (since - due_on).days
    elif state in {State.DUE, State.BROKEN} and due_on and as_of > due_on:
        late = (as_of - due_on).days
    return Standing(promise, state, due_on, since, late)


def _due(promise: Promise, found: Mapping[int, Standing]) -> date | None:
    if promise.after is None:
        return promise.due_on
    trigger = found[promise.after]
    if trigger.state not in FULFILLED or trigger.since is None:
        return promise.due_on
    return trigger.since + timedelta(days=promise.days_after)


def read_events(events: Sequence[Event]) -> tuple[Event | None, bool]:
    """Return the decision that stands after the events of one promise, in order, and whether it is disputed."""
    decisions: list[Event] = []
    is_disputed = False
    for event in events:
        if event.step in DECISIVE:
            decisions.append(event)
        elif event.step is Step.WITHDRAWN and decisions:
            decisions.pop()
        elif event.step in {Step.DISPUTED, Step.SETTLED}:
            is_disputed = event.step is Step.DISPUTED
    return (decisions[-1] if decisions else None), is_disputed


def _state(decision: Event | None, due_on: date | None, as_of: date) -> tuple[State, date | None]:
    if decision is not None:
        is_late = decision.step is Step.KEPT and due_on is not None and decision.happened_on > due_on
        return (State.KEPT_LATE if is_late else DECISIVE[decision.step]), decision.happened_on
    return (State.DUE if due_on is not None and as_of >= due_on else State.NOT_YET_DUE), None


def fulfilment(found: Iterable[Standing]) -> tuple[Fulfilment, ...]:
    """Count both sides' promises by state, enterprises first; a side that promised nothing is there with zeros."""
    counts = {side: dict.fromkeys(State, 0) for side in Side}
    for standing in found:
        counts[standing.promise.side][standing.state] += 1
    return tuple(Fulfilment(side, counts[side]) for side in Side)


def delays(found: Mapping[int, Standing]) -> tuple[Delay, ...]:
    """Say of each late promise what it really waits for, the latest first: "who delays whom".

    A cause is a promise among those it waits for, near or far, that is unkept itself and waits for nothing unkept.
    """
    late = [each for each in found.values() if each.state is State.DUE and each.days_late]
    waits = {key: _waits_for(each.promise) for key, each in found.items()}
    kept = {key for key, each in found.items() if each.state in FULFILLED}
    said = (Delay(each.promise.key, each.days_late or 0, causes(each.promise.key, waits, kept)) for each in late)
    return tuple(sorted(said, key=lambda delay: (-delay.days_late, delay.promise)))


def causes(promise: int, waits: Mapping[int, Collection[int]], kept: Collection[int]) -> tuple[int, ...]:
    """What a promise really waits for; ``waits`` gives by key those each one waits for, ``kept`` those fulfilled."""
    found, seen = set(), {promise}
    waiting = [promise]
    for here in waiting:
        unkept = {key for key in waits.get(here, ()) if key not in kept}
        if not unkept and here != promise:
            found.add(here)
        waiting += sorted(unkept - seen)
        seen |= unkept
    return tuple(sorted(found))
