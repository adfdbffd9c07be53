"""Visits to projects, and those whose next date passed without another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from fairway.land.models import Met, Visit
from fairway.land.queries.projects import projects_seen_by

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fairway.land.models import Project
    from fairway.land.queries.projects import Reader

_MET = Prefetch("met", Met.objects.select_related("organisation"))


def visits_of(project: Project) -> QuerySet[Visit]:
    """The visits to a project, the newest first; what was taken back is among them and says so. Two queries."""
    rows = Visit.objects.told().filter(project=project)
    return rows.select_related("office").prefetch_related(_MET).order_by("-happened_on", "-pk")


def visits_seen_by(user: Reader) -> QuerySet[Visit]:
    """Visits that stand, to projects the reader may see, the newest first."""
    rows = Visit.objects.told().filter(reversed_by=None, project__in=projects_seen_by(user).order_by().values("pk"))
    return rows.select_related("office", "project").prefetch_related(_MET).order_by(F("happened_on").desc(), "-pk")


def visits_due(user: Reader, as_of: date) -> QuerySet[Visit]:
    """The last visit to each project whose next date passed before ``as_of``: nobody came back to it."""
    later = Q(happened_on__gt=OuterRef("happened_on")) | Q(happened_on=OuterRef("happened_on"), pk__gt=OuterRef("pk"))
    again = Visit.objects.filter(later, project=OuterRef("project"), reverses=None, reversed_by=None)
    return visits_seen_by(user).filter(~Exists(again), next_on__lt=as_of)
