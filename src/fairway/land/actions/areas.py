"""Write down how much land a project takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land.engine.exchange.values import Area
from fairway.land.engine.intake import MOST_MU
from fairway.land.models import LandArea, Project
from fairway.lib.errors import Invalid

__all__ = ["Area", "record_area"]

if TYPE_CHECKING:
    from fairway.base.models import User


@transaction.atomic
def record_area(*, actor: User, reason: str, project: Project, area: Area) -> LandArea:
    """Keep how much land a project takes; it stands beside what was known before, and holds from its day on."""
    require(actor, "land.record_area", project)
    kept = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    _check(kept, area)
    made = LandArea.objects.create(project=kept, **vars(area))
    facts = {"mu": str(area.mu), "learned_on": area.learned_on.isoformat(), "evidence": area.evidence}
    audit.record(actor=actor, verb="record_area", subject=kept, reason=reason, **facts)
    return made


def _check(project: Project, area: Area) -> None:
    if not 0 < area.mu <= MOST_MU:
        text = gettext_noop("A project takes more than 0 and at most %(most)s mu of land.")
        raise Invalid("land-area", text, most=MOST_MU)
    if not area.evidence.strip():
        raise Invalid("evidence-missing", gettext_noop("Name the document that states the area."))
    last = project.areas.order_by("learned_on").last()
    if area.learned_on > timezone.localdate() or (last is not None and area.learned_on < last.learned_on):
        text = gettext_noop("The day it was learned lies between that of the area known so far and today.")
        raise Invalid("learned-on", text)
