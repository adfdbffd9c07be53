"""Pages of projects, what is overdue, the funnel, bulletins, forecasts and exchange."""

from fairway.land.views.bulletins import (
    bulletin,
    bulletin_pdf,
    bulletin_workbook,
)
from fairway.land.views.cohorts import (
    cohort_workbook,
    cohorts,
)
from fairway.land.views.exchange import (
    discard_projects,
    exchange,
    export_projects,
    project_import,
    take_projects,
)
from fairway.land.views.forecast import (
    forecast,
    forecast_projects,
    forecasts,
    override_forecast,
    project_forecast,
    start_forecast,
)
from fairway.land.views.hindrances import (
    answer_hindrance,
    close_hindrance,
    escalated,
    hindrance,
    hindrances,
    raise_hindrance,
)
from fairway.land.views.milestones import (
    milestone,
    milestones,
    move_milestone,
    plan_milestone,
    timeline,
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
    "answer_hindrance",
    "bulletin",
    "bulletin_pdf",
    "bulletin_workbook",
    "close_hindrance",
    "cohort_workbook",
    "cohorts",
    "discard_projects",
    "escalated",
    "exchange",
    "export_projects",
    "forecast",
    "forecast_projects",
    "forecasts",
    "funnel",
    "hindrance",
    "hindrances",
    "milestone",
    "milestones",
    "move_milestone",
    "new_project",
    "overdue",
    "override_forecast",
    "plan_milestone",
    "project",
    "project_forecast",
    "project_import",
    "project_of",
    "projects",
    "raise_hindrance",
    "record_payment",
    "record_stage",
    "start_forecast",
    "take_projects",
    "timeline",
]
