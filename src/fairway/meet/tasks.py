"""Making a timetable in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from fairway.base import jobs
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.lib.explain import Reason, gettext_noop
from fairway.meet import actions
from fairway.meet.actions.runs import BETWEEN
from fairway.meet.models import SolverRun

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.engine.result import Progress
    from fairway.meet.models import Event

KIND = gettext_noop("Make the timetable")
USUAL = 20
"""Effort of a search unless another is chosen; one of those that can be."""
PLACING = gettext_noop("Meetings worth %(value)s points are placed; no timetable can have more than %(bound)s.")


@transaction.atomic
def start_timetable(
    *, actor: User, reason: str, event: Event, seed: int | None = None, effort: int = USUAL
) -> SolverRun:
    """Open job and run and hand them to the worker; refused at once to whoever may not make timetables."""
    require(actor, "meet.make_timetable", event)
    job = jobs.open_job(
        actor=actor,
        reason=reason,
        kind=KIND,
        enqueue=timetable_task.enqueue,
    )
    given = event.seed if seed is None else seed
    return actions.open_run(actor=actor, reason=reason, event=event, job=job, seed=given, effort=effort)


@task()
def timetable_task(job_id: int) -> None:
    """Do the run that belongs to the job."""
    jobs.run(job_id, lambda progress: _work(progress, job_id))


def _work(progress: jobs.Progress, job_id: int) -> dict[str, object]:
    run = SolverRun.objects.select_related("event", "job__started_by").get(job=job_id)
    watch = _Watch(progress, actions.RunRecorder(run), run.effort)
    made = None
    try:
        made = actions.make_timetable(
            actor=run.job.started_by,
            reason=_("Made on the event's page"),
            event=run.event,
            seed=run.seed,
            effort=run.effort,
            watch=actions.Watch(watch.heard, watch.take_now, watch.is_cancelled),
        )
    finally:
        watch.recorder.end(made)
    return {"url": reverse("meet:run", args=[run.pk])}


class _Watch:
    """Reports to the job and the run. The solver must not be left by an exception: a wish to stop is only noted.

    Nobody asks the tables more often than every :data:`BETWEEN` seconds, however often the solver asks.
    """

    def __init__(self, progress: jobs.Progress, recorder: actions.RunRecorder, effort: float) -> None:
        self.recorder = recorder
        self._progress = progress
        self._effort = effort
        self._cancelled = self._taken = False
        self._asked = float("-inf")

    def heard(self, state: Progress) -> None:
        """Show the solver's state as a share of the effort it may cost."""
        self.recorder.heard(state)
        done = min(99, int(100 * state.effort / self._effort))
        try:
            self._progress(done, 100, Reason(PLACING, {"value": state.value, "bound": state.bound}))
        except Refused:
            self._cancelled = True

    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        self._ask()
        return self._cancelled

    def take_now(self) -> bool:
        """Whether somebody asked for the best so far."""
        self._ask()
        return self._taken

    def _ask(self) -> None:
        if self.recorder.seconds - self._asked >= BETWEEN:
            self._asked = self.recorder.seconds
            self._cancelled = self._cancelled or self._progress.cancelled()
            self._taken = self._taken or self.recorder.take_now()
