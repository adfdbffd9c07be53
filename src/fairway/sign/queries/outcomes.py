"""What of the promises is to be told and passed on today, and what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from fairway.sign.engine.outcomes import OUTCOMES, Today
from fairway.sign.engine.promises import State, read_events
from fairway.sign.models import Promise, PromiseNotice, PromiseStep
from fairway.sign.queries.promises import promises_seen_by, standings_of, told

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.sign.engine.promises import Event


def followed(promises: Collection[int] | None = None) -> list[Promise]:
    """Promises with steps (of those ids, by default all); an invented one of a real organisation is never told."""
    rows = Promise.objects.filter(Exists(PromiseStep.objects.filter(promise=OuterRef("pk"))))
    rows = rows.exclude(Q(is_demo=True, debtor__is_demo=False)).select_related("debtor", "agreement__event", "event")
    return list(rows.order_by("pk") if promises is None else rows.filter(pk__in=promises))


def outcomes_on(promises: list[Promise], today: date) -> dict[int, Today]:
    """What holds of each promise on a day, by id: as many queries for many as for one."""
    found, _every = standings_of(promises, today)
    events: dict[int, list[Event]] = {each.pk: [] for each in promises}
    for event in told(PromiseStep.objects.filter(promise__in=events, learned_on__lte=today)):
        events[event.promise].append(event)
    return {key: _today(list_, found[key].state, today) for key, list_ in events.items()}


def _today(events: list[Event], state: State, today: date) -> Today:
    decision, is_disputed = read_events(events)
    return Today(today, decision.number if decision else None, OUTCOMES.get(state), is_disputed)


def standing_notices(promises: Collection[int]) -> dict[int, PromiseNotice]:
    """The notice that stands for each promise, by the promise's id."""
    rows = PromiseNotice.objects.filter(promise__in=promises).exclude(state=PromiseNotice.State.WITHDRAWN)
    return {each.promise_id: each for each in rows.select_related("record", "fact")}


def notices_seen_by(user: User | AnonymousUser) -> QuerySet[PromiseNotice]:
    """Notices on promises the reader may see, the newest first."""
    rows = PromiseNotice.objects.filter(promise__in=promises_seen_by(user).values("pk"))
    return rows.select_related("promise__debtor", "record", "fact").order_by(F("served_on").desc(), "-pk")
