"""What falls due by itself: delays are marked once, records whose publicity period is over expire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.clocks import LEVELS, Level, expired_from, level
from fairway.trust.models import OPEN_STATES, Case, CaseStep, CreditRecord, StatusChange
from fairway.trust.queries.clocks import clocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fairway.base.models import User

BATCH = 1000
Status = CreditRecord.Status


@dataclass(frozen=True)
class DueRun:
    """How many cases were marked and how many records expired."""

    marked: int
    expired: int


@transaction.atomic
def run_due(*, actor: User, reason: str, on: date) -> DueRun:
    """Mark what is due soon, overdue or escalated, and let expire what is past its publicity period.

    Run daily; what was marked or expired before is left alone, so a second run on one day does nothing.
    """
    require(actor, "trust.run_due_cases")
    if on > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet. Give today or an earlier day."))
    audit.wait_for_turn()
    done = DueRun(_mark_delays(actor, on), _expire(actor, reason, on))
    if done != DueRun(0, 0):
        facts = {"on": on.isoformat(), "marked": done.marked, "expired": done.expired}
        audit.record(actor=actor, verb="run_due_cases", subject="trust.case", reason=reason, **facts)
    return done


def _mark_delays(actor: User, on: date) -> int:
    """Give each open case the level of the day; a level never falls while the deadline stays."""
    rules, marked = clocks(), []
    for case in Case.objects.filter(state__in=OPEN_STATES, opened_on__lte=on):
        reached = level(case.due_on, on, rules)
        if LEVELS.index(reached) > LEVELS.index(Level(case.level)):
            case.level = reached
            marked.append(case)
    Case.objects.bulk_update(marked, ["level"], batch_size=BATCH)
    steps = [CaseStep(case=case, event=case.level, on=on, by=actor) for case in marked]
    CaseStep.objects.bulk_create(steps, batch_size=BATCH)
    return len(marked)


def _expire(actor: User, reason: str, on: date) -> int:
    """A record under objection waits for its decision; the next run after that lets it expire."""
    past = dict(_past(on))
    changed = StatusChange.objects.filter(record__status=Status.ACTIVE).order_by("pk").values_list("record_id", "on")
    last = dict(changed)
    changes = [
        StatusChange(record_id=pk, status=Status.EXPIRED, on=max(day, last.get(pk, day)), reason=reason[:500], by=actor)
        for pk, day in past.items()
    ]
    for start in range(0, len(changes), BATCH):
        ids = [change.record_id for change in changes[start : start + BATCH]]
        CreditRecord.objects.filter(pk__in=ids).update(status=Status.EXPIRED)
    StatusChange.objects.bulk_create(changes, batch_size=BATCH)
    return len(changes)


def _past(on: date) -> Iterator[tuple[int, date]]:
    """Active records past their period, with the first day after it; one query a kind that has such a period."""
    kinds = [k.key for k in CATALOGUE.values() if any(s.publicity_months is not None for s in k.severities)]
    rows = CreditRecord.objects.filter(status=Status.ACTIVE, kind__in=kinds, happened_on__lte=on).order_by("pk")
    for pk, kind, severity, happened in rows.values_list("pk", "kind", "severity", "happened_on"):
        day = expired_from(kind, severity, happened)
        if day is not None and day <= on:
            yield pk, day
