"""Promises as people read them: both sides' columns with where each stands on a day, the rates, and who delays whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Q
from django.utils import timezone

from fairway.base.raw import day_number, raw
from fairway.govern.rules import own_organisations
from fairway.meet.queries.reporting import reporting_date
from fairway.sign.engine.promise_columns import STATES, PromiseColumns, Stands, StepColumns, stands
from fairway.sign.engine.promises import (
    FULFILLED,
    Event,
    Fulfilment,
    Side,
    Standing,
    State,
    Step,
    causes,
    delays,
    standings,
)
from fairway.sign.engine.promises import Promise as Bound
from fairway.sign.models import Promise, PromiseStep
from fairway.sign.queries.agreements import SEE, sees_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from fairway.base.models import User


@dataclass(frozen=True)
class PromiseLine:
    """One promise with where it stands, and the late promises it really waits for."""

    promise: Promise
    standing: Standing
    causes: tuple[Promise, ...]


@dataclass(frozen=True)
class PromiseSaid:
    """One promise by itself: where it stands, what it waits for, and what it holds up."""

    standing: Standing
    causes: tuple[Promise, ...]
    held_up: tuple[Promise, ...]


@dataclass(frozen=True)
class PromiseBoard:
    """Both sides side by side as of a day, with one rate each; of each so many ``more`` than are told."""

    as_of: date
    enterprise: tuple[PromiseLine, ...]
    government: tuple[PromiseLine, ...]
    rates: tuple[Fulfilment, ...]
    more: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class PromiseRow:
    """One promise of a long list, in plain values: ``said`` are the columns asked for.

    ``causes`` are the late promises it really waits for, ``clauses`` their numbers.
    """

    pk: int
    number: str
    said: tuple[Any, ...]
    state: State
    due_on: date | None
    days_late: int | None
    causes: tuple[int, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class PromiseTable:
    """Both rates as of a day, and every promise, enterprises' first, what is late first; ``lines`` are told once."""

    as_of: date
    rates: tuple[Fulfilment, ...]
    lines: Iterator[PromiseRow]


def promises_seen_by(user: User | AnonymousUser | None) -> QuerySet[Promise]:
    """Every promise for the offices (and for ``None``); for others those of papers one's own organisation signed."""
    rows = Promise.objects.select_related("debtor", "creditor", "agreement__event", "event", "after")
    if user is None or sees_all(user):
        return rows
    own = own_organisations(user, SEE.own)  # type: ignore[arg-type]
    mine = Q(debtor__in=own) | Q(creditor__in=own) | Q(agreement__parties__organisation__in=own)
    return rows.filter(pk__in=Promise.objects.filter(mine).values("pk"))


def board_day() -> date:
    """The day promises are told for: that of all figures, or today once something was recorded after it."""
    day, today = reporting_date(), timezone.localdate()
    return today if day < today and PromiseStep.objects.filter(learned_on__gt=day).exists() else day


def as_bound(promise: Promise, blocked_by: Iterable[Promise] | None = None) -> Bound:
    """The promise as the engine takes it; ``blocked_by`` where it is not kept yet."""
    blockers = promise.blocked_by.all() if blocked_by is None else blocked_by
    return Bound(
        key=promise.pk or 0,
        debtor=promise.debtor_id,
        creditor=promise.creditor_id or 0,
        side=Side(promise.side),
        due_on=promise.due_on,
        after=promise.after_id,
        days_after=promise.days_after,
        blocked_by=frozenset(each.pk for each in blockers),
    )


def promise_board(rows: QuerySet[Promise], as_of: date, state: str = "", most: int | None = None) -> PromiseBoard:
    """Where the promises stand as known on a day, what is late first.

    ``state`` limits the lines, not the rates, ``most`` the lines of each side: only these are read as objects.
    """
    stood = _stood(rows, as_of)
    sides = list(_sides(stood, state))
    keys = [stood.known.owner[order[:most]].tolist() for _rate, order in sides]
    left = [len(order) - len(own) for own, (_rate, order) in zip(keys, sides, strict=True)]
    enterprise, government = _lines(rows, keys, as_of)
    return PromiseBoard(as_of, enterprise, government, tuple(rate for rate, _order in sides), (left[0], left[1]))


def promise_table(rows: QuerySet[Promise], as_of: date, names: Sequence[str], state: str = "") -> PromiseTable:
    """The lines of :func:`promise_board`, all of them, with the columns ``names``: six queries and no object."""
    stood = _stood(rows, as_of)
    sides = list(_sides(stood, state))
    lines = _rows(rows, names, stood, np.concatenate([order for _rate, order in sides]))
    return PromiseTable(as_of, tuple(rate for rate, _order in sides), lines)


@dataclass(frozen=True)
class _Stood:
    """Where promises stood, those ``asked`` for and those of the same papers; ``every``: their rows."""

    known: PromiseColumns
    at: Stands
    asked: NDArray[np.bool_]
    every: QuerySet[Promise]


def _stood(rows: QuerySet[Promise], as_of: date) -> _Stood:
    """The promises in columns and where they stand, with what they wait for in papers of theirs read, too."""
    ids = rows.order_by()
    every = Promise.objects.filter(Q(agreement__in=ids.values("agreement")) | Q(event__in=ids.values("event")))
    known = read_promises(every)
    at = stands(known, read_steps(PromiseStep.objects.filter(promise__in=every.values("pk"))), as_of)
    asked = np.isin(known.owner, np.fromiter(ids.values_list("pk", flat=True), np.int64))
    return _Stood(known, at, asked, every)


def _sides(stood: _Stood, state: str) -> Iterator[tuple[Fulfilment, NDArray[np.int64]]]:
    """Of each side its rate, and the places of its promises in that state (of all where none is named), late first."""
    known, at = stood.known, stood.at
    for side in Side:
        own = stood.asked & (known.side == side.value)
        counts = np.bincount(at.state[own], minlength=len(STATES)).tolist()
        wanted = np.flatnonzero(own & (at.state == STATES.index(State(state))) if state else own)
        order = np.lexsort((known.owner[wanted], np.isnat(at.due[wanted]), -at.days_late[wanted]))
        yield Fulfilment(side, dict(zip(STATES, counts, strict=True))), wanted[order]


def _rows(
    rows: QuerySet[Promise], names: Sequence[str], stood: _Stood, places: NDArray[np.int64]
) -> Iterator[PromiseRow]:
    """The promises at these places, read now and told one by one."""
    known, at = stood.known, stood.at
    fields = rows.select_related(None).order_by().values_list("pk", "number", *names)
    said = {pk: row for pk, *row in fields.iterator(chunk_size=2000)}
    waits, kept = _waits(stood), set(known.owner[np.isin(at.state, _KEPT)].tolist())
    numbers = dict(stood.every.order_by().values_list("pk", "number"))
    columns = (each[places].tolist() for each in (known.owner, at.state, at.due, at.days_late))

    def told() -> Iterator[PromiseRow]:
        for pk, place, due_on, days_late in zip(*columns, strict=True):
            late = days_late and STATES[place] is State.DUE
            held_by = causes(pk, waits, kept) if late else ()
            number, *row = said.pop(pk)
            clauses = tuple(numbers[key] for key in held_by)
            yield PromiseRow(pk, number, tuple(row), STATES[place], due_on, days_late or None, held_by, clauses)

    return told()


_KEPT = [STATES.index(state) for state in FULFILLED]


def _waits(stood: _Stood) -> dict[int, set[int]]:
    """What each promise waits for: those that block it, and the one it is due after."""
    found: dict[int, set[int]] = defaultdict(set)
    blocked = Promise.blocked_by.through.objects.filter(from_promise__in=stood.every.values("pk"))
    for pk, other in blocked.values_list("from_promise", "to_promise"):
        found[pk].add(other)
    after = np.flatnonzero(stood.known.after)
    for pk, other in zip(stood.known.owner[after].tolist(), stood.known.after[after].tolist(), strict=True):
        found[pk].add(other)
    return found


def _lines(rows: QuerySet[Promise], sides: Sequence[Sequence[int]], as_of: date) -> list[tuple[PromiseLine, ...]]:
    """These promises of each side as lines, each with what it really waits for."""
    shown = rows.in_bulk([pk for side in sides for pk in side])
    found, every = standings_of(list(shown.values()), as_of)
    waits = {delay.promise: delay.causes for delay in delays(found)}
    return [
        tuple(PromiseLine(shown[pk], found[pk], tuple(every[key] for key in waits.get(pk, ()))) for pk in side)
        for side in sides
    ]


def standing_of(promise: Promise, as_of: date) -> PromiseSaid:
    """Where one promise stands, the late ones it really waits for, and the late ones that wait for it."""
    found, every = standings_of([promise], as_of)
    waits = {delay.promise: delay.causes for delay in delays(found)}
    held_up = tuple(every[key] for key, causes in waits.items() if promise.pk in causes)
    return PromiseSaid(found[promise.pk], tuple(every[key] for key in waits.get(promise.pk, ())), held_up)


def standings_of(shown: Sequence[Promise], as_of: date) -> tuple[dict[int, Standing], dict[int, Promise]]:
    """All promises of the papers concerned: one may wait for another that the reader did not ask for."""
    papers, occasions = {each.agreement_id for each in shown}, {each.event_id for each in shown}
    concerned = Q(agreement__in=papers - {None}) | Q(event__in=occasions - {None})
    every = {p.pk: p for p in Promise.objects.filter(concerned).select_related("debtor").prefetch_related("blocked_by")}
    events = told(PromiseStep.objects.filter(promise__in=every, learned_on__lte=as_of))
    return standings([as_bound(promise) for promise in every.values()], events, as_of), every


def told(steps: QuerySet[PromiseStep]) -> list[Event]:
    """What counts of the steps, by the day it happened: a claim counts only where it is a dispute."""
    counted = _counted(steps).order_by("happened_on", "pk")
    return [Event(s.promise_id, Step(s.step), s.happened_on, s.learned_on, s.pk) for s in counted]


def _counted(steps: QuerySet[PromiseStep]) -> QuerySet[PromiseStep]:
    return steps.exclude(Q(is_claim=True) & ~Q(step=Step.DISPUTED.value))


def read_promises(rows: QuerySet[Promise]) -> PromiseColumns:
    """Read promises in columns."""
    names = ("pk", "debtor", "agreement", "side", day_number("due_on"), "after", "days_after")
    return PromiseColumns.of_rows(raw(rows.select_related(None).order_by().values_list(*names)))


def read_steps(rows: QuerySet[PromiseStep]) -> StepColumns:
    """Read in columns what counts of what happened to promises."""
    names = ("promise", day_number("happened_on"), day_number("learned_on"), "pk", "step")
    return StepColumns.of_rows(raw(_counted(rows).order_by().values_list(*names)))
