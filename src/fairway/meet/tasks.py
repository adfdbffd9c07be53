"""Making a timetable and sending mails in the background."""

from __future__ import annotations

from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
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
from fairway.meet.queries.mails import Letter, application_letters, reminder_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.base.models import Job, User
    from fairway.meet.engine.result import Progress
    from fairway.meet.models import Application, Decision, Event

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


MAIL_KIND = gettext_noop("Send mails")
SENDING = gettext_noop("%(done)s of %(total)s mails are sent.")
APPLICATIONS, REMINDERS = "applications", "reminders"


def tell_applicant(*, actor: User, application: Application) -> None:
    """Write to an applicant where it stands, if mail is set up."""
    _start_mails(actor, APPLICATIONS, [application.pk])


def tell_decided(*, actor: User, decisions: Sequence[Decision]) -> None:
    """Write to applicants what was decided, if mail is set up."""
    _start_mails(actor, APPLICATIONS, [each.application_id for each in decisions])


def send_reminders(*, actor: User, ids: Sequence[int]) -> Job:
    """Write to participants who have not answered or asked nobody."""
    require(actor, "meet.organise_requests")
    job = _start_mails(actor, REMINDERS, ids)
    if job is None:
        raise Refused("mail-not-set", gettext_noop("No mail host is set up. Export the list instead."))
    return job


def _start_mails(actor: User, about: str, ids: Sequence[int]) -> Job | None:
    if not settings.MAIL_IS_SET:
        return None
    return jobs.open_job(
        actor=actor,
        reason=_("Mails to participants"),
        kind=MAIL_KIND,
        enqueue=lambda job_id: mail_task.enqueue(job_id, about, list(ids)),
    )


@task()
def mail_task(job_id: int, about: str, ids: list[int]) -> None:
    """Run the job: word the letters as things stand now, and send them."""
    letters = application_letters(ids) if about == APPLICATIONS else reminder_letters(ids)
    jobs.run(job_id, lambda progress: _send(progress, list(letters)))


def _send(progress: jobs.Progress, letters: Sequence[Letter]) -> dict[str, object]:
    """Send one by one; an address that is refused keeps no other letter back."""
    refused = 0
    try:
        with get_connection() as connection:
            for done, letter in enumerate(letters):
                progress(done, len(letters), Reason(SENDING, {"done": done, "total": len(letters)}))
                refused += not _sent(EmailMessage(letter.subject, letter.body, to=[letter.to], connection=connection))
    except OSError as error:
        text = gettext_noop("The mail host cannot be reached: %(why)s")
        raise Refused("mail-host", text, why=str(error)[:200]) from error
    return {"sent": len(letters) - refused, "refused": refused}


def _sent(message: EmailMessage) -> bool:
    try:
        return bool(message.send())
    except SMTPException:
        return False
