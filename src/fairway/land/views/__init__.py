"""Pages of projects, what is overdue, the funnel, bulletins and forecasts."""

from fairway.land.views.bulletins import bulletin, bulletin_workbook
from fairway.land.views.forecast import (
    forecast,
    forecast_projects,
    forecasts,
    override_forecast,
    project_forecast,
    start_forecast,
)
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
    "forecast",
    "forecast_projects",
    "forecasts",
    "funnel",
    "new_project",
    "overdue",
    "override_forecast",
    "project",
    "project_forecast",
    "project_of",
    "projects",
    "record_payment",
    "record_stage",
    "start_forecast",
]
