"""Background work: a draft simulated on everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.trust.actions import simulate_model
from fairway.trust.models import CreditModel

if TYPE_CHECKING:
    from fairway.base.models import User

KIND = gettext_noop("Simulate a credit model")
REASON = gettext_noop("Simulated on the draft's page")


def start_simulation(*, actor: User, reason: str, draft: CreditModel) -> Job:
    """Open the job and hand it to the worker; refused at once to whoever may not draft."""
    require(actor, "trust.draft_models")
    if not draft.is_draft:
        raise Refused("model-published", gettext_noop("Only a draft is simulated."))
    return jobs.open_job(
        actor=actor, reason=reason, kind=KIND, enqueue=lambda job_id: simulate_model_task.enqueue(job_id, draft.pk)
    )


@task()
def simulate_model_task(job_id: int, draft_id: int) -> None:
    """Run the job as the account that started it."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        actor = Job.objects.select_related("started_by").get(pk=job_id).started_by
        draft = CreditModel.objects.get(pk=draft_id)
        kept = simulate_model(actor=actor, reason=REASON, draft=draft, progress=progress)
        return {"url": reverse("trust:simulation", args=[draft_id]), "organisations": kept.result["organisations"]}

    jobs.run(job_id, work)
