"""Planning milestones, forecasting them anew and reporting that they were reached; what waits moves with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.land.engine import milestones as engine
from fairway.land.models import Milestone, MilestoneEntry, Project, Wait
from fairway.land.queries.milestones import affected_by, as_engine, may_answer, plan_rows
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.queries.milestones import Affected
    from fairway.sign.models import Promise

VERBS = {MilestoneEntry.Kind.FORECAST: "forecast_milestone", MilestoneEntry.Kind.ACTUAL: "reach_milestone"}


@dataclass(frozen=True)
class MilestoneDraft:
    """A milestone to be planned; ``after`` maps milestones of the same project to the lag in days."""

    name: str
    owner: Organisation
    planned: date
    after: Mapping[Milestone, int] = field(default_factory=dict)
    promise: Promise | None = None


@dataclass(frozen=True)
class NewDay:
    """A day for a milestone: forecast, or the actual one if it ``happened`` (then with what shows it).

    ``seal`` is that of the effects that were shown and agreed to.
    """

    day: date
    seal: str
    happened: bool = False
    evidence: str = ""


@transaction.atomic
def plan_milestone(*, actor: User, reason: str, project: Project, draft: MilestoneDraft) -> Milestone:
    """Add a milestone to a project's plan."""
    require(actor, "land.plan_milestones", project)
    kept = Project.objects.select_for_update().get(pk=project.pk)
    _check_draft(kept, draft)
    milestone = Milestone(
        project=kept, name=draft.name.strip(), owner=draft.owner, planned=draft.planned, promise=draft.promise
    )
    milestone.save()
    waits = [Wait(milestone=milestone, other=other, lag_days=lag) for other, lag in draft.after.items()]
    Wait.objects.bulk_create(waits)
    _write(milestone, MilestoneEntry.Kind.PLANNED, draft.planned, note=reason[:500])
    audit.record(
        actor=actor,
        verb="plan_milestone",
        subject=milestone,
        reason=reason,
        project=project.pk,
        planned=draft.planned.isoformat(),
        owner=draft.owner.pk,
    )
    return milestone


def _check_draft(project: Project, draft: MilestoneDraft) -> None:
    name = draft.name.strip()
    if not name:
        raise Invalid("milestone-name", gettext_noop("Give the milestone a name."))
    if project.milestones.filter(name=name).exists():
        raise Refused("milestone-twice", gettext_noop("This project has a milestone of that name already."))
    if any(other.project_id != project.pk for other in draft.after):
        raise Invalid("milestone-elsewhere", gettext_noop("A milestone waits for milestones of the same project."))
    if draft.promise is not None and draft.promise.agreement_id != project.agreement_id:
        raise Invalid("milestone-promise", gettext_noop("The promise is one of the project's own agreement."))
    if not may_answer(project).filter(pk=draft.owner.pk).exists():
        text = gettext_noop("A party of the project or an office that follows projects answers for a milestone.")
        raise Invalid("milestone-owner", text)
    plan = {row.name: as_engine(row) for row in plan_rows(project)}
    after = {other.name: lag for other, lag in draft.after.items()}
    new = engine.Milestone(name, draft.owner.pk, draft.planned, after=after)
    engine.refuse_too_early(new, plan, draft.planned)


def _write(
    milestone: Milestone, kind: MilestoneEntry.Kind, day: date, *, evidence: str = "", note: str = "", own: bool = False
) -> None:
    MilestoneEntry.objects.create(
        milestone=milestone,
        kind=kind,
        day=day,
        learned_on=timezone.localdate(),
        evidence=evidence,
        note=note,
        is_own_report=own,
    )


@transaction.atomic
def move_milestone(*, actor: User, reason: str, milestone: Milestone, new: NewDay) -> Affected:
    """Keep a new day for a milestone and move what has to move with it: exactly what was shown, or nothing.

    Refused where the plan changed since its effects were shown. Said by whom the milestone belongs to, it is marked so.
    """
    require(actor, "land.move_milestones", milestone)
    Project.objects.select_for_update().get(pk=milestone.project_id)
    kept = Milestone.objects.select_related("project__agreement").get(pk=milestone.pk)
    _check_day(new)
    found = affected_by(kept, new.day, happened=new.happened)
    if found.seal != new.seal:
        text = gettext_noop("The plan has changed since its effects were shown. Look at them again.")
        raise Refused("plan-changed", text)
    kind = MilestoneEntry.Kind.ACTUAL if new.happened else MilestoneEntry.Kind.FORECAST
    Milestone.objects.filter(pk=kept.pk).update(**{kind.value: new.day})
    own = is_own_case(actor, kept)
    _write(kept, kind, new.day, evidence=new.evidence.strip(), note=reason[:500], own=own)
    _move_others(found)
    audit.record(
        actor=actor,
        verb=VERBS[kind],
        subject=kept,
        reason=reason,
        day=new.day.isoformat(),
        moved=[each.milestone.pk for each in found.moves],
        is_own_report=own,
    )
    return found


def _check_day(new: NewDay) -> None:
    today = timezone.localdate()
    if new.happened and new.day > today:
        raise Invalid("milestone-in-future", gettext_noop("This day has not come yet."))
    if not new.happened and new.day < today:
        text = gettext_noop("A forecast is for today or a day to come. If it happened, say so.")
        raise Invalid("forecast-past", text)
    if new.happened and not new.evidence.strip():
        text = gettext_noop("Name the document, permit or photograph that shows it.")
        raise Invalid("evidence-missing", text)


def _move_others(found: Affected) -> None:
    for each in found.moves:
        each.milestone.forecast = each.move.becomes
    Milestone.objects.bulk_update([each.milestone for each in found.moves], ["forecast"])
    today = timezone.localdate()
    lines = [
        MilestoneEntry(
            milestone=each.milestone,
            kind=MilestoneEntry.Kind.FORECAST,
            day=each.move.becomes,
            learned_on=today,
            because_of=each.cause,
        )
        for each in found.moves
    ]
    MilestoneEntry.objects.bulk_create(lines)
