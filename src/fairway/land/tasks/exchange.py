"""Work in the background: checking and taking files of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.land.actions import check_file, take_file
from fairway.land.models import ProjectImport

if TYPE_CHECKING:
    from fairway.base.jobs import Progress
    from fairway.base.models import User

CHECK_JOB = gettext_noop("Check a file of projects")
TAKE_JOB = gettext_noop("Take the projects of a file")
REASON = gettext_noop("Done on the page of exchange")


@task()
def check_kept_file(job_id: int, kept_id: int) -> None:
    """Check a file as the account that handed it in."""

    def work(progress: Progress) -> dict[str, object]:
        check_file(actor=_starter(job_id), reason=REASON, kept=_kept(kept_id), progress=progress)
        return {"url": reverse("land:project_import", args=[kept_id])}

    jobs.run(job_id, work)


@task()
def take_kept_file(job_id: int, kept_id: int) -> None:
    """Take what a check found sound."""

    def work(progress: Progress) -> dict[str, object]:  # noqa: ARG001  # one transaction: nothing to tell in between
        take_file(actor=_starter(job_id), reason=REASON, kept=_kept(kept_id))
        return {"url": reverse("land:project_import", args=[kept_id])}

    jobs.run(job_id, work)


def _starter(job_id: int) -> User:
    return Job.objects.select_related("started_by").get(pk=job_id).started_by


def _kept(pk: int) -> ProjectImport:
    return ProjectImport.objects.get(pk=pk)
