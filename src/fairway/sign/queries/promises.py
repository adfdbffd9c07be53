"""Promises as people read them: both sides' columns with where each stands on a day, the rates, and who delays whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from fairway.base.raw import day_number, raw
from fairway.govern.rules import own_organisations
from fairway.sign.engine.promise_columns import STATES, PromiseColumns, Stands, StepColumns, stands
from fairway.sign.engine.promises import Event, Fulfilment, Side, Standing, State, Step, delays, standings
from fairway.sign.engine.promises import Promise as Bound
from fairway.sign.models import Promise, PromiseStep
from fairway.sign.queries.agreements import SEE, sees_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

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


def promises_seen_by(user: User | AnonymousUser | None) -> QuerySet[Promise]:
    """Every promise for the offices (and for ``None``); for others those of papers one's own organisation signed."""
    rows = Promise.objects.select_related("debtor", "creditor", "agreement__event", "event", "after")
    if user is None or sees_all(user):
        return rows
    own = own_organisations(user, SEE.own)  # type: ignore[arg-type]
    mine = Q(debtor__in=own) | Q(creditor__in=own) | Q(agreement__parties__organisation__in=own)
    return rows.filter(pk__in=Promise.objects.filter(mine).values("pk"))


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
    known, at = _stands_of(rows, as_of)
    rates, keys, more = list[Fulfilment](), list[list[int]](), list[int]()
    for side in Side:
        own = known.side == side.value
        counts = np.bincount(at.state[own], minlength=len(STATES)).tolist()
        rates.append(Fulfilment(side, dict(zip(STATES, counts, strict=True))))
        wanted = np.flatnonzero(own & (at.state == STATES.index(State(state))) if state else own)
        order = np.lexsort((known.owner[wanted], np.isnat(at.due[wanted]), -at.days_late[wanted]))[:most]
        keys.append(known.owner[wanted[order]].tolist())
        more.append(len(wanted) - len(order))
    enterprise, government = _lines(rows, keys, as_of)
    return PromiseBoard(as_of, enterprise, government, tuple(rates), (more[0], more[1]))


def _stands_of(rows: QuerySet[Promise], as_of: date) -> tuple[PromiseColumns, Stands]:
    """The promises in columns and where they stand, with what they wait for in papers of theirs read, too."""
    ids = rows.order_by()
    every = Promise.objects.filter(Q(agreement__in=ids.values("agreement")) | Q(event__in=ids.values("event")))
    known = read_promises(every)
    at = stands(known, read_steps(PromiseStep.objects.filter(promise__in=every.values("pk"))), as_of)
    asked = np.isin(known.owner, np.fromiter(ids.values_list("pk", flat=True), np.int64))
    return known.pick(asked), Stands(at.state[asked], at.due[asked], at.days_late[asked])


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
