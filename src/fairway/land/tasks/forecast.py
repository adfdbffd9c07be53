"""Forecasts in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django_tasks import task

from fairway.base import jobs
from fairway.base.rights import require
from fairway.land import actions, queries
from fairway.land.models import ForecastEdition
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from fairway.base.models import User

FORECAST = gettext_noop("Make a forecast")
MADE = gettext_noop("Asked for on the page of forecasts")


@transaction.atomic
def start_forecast(*, actor: User, reason: str, asked: actions.Asked) -> ForecastEdition:
    """Open job and forecast and hand them to the worker; refused at once to whoever may not make forecasts."""
    require(actor, "land.make_forecast")
    job = jobs.open_job(actor=actor, reason=reason, kind=FORECAST, enqueue=forecast_task.enqueue)
    return actions.open_forecast(actor=actor, reason=reason, job=job, asked=asked)


def forecast_now(*, actor: User, reason: str, asked: actions.Asked) -> ForecastEdition:
    """Make a forecast in this process, without a worker; a job is kept of it all the same."""
    require(actor, "land.make_forecast")
    with transaction.atomic():
        job = jobs.open_job(actor=actor, reason=reason, kind=FORECAST, enqueue=lambda _job: None)
        edition = actions.open_forecast(actor=actor, reason=reason, job=job, asked=asked)
    _run(job.pk)
    return queries.forecast_at(edition.pk)


@task()
def forecast_task(job_id: int) -> None:
    """Make the forecast that belongs to the job, as the account that asked for it."""
    _run(job_id)


def _run(job_id: int) -> None:
    def work(progress: jobs.Progress) -> dict[str, object]:
        edition = ForecastEdition.objects.select_related("job__started_by").get(job=job_id)
        made = actions.make_forecast(actor=edition.job.started_by, reason=MADE, edition=edition, progress=progress)
        return {"url": reverse("land:forecast", args=[made.pk]), "sha256": made.sha256}

    jobs.run(job_id, work)
