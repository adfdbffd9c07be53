"""Making the timetable: solved outside the transaction, checked, then kept whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit, jobs
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.engine.timetable import solve
from fairway.meet.engine.verify import violations
from fairway.meet.models import Event, Meeting, Timetable, Unmet
from fairway.meet.queries.problem import StoredProblem, stored_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User
    from fairway.meet.engine.result import Progress
    from fairway.meet.engine.result import Timetable as Solved

EFFORT = 20.0
"""Deterministic units of CP-SAT, near one second each, that a timetable may cost unless told otherwise."""


def make_timetable(
    *,
    actor: User,
    reason: str,
    event: Event,
    effort: float = EFFORT,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Timetable:
    """Solve, check and keep a timetable. The same requests, seed and effort give the same meetings.

    The solver works outside the transaction; nothing is kept when it was stopped, when the check finds a
    broken rule, or when requests changed meanwhile. Do not call it inside a transaction of your own.
    """
    require(actor, "meet.make_timetable", event)
    stored = stored_problem(event)
    _refuse_empty(stored)
    solved = solve(stored.problem, seed=event.seed, effort=effort, on_progress=on_progress, should_stop=should_stop)
    if should_stop is not None and should_stop():
        raise Refused(jobs.CANCELLED, gettext_noop("Stopped on request."))
    return _keep(actor=actor, reason=reason, event=event, stored=stored, solved=solved, effort=effort)


def _refuse_empty(stored: StoredProblem) -> None:
    if not stored.problem.slots or not stored.problem.tables:
        raise Refused("no-room", gettext_noop("This event has no slots or no tables: nothing can be held."))
    if not stored.problem.wishes:
        raise Refused("no-mutual-requests", gettext_noop("No two sides want to meet yet: there is nothing to place."))


@transaction.atomic
def _keep(*, actor: User, reason: str, event: Event, stored: StoredProblem, solved: Solved, effort: float) -> Timetable:
    for broken in violations(stored.problem, solved):
        raise Refused("timetable-broken", broken.text, **broken.params)
    if stored_problem(event) != stored:
        raise Refused(
            "requests-changed",
            gettext_noop("Requests changed while the timetable was being made. Make it again."),
        )
    kept = Timetable.objects.create(
        event=event,
        seed=event.seed,
        status=solved.status.value,
        value=solved.value,
        bound=solved.bound,
        breaks=solved.breaks,
    )
    _keep_meetings(kept, stored, solved)
    figures = {
        "meetings": len(solved.meetings),
        "unmet": len(solved.unmet),
        "value": solved.value,
        "bound": solved.bound,
    }
    audit.record(
        actor=actor,
        verb="make_timetable",
        subject=kept,
        reason=reason,
        event=event.code,
        seed=event.seed,
        effort=effort,
        **figures,
    )
    return kept


def _keep_meetings(kept: Timetable, stored: StoredProblem, solved: Solved) -> None:
    Meeting.objects.bulk_create(
        [
            Meeting(
                timetable=kept,
                request_id=stored.request_ids[meeting.wish],
                slot_id=stored.slot_ids[meeting.slot],
                table=meeting.table,
            )
            for meeting in solved.meetings
        ],
        batch_size=BATCH,
    )
    Unmet.objects.bulk_create(
        [
            Unmet(
                timetable=kept,
                request_id=stored.request_ids[unmet.wish],
                reasons=[reason.as_data() for reason in unmet.reasons],
            )
            for unmet in solved.unmet
        ],
        batch_size=BATCH,
    )
