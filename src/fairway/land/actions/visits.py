"""Writing down visits to projects, and taking a wrong line back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.land.models import Met, Project, Visit
from fairway.land.rules import FOLLOWERS
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation


@dataclass(frozen=True)
class VisitDraft:
    """A visit: the day, whom one met in which posts, what was seen, and when one comes back to it."""

    happened_on: date
    seen: str
    met: tuple[Organisation, ...] = ()
    posts: str = ""
    next_on: date | None = None


@transaction.atomic
def log_visit(*, actor: User, reason: str, project: Project, draft: VisitDraft) -> Visit:
    """Write a visit down, of the office the actor acts for."""
    require(actor, "land.log_visit", project)
    today = timezone.localdate()
    if draft.happened_on > today:
        raise Invalid("visit-to-come", gettext_noop("This day has not come yet."))
    if not draft.seen.strip():
        raise Invalid("visit-seen", gettext_noop("Say what was seen."))
    if draft.next_on is not None and draft.next_on <= draft.happened_on:
        raise Invalid("visit-next", gettext_noop("The next date comes after the visit."))
    visit = Visit.objects.create(
        project=project,
        office_id=min(own_organisations(actor, FOLLOWERS), default=None),
        happened_on=draft.happened_on,
        learned_on=today,
        posts=draft.posts.strip(),
        seen=draft.seen.strip(),
        next_on=draft.next_on,
    )
    Met.objects.bulk_create(Met(visit=visit, organisation=each) for each in dict.fromkeys(draft.met))
    facts = {"project": project.pk, "visited_on": draft.happened_on.isoformat(), "met": [each.pk for each in draft.met]}
    audit.record(actor=actor, verb="log_visit", subject=visit, reason=reason, **facts)
    return visit


@transaction.atomic
def reverse_visit(*, actor: User, reason: str, visit: Visit) -> Visit:
    """Take a visit back by a line that says why; it stays to be read."""
    require(actor, "land.reverse_line", visit.project)
    Project.objects.select_for_update().get(pk=visit.project_id)
    if visit.reverses_id is not None or Visit.objects.filter(reverses=visit).exists():
        raise Refused("reversed-already", gettext_noop("This line has been taken back already."))
    today = timezone.localdate()
    back = Visit.objects.create(
        project=visit.project,
        office_id=visit.office_id,
        happened_on=today,
        learned_on=today,
        seen=reason[:1000],
        reverses=visit,
    )
    audit.record(actor=actor, verb="reverse_visit", subject=visit, reason=reason, project=visit.project_id)
    return back
