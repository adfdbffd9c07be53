"""Lists of leads and of what was agreed, narrowed to what a reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from fairway.govern.rules import own_organisations, roles_of
from fairway.meet.models import ActionItem, PresentationLead
from fairway.meet.rules import RIGHTS

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User


class State(TextChoices):
    """How what was agreed stands on a day."""

    OPEN = "open", _("open")
    OVERDUE = "overdue", _("overdue")
    DONE = "done", _("done")


def with_state(rows: QuerySet[ActionItem], on: date) -> QuerySet[ActionItem]:
    """Annotate each with its ``state`` on a day."""
    done = When(done_on__isnull=False, then=Value(State.DONE))
    overdue = When(due__lt=on, then=Value(State.OVERDUE))
    return rows.annotate(state=Case(done, overdue, default=Value(State.OPEN)))


def agreed_seen_by(user: User, on: date) -> QuerySet[ActionItem]:
    """Return everything agreed for the offices, for others what their own organisations answer for."""
    rows = with_state(ActionItem.objects.select_related("event", "responsible"), on)
    if user.is_superuser or roles_of(user) & RIGHTS["meet.see_talks"].roles:
        return rows
    return rows.filter(responsible__in=own_organisations(user, RIGHTS["meet.finish_action"].own))


def leads_seen_by(user: User) -> QuerySet[PresentationLead]:
    """Return every lead for the offices, for others those of the presentations of their own organisations."""
    rows = PresentationLead.objects.select_related(
        "organisation", "presentation__organisation", "presentation__event", "noted_by"
    )
    if user.is_superuser or roles_of(user) & RIGHTS["meet.see_leads"].roles:
        return rows
    return rows.filter(presentation__organisation__in=own_organisations(user, RIGHTS["meet.see_leads"].own))
