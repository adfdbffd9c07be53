"""Editions in the background: publishing one, making one again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.base.rights import require
from fairway.lib.explain import Reason, gettext_noop
from fairway.trust.actions import publish_edition, replay_edition
from fairway.trust.models import CreditModel, Edition

if TYPE_CHECKING:
    from fairway.base.models import User

PUBLISH = gettext_noop("Publish an edition")
REPLAY = gettext_noop("Make an edition again")
WORKING = gettext_noop("Rating every organisation as of %(day)s")


def start_publishing(*, actor: User, reason: str, model: CreditModel, as_of: date) -> Job:
    """Open the job and hand it to the worker; refused at once to whoever may not rate."""
    require(actor, "trust.rate")
    return jobs.open_job(
        actor=actor,
        reason=reason,
        kind=PUBLISH,
        enqueue=lambda job: publish_edition_task.enqueue(job, model.pk, as_of.isoformat(), reason),
    )


def start_replay(*, actor: User, reason: str, edition: Edition) -> Job:
    """Open the job and hand it to the worker; refused at once to whoever may not rate."""
    require(actor, "trust.rate")
    return jobs.open_job(
        actor=actor,
        reason=reason,
        kind=REPLAY,
        enqueue=lambda job: replay_edition_task.enqueue(job, edition.pk, reason),
    )


@task()
def publish_edition_task(job_id: int, model_id: int, as_of: str, reason: str) -> None:
    """Publish as the account that started the job."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        progress(0, 1, Reason(WORKING, {"day": as_of}))
        model, day = CreditModel.objects.get(pk=model_id), date.fromisoformat(as_of)
        edition = publish_edition(actor=_actor(job_id), reason=reason, model=model, as_of=day)
        return {"url": reverse("trust:edition", args=[edition.pk]), "sha256": edition.sha256}

    jobs.run(job_id, work)


@task()
def replay_edition_task(job_id: int, edition_id: int, reason: str) -> None:
    """Make an edition again as the account that started the job."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        edition = Edition.objects.select_related("model").get(pk=edition_id)
        done = replay_edition(actor=_actor(job_id), reason=reason, edition=edition, progress=progress)
        return {"url": reverse("trust:edition", args=[edition_id]), "same": bool(done.is_reproduced)}

    jobs.run(job_id, work)


def _actor(job_id: int) -> User:
    return Job.objects.select_related("started_by").get(pk=job_id).started_by
