"""Making a timetable in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.actions import make_timetable
from fairway.meet.actions.timetables import EFFORT
from fairway.meet.models import Event

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.engine.result import Progress

KIND = gettext_noop("Make the timetable")
PLACING = gettext_noop("Meetings worth %(value)s points are placed; no timetable can have more than %(bound)s.")


def start_timetable(*, actor: User, reason: str, event: Event) -> Job:
    """Open the job and hand it to the worker; refused at once to whoever may not make timetables."""
    require(actor, "meet.make_timetable", event)
    return jobs.open_job(
        actor=actor,
        reason=reason,
        kind=KIND,
        enqueue=lambda job_id: timetable_task.enqueue(job_id, event.pk),
    )


@task()
def timetable_task(job_id: int, event_id: int) -> None:
    """Run the job for the event."""
    jobs.run(job_id, lambda progress: _work(progress, job_id, event_id))


def _work(progress: jobs.Progress, job_id: int, event_id: int) -> dict[str, object]:
    watch = _Watch(progress)
    make_timetable(
        actor=Job.objects.select_related("started_by").get(pk=job_id).started_by,
        reason=_("Made on the event's page"),
        event=Event.objects.get(pk=event_id),
        on_progress=watch.heard,
        should_stop=watch.should_stop,
    )
    return {"url": reverse("meet:event", args=[event_id])}


class _Watch:
    """Reports to the job. The solver must not be left by an exception, so a wish to stop is only noted."""

    def __init__(self, progress: jobs.Progress) -> None:
        self._progress = progress
        self._stopped = False

    def heard(self, state: Progress) -> None:
        """Show the solver's state as a share of the effort it may cost."""
        done = min(99, int(100 * state.effort / EFFORT))
        try:
            self._progress(done, 100, Reason(PLACING, {"value": state.value, "bound": state.bound}))
        except Refused:
            self._stopped = True

    def should_stop(self) -> bool:
        """Whether somebody asked to stop."""
        self._stopped = self._stopped or self._progress.cancelled()
        return self._stopped
