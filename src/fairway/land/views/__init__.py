"""Pages of projects, what is overdue, the funnel and bulletins."""

from fairway.land.views.bulletins import bulletin, bulletin_workbook
from fairway.land.views.projects import (
    funnel,
    new_project,
    overdue,
    project,
    project_of,
    projects,
    record_payment,
    record_stage,
)

__all__ = [
    "bulletin",
    "bulletin_workbook",
    "funnel",
    "new_project",
    "overdue",
    "project",
    "project_of",
    "projects",
    "record_payment",
    "record_stage",
]
