"""Making the timetable: solved outside the transaction, checked, then kept whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from fairway.base import audit, jobs
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.engine.moves import with_locks, with_tables
from fairway.meet.engine.result import Status
from fairway.meet.engine.timetable import solve
from fairway.meet.engine.verify import violations
from fairway.meet.engine.why_not.contradiction import explain_contradiction
from fairway.meet.models import Event, Meeting, Timetable, Unmet
from fairway.meet.queries.day.changed import off_lost_tables
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.hand import locked_places
from fairway.meet.queries.problem import StoredProblem, stored_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fairway.base.models import User
    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.result import Progress
    from fairway.meet.engine.result import Timetable as Solved

EFFORT = 20.0
"""Deterministic units of CP-SAT, near one second each, that a timetable may cost unless told otherwise."""


MOST_SAID = 12
"""Sentences of a contradiction that are said; more would not be read."""


@dataclass(frozen=True)
class Watch:
    """What somebody who watches a search is told, and may ask for: the best so far, or nothing at all."""

    on_progress: Callable[[Progress], None] | None = None
    take_now: Callable[[], bool] = lambda: False
    is_cancelled: Callable[[], bool] = lambda: False

    def should_stop(self) -> bool:
        """Whether the search is to end, for whatever reason."""
        return self.is_cancelled() or self.take_now()


def make_timetable(
    *,
    actor: User,
    reason: str,
    event: Event,
    seed: int | None = None,
    effort: float = EFFORT,
    watch: Watch | None = None,
) -> Timetable:
    """Solve, check and keep a timetable. The same requests, locks, seed and effort give the same meetings.

    Locked meetings stay where they are. The seed is the event's unless given. The solver works outside the
    transaction; nothing is kept when it was cancelled, when the check finds a broken rule, or when requests
    changed meanwhile. Do not call it inside a transaction of your own.
    """
    require(actor, "meet.make_timetable", event)
    watch = watch or Watch()
    task = _Task(event, _with_locks(event, stored_problem(event)), event.seed if seed is None else seed, effort)
    _refuse_empty(task.stored)
    solved = solve(
        task.stored.problem,
        seed=task.seed,
        effort=effort,
        on_progress=watch.on_progress,
        should_stop=watch.should_stop,
    )
    _refuse_cancelled(watch)
    with transaction.atomic():
        kept = _keep(actor=actor, reason=reason, task=task, solved=task.seated(solved))
        _refuse_cancelled(watch)
    return kept


def _refuse_cancelled(watch: Watch) -> None:
    if watch.is_cancelled():
        raise Refused(jobs.CANCELLED, gettext_noop("Stopped on request."))


@dataclass(frozen=True)
class _Stored:
    """The problem with its locks, and what its keys stand for; ``tables`` where the locked wishes sit."""

    problem: MeetingProblem
    plain: StoredProblem
    tables: Mapping[int, int]


@dataclass(frozen=True)
class _Task:
    event: Event
    stored: _Stored
    seed: int
    effort: float

    def seated(self, solved: Solved) -> Solved:
        """Seat the locked meetings where they were, and nobody at a table that is lost."""
        meetings = with_tables(solved.meetings, self.stored.tables)
        return replace(solved, meetings=off_lost_tables(self.event, self.stored.problem, meetings))


def _with_locks(event: Event, plain: StoredProblem) -> _Stored:
    """Fix each locked meeting that both sides still want where the timetable that holds has it."""
    places = locked_places(current_timetable(event))
    kept = {key: places[request] for key, request in plain.request_ids.items() if request in places}
    problem = with_locks(plain.problem, {key: place.slot for key, place in kept.items()})
    return _Stored(problem, plain, {key: place.table for key, place in kept.items()})


def _refuse_empty(stored: _Stored) -> None:
    if not stored.problem.slots or not stored.problem.tables:
        raise Refused("no-room", gettext_noop("This event has no slots or no tables: nothing can be held."))
    if not stored.problem.wishes:
        raise Refused("no-mutual-requests", gettext_noop("No two sides want to meet yet: there is nothing to place."))


def _refuse_contradiction(problem: MeetingProblem, solved: Solved) -> None:
    """Say which of the wishes and rules that must be kept exclude each other."""
    if solved.status not in (Status.INFEASIBLE, Status.UNKNOWN):
        return
    reasons = explain_contradiction(problem)
    if reasons:
        said = " ".join(gettext(reason.text) % reason.params for reason in reasons[:MOST_SAID])
        text = gettext_noop("Not everything that must be can be. These contradict each other: %(reasons)s")
        raise Refused("hard-wishes-contradict", text, reasons=said)


@transaction.atomic
def _keep(*, actor: User, reason: str, task: _Task, solved: Solved) -> Timetable:
    event = task.event
    list(event.timetables.select_for_update().order_by("-pk")[:1])  # edits of the grid wait, and then see this one
    _refuse_contradiction(task.stored.problem, solved)
    for broken in violations(task.stored.problem, solved):
        raise Refused("timetable-broken", broken.text, **broken.params)
    if _with_locks(event, stored_problem(event)) != task.stored:
        raise Refused(
            "requests-changed",
            gettext_noop("Requests or locks changed while the timetable was being made. Make it again."),
        )
    kept = Timetable.objects.create(
        event=event,
        seed=task.seed,
        status=solved.status.value,
        value=solved.value,
        bound=solved.bound,
        breaks=solved.breaks,
    )
    _keep_meetings(kept, task.stored, solved)
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
        seed=task.seed,
        effort=task.effort,
        **figures,
    )
    return kept


def _keep_meetings(kept: Timetable, stored: _Stored, solved: Solved) -> None:
    Meeting.objects.bulk_create(
        [
            Meeting(
                timetable=kept,
                request_id=stored.plain.request_ids[meeting.wish],
                slot_id=stored.plain.slot_ids[meeting.slot],
                table=meeting.table,
                is_locked=meeting.wish in stored.tables,
            )
            for meeting in solved.meetings
        ],
        batch_size=BATCH,
    )
    Unmet.objects.bulk_create(
        [
            Unmet(
                timetable=kept,
                request_id=stored.plain.request_ids[unmet.wish],
                reasons=[reason.as_data() for reason in unmet.reasons],
            )
            for unmet in solved.unmet
        ],
        batch_size=BATCH,
    )
