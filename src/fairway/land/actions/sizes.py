"""Write down how much land a project takes, and what it is planned to yield."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land.engine.sizes import Area, Capacity
from fairway.land.models import LandArea, PlannedCapacity, Project
from fairway.lib.errors import Invalid

__all__ = ["Area", "Capacity", "record_area", "record_capacity"]

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.base.models import User


@transaction.atomic
def record_area(*, actor: User, reason: str, project: Project, area: Area) -> LandArea:
    """Keep how much land a project takes; it stands beside what was known before, and holds from its day on."""
    require(actor, "land.record_area", project)
    kept, sound = _locked(project), area.sound()
    _refuse_unfounded(sound, kept.areas.all())
    made = LandArea.objects.create(project=kept, **vars(sound))
    audit.record(actor=actor, verb="record_area", subject=kept, reason=reason, **_facts(sound))
    return made


@transaction.atomic
def record_capacity(*, actor: User, reason: str, project: Project, capacity: Capacity) -> PlannedCapacity:
    """Keep what a project is planned to yield; from its day on it holds instead of what was known in the same unit."""
    require(actor, "land.record_capacity", project)
    kept, sound = _locked(project), capacity.sound()
    _refuse_unfounded(sound, kept.capacities.filter(unit=sound.unit))
    made = PlannedCapacity.objects.create(project=kept, **vars(sound))
    audit.record(actor=actor, verb="record_capacity", subject=kept, reason=reason, **_facts(sound))
    return made


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def _refuse_unfounded(size: Area | Capacity, known: QuerySet[LandArea] | QuerySet[PlannedCapacity]) -> None:
    if not size.evidence.strip():
        raise Invalid("evidence-missing", gettext_noop("Name the document that says so."))
    last = known.order_by("learned_on").last()
    if size.learned_on > timezone.localdate() or (last is not None and size.learned_on < last.learned_on):
        text = gettext_noop("The day it was learned lies between that of what is known so far and today.")
        raise Invalid("learned-on", text)


def _facts(size: Area | Capacity) -> dict[str, str]:
    return {name: str(said) for name, said in vars(size).items()}
